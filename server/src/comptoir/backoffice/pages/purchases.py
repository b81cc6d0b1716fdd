"""Staff purchases: who bought what in a month, who rang it up, and the limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.purchase_forms import PurchaseLimitForm
from comptoir.backoffice.queries.purchases import Purchase, purchases
from comptoir.backoffice.scope import Scope, chosen_store, local_today, read_range
from comptoir.catalog.public import customer_groups, price_lists, promotions
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view, stores
from comptoir.staff.commands import SetPurchaseLimit
from comptoir.staff.public import policy, set_purchase_limit


@dataclass(frozen=True, slots=True)
class Bought:
    """One person's purchases of the period."""

    buyer: UUID
    name: str
    count: int
    amount: int
    is_beyond: bool


@dataclass(frozen=True, slots=True)
class Reduction:
    """What gives people of the house their prices."""

    name: str
    address: str


@reads(Permission.SEE_REPORTS)
def staff_purchases(visit: Visit) -> HttpResponse:
    """By person, and each purchase."""
    return _page(visit, _form(visit) if visit.may(Permission.MANAGE_TEAM) else None)


@reads(Permission.SEE_REPORTS)
def staff_purchases_csv(visit: Visit) -> HttpResponse:
    """A line for each purchase."""
    scope = _scope(visit)
    currency = organization_view().currency
    header = [_("When"), _("Store"), _("Receipt"), _("Who bought"), _("Cashier"), _("Paid"), _("Currency")]
    rows = [
        [
            formats.local_iso(row.happened_at, row.timezone),
            inert(row.store_name),
            row.receipt,
            inert(row.buyer_name),
            inert(row.cashier_name),
            formats.decimal_text(row.amount, currency, visit.language),
            currency,
        ]
        for row in purchases(scope)
    ]
    return csv_file(f"staff-purchases-{scope.first}-{scope.last}.csv", header, rows, visit.language)


@acts(Permission.MANAGE_TEAM)
def staff_purchase_limit(visit: Visit) -> HttpResponse:
    """Decide the limit; the tills hear of it at once."""
    if visit.request.method != "POST":
        return redirect("staff-purchases")
    with visit.reading():
        form = _form(visit, bound=True)
    if form.is_valid():
        command = SetPurchaseLimit(
            organization=visit.organization, person=visit.person, purchase_limit=form.cleaned_data["purchase_limit"]
        )
        if form.carry_out(lambda: set_purchase_limit(command)):
            messages.success(visit.request, _("Saved. The tills hear of it at once."))
            return redirect("staff-purchases")
    with visit.reading():
        return _page(visit, form, status=422)


def _page(visit: Visit, form: PurchaseLimitForm | None, *, status: int = 200) -> HttpResponse:
    scope = _scope(visit)
    rows = purchases(scope)
    limit = policy().purchase_limit
    context: dict[str, object] = {
        "scope": scope,
        "currency": organization_view().currency,
        "rows": rows,
        "people": _by_person(rows, scope, limit),
        "total": sum(row.amount for row in rows),
        "limit": limit,
        "reductions": _reductions(),
        "form": form,
        "csv_address": f"/staff-purchases.csv?{visit.request.GET.urlencode()}",
    }
    return visit.render("staff_purchases.html", context, status=status)


def _by_person(rows: Sequence[Purchase], scope: Scope, limit: int | None) -> list[Bought]:
    """Who bought most first. Of a period that is longer than a month, nothing is beyond the month's limit."""
    is_month = (scope.first.year, scope.first.month) == (scope.last.year, scope.last.month) and scope.store is None
    found = []
    for buyer in dict.fromkeys(row.buyer for row in rows):
        own = [row for row in rows if row.buyer == buyer]
        amount = sum(row.amount for row in own)
        is_beyond = is_month and limit is not None and amount > limit
        found.append(Bought(buyer, own[0].buyer_name, len(own), amount, is_beyond))
    return sorted(found, key=lambda bought: (-bought.amount, bought.name))


def _reductions() -> list[Reduction]:
    """The price lists and promotions that are for a group of the staff."""
    staff = {str(group.id) for group in customer_groups() if group.is_staff and not group.is_ended}
    found = []
    for path, rules in (("/price-lists", price_lists()), ("/promotions", promotions())):
        for rule in rules:
            if not rule.is_ended and staff & set(rule.document.get("when", {}).get("customers", ())):
                found.append(Reduction(rule.name, f"{path}/{rule.id}"))
    return found


def _scope(visit: Visit) -> Scope:
    """This month, where the address says nothing else."""
    places = stores()
    today = local_today(chosen_store(visit.request.GET, places), places, visit.now)
    return read_range(visit.request.GET, visit.organization, places, visit.now, days=today.day, by_clock=True)


def _form(visit: Visit, *, bound: bool = False) -> PurchaseLimitForm:
    return PurchaseLimitForm(
        visit.request.POST if bound else None,
        currency=organization_view().currency,
        language=visit.language,
        limit=policy().purchase_limit,
    )
