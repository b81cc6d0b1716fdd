"""Goods that come by an order and goods that go back, with a phone in the other hand."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.goods_sheet import GoodsRow, GoodsSheet, fresh_sheet, read_sheet
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import chosen_store
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores
from comptoir.purchasing.public import (
    Came,
    OrderView,
    Received,
    ReceiveGoods,
    ReturnGoods,
    order_view,
    orders,
    receive_goods,
    return_goods,
)


@reads(Permission.COUNT_STOCK)
def goods_in(visit: Visit) -> HttpResponse:
    """What is on its way, the oldest order last."""
    store = chosen_store(visit.request.GET, stores())
    return visit.render("goods_in.html", {"orders": orders(state="sent", store=store.id if store else None)})


@acts(Permission.COUNT_STOCK)
def receive(visit: Visit, order: UUID) -> HttpResponse:
    """Scan or type what came, then take it all at once."""
    with visit.reading():
        view = _found(order)
        rows = [
            GoodsRow(line.item, line.name, line.unit, line.open_milli, line.unit_cost, note=line.reference)
            for line in view.lines
        ]
        if visit.request.method != "POST":
            return _page(visit, view, fresh_sheet(rows), is_return=False)
        sheet = _read(visit, rows)
    sees_costs = visit.may(Permission.MANAGE_STOCK)

    def act() -> None:
        came = receive_goods(
            ReceiveGoods(
                organization=visit.organization, person=visit.person, id=sheet.id, order=order,
                lines=tuple(
                    Came(
                        item=row.item, quantity_milli=row.quantity_milli or 0,
                        unit_cost=row.cost_typed if sees_costs else None, lots=row.lots.lots,
                    )
                    for row in sheet.rows
                ),
                note=visit.request.POST.get("note", ""), now=visit.now,
            )
        )  # fmt: skip
        messages.success(visit.request, _said(came))

    return _acted(visit, view, sheet, act, is_return=False)


@acts(Permission.MANAGE_STOCK)
def give_back(visit: Visit, order: UUID) -> HttpResponse:
    """Scan or type what goes back to the supplier."""
    with visit.reading():
        view = _found(order)
        rows = [
            GoodsRow(line.item, line.name, line.unit, line.received_milli, line.unit_cost, note=line.reference)
            for line in view.lines
            if line.received_milli
        ]
        if visit.request.method != "POST":
            return _page(visit, view, fresh_sheet(rows), is_return=True)
        sheet = _read(visit, rows)

    def act() -> None:
        return_goods(
            ReturnGoods(
                organization=visit.organization, person=visit.person, id=sheet.id, order=order,
                lines=tuple(
                    Came(item=row.item, quantity_milli=row.quantity_milli or 0, lots=row.lots.lots)
                    for row in sheet.rows
                ),
                note=visit.request.POST.get("note", ""), now=visit.now,
            )
        )  # fmt: skip
        messages.success(visit.request, _("It left the stock."))

    return _acted(visit, view, sheet, act, is_return=True)


def _acted(
    visit: Visit, view: OrderView, sheet: GoodsSheet, act: Callable[[], None], *, is_return: bool
) -> HttpResponse:
    """A scan shows the sheet again; taking it books it, once."""
    is_taken = visit.request.POST.get("do") == "take"
    if is_taken and not sheet.is_wrong:
        try:
            act()
        except DomainError as refusal:
            sheet = sheet.refused(say(refusal))
        else:
            if visit.may(Permission.SEE_STOCK):
                return redirect("purchase-order", view.id)
            return redirect("goods-in")
    with visit.reading():
        return _page(visit, view, sheet, is_return=is_return, status=422 if is_taken else 200)


def _said(came: Received) -> str:
    if came.surplus:
        return _("Taken into stock. Of some items more came than was ordered: look at the order.")
    if came.is_complete:
        return _("Taken into stock: the order is complete.")
    return _("Taken into stock. The rest stays expected.")


def _page(visit: Visit, view: OrderView, sheet: GoodsSheet, *, is_return: bool, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {
        "order": view,
        "sheet": sheet,
        "is_return": is_return,
        "is_open": view.state == "sent" or is_return,
        "sees_costs": visit.may(Permission.MANAGE_STOCK) and not is_return,
        "sees_order": visit.may(Permission.SEE_STOCK),
        "currency": organization_view().currency,
        "note": visit.request.POST.get("note", ""),
    }
    return visit.render("goods_receive.html", context, status=status)


def _read(visit: Visit, rows: list[GoodsRow]) -> GoodsSheet:
    currency = organization_view().currency
    return read_sheet(visit.request.POST, rows, currency=currency, language=visit.language)


def _found(order: UUID) -> OrderView:
    view = order_view(order)
    if view is None:
        raise Http404
    return view
