"""Containers that customers pay a deposit for and bring back, and the vouchers of machines that take them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.deposit_forms import DepositForm, VoucherPatternForm, deposit_initial
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.forms import tax_choices
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.catalog.bottle_deposits import bottle_deposits, voucher_patterns
from comptoir.catalog.deposit_commands import (
    AddBottleVoucherPattern,
    EndBottleDeposit,
    EndBottleVoucherPattern,
    SaveBottleDeposit,
)
from comptoir.catalog.operations import (
    add_voucher_pattern,
    end_bottle_deposit,
    end_voucher_pattern,
    save_bottle_deposit,
)
from comptoir.catalog.public import categories
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view, stores
from comptoir.tax.public import classes_on


@reads(Permission.EDIT_PRODUCTS)
def deposits(visit: Visit) -> HttpResponse:
    return _page(visit)


@acts(Permission.EDIT_PRODUCTS)
def save(visit: Visit, item: UUID) -> HttpResponse:
    """Make one, or state how it stands from now on; open tills know it within a moment."""
    if visit.request.method != "POST":
        return redirect("bottle-deposits")
    with visit.reading():
        form = _form(visit, item, visit.request.POST)
        day = local_today(None, stores(), visit.now)
    if form.is_valid():
        fields = form.cleaned_data
        command = SaveBottleDeposit(
            organization=visit.organization,
            person=visit.person,
            item=item,
            name=fields["name"],
            category=UUID(fields["category"]),
            unit_price=fields["price"],
            tax_class=UUID(fields["tax_class"]),
            day=day,
            follows_tax=fields["follows_tax"],
            position=fields["position"],
        )
        if form.carry_out(lambda: save_bottle_deposit(command)):
            messages.success(visit.request, _("Saved. Open tills show it now."))
            return redirect("bottle-deposits")
    with visit.reading():
        return _page(visit, deposit=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def end(visit: Visit, item: UUID) -> HttpResponse:
    """Take it off the tills, unless articles are still sold in it."""
    if visit.request.method == "POST":
        try:
            end_bottle_deposit(EndBottleDeposit(organization=visit.organization, person=visit.person, item=item))
        except DomainError as refusal:
            with visit.reading():
                return _page(visit, problem=say(refusal), status=422)
        messages.success(visit.request, _("Ended: tills take none back any more."))
    return redirect("bottle-deposits")


@acts(Permission.EDIT_PRODUCTS)
def new_pattern(visit: Visit) -> HttpResponse:
    """Add a row; open tills read such vouchers at once."""
    if visit.request.method != "POST":
        return redirect("bottle-deposits")
    with visit.reading():
        form = _pattern_form(visit, visit.request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        command = AddBottleVoucherPattern(
            organization=visit.organization,
            person=visit.person,
            id=fields["id"],
            pattern=fields["pattern"],
            tax_class=UUID(fields["tax_class"]),
            days_unique=fields["days_unique"],
            store=form.store(),
        )
        if form.carry_out(lambda: add_voucher_pattern(command)):
            messages.success(visit.request, _("Open tills now take such vouchers, each once."))
            return redirect("bottle-deposits")
    with visit.reading():
        return _page(visit, pattern=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def remove_pattern(visit: Visit, pattern: UUID) -> HttpResponse:
    """Take a row off the table. What was paid by it stays judged by it."""
    if visit.request.method == "POST":
        end_voucher_pattern(EndBottleVoucherPattern(organization=visit.organization, person=visit.person, id=pattern))
        messages.success(visit.request, _("Removed: tills take such vouchers no longer."))
    return redirect("bottle-deposits")


def _form(visit: Visit, item: UUID, data: object = None, initial: object = None) -> DepositForm:
    taxes = tax_choices(classes_on(local_today(None, stores(), visit.now)), visit.language)
    return DepositForm(
        data,  # type: ignore[arg-type]  # Django's own dictionary of a request
        item=item,
        currency=organization_view().currency,
        categories=categories(),
        tax_classes=taxes,
        initial=initial,  # type: ignore[arg-type]
    )


def _pattern_form(visit: Visit, data: object = None) -> VoucherPatternForm:
    taxes = tax_choices(classes_on(local_today(None, stores(), visit.now)), visit.language)
    return VoucherPatternForm(data, stores=stores(), tax_classes=taxes)  # type: ignore[arg-type]


def _page(
    visit: Visit,
    *,
    deposit: DepositForm | None = None,
    pattern: VoucherPatternForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    currency = organization_view().currency
    names = {store.id: store.name for store in stores()}
    known = bottle_deposits()
    shown = [
        deposit
        if deposit is not None and deposit.item == one.item
        else _form(
            visit, one.item, initial=deposit_initial(one, decimal_text(one.unit_price, currency, visit.language))
        )
        for one in known
    ]
    is_new = deposit is not None and deposit.item not in {one.item for one in known}
    context: dict[str, object] = {
        "problem": problem,
        "forms": list(zip(known, shown, strict=True)),
        "new_form": deposit if is_new else _form(visit, new_uuid7(), initial={"position": len(known) + 1}),
        "patterns": [(one, names[one.store] if one.store else "") for one in voucher_patterns()],
        "pattern_form": pattern or _pattern_form(visit),
        "currency": currency,
    }
    return visit.render("bottle_deposits.html", context, status=status)
