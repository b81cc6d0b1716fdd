"""One field for the whole office: items, customers and receipts, by name, code, number or amount."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect

from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.queries import credit
from comptoir.backoffice.queries.credit import CustomerRow
from comptoir.backoffice.scope import Scope, business_today, zone_of
from comptoir.catalog.public import ItemView, search_items
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view, stores
from comptoir.sales import listing as sales
from comptoir.sales.listing import Filters, SaleRow

SHOWN_MAX = 10
# An amount is looked for among the sales of so many days: in all of them it says nothing.
AMOUNT_DAYS = 31


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found; a part that the visitor may not see is empty."""

    items: list[ItemView]
    customers: list[CustomerRow]
    sales: list[SaleRow]

    @property
    def count(self) -> int:
        return len(self.items) + len(self.customers) + len(self.sales)


@reads(Permission.SEE_PRODUCTS)
def search(visit: Visit) -> HttpResponse:
    """What bears these words. A whole receipt number, or the only hit, opens at once."""
    typed = visit.request.GET.get("q", "").strip()[:120]
    hits = Hits([], [], [])
    if typed and visit.may(Permission.SEE_SALES):
        number = sales.find_by_number(visit.organization, typed)
        if number is not None:
            return redirect("sale", number)
    if typed:
        hits = _find(visit, typed)
        if hits.count == 1:
            return _open(hits)
    context: dict[str, object] = {
        "typed": typed, "hits": hits, "currency": organization_view().currency, "days": AMOUNT_DAYS,
    }  # fmt: skip
    return visit.render("search.html", context)


def _find(visit: Visit, typed: str) -> Hits:
    found = Hits(items=search_items(typed, limit=SHOWN_MAX).items, customers=[], sales=[])
    if not visit.may(Permission.SEE_SALES):
        return found
    amount = parse_amount(typed, organization_view().currency)
    return Hits(
        items=found.items,
        customers=credit.customers(visit.organization, typed)[:SHOWN_MAX],
        sales=[] if amount is None else _of_amount(visit, amount),
    )


def _of_amount(visit: Visit, amount: int) -> list[SaleRow]:
    known = stores()
    today = business_today(None, known, visit.now)
    scope = Scope(visit.organization, None, today - timedelta(days=AMOUNT_DAYS - 1), today, today, zone_of(None, known))
    return sales.list_sales(scope, Filters(gross_min=amount, gross_max=amount), limit=SHOWN_MAX).rows


def _open(hits: Hits) -> HttpResponse:
    if hits.items:
        return redirect("product", hits.items[0].id)
    if hits.customers:
        return redirect("customer", hits.customers[0].id)
    return redirect("sale", hits.sales[0].id)
