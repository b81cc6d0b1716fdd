"""The list of sales and its filters: what a page and a program ask for."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import Parameters, select, select_one
from comptoir.sales.scope import SCOPED_SALES, Scope

_NUMBER = re.compile(r"(?P<till>[^\s-]{1,8})-(?P<enrolment>\d{1,9})-(?P<sequence>\d{1,15})")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; null does not narrow."""

    till: UUID | None = None
    cashier: UUID | None = None
    kind: str | None = None
    tender: str | None = None
    gross_min: int | None = None
    gross_max: int | None = None
    is_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the list ended."""

    sold_at: datetime
    sale: UUID


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A line of the list."""

    id: UUID
    number: str
    sold_at: datetime
    timezone: str
    store_name: str
    till_code: str
    cashier_name: str | None
    kind: str
    gross: int
    currency: str
    tenders: list[str]
    lines_count: int
    flags_count: int


@dataclass(frozen=True, slots=True)
class SalePage:
    """A page of the list; `next` is null on the last one."""

    rows: list[SaleRow]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    id: UUID
    name: str


def list_sales(scope: Scope, filters: Filters, *, after: Cursor | None = None, limit: int = 50) -> SalePage:
    """Newest first, by keyset: a page in a million sales costs what the first page costs."""
    parameters = {
        **scope.parameters(),
        "till": filters.till,
        "cashier": filters.cashier,
        "kind": filters.kind,
        "tender": filters.tender,
        "gross_min": filters.gross_min,
        "gross_max": filters.gross_max,
        "is_flagged": filters.is_flagged,
        "after_time": after.sold_at if after else None,
        "after_id": after.sale if after else None,
        "limit": limit + 1,
    }
    rows = select(SaleRow, _LIST, parameters)
    is_last = len(rows) <= limit
    rows = rows[:limit]
    return SalePage(rows, None if is_last else Cursor(rows[-1].sold_at, rows[-1].id))


def sales_of_amount(organization: UUID, amount: int, *, limit: int) -> list[SaleRow]:
    """The newest of exactly this total, sold or given back, whenever it was."""
    parameters: Parameters = {"organization": organization, "gross": amount, "back": -amount, "limit": limit}
    return select(SaleRow, _OF_AMOUNT, parameters)


def find_by_number(organization: UUID, text: str) -> UUID | None:
    """The sale that a customer's receipt number names."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        return None
    row = select_one(
        _Found,
        """
        SELECT n.id FROM sales_entry n
        JOIN tills_enrolment e ON e.organization_id = n.organization_id AND e.id = n.chain_id
        JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
        JOIN sales_sale s ON s.organization_id = n.organization_id AND s.id = n.id
        WHERE n.organization_id = %(organization)s AND upper(t.code) = %(till)s
          AND e.number = %(enrolment)s AND n.sequence = %(sequence)s
        ORDER BY n.branch LIMIT 1
        """,
        {
            "organization": organization,
            "till": found["till"],
            "enrolment": int(found["enrolment"]),
            "sequence": int(found["sequence"]),
        },
    )
    return row.id if row else None


def till_choices(organization: UUID) -> list[Choice]:
    return select(
        Choice,
        "SELECT id, code || ' · ' || name FROM tills_till WHERE organization_id = %(organization)s ORDER BY code",
        {"organization": organization},
    )


@dataclass(frozen=True, slots=True)
class _Found:
    id: UUID


_COLUMNS = """
    SELECT s.id, t.code || '-' || e.number || '-' || n.sequence, s.sold_at, s.timezone, s.store_name, t.code, c.name,
           s.kind, s.gross, s.currency,
           ARRAY(SELECT d.kind FROM sales_tender d
                 WHERE d.organization_id = s.organization_id AND d.sale_id = s.id ORDER BY d.number),
           (SELECT count(*) FROM sales_line l WHERE l.organization_id = s.organization_id AND l.sale_id = s.id),
           (SELECT count(*) FROM sales_discrepancy x WHERE x.organization_id = s.organization_id AND x.entry_id = s.id)
"""
_JOINS = """
    JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
    JOIN tills_enrolment e ON e.organization_id = s.organization_id AND e.id = n.chain_id
    JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
    LEFT JOIN identity_employee c ON c.organization_id = s.organization_id AND c.id = s.cashier
"""
_LIST = f"""
    {_COLUMNS}
    FROM ({SCOPED_SALES}) s
    {_JOINS}
    WHERE (%(till)s::uuid IS NULL OR s.till_id = %(till)s)
      AND (%(cashier)s::uuid IS NULL OR s.cashier = %(cashier)s)
      AND (%(kind)s::text IS NULL OR s.kind = %(kind)s)
      AND (%(gross_min)s::bigint IS NULL OR abs(s.gross) >= %(gross_min)s)
      AND (%(gross_max)s::bigint IS NULL OR abs(s.gross) <= %(gross_max)s)
      AND (%(tender)s::text IS NULL OR EXISTS (
          SELECT 1 FROM sales_tender d
          WHERE d.organization_id = s.organization_id AND d.sale_id = s.id AND d.kind = %(tender)s))
      AND (NOT %(is_flagged)s OR EXISTS (
          SELECT 1 FROM sales_discrepancy x WHERE x.organization_id = s.organization_id AND x.entry_id = s.id))
      AND (%(after_time)s::timestamptz IS NULL OR (s.sold_at, s.id) < (%(after_time)s, %(after_id)s))
    ORDER BY s.sold_at DESC, s.id DESC
    LIMIT %(limit)s
"""  # noqa: S608  # a constant of ours; every value is a parameter
# Of each sign the newest ones stand together in the index: two short walks, however many sales there are.
_OF_AMOUNT = f"""
    {_COLUMNS}
    FROM (
        SELECT s.*, p.timezone, p.name AS store_name FROM (
            (SELECT * FROM sales_sale WHERE organization_id = %(organization)s AND gross = %(gross)s
                ORDER BY sold_at DESC LIMIT %(limit)s)
            UNION
            (SELECT * FROM sales_sale WHERE organization_id = %(organization)s AND gross = %(back)s
                ORDER BY sold_at DESC LIMIT %(limit)s)
        ) s
        JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    ) s
    {_JOINS}
    ORDER BY s.sold_at DESC, s.id DESC
    LIMIT %(limit)s
"""  # noqa: S608
