"""`comptoir restore`: a machine begins again from a backup, or tries whether it could."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from comptoir.config.backup.dumping import DumpFailed
from comptoir.config.backup.restoring import CannotRestore
from comptoir.config.backup.secrets_file import SecretsInTheWay, read_secrets, unpack_secrets
from comptoir.config.database import Addresses, database_of
from comptoir.config.home import Home, HomeBusy
from comptoir.config.migrating import CannotMigrate, show
from comptoir.platform.backups.places import NAME, PlaceTroubled
from comptoir.platform.backups.plan import Backups
from comptoir.platform.backups.recovery import KeyUnreadable, Kind, RecoveryKey, read_recovery_key
from comptoir.platform.backups.sealed_file import Readable, SealBroken
from comptoir.platform.postgres import PostgresUnavailable

BOOKS_KEY = "COMPTOIR_RECOVERY_KEY_BOOKS"
SECRETS_KEY = "COMPTOIR_RECOVERY_KEY_SECRETS"
REFUSALS = (
    CannotRestore, CannotMigrate, DumpFailed, HomeBusy, KeyUnreadable, PlaceTroubled, PostgresUnavailable,
    SealBroken, SecretsInTheWay, psycopg.Error, OSError,
)  # fmt: skip


def restore(file: str, *, secrets: str, drill: bool, without_secrets: bool) -> int:
    """Restore or drill; 1 when it cannot be, or when something did not come back as it was."""
    home = Home.of_environment()
    try:
        if drill:
            return _drill(home, file, secrets)
        return _restore(home, file, secrets, without_secrets=without_secrets)
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)
        return 1


def tell_rolled_back() -> int:
    """After somebody else brought the database back in time: logs, tills and enrolments are told, as by a restore."""
    home = Home.of_environment()
    if not os.environ.get("DATABASE_URL") and not home.cluster.is_made():
        print(f"There is no database in {home.path}.", file=sys.stderr)
        return 2
    try:
        claim = home.claim()
        try:
            with database_of(home, on_wait=show) as addresses:
                _django(home, addresses)
                from comptoir.config.backup.beginning_again import rolled_back

                count = rolled_back(home, addresses)
        finally:
            claim.close()
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{count} logs begin a new age. Tills send what is missing when they next call.")
    return 0


def _restore(home: Home, file: str, secrets: str, *, without_secrets: bool) -> int:
    has_key = (home.secrets / "server-key").exists()
    if not secrets and not has_key and not without_secrets:
        raise CannotRestore(
            "This home has no server key. Name the file of the secrets with --secrets: without it every till must be "
            "enrolled anew. If that file is lost, say --without-secrets."
        )
    books = _key(Kind.BOOKS)
    home.prepare()
    claim = home.claim()
    try:
        if secrets:
            with _open(home, secrets) as source:
                found = read_secrets(source, _key(Kind.SECRETS), name=_named(secrets))
            print(f"{unpack_secrets(home, found)} files of the secrets are here.")
        with database_of(home, on_wait=show) as addresses:
            _django(home, addresses)
            from comptoir.config.backup.beginning_again import begin_again

            with _open(home, file) as source:
                done = begin_again(home, addresses, source, books, name=_named(file), tell=_say)
    finally:
        claim.close()
    print(
        f"{done.entries} entries of {done.organizations} organizations are here, as of {done.taken_at}, in "
        f"{done.seconds} s. What was sold after that comes back when the tills next call; `comptoir verify` reads all "
        "of it again. Whom you locked out or revoked after that moment, lock out again."
    )
    if done.aside:
        print(f"The database that was here is kept as {done.aside}.")
    return 0


def _drill(home: Home, file: str, secrets: str) -> int:
    """The same in a database of its own, which goes away again. Nothing of the shop is touched."""
    books = _key(Kind.BOOKS)
    if secrets:
        with _open(home, secrets) as source:
            found = read_secrets(source, _key(Kind.SECRETS), name=_named(secrets))
        print(
            f"{secrets}: {len(found)} files, among them {'the' if 'secrets/server-key' in found else 'NO'} server key."
        )
    with database_of(home, on_wait=show) as addresses:
        _django(home, addresses)
        from comptoir.config.backup.beginning_again import drill

        with _open(home, file) as source:
            report = drill(home, addresses, source, books, name=_named(file), tell=_say)
    for what in report.findings:
        print(f"  {what}")
    found_count = f"{len(report.findings)} findings" if report.findings else "all as it was"
    print(
        f"{report.entries} entries of {report.organizations} organizations, as of {report.taken_at}: restored in "
        f"{report.seconds} s, read again in {report.verify_seconds} s, {found_count}."
    )
    return 1 if report.findings else 0


@contextmanager
def _open(home: Home, file: str) -> Iterator[Readable]:
    """A path, or the name of one at the place of this home's plan; `latest` is the newest of the books there."""
    if Path(file).exists():
        with Path(file).open("rb") as stream:
            yield stream
        return
    backups = Backups(home.path)
    plan = backups.read()
    if plan is None:
        raise CannotRestore(f"There is no file {file}.")
    place = backups.place(plan)
    name = file
    if file == "latest":
        of_books = [kept.name for kept in place.list() if kept.name.endswith(f"-{Kind.BOOKS}.comptoir")]
        if not of_books:
            raise CannotRestore(f"There is no backup in {plan.place}.")
        name = of_books[-1]
    with place.open(name) as found:
        yield found


def _named(file: str) -> str | None:
    """What the file must call itself, where its name says that: one put in another's place is refused."""
    name = Path(file).name
    return name if NAME(name) else None


def _key(kind: Kind) -> RecoveryKey:
    text = os.environ.get(BOOKS_KEY if kind is Kind.BOOKS else SECRETS_KEY) or getpass.getpass(
        f"Recovery key of the {kind}: "
    )
    key = read_recovery_key(text)
    if key.kind is not kind:
        raise KeyUnreadable(f"This is the recovery key of the {key.kind}; the one of the {kind} is needed.")
    return key


def _django(home: Home, addresses: Addresses) -> None:
    os.environ.update(addresses.environment(home))
    import django

    django.setup()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
