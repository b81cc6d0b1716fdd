"""`comptoir backup`, `comptoir backup setup`, `comptoir backup list`."""

from __future__ import annotations

import base64
import getpass
import os
import sys
from dataclasses import replace

import psycopg

from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home, demo_hint
from comptoir.config.migrating import show
from comptoir.platform.backups.places import PlaceTroubled
from comptoir.platform.backups.plan import Backups, Plan, PlanInvalid, Run
from comptoir.platform.backups.recovery import Kind, RecoveryKey
from comptoir.platform.postgres import PostgresUnavailable

STORE_SECRET = "COMPTOIR_BACKUP_STORE_SECRET"  # noqa: S105  # the name of the variable
NO_PLAN = "No backups are set up here. Begin with: comptoir backup setup --to /a/folder/on/another/disk"
PAPER = """
These two recovery keys are shown once, now. Print or write them, and keep them away from this computer.
Without the first one no backup of the books opens, without the second one none of the secrets.

    books    {books}

    secrets  {secrets}

The books can be read by whoever has the first. Whoever has the second, too, can be this server.
"""


def set_up(wish: Plan, *, renew_keys: bool, is_demo: bool) -> int:
    """Keep the plan; make recovery keys where there are none, and show them."""
    home = _home(is_demo)
    home.prepare()
    backups = Backups(home.path)
    before = backups.read()
    keys = {kind: RecoveryKey.new(kind) for kind in Kind} if before is None or renew_keys else None
    plan = wish
    if keys is not None:
        plan = replace(wish, books_key=_public(keys[Kind.BOOKS]), secrets_key=_public(keys[Kind.SECRETS]))
    elif before is not None:
        plan = replace(wish, books_key=before.books_key, secrets_key=before.secrets_key)
    secret = ""
    if plan.place.startswith("s3://"):
        secret = os.environ.get(STORE_SECRET) or getpass.getpass("Secret key of the store: ")
    try:
        backups.write(plan, secret=secret)
        found = backups.place(plan).list()
    except (PlanInvalid, PlaceTroubled) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(
        f"Backups go to {plan.place} every {plan.every_hours} h; the newest {plan.keep} stay. {len(found)} are there."
    )
    if keys is not None:
        print(PAPER.format(books=keys[Kind.BOOKS], secrets=keys[Kind.SECRETS]))
    return 0


def back_up(*, is_demo: bool) -> int:
    """Make one now; 1 when it was not made, or when its test found something."""
    home = _home(is_demo)
    if Backups(home.path).read() is None:
        print(NO_PLAN, file=sys.stderr)
        return 2
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.{demo_hint(home)}", file=sys.stderr)
        return 2
    try:
        with database_of(home, on_wait=show) as addresses:
            return _make(home, addresses)
    except (PostgresUnavailable, psycopg.OperationalError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def list_backups(*, is_demo: bool) -> int:
    """What lies at the place, and what became of the newest runs."""
    backups = Backups(_home(is_demo).path)
    plan = backups.read()
    if plan is None:
        print(NO_PLAN, file=sys.stderr)
        return 2
    runs = {run.name: run for run in backups.runs()}
    try:
        found = backups.place(plan).list()
    except PlaceTroubled as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for kept in found:
        run = runs.get(kept.name)
        print(f"{kept.name}  {kept.size / 1e6:10.1f} MB  {_became(run) if run else 'made elsewhere, not tested here'}")
    for run in [one for one in backups.runs() if one.trouble][-5:]:
        print(f"{run.name}  not made: {run.trouble}")
    print(f"{len(found)} files in {plan.place}; every {plan.every_hours} h; the newest {plan.keep} stay.")
    return 0


def tell(run: Run) -> None:
    """One line about one run, and a line for each finding."""
    print(f"{run.name}  {run.size / 1e6:.1f} MB in {run.seconds} s: {_became(run)}")
    for what in run.findings:
        print(f"  {what}")


def _make(home: Home, addresses: Addresses) -> int:
    os.environ.update(addresses.environment(home))
    import django

    django.setup()
    from comptoir.config.backup.now import BackupRuns, make_now

    try:
        runs = make_now(home, addresses, tell=lambda text: print(text, file=sys.stderr))
    except BackupRuns as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for run in runs:
        tell(run)
    return 0 if all(run.is_good for run in runs) else 1


def _became(run: Run) -> str:
    if run.trouble:
        return f"not made: {run.trouble}"
    if not run.tested:
        return "not tested"
    if run.findings:
        return f"its test found {len(run.findings)} faults"
    what = f"{run.entries} entries" if run.kind is Kind.BOOKS else "read back"
    return f"tested, {what}" + (f", {run.test_seconds} s" if run.kind is Kind.BOOKS else "")


def _home(is_demo: bool) -> Home:
    return Home.of_environment().demo if is_demo else Home.of_environment()


def _public(key: RecoveryKey) -> str:
    return base64.b64encode(key.public).decode()
