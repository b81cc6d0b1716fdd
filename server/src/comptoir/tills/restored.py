"""What a restore left in the home: this database went back in time, and devices may know more than it does."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

# Nobody enrols one till so often between a backup and its restore.
NUMBERS_LEFT_FREE = 10


@dataclass(frozen=True, slots=True)
class LastRestore:
    """When it was, and of which moment the backup is."""

    restored_at: datetime
    taken_at: datetime


def last_restore() -> LastRestore | None:
    """None where no backup was ever restored."""
    path = Path(settings.HOME) / "restored.json"
    if not path.exists():
        return None
    said = json.loads(path.read_text(encoding="ascii"))
    return LastRestore(datetime.fromisoformat(said["restored_at"]), datetime.fromisoformat(said["taken_at"]))


def next_number(before: int, issued_at: datetime | None) -> int:
    """The number of a till's next enrolment. Without holes, but for one after a restore: a device that enrolled after
    the backup printed receipts under the numbers that this database would give again.
    """
    restore = last_restore()
    if restore is None or (issued_at is not None and issued_at > restore.restored_at):
        return before + 1
    return before + 1 + NUMBERS_LEFT_FREE
