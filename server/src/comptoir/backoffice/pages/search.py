"""One field for the whole office: items, customers and receipts, by name, code, number or amount, a slip forgiven."""

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect

from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.amounts import parse_amount
from comptoir.catalog.public import ItemView, search_items
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view
from comptoir.sales import credit
from comptoir.sales import listing as sales
from comptoir.sales.credit import CustomerRow
from comptoir.sales.listing import SaleRow

SHOWN_MAX = 10
# "3,10" and "1 203.50 €" are amounts, "06.12.34" is a part of a phone number.
_AMOUNT = re.compile(r"(0|[1-9][\d\s'\u2019]*)[.,]\d{1,2}[^\d.,]*$")


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
        "typed": typed, "hits": hits, "currency": organization_view().currency,
    }  # fmt: skip
    return visit.render("search.html", context)


def _find(visit: Visit, typed: str) -> Hits:
    is_amount = _AMOUNT.match(typed) is not None
    found = Hits(
        items=search_items(typed, limit=SHOWN_MAX, is_lenient=not is_amount).items, customers=[], sales=[]
    )  # fmt: skip
    if not visit.may(Permission.SEE_SALES):
        return found
    amount = parse_amount(typed, organization_view().currency)
    return Hits(
        items=found.items,
        customers=[] if is_amount else credit.customers(visit.organization, typed)[:SHOWN_MAX],
        sales=[] if amount is None else sales.sales_of_amount(visit.organization, amount, limit=SHOWN_MAX),
    )


def _open(hits: Hits) -> HttpResponse:
    if hits.items:
        return redirect("product", hits.items[0].id)
    if hits.customers:
        return redirect("customer", hits.customers[0].id)
    return redirect("sale", hits.sales[0].id)
