"""What people did at tills that a shop wants to look at, and whose figures stand out from the others'.

Voids, drawers, counts and approvals are acts of the ledger; refunds, discounts and prices typed by hand are read
from the sales themselves. One list holds all of them, newest first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.insights.public import HOURS, NOBODY, fresh
from comptoir.platform.sql import Parameters, select
from comptoir.sales.turnover import day_of, in_days

# What the list shows by family; the first ones are what somebody who looks for losses wants to see.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "approval": ("approval",),
    "refund": ("refund", "exchange", "refund_without_receipt"),
    "void": ("void",),
    "discount": ("discount",),
    "price": ("price", "price_differs"),
    "exempt": ("exempt",),
    "no_sale": ("no_sale",),
    "pin_blocked": ("pin_blocked", "passkey_refused"),
    "correction": ("correction",),
    "purchase": ("staff_purchase",),
    "age": ("age_check", "age_refused"),
    "cash": ("float", "foreign_float", "pickup", "paid_in", "paid_out", "transfer"),
    "count": ("check", "handover", "return", "closing", "forgotten", "purse_forgotten"),
    "report": ("x_report",),
    "training": ("training", "training_began", "training_ended"),
}
SENSITIVE = ("approval", "refund", "void", "discount", "price", "no_sale", "correction", "pin_blocked")


@dataclass(frozen=True, slots=True)
class ActFilters:
    """What the list is narrowed to; null does not narrow. No family means the sensitive ones."""

    family: str | None = None
    cashier: UUID | None = None
    till: UUID | None = None
    is_beyond: bool = False

    @property
    def deeds(self) -> str:
        """The codes of the deeds wanted, as the query takes them."""
        families = (self.family,) if self.family else SENSITIVE
        return ",".join(deed for family in families for deed in FAMILIES[family])


@dataclass(frozen=True, slots=True)
class ActCursor:
    """Where a page of the list ended: an entry may hold several acts."""

    happened_at: datetime
    entry: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ActItem:
    """One act. `amount` is what it was about; `other` is who approved or took over."""

    entry: UUID
    number: int
    happened_at: datetime
    timezone: str
    store_name: str
    till_code: str
    receipt: str
    is_sale: bool
    currency: str | None
    cashier: UUID | None
    cashier_name: str | None
    deed: str
    amount: int | None
    reason: str
    other_name: str | None
    approved_right: str
    asked: int | None
    allowed: int | None
    proof: str
    is_beyond: bool


@dataclass(frozen=True, slots=True)
class ActPage:
    """A page of the list; `next` is null on the last one."""

    rows: list[ActItem]
    next: ActCursor | None


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a cashier (till, store, day) came to in a scope: counts, and amounts in minor units."""

    key: str
    name: str | None
    sales_count: int
    sold: int
    refunds_count: int
    refunded: int
    voids_count: int
    voided: int
    discounts_count: int
    discounted: int
    no_sales_count: int
    approvals_count: int
    beyond_count: int
    blocks_count: int

    def count_of(self, measure: str) -> int:
        found = getattr(self, f"{measure}_count")
        assert isinstance(found, int)
        return found


def list_acts(scope: Scope, filters: ActFilters, *, after: ActCursor | None = None, limit: int = 50) -> ActPage:
    """Newest first, by keyset."""
    parameters: Parameters = {
        **scope.parameters(),
        "deeds": filters.deeds,
        "till": filters.till,
        "cashier": filters.cashier,
        "is_beyond": filters.is_beyond,
        "after_time": after.happened_at if after else None,
        "after_entry": after.entry if after else None,
        "after_number": after.number if after else None,
        "limit": limit + 1,
    }
    rows = select(ActItem, _LIST, parameters)
    is_last = len(rows) <= limit
    rows = rows[:limit]
    return ActPage(rows, None if is_last else ActCursor(rows[-1].happened_at, rows[-1].entry, rows[-1].number))


def conduct(scope: Scope, by: str) -> list[Conduct]:
    """The sums of a scope by `cashier`, `till`, `store` or `day`; the most active first, days by their date."""
    return select(Conduct, _CONDUCT[by], scope.parameters())


_BEYOND = """EXISTS (
        SELECT 1 FROM sales_discrepancy x
        WHERE x.organization_id = %(organization)s AND x.entry_id = {entry} AND x.code IN ('limit', 'approval'))"""


def _part(deed: str, *, columns: str, source: str, moment: str, entry: str, number: str) -> str:
    """The newest acts of one kind, as many as the page holds: read backwards by time, until they are found."""
    who = source.partition(" ")[0]
    return f"""
    (SELECT {entry} AS entry_id, {number} AS number, {moment} AS happened_at, {who}.store_id, {who}.till_id,
        {who}.cashier, {columns}
    {source.partition(" ")[2]}
      AND {deed} = ANY(string_to_array(%(deeds)s, ','))
      AND (%(store)s::uuid IS NULL OR {who}.store_id = %(store)s)
      AND (%(till)s::uuid IS NULL OR {who}.till_id = %(till)s)
      AND (%(cashier)s::uuid IS NULL OR {who}.cashier = %(cashier)s)
      AND (NOT %(is_beyond)s OR {_BEYOND.format(entry=entry)})
      AND (%(after_time)s::timestamptz IS NULL OR {moment} <= %(after_time)s
           AND ({moment}, {entry}, {number}) < (%(after_time)s, %(after_entry)s::uuid, %(after_number)s::int))
    ORDER BY 3 DESC, 1 DESC, 2 DESC LIMIT %(limit)s)
    """  # constants of ours; every value is a parameter


def _sold(deed: str, amount: str, where: str, *, number: int, more: str = "") -> str:
    """Of what is read from the sale itself; it comes after its acts."""
    columns = f"'{deed}' AS deed, {amount} AS amount, '' AS reason, NULL::uuid AS other, '' AS approved_right, "
    return _part(
        f"'{deed}'",
        columns=f"{columns} NULL::bigint AS asked, NULL::bigint AS allowed, '' AS proof",
        source=f"s FROM ({SCOPED_SALES}) s {more} WHERE {where}",
        moment="s.sold_at",
        entry="s.id",
        number=str(number),
    )


# Few sales are none: they have an index of their own (`sale_not_plain_by_time`).
_MOVED = """(SELECT sum(d.amount) FROM sales_tender d
    WHERE d.organization_id = s.organization_id AND d.sale_id = s.id AND d.amount > 0)"""
_GIVEN = """CROSS JOIN LATERAL (
        SELECT sum(l.line_discount + l.basket_discount) AS given FROM sales_line l
        WHERE l.organization_id = s.organization_id AND l.sale_id = s.id
    ) d"""
_ACTED = f"""a FROM sales_act a
    JOIN platform_store p ON p.organization_id = a.organization_id AND p.id = a.store_id
    LEFT JOIN sales_session n ON n.organization_id = a.organization_id AND n.id = a.session
    WHERE a.organization_id = %(organization)s AND {in_days("a.happened_at")}"""
_DEEDS = " UNION ALL ".join(
    [
        _part(
            "a.deed", columns="a.deed, a.amount, a.reason, a.other, a.approved_right, a.asked, a.allowed, a.proof",
            source=_ACTED, moment="a.happened_at", entry="a.entry_id", number="a.number",
        ),
        _sold("refund", "s.gross", "s.kind <> 'sale' AND s.kind = 'refund' AND s.refers_to_chain IS NOT NULL",
              number=1_000_000),
        _sold("exchange", "s.returned", "s.kind <> 'sale' AND s.kind = 'exchange'", number=1_000_000),
        _sold("correction", _MOVED, "s.kind <> 'sale' AND s.kind = 'tender_correction'", number=1_000_000),
        _sold("discount", "-d.given", "d.given <> 0", number=1_000_001, more=_GIVEN),
        _sold(
            "price_differs", "s.gross",
            "s.id IN (SELECT x.entry_id FROM sales_discrepancy x "
            "WHERE x.organization_id = %(organization)s AND x.code = 'price')",
            number=1_000_002,
        ),
    ]
)  # fmt: skip
_LIST = f"""
    SELECT d.entry_id, d.number, d.happened_at, p.timezone, p.name, t.code,
           t.code || '-' || e.number || '-' || n.sequence, s.id IS NOT NULL, s.currency, d.cashier, c.name, d.deed,
           d.amount, d.reason, o.name, d.approved_right, d.asked, d.allowed, d.proof,
           {_BEYOND.format(entry="d.entry_id")}
    FROM (
        SELECT * FROM ({_DEEDS}) deeds ORDER BY happened_at DESC, entry_id DESC, number DESC LIMIT %(limit)s
    ) d
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = d.store_id
    JOIN tills_till t ON t.organization_id = %(organization)s AND t.id = d.till_id
    JOIN sales_entry n ON n.organization_id = %(organization)s AND n.id = d.entry_id
    JOIN tills_enrolment e ON e.organization_id = %(organization)s AND e.id = n.chain_id
    LEFT JOIN sales_sale s ON s.organization_id = %(organization)s AND s.id = d.entry_id
    LEFT JOIN identity_employee c ON c.organization_id = %(organization)s AND c.id = d.cashier
    LEFT JOIN identity_employee o ON o.organization_id = %(organization)s AND o.id = d.other
    ORDER BY d.happened_at DESC, d.entry_id DESC, d.number DESC
"""  # noqa: S608
# What a group is, and what people call it.
_GROUPS = {
    "cashier": ("f.cashier::text", "min(c.name)", "4 DESC, 2"),
    "till": ("f.till_id::text", "min(t.code || ' · ' || t.name)", "2"),
    "store": ("f.store_id::text", "min(p.name)", "2"),
    "day": ("f.day::text", "f.day::text", "1 DESC"),
}
# What was sold, from the sums of hours; each act; and each entry beyond what its role may.
_FACTS = f"""
    SELECT nullif(h.cashier, '{NOBODY}') AS cashier, h.till AS till_id, h.store_id, h.day, 'sums' AS deed,
        h.sales_count, h.sold, h.refunds_count, h.refunded AS amount, h.discounted_count,
        h.line_discount + h.basket_discount AS given, 0 AS beyond
    FROM ({fresh(HOURS)}) h WHERE %(store)s::uuid IS NULL OR h.store_id = %(store)s
    UNION ALL
    SELECT s.cashier, s.till_id, s.store_id, s.business_day, 'beyond', 0, 0, 0, 0, 0, 0, 1
    FROM ({SCOPED_SALES}) s WHERE s.id IN (
        SELECT x.entry_id FROM sales_discrepancy x
        WHERE x.organization_id = %(organization)s AND x.code IN ('limit', 'approval')
    )
    UNION ALL
    SELECT d.cashier, d.till_id, d.store_id, {day_of("d.happened_at")}, d.deed, 0, 0, 0, d.amount, 0, 0,
        (d.number = 1 AND NOT EXISTS (
               SELECT 1 FROM sales_sale s WHERE s.organization_id = d.organization_id AND s.id = d.entry_id)
           AND {_BEYOND.format(entry="d.entry_id")})::int
    FROM sales_act d
    JOIN platform_store p ON p.organization_id = d.organization_id AND p.id = d.store_id
    LEFT JOIN sales_session n ON n.organization_id = d.organization_id AND n.id = d.session
    WHERE d.organization_id = %(organization)s AND {in_days("d.happened_at")}
      AND (%(store)s::uuid IS NULL OR d.store_id = %(store)s)
"""  # noqa: S608
_CONDUCT = {
    by: f"""
    SELECT coalesce({key}, ''), {name},
           sum(f.sales_count), sum(f.sold),
           sum(f.refunds_count), coalesce(sum(f.amount) FILTER (WHERE f.deed = 'sums'), 0),
           count(*) FILTER (WHERE f.deed = 'void'),
           coalesce(sum(f.amount) FILTER (WHERE f.deed = 'void'), 0),
           sum(f.discounted_count), sum(f.given),
           count(*) FILTER (WHERE f.deed = 'no_sale'),
           count(*) FILTER (WHERE f.deed = 'approval'),
           sum(f.beyond),
           count(*) FILTER (WHERE f.deed IN ('pin_blocked', 'passkey_refused'))
    FROM ({_FACTS}) f
    JOIN platform_store p ON p.organization_id = %(organization)s AND p.id = f.store_id
    JOIN tills_till t ON t.organization_id = %(organization)s AND t.id = f.till_id
    LEFT JOIN identity_employee c ON c.organization_id = %(organization)s AND c.id = f.cashier
    GROUP BY {key} ORDER BY {order}
    """  # noqa: S608
    for by, (key, name, order) in _GROUPS.items()
}
