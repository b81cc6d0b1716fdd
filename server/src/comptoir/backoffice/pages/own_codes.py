"""Codes that the shop makes itself: for one article, or for all that have none."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.forms import printed_code
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.refusals import say
from comptoir.catalog.code_commands import GIVEN_MAX, GiveCodes
from comptoir.catalog.label_facts import items_without_code
from comptoir.catalog.operations import give_codes
from comptoir.catalog.public import categories, item_view
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.labels.commands import WantLabels
from comptoir.labels.public import want_labels
from comptoir.platform.public import stores

SHOWN = 50


@acts(Permission.EDIT_PRODUCTS)
def own_codes(visit: Visit) -> HttpResponse:
    """What no reader finds, and a button that gives each a code, 500 at a time."""
    data = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    category = read_uuid(data.get("category"))
    with visit.reading():
        found = items_without_code(category=category, limit=GIVEN_MAX + 1)
        if visit.request.method != "POST":
            context: dict[str, object] = {
                "items": found[:SHOWN],
                "count": min(len(found), GIVEN_MAX),
                "has_more": len(found) > GIVEN_MAX,
                "unshown": max(0, min(len(found), GIVEN_MAX) - SHOWN),
                "categories": categories(),
                "category": category,
            }
            return visit.render("own_codes.html", context)
    given = _given(visit, [item.pk for item in found[:GIVEN_MAX]], with_labels=data.get("labels") == "1")
    if given is not None:
        done = ngettext("%(count)s item has a barcode now.", "%(count)s items have a barcode now.", given)
        messages.success(visit.request, done % {"count": given})
    return redirect(reverse("own-codes") + (f"?category={category}" if category else ""))


@acts(Permission.EDIT_PRODUCTS)
def product_code(visit: Visit, item: UUID) -> HttpResponse:
    """A code for one article."""
    if visit.request.method == "POST":
        with visit.reading():
            if item_view(item) is None:
                raise Http404
        if _given(visit, [item], with_labels=False):
            with visit.reading():
                view = item_view(item)
            assert view is not None
            messages.success(visit.request, _("Its barcode is %(code)s.") % {"code": printed_code(view.barcodes[0])})
    return redirect("product", item)


def _given(visit: Visit, items: list[UUID], *, with_labels: bool) -> int | None:
    """How many codes were given; null when the shop has no number left, which is then said."""
    try:
        given = give_codes(GiveCodes(organization=visit.organization, person=visit.person, items=tuple(items)))
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return None
    if with_labels and given:
        with visit.reading():
            places = tuple(store.id for store in stores())
        named = tuple(one.item for one in given)
        want_labels(
            WantLabels(organization=visit.organization, person=visit.person, stores=places, items=named, now=visit.now)
        )
    return len(given)
