"""Foreign money of the day's drawers, by session and currency: what lay there, came and went, and was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.queries.cash_journal import foreign_of
from comptoir.backoffice.queries.day_extras import CountedRow
from comptoir.backoffice.scope import Scope
from comptoir.platform.sql import select
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


@dataclass(frozen=True, slots=True)
class _Moved:
    session: UUID
    deed: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Paid:
    session: UUID
    currency: str
    taken: int
    given: int


_FIGURES = {"foreign_float": "float_amount", "float": "float_amount", "check": "differences", "handover": "differences"}


def foreign_drawers(scope: Scope, sessions: Sequence[SessionRow], counted: Iterable[CountedRow]) -> list[ForeignDrawer]:
    """Each session with each currency that it knew."""
    if not sessions:
        return []
    parameters = {**scope.parameters(), "sessions": ",".join(str(session.id) for session in sessions)}
    tills = {session.id: session.till_code for session in sessions}
    found: dict[tuple[UUID, str], ForeignDrawer] = {}

    def drawer(session: UUID, currency: str) -> ForeignDrawer:
        return found.setdefault((session, currency), ForeignDrawer(tills[session], currency))

    for row in select(_Moved, _MOVED, parameters):
        for money in foreign_of(bytes(row.content)):
            mine = drawer(row.session, money.currency)
            figure = _FIGURES.get(row.deed, row.deed)
            change = money.amount if figure != "differences" else money.difference or 0
            setattr(mine, figure, getattr(mine, figure) + change)
    for paid in select(_Paid, _PAID, parameters):
        mine = drawer(paid.session, paid.currency)
        mine.taken, mine.given = paid.taken, paid.given
    for heap in counted:
        if heap.currency and heap.session in tills:
            _close(drawer(heap.session, heap.currency), heap)
    return [found[key] for key in sorted(found, key=lambda key: (tills[key[0]], key[1], str(key[0])))]


def _close(mine: ForeignDrawer, heap: CountedRow) -> None:
    mine.is_closed, mine.counted, mine.difference = True, heap.counted, heap.difference
    # What the till expected beyond all that is known here lay there at the opening.
    mine.float_amount = heap.expected - mine.moved


_MOVED = """
    SELECT a.session, a.deed, n.content
    FROM sales_act a
    JOIN sales_entry n ON n.organization_id = a.organization_id AND n.id = a.entry_id
    WHERE a.organization_id = %(organization)s
      AND a.happened_at >= %(since)s - interval '2 days' AND a.happened_at < %(until)s + interval '2 days'
      AND a.session = ANY(string_to_array(%(sessions)s, ',')::uuid[])
      AND a.deed IN ('foreign_float', 'float', 'paid_in', 'paid_out', 'pickup', 'check', 'handover')
      AND position(convert_to('"foreign', 'UTF8') IN n.content) > 0
    ORDER BY a.happened_at, n.sequence, a.number
"""
_PAID = """
    SELECT s.session, d.currency, coalesce(sum(d.foreign_amount) FILTER (WHERE d.foreign_amount > 0), 0),
           coalesce(sum(d.foreign_amount) FILTER (WHERE d.foreign_amount < 0), 0)
    FROM sales_sale s
    JOIN sales_tender_detail d ON d.organization_id = s.organization_id AND d.sale_id = s.id AND d.currency <> ''
    WHERE s.organization_id = %(organization)s
      AND s.sold_at >= %(since)s - interval '2 days' AND s.sold_at < %(until)s + interval '2 days'
      AND s.session = ANY(string_to_array(%(sessions)s, ',')::uuid[]) AND d.foreign_amount IS NOT NULL
    GROUP BY 1, 2
"""
