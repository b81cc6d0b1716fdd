"""Goods that came back more often than they were sold: of which receipt, and by which tills.

Two tills without a network may both refund one sale: neither can know. Each refund is stored, and the one that came
second says so; a person needs the names of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.platform.sql import Parameters, select, select_one


@dataclass(frozen=True, slots=True)
class GivenBack:
    """One refund or exchange, where and by whom; `amount` is what its goods came back for."""

    id: UUID
    number: str
    till_name: str
    cashier_name: str | None
    sold_at: datetime
    timezone: str
    amount: int


@dataclass(frozen=True, slots=True)
class Twice:
    """`last` gives back more than was sold, because `before` gave back the same lines. Without any, by itself."""

    sale: UUID
    number: str
    last: GivenBack
    before: Sequence[GivenBack]

    @property
    def all(self) -> list[GivenBack]:
        """In the order of their making, whoever's reached the server first."""
        return sorted((*self.before, self.last), key=lambda one: (one.sold_at, one.id))


@dataclass(frozen=True, slots=True)
class _Pair:
    sale: UUID
    number: str
    last: UUID
    last_number: str
    last_till: str
    last_cashier: str | None
    last_at: datetime
    timezone: str
    last_amount: int
    other: UUID | None
    other_number: str | None
    other_till: str | None
    other_cashier: str | None
    other_at: datetime | None
    other_amount: int | None


def given_back_twice(scope: Scope) -> list[Twice]:
    """Of the scope's refunds and exchanges, the oldest first."""
    few = "s.kind <> 'sale' AND s.kind IN ('refund', 'exchange')"
    return _found(f"SELECT s.organization_id, s.id FROM ({SCOPED_SALES}) s WHERE {few}", scope.parameters())  # noqa: S608


def given_back_twice_by(organization: UUID, sale: UUID) -> list[Twice]:
    """Of one refund or exchange: at most one."""
    one = "SELECT %(organization)s::uuid AS organization_id, %(sale)s::uuid AS id"
    return _found(one, {"organization": organization, "sale": sale})


def given_back_twice_of(organization: UUID, chain: UUID, since: datetime, until: datetime | None) -> list[Twice]:
    """Of what a chain sold, as far as it became known then: what an incident is about."""
    flagged = """
        SELECT s.organization_id, s.id FROM sales_sale s
        JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
        WHERE s.organization_id = %(organization)s AND s.refers_to_chain = %(chain)s AND e.received_at >= %(since)s
            AND (%(until)s::timestamptz IS NULL OR e.received_at <= %(until)s)
    """
    return _found(flagged, {"organization": organization, "chain": chain, "since": since, "until": until})


def _found(source: str, parameters: Parameters) -> list[Twice]:
    # Nearly always there is none. The whole question has so many tables that to plan it alone takes longer than a page.
    if select_one(_Flagged, _FLAGGED.format(source=source), parameters) is None:
        return []
    pairs = select(_Pair, _PAIRS.format(source=source), parameters)
    found: dict[UUID, Twice] = {}
    for pair in pairs:
        last = GivenBack(
            pair.last, pair.last_number, pair.last_till, pair.last_cashier, pair.last_at, pair.timezone,
            pair.last_amount,
        )  # fmt: skip
        known = found.get(pair.last) or Twice(pair.sale, pair.number, last, ())
        if pair.other is not None:
            assert pair.other_number is not None
            assert pair.other_till is not None
            assert pair.other_at is not None
            assert pair.other_amount is not None
            other = GivenBack(
                pair.other, pair.other_number, pair.other_till, pair.other_cashier, pair.other_at, pair.timezone,
                pair.other_amount,
            )  # fmt: skip
            known = Twice(known.sale, known.number, last, (*known.before, other))
        found[pair.last] = known
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Flagged:
    entry: UUID


_FLAGGED = """
    SELECT x.entry_id FROM ({source}) w
    JOIN sales_discrepancy x ON x.organization_id = w.organization_id AND x.entry_id = w.id
        AND x.code = 'refund_exceeds_sale'
    LIMIT 1
"""
# From the few flagged entries on, every step has its key: `OFFSET 0` keeps the steps apart where a fresh shop has no
# statistics. What another one gave back counts where it is of a line of which too much came back.
_PAIRS = """
    SELECT o.id, ot.code || '-' || oc.number || '-' || o.sequence,
        s.id, nt.code || '-' || nc.number || '-' || n.sequence, nt.name, who.name, s.sold_at, p.timezone,
        CASE s.kind WHEN 'exchange' THEN s.returned ELSE s.gross END, r.id, r.number, r.till, r.cashier, r.sold_at,
        r.amount
    FROM (
        SELECT x.organization_id, x.entry_id, array_agg(DISTINCT l.refers_to_line) AS lines
        FROM ({source}) w
        JOIN sales_discrepancy x ON x.organization_id = w.organization_id AND x.entry_id = w.id
            AND x.code = 'refund_exceeds_sale'
        JOIN sales_line l ON l.organization_id = x.organization_id AND l.sale_id = x.entry_id AND l.number = x.line
        GROUP BY 1, 2 OFFSET 0
    ) f
    JOIN sales_sale s ON s.organization_id = f.organization_id AND s.id = f.entry_id
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment nc ON nc.organization_id = n.organization_id AND nc.id = n.chain_id
    JOIN tills_till nt ON nt.organization_id = n.organization_id AND nt.id = n.till_id
    LEFT JOIN identity_employee who ON who.organization_id = s.organization_id AND who.id = s.cashier
    JOIN sales_entry o ON o.organization_id = s.organization_id AND o.chain_id = s.refers_to_chain
        AND o.sequence = s.refers_to_sequence AND o.kind IN ('sale', 'exchange')
    JOIN tills_enrolment oc ON oc.organization_id = o.organization_id AND oc.id = o.chain_id
    JOIN tills_till ot ON ot.organization_id = o.organization_id AND ot.id = o.till_id
    LEFT JOIN LATERAL (
        SELECT b.id, bt.code || '-' || bc.number || '-' || bn.sequence AS number, bt.name AS till, bw.name AS cashier,
            b.sold_at, CASE b.kind WHEN 'exchange' THEN b.returned ELSE b.gross END AS amount
        FROM sales_sale b
        JOIN sales_entry bn ON bn.organization_id = b.organization_id AND bn.id = b.id
        JOIN tills_enrolment bc ON bc.organization_id = bn.organization_id AND bc.id = bn.chain_id
        JOIN tills_till bt ON bt.organization_id = bn.organization_id AND bt.id = bn.till_id
        LEFT JOIN identity_employee bw ON bw.organization_id = b.organization_id AND bw.id = b.cashier
        WHERE b.organization_id = s.organization_id AND b.refers_to_chain = s.refers_to_chain
            AND b.refers_to_sequence = s.refers_to_sequence AND b.kind IN ('refund', 'exchange') AND b.id <> s.id
            AND EXISTS (SELECT 1 FROM sales_line bl WHERE bl.organization_id = b.organization_id AND bl.sale_id = b.id
                        AND bl.refers_to_line = ANY(f.lines))
    ) r ON true
    ORDER BY s.sold_at, s.id, r.sold_at, r.id
"""
