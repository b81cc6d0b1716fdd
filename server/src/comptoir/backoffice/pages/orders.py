"""One order of the back office: where its paper went, and sending it to the customer."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.order_forms import SendOrderForm
from comptoir.customers.public import customer as one_customer
from comptoir.identity.public import Permission
from comptoir.messaging.public import channels
from comptoir.papers.public import SendOrder, choice_of, deliveries_of, entry_of, send_order
from comptoir.sales import credit as queries


@reads(Permission.SEE_SALES)
def order_page(visit: Visit, order: UUID) -> HttpResponse:
    """What was promised to whom, and where its paper went."""
    return _page(visit, order, None)


@acts(Permission.MANAGE_TILLS)
def order_send(visit: Visit, order: UUID) -> HttpResponse:
    """Send it by mail."""
    if visit.request.method != "POST":
        return redirect("order", order)
    with visit.reading():
        if queries.order_row(visit.organization, order) is None:
            raise Http404
        form = SendOrderForm(visit.request.POST)
    if form.is_valid() and form.carry_out(lambda: send_order(_command(visit, order, form))):
        messages.success(visit.request, _("It is sent within a moment."))
        return redirect("order", order)
    with visit.reading():
        return _page(visit, order, form, status=422)


def _command(visit: Visit, order: UUID, form: SendOrderForm) -> SendOrder:
    fields = form.cleaned_data
    return SendOrder(
        organization=visit.organization, person=visit.person, id=fields["id"], order=order, address=fields["address"],
        language=fields["language"], now=visit.now,
    )  # fmt: skip


def _page(visit: Visit, key: UUID, form: SendOrderForm | None, *, status: int = 200) -> HttpResponse:
    row, entry = queries.order_row(visit.organization, key), entry_of(key)
    if row is None or entry is None:
        raise Http404
    may_send = visit.may(Permission.MANAGE_TILLS)
    can_mail = "email" in channels()
    known = one_customer(row.customer) if row.customer else None
    language = choice_of(entry.store).language or entry.locale[:2]
    context: dict[str, object] = {
        "order": row,
        "deliveries": deliveries_of(key),
        "may_manage": may_send,
        "can_mail": can_mail,
        "form": form or SendOrderForm(address=known.email if known else "", language=language),
    }
    return visit.render("order.html", context, status=status)
