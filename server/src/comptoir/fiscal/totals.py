"""Totals that are never set back: what a till, and the shop, ever sold and gave back, and in how many documents.

What an archive holds is summed up once, with the archive (`fiscal_archived_chain`, only added to); what came since is
summed from the ledger. So the totals are the same after archived rows were removed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.turnover import AROUND, SIDES, day_of

# The newest sum of each chain, and what the ledger has behind it.
_BY_CHAIN = f"""
    WITH kept AS (
        SELECT DISTINCT ON (a.chain_id) a.chain_id, a.last_sequence, a.sold, a.refunded, a.documents
        FROM fiscal_archived_chain a WHERE a.organization_id = %(organization)s
        ORDER BY a.chain_id, a.last_sequence DESC
    ), since AS (
        SELECT e.chain_id, sum(s.gross - side.back) AS sold, sum(side.back) AS refunded, count(*) AS documents
        FROM sales_sale s
        JOIN sales_entry e ON e.organization_id = s.organization_id AND e.id = s.id
        LEFT JOIN kept k ON k.chain_id = e.chain_id
        CROSS JOIN LATERAL (SELECT {SIDES}) side
        WHERE s.organization_id = %(organization)s AND e.sequence > coalesce(k.last_sequence, 0)
            AND (%(until)s::jsonb IS NULL OR e.sequence <= coalesce((%(until)s::jsonb ->> e.chain_id::text)::bigint, 0))
        GROUP BY e.chain_id
    )
    SELECT n.id, n.till_id, t.code, t.name, p.name, o.currency, n.number,
        coalesce(k.sold, 0) + coalesce(c.sold, 0), coalesce(k.refunded, 0) + coalesce(c.refunded, 0),
        coalesce(k.documents, 0) + coalesce(c.documents, 0)
    FROM tills_enrolment n
    JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    JOIN platform_organization o ON o.id = n.organization_id
    LEFT JOIN kept k ON k.chain_id = n.id LEFT JOIN since c ON c.chain_id = n.id
    WHERE n.organization_id = %(organization)s ORDER BY t.code, n.number
"""  # noqa: S608  # constants of ours; every value is a parameter
# By the acts that tell of closings, which have an index by time.
_CLOSINGS = f"""
    SELECT DISTINCT e.id, t.code, r.number, e.sequence, e.device_time, p.timezone, e.content, {day_of("a.happened_at")}
    FROM sales_act a
    JOIN sales_entry e ON e.organization_id = a.organization_id AND e.id = a.entry_id AND e.kind = 'closing'
    JOIN tills_enrolment r ON r.organization_id = e.organization_id AND r.id = e.chain_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
    WHERE a.organization_id = %(organization)s AND a.deed IN ('closing', 'forgotten')
        AND a.happened_at >= %(first)s::date - {AROUND} AND a.happened_at < %(last)s::date + 1 + {AROUND}
        AND {day_of("a.happened_at")} BETWEEN %(first)s AND %(last)s
    ORDER BY e.device_time, t.code, e.sequence
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class ChainTotal:
    """Of one chain; `refunded` is zero or less, as in closings."""

    chain: UUID
    till: UUID
    till_code: str
    till_name: str
    store_name: str
    currency: str
    enrolment: int
    sold: int
    refunded: int
    documents: int


@dataclass(frozen=True, slots=True)
class TillTotal:
    """Of a till over all its chains."""

    till: UUID
    code: str
    name: str
    store: str
    sold: int
    refunded: int
    documents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the shop, and of each till."""

    currency: str
    tills: list[TillTotal]

    @property
    def sold(self) -> int:
        return sum(one.sold for one in self.tills)

    @property
    def refunded(self) -> int:
        return sum(one.refunded for one in self.tills)

    @property
    def documents(self) -> int:
        return sum(one.documents for one in self.tills)


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """A closing as it was sealed."""

    entry: UUID
    till_code: str
    enrolment: int
    sequence: int
    closed_at: datetime
    timezone: str
    content: bytes
    day: date


def chain_totals(until: str | None = None) -> list[ChainTotal]:
    """Each chain's; `until`: JSON of chain to sequence, to sum no further (what an archive will hold)."""
    return select(ChainTotal, _BY_CHAIN, {"organization": current_organization(), "until": until})


def perpetual_totals() -> Totals:
    """As of now."""
    rows = chain_totals()
    by_till: dict[UUID, TillTotal] = {}
    for row in rows:
        known = by_till.get(row.till)
        by_till[row.till] = TillTotal(
            row.till, row.till_code, row.till_name, row.store_name,
            row.sold + (known.sold if known else 0),
            row.refunded + (known.refunded if known else 0),
            row.documents + (known.documents if known else 0),
        )  # fmt: skip
    return Totals(rows[0].currency if rows else "", list(by_till.values()))


def closing_entries(first: date, last: date) -> list[ClosingEntry]:
    """The closings of business days, in order."""
    return select(ClosingEntry, _CLOSINGS, {"organization": current_organization(), "first": first, "last": last})
