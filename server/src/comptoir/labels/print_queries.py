"""Label printers that a store's agents serve, and labels on their way to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.labels.models import LabelPrinter, PrintJob
from comptoir.labels.sheets import Sheet
from comptoir.platform.tenancy import current_organization

# An agent asks every ten seconds.
HEARD_WITHIN = timedelta(minutes=2)
SHOWN = timedelta(hours=12)
PRINTS_MAX = 30


@dataclass(frozen=True, slots=True)
class PrinterView:
    """A label printer. `is_heard`: its agent asked for labels just now."""

    store: UUID
    agent: UUID
    printer: str
    name: str
    width_mm: int
    height_mm: int
    seen_at: datetime
    is_heard: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.agent}/{self.printer}"

    @property
    def sheet(self) -> Sheet:
        """One label, in its size."""
        size = (self.width_mm * 10, self.height_mm * 10)
        return Sheet(size, size, 1, 1, (0, 0), size)


@dataclass(frozen=True, slots=True)
class PrintView:
    """Labels on their way. `state` also says that they are being taken back (`returning`) or at the agent (`sent`)."""

    id: UUID
    store: UUID
    name: str
    count: int
    printer_name: str
    state: str
    trouble: str
    made_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "sent", "returning")


def label_printers(store: UUID | None = None, *, now: datetime) -> list[PrinterView]:
    """Of a store, or of all; by name. Those that nobody has heard of for a week are gone."""
    rows = LabelPrinter.objects.filter(organization_id=current_organization(), seen_at__gt=now - timedelta(days=7))
    if store is not None:
        rows = rows.filter(store_id=store)
    return [
        PrinterView(
            row.store_id, row.agent, row.printer, row.name, row.width_mm, row.height_mm, row.seen_at,
            is_heard=row.seen_at > now - HEARD_WITHIN,
        )
        for row in rows.order_by("name", "agent", "printer")
    ]  # fmt: skip


def prints_of(store: UUID, *, now: datetime) -> list[PrintView]:
    """What waits, whenever it was sent, and what became of the others today; the newest first."""
    rows = PrintJob.objects.filter(organization_id=current_organization(), store_id=store).defer("zpl")
    shown = rows.filter(state=PrintJob.State.WAITING) | rows.filter(made_at__gt=now - SHOWN)
    return [_view(row) for row in shown.order_by("-made_at", "-id")[:PRINTS_MAX]]


def print_of(job: UUID) -> PrintView | None:
    """One of them, however old."""
    row = PrintJob.objects.filter(organization_id=current_organization(), pk=job).defer("zpl").first()
    return None if row is None else _view(row)


def _view(row: PrintJob) -> PrintView:
    return PrintView(
        row.pk, row.store_id, row.name, row.count, row.printer_name, _state(row), row.trouble, row.made_at
    )  # fmt: skip


def _state(row: PrintJob) -> str:
    if row.state != PrintJob.State.WAITING:
        return row.state
    return "returning" if row.is_unwanted else "waiting" if row.sent_at is None else "sent"
