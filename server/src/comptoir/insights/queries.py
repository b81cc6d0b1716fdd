"""What is kept of reports, inside `reading(organization)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.insights.definitions import Picture, Report
from comptoir.insights.models import SavedReport
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept report: its question, and of how many days until today."""

    id: UUID
    name: str
    report: Report
    days: int
    store: UUID | None
    compare: str


def saved_reports() -> Sequence[SavedView]:
    """By name."""
    rows = SavedReport.objects.filter(organization_id=current_organization()).order_by("name", "id")
    return [_view(row) for row in rows]


def saved_report(report: UUID) -> SavedView | None:
    row = SavedReport.objects.filter(organization_id=current_organization(), pk=report).first()
    return None if row is None else _view(row)


def _view(row: SavedReport) -> SavedView:
    question = built(str(row.id), row.cube, row.by, row.measures)
    return SavedView(row.id, row.name, question, row.days, row.store_id, row.compare)


def built(slug: str, cube: str, by: Sequence[str], measures: Sequence[str]) -> Report:
    """A question that somebody put together: rows of one kind are drawn."""
    return Report(slug, cube, tuple(by), tuple(measures), Picture.BARS if len(by) == 1 else Picture.NONE)
