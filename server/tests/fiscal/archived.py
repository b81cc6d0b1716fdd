"""A shop's day as an archive."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from comptoir.fiscal.archiving import archive_path, make_archive
from comptoir.fiscal.commands import MakeArchive
from comptoir.kernel import new_uuid7
from tests.backoffice.conftest import NOON, Day

THURSDAY = date(2026, 11, 19)


def wish(day: Day, last: date = THURSDAY, **more: object) -> MakeArchive:
    after = NOON + timedelta(days=(last - THURSDAY).days + 1)
    return MakeArchive(day.organization, None, new_uuid7(), last, after, **more)  # type: ignore[arg-type]


def archived(day: Day, last: date = THURSDAY) -> tuple[UUID, Path]:
    made = make_archive(wish(day, last))
    return made, archive_path(day.organization, made)


def of_archive(day: Day) -> dict[str, dict[str, object]]:
    """For addresses of an archive."""
    return {"fiscal-archive-file": {"archive": archived(day)[0]}}
