"""Orders to suppliers: written, sent, followed until nothing more is expected."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.goods_sheet import GoodsRow, GoodsSheet, cost_text, fresh_sheet, read_sheet
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import chosen_store, local_today
from comptoir.backoffice.stock_amounts import milli_text
from comptoir.backoffice.supplier_forms import NewOrderForm, SendForm
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.messaging.public import channels
from comptoir.platform.public import organization_view, stores
from comptoir.purchasing.public import (
    CloseOrder,
    OpenOrder,
    OrderView,
    SendPurchase,
    Wanted,
    WriteLines,
    close_order,
    offers_by,
    open_order,
    order_pdf,
    order_table,
    order_view,
    orders,
    send_purchase,
    suppliers,
    write_lines,
)

STATES = ("draft", "sent", "closed")


@reads(Permission.SEE_STOCK)
def order_list(visit: Visit) -> HttpResponse:
    """The newest orders, of one state or of all."""
    return _list(visit, _new_form(visit) if visit.may(Permission.MANAGE_STOCK) else None)


@acts(Permission.MANAGE_STOCK)
def order_new(visit: Visit) -> HttpResponse:
    """Begin one."""
    if visit.request.method != "POST":
        return redirect("purchase-orders")
    with visit.reading():
        form = _new_form(visit, bound=True)
    if form.is_valid():
        said = form.cleaned_data
        command = OpenOrder(
            organization=visit.organization, person=visit.person, id=said["id"], supplier=UUID(said["supplier"]),
            store=UUID(said["store"]),
        )  # fmt: skip
        if form.carry_out(lambda: open_order(command)):
            return redirect("purchase-order", said["id"])
    with visit.reading():
        return _list(visit, form, status=422)


@reads(Permission.SEE_STOCK)
def order_page(visit: Visit, order: UUID) -> HttpResponse:
    """What is ordered, what came, and where the order went."""
    view = _found(order)
    return _page(visit, view, fresh_sheet(_rows(visit, view)))


@acts(Permission.MANAGE_STOCK)
def order_lines(visit: Visit, order: UUID) -> HttpResponse:
    """Write the lines of a draft; a scan adds one to its row."""
    if visit.request.method != "POST":
        return redirect("purchase-order", order)
    with visit.reading():
        view = _found(order)
        currency = organization_view().currency
        sheet = read_sheet(visit.request.POST, _rows(visit, view), currency=currency, language=visit.language)
    if not sheet.is_wrong:
        wanted = tuple(
            Wanted(item=row.item, quantity_milli=row.quantity_milli or 0, unit_cost=row.cost_typed)
            for row in sheet.rows
        )
        command = WriteLines(organization=visit.organization, person=visit.person, order=order, lines=wanted)
        refused = _refused(lambda: write_lines(command))
        if not refused and not sheet.candidates and not sheet.warning:
            return redirect("purchase-order", order)
        sheet = sheet.refused(*refused)
    with visit.reading():
        return _page(visit, _found(order), sheet, status=422)


@acts(Permission.MANAGE_STOCK)
def order_send(visit: Visit, order: UUID) -> HttpResponse:
    """By mail, or because somebody handed it over."""
    if visit.request.method != "POST":
        return redirect("purchase-order", order)
    with visit.reading():
        view = _found(order)
        form = SendForm(visit.request.POST)
        today = local_today(next(one for one in stores() if one.id == view.store), stores(), visit.now)
    if form.is_valid():
        is_mail = visit.request.POST.get("way") == "email"
        if is_mail and not form.cleaned_data["address"]:
            form.add_error("address", _("Enter an e-mail address."))
        command = SendPurchase(
            organization=visit.organization, person=visit.person, order=order, letter=form.cleaned_data["letter"],
            address=form.cleaned_data.get("address", "") if is_mail else "", now=visit.now, today=today,
        )  # fmt: skip
        if form.is_valid() and form.carry_out(lambda: send_purchase(command)):
            messages.success(visit.request, _("It is sent within a moment.") if is_mail else _("It counts as ordered."))
            return redirect("purchase-order", order)
    with visit.reading():
        view = _found(order)
        return _page(visit, view, fresh_sheet(_rows(visit, view)), send=form, status=422)


@acts(Permission.MANAGE_STOCK)
def order_close(visit: Visit, order: UUID) -> HttpResponse:
    """Expect nothing more of it."""
    if visit.request.method != "POST":
        return redirect("purchase-order", order)
    with visit.reading():
        _found(order)
    close_order(CloseOrder(organization=visit.organization, person=visit.person, order=order, now=visit.now))
    return redirect("purchase-order", order)


@reads(Permission.SEE_STOCK)
def order_file(visit: Visit, order: UUID) -> HttpResponse:
    """The page that the supplier reads."""
    view = _found(order)
    answer = HttpResponse(order_pdf(view), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{view.number}.pdf"'
    return answer


@reads(Permission.SEE_STOCK)
def order_csv(visit: Visit, order: UUID) -> HttpResponse:
    """The lines for the supplier's program: with commas and points, whoever reads the page."""
    view = _found(order)
    header, *rows = order_table(view)
    return csv_file(f"{view.number}.csv", header, [[inert(cell) for cell in row] for row in rows], "en")


def _list(visit: Visit, form: NewOrderForm | None, *, status: int = 200) -> HttpResponse:
    state = visit.request.GET.get("state", "")
    store = chosen_store(visit.request.GET, stores())
    context: dict[str, object] = {
        "orders": orders(state=state if state in STATES else "", store=store.id if store else None),
        "state": state,
        "states": STATES,
        "currency": organization_view().currency,
        "has_suppliers": bool(suppliers()),
        "form": form,
    }
    return visit.render("purchase_orders.html", context, status=status)


def _page(
    visit: Visit, view: OrderView, sheet: GoodsSheet, *, send: SendForm | None = None, status: int = 200
) -> HttpResponse:
    may_edit = visit.may(Permission.MANAGE_STOCK)
    context: dict[str, object] = {
        "order": view,
        "sheet": sheet,
        "currency": organization_view().currency,
        "is_draft": view.state == "draft",
        "may_edit": may_edit,
        "may_receive": visit.may(Permission.COUNT_STOCK) and view.state == "sent",
        "can_mail": "email" in channels(),
        "send_form": send or SendForm(address=view.supplier.email),
    }
    return visit.render("purchase_order.html", context, status=status)


def _rows(visit: Visit, view: OrderView) -> list[GoodsRow]:
    """What stands on a draft, and below it what else the supplier sells: somebody types how many of it."""
    currency = organization_view().currency
    rows = [
        GoodsRow(
            line.item, line.name, line.unit, unit_cost=line.unit_cost, note=line.reference,
            said=milli_text(line.quantity_milli, visit.language),
            cost_said=cost_text(line.unit_cost, currency, visit.language),
        )
        for line in view.lines
    ]  # fmt: skip
    there = {row.item for row in rows}
    return rows + [
        GoodsRow(
            offer.item, offer.name, offer.unit, unit_cost=offer.unit_cost, note=offer.reference,
            expected_milli=offer.minimum_milli or None, cost_said=cost_text(offer.unit_cost, currency, visit.language),
        )
        for offer in offers_by(view.supplier.id)
        if offer.item not in there and view.state == "draft"
    ]  # fmt: skip


def _new_form(visit: Visit, *, bound: bool = False) -> NewOrderForm:
    return NewOrderForm(
        visit.request.POST if bound else None, suppliers=suppliers(), stores=stores(),
        supplier=visit.request.GET.get("supplier", ""),
    )  # fmt: skip


def _refused(act: Callable[[], object]) -> list[str]:
    try:
        act()
    except DomainError as refusal:
        return [say(refusal)]
    return []


def _found(order: UUID) -> OrderView:
    view = order_view(order)
    if view is None:
        raise Http404
    return view
