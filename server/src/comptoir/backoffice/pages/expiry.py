"""What goes off, and what to do about it before it does: a lower price until then, or off the shelf."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import chosen_store, local_today
from comptoir.catalog.commands import SavePromotion
from comptoir.catalog.public import save_promotion
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import StoreView, organization_view, stores
from comptoir.stock.lot_listing import LotRow, lot_in, lots_until
from comptoir.stock.public import Goods, GoodsLot, RecordLoss, record_loss

DAYS = (3, 7, 30)
REDUCTIONS = (20, 30, 50)
PPM = 10_000


@reads(Permission.SEE_STOCK)
def expiry(visit: Visit) -> HttpResponse:
    """Lots whose last day is past or near, the first one first."""
    return _page(visit)


@reads(Permission.SEE_STOCK)
def expiry_csv(visit: Visit) -> HttpResponse:
    """The same for a spreadsheet."""
    currency = organization_view().currency
    header = [_("Use by"), _("Item"), _("Lot"), _("Store"), _("Quantity"), _("Unit"), _("Worth"), _("Currency")]
    rows = [
        [
            row.expires.isoformat() if row.expires else "", inert(row.name), inert(row.shown), inert(row.store_name),
            formats.quantity(row.on_hand_milli, row.unit, visit.language), row.unit,
            formats.decimal_text(row.average, currency, visit.language), currency,
        ]
        for row in lots_until(*_asked(visit)[1:], limit=100_000)
    ]  # fmt: skip
    return csv_file("expiry.csv", header, rows, visit.language)


@acts(Permission.MANAGE_STOCK)
def expiry_loss(visit: Visit) -> HttpResponse:
    """Off the shelf: all that lies there of a lot is thrown away. A second tap takes nothing."""
    if visit.request.method != "POST":
        return redirect("expiry")
    with visit.reading():
        row = _found(visit)
    if row is None:
        return redirect(_back(visit))
    part = GoodsLot(lot=row.lot, expires=row.expires, quantity_milli=row.on_hand_milli)
    command = RecordLoss(
        organization=visit.organization, person=visit.person, id=_uuid(visit, "id"), store=row.store, reason="waste",
        lines=(Goods(item=row.item, quantity_milli=row.on_hand_milli, lots=(part,)),), now=visit.now,
    )  # fmt: skip
    try:
        is_new = record_loss(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        if is_new:
            said = formats.quantity(row.on_hand_milli, row.unit, visit.language)
            messages.success(
                visit.request, _("%(name)s: %(quantity)s written off.") % {"name": row.name, "quantity": said}
            )
    return redirect(_back(visit))


@acts(Permission.EDIT_PRODUCTS)
def expiry_reduce(visit: Visit) -> HttpResponse:
    """A lower price in this store until the last day. Again with another one: the newer holds."""
    if visit.request.method != "POST":
        return redirect("expiry")
    with visit.reading():
        row, today = _found(visit), local_today(None, stores(), visit.now)
    text = visit.request.POST.get("percent", "")
    percent = int(text) if text.isascii() and text.isdigit() and int(text) in REDUCTIONS else 0
    if not percent or row is None or row.expires is None:
        return redirect(_back(visit))
    name = _("Use by %(day)s: %(name)s") % {"day": row.expires.strftime("%d.%m."), "name": row.name}
    command = SavePromotion(
        organization=visit.organization, person=visit.person,
        id=uuid5(row.item, f"comptoir.expiry {row.store} {row.expires}"),
        document={
            "name": name[:80], "kind": "each", "percent_ppm": percent * PPM, "match": {"items": [str(row.item)]},
            "when": {
                "stores": [str(row.store)], "from": min(today, row.expires).isoformat(),
                "until": row.expires.isoformat(),
            },
        },
    )  # fmt: skip
    try:
        save_promotion(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        messages.success(
            visit.request,
            _("%(name)s: %(percent)s %% off until its last day, at %(store)s. Hang up its label.")
            % {"name": row.name, "percent": percent, "store": row.store_name},
        )
    return redirect(_back(visit))


def _page(visit: Visit) -> HttpResponse:
    days, places, last = _asked(visit)
    rows = lots_until(places, last)
    today = last - timedelta(days=days)
    context: dict[str, object] = {
        "rows": [(row, new_uuid7()) for row in rows],
        "days": days,
        "choices": DAYS,
        "reductions": REDUCTIONS,
        "today": today,
        "past_count": sum(row.expires is not None and row.expires < today for row in rows),
        "worth": sum(row.average for row in rows),
        "store": chosen_store(visit.request.GET, stores()),
        "currency": organization_view().currency,
        "csv_address": f"/stock/expiry.csv?{visit.request.GET.urlencode()}",
        "may_write_off": visit.may(Permission.MANAGE_STOCK),
        "may_reduce": visit.may(Permission.EDIT_PRODUCTS),
    }
    return visit.render("expiry.html", context)


def _asked(visit: Visit) -> tuple[int, Sequence[UUID], date]:
    query, places = visit.request.GET, stores()
    store: StoreView | None = chosen_store(query, places)
    text = query.get("days", "")
    days = int(text) if text in {str(choice) for choice in DAYS} else DAYS[1]
    today = local_today(store, places, visit.now)
    return days, [store.id] if store else [place.id for place in places], today + timedelta(days=days)


def _found(visit: Visit) -> LotRow | None:
    """The lot of the form; none when nothing of it lies there any more."""
    row = lot_in(_uuid(visit, "store"), _uuid(visit, "item"), visit.request.POST.get("code", ""))
    return row if row is not None and row.on_hand_milli > 0 else None


def _uuid(visit: Visit, name: str) -> UUID:
    try:
        return UUID(visit.request.POST.get(name, ""))
    except ValueError as error:  # an identifier that no form of ours sent
        raise Http404 from error


def _back(visit: Visit) -> str:
    query = visit.request.GET.urlencode()
    return f"/stock/expiry?{query}" if query else "/stock/expiry"
