"""Customers with what they owe, their statements, and orders that wait: quotes and goods kept aside."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.credit_forms import CustomerForm, OrderPolicyForm
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.customer_exemption_forms import CustomerExemptionForm, exemption_context
from comptoir.backoffice.person_forms import USES
from comptoir.backoffice.words import word
from comptoir.catalog.public import customer_groups
from comptoir.customers.commands import SaveCustomer
from comptoir.customers.public import customer as one_customer
from comptoir.customers.public import save_customer
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.payments.commands import SetPaymentPolicy
from comptoir.payments.public import payment_policy, set_payment_policy
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import is_limited
from comptoir.sales import credit as queries


@reads(Permission.SEE_SALES)
def customers(visit: Visit) -> HttpResponse:
    """Everybody by name, who owes most first."""
    return _customers(visit, _form(visit) if visit.may(Permission.MANAGE_TILLS) else None)


@acts(Permission.MANAGE_TILLS)
def customer_new(visit: Visit) -> HttpResponse:
    """Write a customer down."""
    if visit.request.method != "POST":
        return redirect("customers")
    with visit.reading():
        form = _form(visit, bound=True)
    if form.is_valid() and _saved(visit, form, form.cleaned_data["id"]):
        return redirect("customer", customer=form.cleaned_data["id"])
    with visit.reading():
        return _customers(visit, form, status=422)


@reads(Permission.SEE_SALES)
def customer(visit: Visit, customer: UUID) -> HttpResponse:
    """One customer: what they owe, each entry that changed it, and what is kept aside for them."""
    return customer_page(visit, customer)


@acts(Permission.MANAGE_TILLS)
def customer_save(visit: Visit, customer: UUID) -> HttpResponse:
    """Change a customer, or what they may owe."""
    if visit.request.method != "POST":
        return redirect("customer", customer=customer)
    with visit.reading():
        if one_customer(customer) is None:
            raise Http404
        form = _form(visit, bound=True, key=customer)
    if form.is_valid() and _saved(visit, form, customer):
        return redirect("customer", customer=customer)
    with visit.reading():
        return customer_page(visit, customer, form=form, status=422)


@reads(Permission.SEE_SALES)
def statement_csv(visit: Visit, customer: UUID) -> HttpResponse:
    """The statement as a table."""
    if queries.customer_row(visit.organization, customer) is None:
        raise Http404
    rows = queries.statement(visit.organization, customer)
    currency = organization_view().currency
    header = [_("When"), _("What"), _("Receipt"), _("Store"), _("Amount"), _("Owed")]
    lines = [
        [
            formats.local_iso(row.sold_at, row.timezone), word("kind", row.kind), row.number, inert(row.store),
            formats.decimal_text(row.amount, currency, visit.language),
            "" if row.balance is None else formats.decimal_text(row.balance, currency, visit.language),
        ]
        for row in rows
    ]  # fmt: skip
    return csv_file("statement.csv", header, lines, visit.language)


@reads(Permission.SEE_SALES)
def orders(visit: Visit) -> HttpResponse:
    """What was promised and is still open, oldest first."""
    return _orders(visit, OrderPolicyForm(policy=payment_policy()) if visit.may(Permission.MANAGE_TILLS) else None)


@acts(Permission.MANAGE_TILLS)
def order_policy(visit: Visit) -> HttpResponse:
    """Decide what the shop keeps of an order that is given up, and how long a quote holds."""
    if visit.request.method != "POST":
        return redirect("orders")
    with visit.reading():
        form = OrderPolicyForm(visit.request.POST, policy=payment_policy())
    if form.is_valid() and form.carry_out(
        lambda: set_payment_policy(
            SetPaymentPolicy(organization=visit.organization, person=visit.person, **form.decisions())
        )
    ):
        messages.success(visit.request, _("Open tills know it now."))
        return redirect("orders")
    with visit.reading():
        return _orders(visit, form, status=422)


def _orders(visit: Visit, form: OrderPolicyForm | None, *, status: int = 200) -> HttpResponse:
    found = queries.open_orders(visit.organization)
    context: dict[str, object] = {
        "orders": found,
        "paid": sum(row.paid for row in found),
        "currency": organization_view().currency,
        "form": form,
    }
    return visit.render("orders.html", context, status=status)


def _customers(visit: Visit, form: CustomerForm | None, *, status: int = 200) -> HttpResponse:
    typed = visit.request.GET.get("q", "").strip()[:80]
    rows = queries.customers(visit.organization, typed)
    context: dict[str, object] = {
        "customers": rows,
        "is_cut": len(rows) == queries.CUSTOMERS_MAX,
        "owed": queries.owed(visit.organization),
        "currency": organization_view().currency,
        "typed": typed,
        "form": form,
        "uses": USES.items() if visit.may(Permission.ANSWER_PEOPLE) else (),
    }
    return visit.render("customers.html", context, status=status)


def customer_page(
    visit: Visit,
    key: UUID,
    *,
    form: CustomerForm | None = None,
    exemption_form: CustomerExemptionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """All that is known of a customer, and what may be changed of it; inside a reading."""
    row = queries.customer_row(visit.organization, key)
    known = one_customer(key)
    if row is None or known is None:
        raise Http404
    may_change = visit.may(Permission.MANAGE_TILLS) and known.erased_at is None
    context: dict[str, object] = {
        "customer": row,
        "is_erased": known.erased_at is not None,
        "card": known.card,
        "may_answer": visit.may(Permission.ANSWER_PEOPLE),
        "statement": queries.statement(visit.organization, key),
        "orders": queries.open_orders(visit.organization, key),
        "is_limited": is_limited(),
        "currency": organization_view().currency,
        "form": form or (_form(visit, key=key) if may_change else None),
    }
    if may_change:
        context |= exemption_context(visit, key, exemption_form)
    return visit.render("customer.html", context, status=status)


def _form(visit: Visit, *, bound: bool = False, key: UUID | None = None) -> CustomerForm:
    data = {**visit.request.POST.dict(), **({"id": str(key)} if key else {})} if bound else None
    return CustomerForm(
        data,
        currency=organization_view().currency,
        language=visit.language,
        groups=customer_groups(with_ended=True),
        known=one_customer(key) if key is not None else None,
    )


def _saved(visit: Visit, form: CustomerForm, key: UUID) -> bool:
    fields = form.cleaned_data
    try:
        save_customer(
            SaveCustomer(
                organization=visit.organization, person=visit.person, id=key, name=fields["name"],
                phone=fields["phone"], email=fields["email"], credit_limit=fields["credit_limit"],
                card=fields["card"], group=fields.get("group"),
            )
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    messages.success(visit.request, _("Saved. Open tills know it now."))
    return True
