"""What an administrator decided about backups, in the home beside the keys: it must be known when the database is not.

backups/plan.json      where, how often, how many; the public halves of the recovery keys
backups/runs.jsonl     what was made and how it was tested, a line each
backups/wanted         somebody asked for one now
secrets/backup-store   the store's secret key, when the place is one
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from comptoir.platform.backups.places import FolderPlace, Place
from comptoir.platform.backups.recovery import Kind
from comptoir.platform.backups.s3 import Access, S3Place
from comptoir.platform.postgres_files import write_private

RUNS_KEPT = 500
STORE_SECRET = "backup-store"  # noqa: S105  # the name of the file


class PlanInvalid(Exception):
    """The text says what cannot be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where backups go, how often, how many stay. `endpoint`, `region` and `key_id` only of a store (`s3://…`)."""

    place: str
    books_key: str
    secrets_key: str
    every_hours: int = 24
    keep: int = 14
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""

    def public(self, kind: Kind) -> bytes:
        """What seals a file of this kind."""
        return base64.b64decode(self.books_key if kind is Kind.BOOKS else self.secrets_key)


@dataclass(frozen=True, slots=True)
class Run:
    """One backup, or one try of it. `trouble`: it was not made. `findings`: it was made, and its test found these.

    `tested`: it was read back from its place and restored into a database of its own.
    """

    name: str
    made_at: str
    kind: Kind
    size: int = 0
    seconds: int = 0
    entries: int = 0
    organizations: int = 0
    tested: bool = False
    test_seconds: int = 0
    findings: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        return self.tested and not self.findings and not self.trouble


@dataclass(frozen=True, slots=True)
class Backups:
    """The files of a home that are about backups."""

    home: Path

    def read(self) -> Plan | None:
        """The plan; none before an administrator made one."""
        try:
            return Plan(**json.loads(self._plan.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def write(self, plan: Plan, *, secret: str = "") -> None:
        """Keep a plan; a store's secret key goes where the other secrets are."""
        check_plan(plan)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if secret:
            write_private(self.home / "secrets" / STORE_SECRET, secret + "\n")
        write_private(self._plan, json.dumps(asdict(plan), indent=1) + "\n")

    def change(self, *, every_hours: int, keep: int) -> Plan | None:
        """Other numbers, the same place and keys."""
        plan = self.read()
        if plan is None:
            return None
        changed = replace(plan, every_hours=every_hours, keep=keep)
        self.write(changed)
        return changed

    def place(self, plan: Plan) -> Place:
        """The place of a plan."""
        if not plan.place.startswith("s3://"):
            return FolderPlace(Path(plan.place))
        parts = urlsplit(plan.place)
        path = self.home / "secrets" / STORE_SECRET
        secret = path.read_text(encoding="ascii").strip() if path.exists() else ""
        prefix = parts.path.strip("/")
        return S3Place(
            plan.endpoint or f"https://s3.{plan.region}.amazonaws.com", plan.region, parts.netloc,
            f"{prefix}/" if prefix else "", Access(plan.key_id, secret),
        )  # fmt: skip

    def runs(self) -> list[Run]:
        """What was made, the newest last."""
        try:
            lines = self._runs.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        found: list[Run] = []
        for line in lines:
            # A power cut may have left half of the last line.
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                found.append(Run(**said | {"kind": Kind(said["kind"]), "findings": tuple(said["findings"])}))
        return found

    def note(self, run: Run) -> None:
        """Write down what became of one. Whole and renamed: whoever reads finds all of it."""
        kept = [*self.runs(), run][-RUNS_KEPT:]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._runs.with_suffix(".part")
        write_private(draft, "".join(json.dumps(asdict(one)) + "\n" for one in kept))
        os.replace(draft, self._runs)

    def ask(self) -> None:
        """Ask the worker for one now."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._wanted.touch(mode=0o600)

    def is_asked(self) -> bool:
        return self._wanted.exists()

    def answer(self) -> None:
        self._wanted.unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.home / "backups"

    @property
    def _plan(self) -> Path:
        return self._folder / "plan.json"

    @property
    def _runs(self) -> Path:
        return self._folder / "runs.jsonl"

    @property
    def _wanted(self) -> Path:
        return self._folder / "wanted"


def check_plan(plan: Plan) -> None:
    """Refuse what could never work."""
    if not 1 <= plan.every_hours <= 24 * 31:
        raise PlanInvalid("A backup is made every 1 to 744 hours.")
    if not 2 <= plan.keep <= 1_000:
        raise PlanInvalid("Between 2 and 1,000 backups are kept.")
    if plan.place.startswith("s3://"):
        if not urlsplit(plan.place).netloc or not plan.key_id:
            raise PlanInvalid("A store is named s3://bucket/prefix, with the identifier of an access key.")
    elif not Path(plan.place).is_absolute():
        raise PlanInvalid("The folder of the backups is named from the root, such as /media/backups.")


def due_at(plan: Plan, runs: list[Run]) -> datetime | None:
    """When the next one is due; None: now. A failed try is repeated after an hour."""
    made = [run for run in runs if run.kind is Kind.BOOKS]
    if not made:
        return None
    last = made[-1]
    pause = timedelta(hours=1 if last.trouble else plan.every_hours)
    return datetime.fromisoformat(last.made_at) + pause
