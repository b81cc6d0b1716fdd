"""Goods that go from store to store, and goods that are gone."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.goods_sheet import GoodsRow, GoodsSheet, fresh_sheet, read_sheet
from comptoir.backoffice.refusals import say
from comptoir.backoffice.stock_document_forms import LossForm, TransferForm
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores
from comptoir.stock.public import (
    Goods,
    ReceiveTransfer,
    RecordLoss,
    SendTransfer,
    TransferView,
    receive_transfer,
    record_loss,
    send_transfer,
    transfer_view,
    transfers,
)


@reads(Permission.COUNT_STOCK)
def transfer_list(visit: Visit) -> HttpResponse:
    """What is on its way, and what came."""
    return visit.render("transfers.html", {"transfers": transfers(), "may_edit": visit.may(Permission.MANAGE_STOCK)})


@acts(Permission.MANAGE_STOCK)
def transfer_new(visit: Visit) -> HttpResponse:
    """Choose the stores, scan or type what goes."""
    is_sent = visit.request.method == "POST"
    with visit.reading():
        form = TransferForm(visit.request.POST if is_sent else None, stores=stores())
        sheet = _sheet(visit, []) if is_sent else fresh_sheet([])
    is_taken = visit.request.POST.get("do") == "take"
    if is_taken and form.is_valid() and not sheet.is_wrong:
        said = form.cleaned_data
        command = SendTransfer(
            organization=visit.organization, person=visit.person, id=sheet.id, origin=UUID(said["origin"]),
            destination=UUID(said["destination"]), lines=goods_of(sheet), note=visit.request.POST.get("note", ""),
            now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: send_transfer(command)):
            messages.success(visit.request, _("They are on their way: the other store takes them in."))
            return redirect("transfer", sheet.id)
    with visit.reading():
        context: dict[str, object] = {
            "form": form, "sheet": sheet, "has_two": len(stores()) > 1, "note": visit.request.POST.get("note", ""),
        }  # fmt: skip
        return visit.render("transfer_new.html", context, status=422 if is_taken else 200)


@acts(Permission.COUNT_STOCK)
def transfer(visit: Visit, transfer: UUID) -> HttpResponse:
    """One transfer; while it is on its way, what comes is scanned or typed here."""
    with visit.reading():
        view = _found(transfer)
        rows = [GoodsRow(line.item, line.name, line.unit, line.sent_milli) for line in view.lines]
        if visit.request.method != "POST":
            return _page(visit, view, fresh_sheet(rows))
        sheet = _sheet(visit, rows)
    is_taken = visit.request.POST.get("do") == "take"
    if is_taken and not sheet.is_wrong:
        command = ReceiveTransfer(
            organization=visit.organization, person=visit.person, id=sheet.id, transfer=transfer,
            lines=goods_of(sheet), now=visit.now,
        )  # fmt: skip
        try:
            receive_transfer(command)
        except DomainError as refusal:
            sheet = sheet.refused(say(refusal))
        else:
            messages.success(visit.request, _("Taken into stock."))
            return redirect("transfer", transfer)
    with visit.reading():
        return _page(visit, view, sheet, status=422 if is_taken else 200)


@acts(Permission.MANAGE_STOCK)
def loss(visit: Visit) -> HttpResponse:
    """Goods that broke, spoiled or were stolen leave the stock."""
    is_sent = visit.request.method == "POST"
    with visit.reading():
        form = LossForm(visit.request.POST if is_sent else None, stores=stores())
        sheet = _sheet(visit, []) if is_sent else fresh_sheet([])
    is_taken = visit.request.POST.get("do") == "take"
    if is_taken and form.is_valid() and not sheet.is_wrong:
        said = form.cleaned_data
        command = RecordLoss(
            organization=visit.organization, person=visit.person, id=sheet.id, store=UUID(said["store"]),
            reason=said["reason"], lines=goods_of(sheet), note=visit.request.POST.get("note", ""), now=visit.now,
        )  # fmt: skip
        if form.carry_out(lambda: record_loss(command)):
            messages.success(visit.request, _("It left the stock."))
            return redirect("stock-loss")
    with visit.reading():
        context: dict[str, object] = {"form": form, "sheet": sheet, "note": visit.request.POST.get("note", "")}
        return visit.render("stock_loss.html", context, status=422 if is_taken else 200)


def goods_of(sheet: GoodsSheet) -> tuple[Goods, ...]:
    """What is filled in."""
    return tuple(
        Goods(item=row.item, quantity_milli=row.quantity_milli or 0, lots=row.lots.lots) for row in sheet.filled
    )


def _page(visit: Visit, view: TransferView, sheet: GoodsSheet, *, status: int = 200) -> HttpResponse:
    return visit.render("transfer.html", {"transfer": view, "sheet": sheet}, status=status)


def _sheet(visit: Visit, rows: Sequence[GoodsRow]) -> GoodsSheet:
    currency = organization_view().currency
    return read_sheet(visit.request.POST, rows, currency=currency, language=visit.language)


def _found(transfer: UUID) -> TransferView:
    view = transfer_view(transfer)
    if view is None:
        raise Http404
    return view
