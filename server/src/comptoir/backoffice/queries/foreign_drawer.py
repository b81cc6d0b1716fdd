"""Foreign money of the day's drawers, by session and currency: what lay there, came and went, and was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.queries.cash_journal import CashAct
from comptoir.backoffice.queries.day_extras import CountedRow, ForeignPaid
from comptoir.sales.day_report import SessionRow


@dataclass(slots=True)
class ForeignDrawer:
    """In the currency's own minor units; what left the drawer is below zero."""

    till_code: str
    currency: str
    float_amount: int = 0
    # By customers; what went back to them.
    taken: int = 0
    given: int = 0
    paid_in: int = 0
    paid_out: int = 0
    pickup: int = 0
    # What counts in between were off by.
    differences: int = 0
    # At the closing; null while the day goes on, and where nobody counted.
    counted: int | None = None
    difference: int | None = None
    is_closed: bool = False

    @property
    def moved(self) -> int:
        return self.taken + self.given + self.paid_in + self.paid_out + self.pickup + self.differences

    @property
    def expected(self) -> int:
        return self.float_amount + self.moved


_FIGURES = {
    "foreign_float": "float_amount",
    "float": "float_amount",
    "paid_in": "paid_in",
    "paid_out": "paid_out",
    "pickup": "pickup",
    "check": "differences",
    "handover": "differences",
}


def foreign_drawers(
    sessions: Sequence[SessionRow],
    journal: Iterable[CashAct],
    paid: Iterable[ForeignPaid],
    counted: Iterable[CountedRow],
) -> list[ForeignDrawer]:
    """Each session with each currency that it knew."""
    tills = {session.id: session.till_code for session in sessions}
    found: dict[tuple[UUID, str], ForeignDrawer] = {}

    def drawer(session: UUID, currency: str) -> ForeignDrawer:
        return found.setdefault((session, currency), ForeignDrawer(tills[session], currency))

    for act in journal:
        if act.deed not in _FIGURES:
            continue
        for money in act.foreign:
            mine = drawer(act.session, money.currency)
            figure = _FIGURES[act.deed]
            change = money.amount if figure != "differences" else money.difference or 0
            setattr(mine, figure, getattr(mine, figure) + change)
    for payment in paid:
        mine = drawer(payment.session, payment.currency)
        mine.taken, mine.given = payment.taken, payment.given
    for heap in counted:
        if heap.currency and heap.session in tills:
            _close(drawer(heap.session, heap.currency), heap)
    return [found[key] for key in sorted(found, key=lambda key: (tills[key[0]], key[1], str(key[0])))]


def _close(mine: ForeignDrawer, heap: CountedRow) -> None:
    mine.is_closed, mine.counted, mine.difference = True, heap.counted, heap.difference
    # What the till expected beyond all that is known here lay there at the opening.
    mine.float_amount = heap.expected - mine.moved
