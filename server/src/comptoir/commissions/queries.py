"""What was sold by whom, the rules, and what closed periods keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.catalog.public import categories
from comptoir.commissions.models import Rule
from comptoir.commissions.reckoning import MARGIN, Earned, Places, RuleView, Sold, earned
from comptoir.kernel import divide_half_away
from comptoir.platform.sql import Parameters, select
from comptoir.platform.tenancy import current_organization
from comptoir.sales.components import sale_in
from comptoir.sales.turnover import day_of, in_days
from comptoir.staff.public import posts

PPM = 1_000_000
_FIRST, _LAST = timedelta(hours=14), timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class KeptEarned:
    """What a closing kept: of which day, and on which it was booked."""

    employee: UUID
    store: UUID
    day: date
    rule: UUID
    base: int
    quantity_milli: int
    amount: int
    unknown: int
    booked: date
    closing: int

    @property
    def earned(self) -> Earned:
        return Earned(
            self.employee, self.store, self.day, self.rule, self.base, self.quantity_milli, self.amount, self.unknown
        )


@dataclass(frozen=True, slots=True)
class _Menu:
    """A line of several taxes: what it is without them stands in its entry alone."""

    employee: UUID
    store: UUID
    day: date
    rule_day: date
    item: UUID | None
    number: int
    amount: int
    quantity_milli: int
    is_known: bool
    cost: int
    content: bytes


@dataclass(frozen=True, slots=True)
class _Shelf:
    item: UUID
    category: UUID


@dataclass(frozen=True, slots=True)
class _Last:
    legal_entity: UUID
    last: date


def rules() -> list[RuleView]:
    """Every rule, also those that ended; the newest first."""
    found = Rule.objects.filter(organization_id=current_organization()).order_by("-valid_from", "-id")
    return [rule_view(row) for row in found]


def rule_view(row: Rule) -> RuleView:
    return RuleView(
        row.id, row.employee_id, row.role_id, row.category_id, row.item_id, row.basis, row.rate_ppm, row.amount,
        row.valid_from, row.valid_until,
    )  # fmt: skip


def worked_out(stores: Sequence[UUID], first: date, last: date) -> list[Earned]:
    """What the ledger says today of these business days."""
    known = rules()
    if not known or not stores or last < first:
        return []
    return earned(_sold(stores, first, last, known), known, _places(known))


def kept(stores: Sequence[UUID], first: date, last: date, *, by: str = "booked") -> list[KeptEarned]:
    """What closings that hold keep of these days: of those on which it was booked, or (`day`) on which it was sold."""
    assert by in ("booked", "day")
    parameters: Parameters = {
        "organization": current_organization(), "stores": list(stores), "first": first, "last": last,
    }  # fmt: skip
    return select(KeptEarned, _KEPT.format(by=by), parameters)


def closed_until() -> dict[UUID, date]:
    """The last day of each company that is closed."""
    rows = select(_Last, _CLOSED, {"organization": current_organization()})
    return {row.legal_entity: row.last for row in rows}


def _sold(stores: Sequence[UUID], first: date, last: date, known: Sequence[RuleView]) -> list[Sold]:
    parameters: Parameters = {
        "organization": current_organization(),
        "stores": list(stores),
        "first": first,
        "last": last,
        "since": datetime.combine(first, datetime.min.time(), UTC) - _FIRST,
        "until": datetime.combine(last, datetime.min.time(), UTC) + _LAST,
    }
    cost = _COST if any(rule.basis == MARGIN for rule in known) else _NO_COST
    found = select(Sold, _SOLD.format(lines=_LINES.format(cost=cost)), parameters)
    return found + [_of_menu(row) for row in select(_Menu, _MENUS.format(lines=_LINES.format(cost=cost)), parameters)]


def _of_menu(row: _Menu) -> Sold:
    sale = sale_in(row.content)
    line = next((one for one in sale.lines if one.line == row.number), None) if sale is not None else None
    net = row.amount
    if line is not None and line.components:
        net = sum(_without_tax(part.amount, sum(tax.rate_ppm for tax in part.taxes)) for part in line.components)
    elif line is not None:
        net = _without_tax(row.amount, sum(tax.rate_ppm for tax in line.taxes))
    return Sold(
        row.employee, row.store, row.day, row.rule_day, row.item, net, row.quantity_milli,
        net if row.is_known else 0, row.cost,
    )  # fmt: skip


def _without_tax(amount: int, rate_ppm: int) -> int:
    return divide_half_away(amount * PPM, PPM + rate_ppm)


def _places(known: Sequence[RuleView]) -> Places:
    roles: dict[tuple[UUID, UUID | None], UUID | None] = {}
    if any(rule.role for rule in known):
        roles = {(post.employee, post.store): post.role for post in posts() if post.till is None}
    shelves: Mapping[UUID, Sequence[UUID]] = {}
    if any(rule.category for rule in known):
        parents = {shelf.id: shelf.parent for shelf in categories(with_ended=True)}
        found = select(_Shelf, _SHELVES, {"organization": current_organization()})
        paths = {category: _path(category, parents) for category in {row.category for row in found}}
        shelves = {row.item: paths[row.category] for row in found}
    return Places(roles, shelves)


def _path(category: UUID, parents: Mapping[UUID, UUID | None]) -> list[UUID]:
    path: list[UUID] = []
    here: UUID | None = category
    while here is not None and here not in path:
        path.append(here)
        here = parents.get(here)
    return path


# A line that came back is its seller's, on the day of its sale's rules. Deposits on bottles earn nothing, nor does what
# is no turnover (a gift card).
_LINES = f"""
    SELECT coalesce(o.cashier, s.cashier) AS employee, s.store_id, {day_of("s.sold_at")} AS day,
        coalesce(o.day, {day_of("s.sold_at")}) AS rule_day, l.item_id, l.number, l.amount, l.quantity_milli,
        CASE WHEN s.price_mode = 'net' THEN l.amount
            ELSE round(l.amount::numeric * 1000000 / (1000000 + l.tax_rate_ppm)) END AS net,
        l.tax_category = '' AND s.price_mode <> 'net' AS is_menu, c.is_known, c.cost, s.id AS sale
    FROM sales_sale s
    JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
    LEFT JOIN sales_session n ON n.organization_id = s.organization_id AND n.id = s.session
    JOIN sales_line l ON l.organization_id = s.organization_id AND l.sale_id = s.id
    LEFT JOIN LATERAL (
        SELECT d.cashier, coalesce(m.business_day, (coalesce(m.opened_at, d.sold_at) AT TIME ZONE q.timezone
            - q.day_starts_minute * interval '1 minute')::date) AS day
        FROM sales_entry e
        JOIN sales_sale d ON d.organization_id = e.organization_id AND d.id = e.id
        JOIN platform_store q ON q.organization_id = d.organization_id AND q.id = d.store_id
        LEFT JOIN sales_session m ON m.organization_id = d.organization_id AND m.id = d.session
        WHERE l.refers_to_line IS NOT NULL AND e.organization_id = s.organization_id
            AND e.chain_id = s.refers_to_chain AND e.sequence = s.refers_to_sequence AND e.branch = 0
    ) o ON true
    {{cost}}
    WHERE s.organization_id = %(organization)s AND s.store_id = ANY(%(stores)s::uuid[]) AND {in_days("s.sold_at")}
      AND s.kind IN ('sale', 'refund', 'exchange') AND coalesce(o.cashier, s.cashier) IS NOT NULL
      AND (l.item_id IS NOT NULL OR l.tax_category <> 'O')
      AND NOT EXISTS (SELECT FROM sales_bottle_deposit b
          WHERE b.organization_id = l.organization_id AND b.sale_id = l.sale_id AND b.number = l.number)
"""  # noqa: S608  # constants of ours; every value is a parameter
# A part of a menu, and the second movement of a line, are numbered so many millions above their line (`sales.goods`).
_COST = """
    LEFT JOIN LATERAL (
        SELECT coalesce(bool_and(b.average <> 0 OR b.quantity_milli = 0), false) AS is_known,
            coalesce(-sum(b.average), 0) AS cost
        FROM stock_booking b
        WHERE b.organization_id = s.organization_id AND b.document = s.id AND b.reason IN ('sale', 'refund')
            AND b.line %% 1000000 = l.number
    ) c ON true
"""
_NO_COST = "CROSS JOIN (SELECT false AS is_known, 0 AS cost) c"
_SOLD = """
    SELECT employee, store_id, day, rule_day, item_id, sum(net), sum(quantity_milli),
        coalesce(sum(net) FILTER (WHERE is_known), 0), coalesce(sum(cost) FILTER (WHERE is_known), 0)
    FROM ({lines}) line WHERE NOT is_menu GROUP BY 1, 2, 3, 4, 5
"""
_MENUS = """
    SELECT employee, store_id, day, rule_day, item_id, line.number, line.amount, line.quantity_milli, is_known,
        CASE WHEN is_known THEN cost ELSE 0 END, e.content
    FROM ({lines}) line JOIN sales_entry e ON e.organization_id = %(organization)s AND e.id = line.sale
    WHERE is_menu
"""
_SHELVES = """
    SELECT i.id, r.category_id FROM catalog_item i
    JOIN catalog_product r ON r.organization_id = i.organization_id AND r.id = i.product_id
    WHERE i.organization_id = %(organization)s AND r.category_id IS NOT NULL
"""
_KEPT = """
    SELECT k.employee, k.store_id, k.day, k.rule, k.base, k.quantity_milli, k.amount, k.unknown, k.booked, r.number
    FROM commissions_period r
    JOIN commissions_kept k ON k.organization_id = r.organization_id AND k.period_id = r.id
    WHERE r.organization_id = %(organization)s AND NOT r.is_released AND k.store_id = ANY(%(stores)s::uuid[])
      AND k.{by} BETWEEN %(first)s AND %(last)s
    ORDER BY k.booked, r.number, k.number
"""
_CLOSED = """
    SELECT legal_entity_id, max(last) FROM commissions_period
    WHERE organization_id = %(organization)s AND NOT is_released GROUP BY 1
"""
