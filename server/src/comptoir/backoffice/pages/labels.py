"""Labels to print: what customers read otherwise on the shelf, sheets and files of it, and what hangs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.label_forms import ItemLabelForm, SheetForm
from comptoir.backoffice.label_texts import labels_of
from comptoir.backoffice.pages.label_prints import prints_context
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.scope import chosen_store
from comptoir.catalog.label_facts import label_facts
from comptoir.catalog.public import item_view
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.labels.commands import HangLabels, WantLabels
from comptoir.labels.public import (
    SHEETS,
    Label,
    hang_labels,
    label_printers,
    labels_zpl,
    newest_position,
    sheet_pdf,
    waiting_labels,
    want_labels,
)
from comptoir.platform.public import StoreView, organization_view, stores

# So many labels are one file, and one page of the list.
LABELS_MAX = 500


@acts(Permission.EDIT_PRODUCTS)
def labels(visit: Visit) -> HttpResponse:
    """The list of one store."""
    with visit.reading():
        return _page(visit, SheetForm(initial={"sheet": "a4_24", "skipped": 0}))


@acts(Permission.EDIT_PRODUCTS)
def print_labels(visit: Visit) -> HttpResponse:
    """A file of the ticked labels. They stay on the list until somebody says that they hang: a printer may jam."""
    if visit.request.method != "POST":
        return redirect("labels")
    form = SheetForm(visit.request.POST)
    with visit.reading():
        store = _store(visit, visit.request.POST)
        items = _ticked(visit.request.POST)
        if store is None or not items or not form.is_valid():
            messages.error(visit.request, _("Tick the labels that you want to print."))
            return redirect(_address(store))
        found = labels_of(items, store=store, organization=organization_view(), now=visit.now)
        return _file(found, form)


@acts(Permission.EDIT_PRODUCTS)
def hang(visit: Visit) -> HttpResponse:
    """Take the ticked ones off the list, or all that waited when the list was shown."""
    data = visit.request.POST
    if visit.request.method != "POST":
        return redirect("labels")
    with visit.reading():
        store = _store(visit, data)
    items = None if data.get("all") == "1" else tuple(_ticked(data))
    seen_at = _moment(data.get("seen_at", ""))
    position = data.get("position", "")
    if store is None or seen_at is None or not (position.isascii() and position.isdigit()) or items == ():
        messages.error(visit.request, _("Tick the labels that hang."))
        return redirect(_address(store))
    command = HangLabels(
        organization=visit.organization, person=visit.person, store=store.id, position=int(position[:18]),
        seen_at=seen_at, items=items,
    )  # fmt: skip
    try:
        hang_labels(command)
    except DomainError as refusal:
        raise Http404 from refusal
    if items is None:
        messages.success(visit.request, _("All labels of this store hang."))
    else:
        done = ngettext("%(count)s label hangs.", "%(count)s labels hang.", len(items))
        messages.success(visit.request, done % {"count": len(items)})
    return redirect(_address(store))


@acts(Permission.EDIT_PRODUCTS)
def item_label(visit: Visit, item: UUID) -> HttpResponse:
    """The label of one article: as a file, or on the list."""
    with visit.reading():
        view = item_view(item)
        if view is None:
            raise Http404
        places = stores()
        data = visit.request.POST if visit.request.method == "POST" else None
        form = ItemLabelForm(data, stores=places)
        is_sound = data is not None and form.is_valid()
        store = next((place for place in places if is_sound and place.id == form.store()), None)
        organization = organization_view()
        if store is not None and form.cleaned_data["form"]:
            found = labels_of([item], store=store, organization=organization, now=visit.now)
            return _file(found * form.cleaned_data["copies"], form)
        if store is None:
            shown = [
                (place, next(iter(labels_of([item], store=place, organization=organization, now=visit.now)), None))
                for place in places
            ]
            names = {place.id: place for place in places}
            context: dict[str, object] = {
                "item": view,
                "form": form,
                "labels": shown,
                "printers": [(names[one.store], one) for one in label_printers(now=visit.now) if one.store in names],
                "send_id": new_uuid7(),
            }
            return visit.render("item_label.html", context, status=422 if form.errors else 200)
    want_labels(
        WantLabels(
            organization=visit.organization, person=visit.person, stores=(store.id,), items=(item,), now=visit.now
        )
    )
    messages.success(visit.request, _("On the list of labels to print."))
    return redirect(_address(store))


def _page(visit: Visit, form: SheetForm) -> HttpResponse:
    places = stores()
    store = chosen_store(visit.request.GET, places) or (places[0] if places else None)
    waiting = waiting_labels(store.id, limit=LABELS_MAX + 1) if store else []
    rows = waiting[:LABELS_MAX]
    facts = label_facts([row.item for row in rows], store=store.id, now=visit.now) if store else []
    by_item = {one.item: one for one in facts}
    context: dict[str, object] = {
        "form": form,
        "store": store,
        "stores": places,
        "rows": [(row, by_item.get(row.item)) for row in rows],
        "has_more": len(waiting) > LABELS_MAX,
        "position": newest_position(),
        "seen_at": visit.now.isoformat(),
        "currency": organization_view().currency,
        **prints_context(visit, store),
    }
    return visit.render("labels.html", context)


def _file(found: Sequence[Label], form: SheetForm) -> HttpResponse:
    """The file, as a download: a browser's own printing scales pages, which no sheet of labels forgives."""
    sheet = SHEETS[form.cleaned_data["sheet"]]
    if form.cleaned_data["form"] == "zpl":
        answer = HttpResponse(labels_zpl(found, sheet), content_type="application/octet-stream")
        answer["Content-Disposition"] = 'attachment; filename="labels.zpl"'
        return answer
    organization = organization_view()
    body = sheet_pdf(
        found, sheet, title=organization.name, language=organization.locale[:2],
        skipped=form.cleaned_data["skipped"] or 0,
    )  # fmt: skip
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return answer


def _store(visit: Visit, data: QueryDict) -> StoreView | None:
    wanted = read_uuid(data.get("store"))
    return next((store for store in stores() if store.id == wanted), None)


def _ticked(data: QueryDict) -> list[UUID]:
    found = [read_uuid(text) for text in data.getlist("item")[:LABELS_MAX]]
    return [item for item in found if item is not None]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _address(store: StoreView | None) -> str:
    return reverse("labels") + (f"?store={store.id}" if store else "")
