"""Labels sent to a label printer of the store, and what becomes of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.label_texts import labels_of
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.scope import chosen_store
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.labels.commands import SendLabels, TurnPrint
from comptoir.labels.public import (
    LABELS_MAX,
    cancel_print,
    label_printers,
    print_again,
    print_parts,
    prints_of,
    send_labels,
)
from comptoir.platform.public import StoreView, organization_view, stores

COPIES_MAX = 500


@acts(Permission.EDIT_PRODUCTS)
def send(visit: Visit) -> HttpResponse:
    """Send the ticked labels, or one so many times. They stay on the list until somebody says that they hang."""
    data = visit.request.POST
    if visit.request.method != "POST":
        return redirect("labels")
    with visit.reading():
        store = next((one for one in stores() if one.id == read_uuid(data.get("store"))), None)
        items = [item for item in map(read_uuid, data.getlist("item")[:LABELS_MAX]) if item is not None]
        if store is None or not items:
            messages.error(visit.request, _("Tick the labels that you want to print."))
            return redirect(_address(store))
        printer = next((one for one in label_printers(now=visit.now) if one.key == data.get("printer")), None)
        # The labels of an item's page are those of the store where they come out.
        store = next((one for one in stores() if printer is not None and one.id == printer.store), store)
        found = labels_of(items, store=store, organization=organization_view(), now=visit.now)
    if printer is None or not found:
        messages.error(visit.request, _("This printer is not there any more."))
        return redirect(_address(store))
    copies = data.get("copies", "1")
    times = int(copies) if copies.isascii() and copies.isdigit() and len(copies) < 4 else 1
    wanted = (found * min(max(times, 1), COPIES_MAX))[:LABELS_MAX]
    parts = print_parts(read_uuid(data.get("id")) or new_uuid7(), wanted, printer.sheet)
    command = SendLabels(
        organization=visit.organization, person=visit.person, store=store.id, agent=printer.agent,
        printer=printer.printer, parts=parts, now=visit.now,
    )  # fmt: skip
    send_labels(command)
    return redirect(_address(store) + "#prints")


@acts(Permission.EDIT_PRODUCTS)
def turn(visit: Visit) -> HttpResponse:
    """Cancel labels on their way, or print again what did not come out."""
    data = visit.request.POST
    if visit.request.method != "POST":
        return redirect("labels")
    job, again = read_uuid(data.get("job")), read_uuid(data.get("again"))
    if job is None:
        raise Http404
    command = TurnPrint(organization=visit.organization, person=visit.person, job=job, again=again, now=visit.now)
    try:
        (cancel_print if again is None else print_again)(command)
    except DomainError:
        messages.error(visit.request, _("These labels are not there any more."))
    with visit.reading():
        store = next((one for one in stores() if one.id == read_uuid(data.get("store"))), None)
    return redirect(_address(store) + "#prints")


@acts(Permission.EDIT_PRODUCTS)
def queue(visit: Visit) -> HttpResponse:
    """What is on its way, as the page asks for it again and again."""
    with visit.reading():
        places = stores()
        store = chosen_store(visit.request.GET, places) or (places[0] if places else None)
        return visit.render("label_prints_piece.html", prints_context(visit, store))


def prints_context(visit: Visit, store: StoreView | None) -> dict[str, object]:
    """The store's label printers and what was sent to them. Each row has a number of its own for printing again."""
    printers = label_printers(store.id, now=visit.now) if store else []
    prints = prints_of(store.id, now=visit.now) if store else []
    return {
        "store": store,
        "printers": printers,
        "prints": [(one, new_uuid7()) for one in prints],
        "is_busy": any(one.is_open for one in prints),
        "silent": [one for one in printers if not one.is_heard],
        "send_id": new_uuid7(),
    }


def _address(store: StoreView | None) -> str:
    return reverse("labels") + (f"?store={store.id}" if store else "")
