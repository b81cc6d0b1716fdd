"""What stores carry: by shelf for all and for one store, and by article where one differs from its shelf."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import chosen_store
from comptoir.catalog.operations import set_range
from comptoir.catalog.public import categories, item_view, items_named
from comptoir.catalog.range_commands import RangeWord, SetRange
from comptoir.catalog.ranges import range_rules
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import StoreView, stores

SAID = {"in": True, "out": False, "": None}
WORD = {True: "in", False: "out", None: ""}


@reads(Permission.SEE_PRODUCTS)
def ranges(visit: Visit) -> HttpResponse:
    """One store's range, or what holds where a store says nothing."""
    return _page(visit)


@acts(Permission.EDIT_PRODUCTS)
def ranges_set(visit: Visit) -> HttpResponse:
    """The shelves of one store, or of all."""
    if visit.request.method != "POST":
        return redirect("ranges")
    data = visit.request.POST
    with visit.reading():
        store = chosen_store(data, stores())
        if store is None and data.get("store"):
            raise Http404
        words = tuple(
            RangeWord(category=one.id, is_in=SAID.get(data.get(f"shelf-{one.id}", ""))) for one in categories()
            if f"shelf-{one.id}" in data
        )  # fmt: skip
    if _acted(visit, SetRange(organization=visit.organization, person=visit.person, store=_id(store), words=words)):
        messages.success(visit.request, _("Saved. Tills follow within a moment."))
    return redirect(f"/ranges?store={store.id}" if store else "/ranges")


@acts(Permission.EDIT_PRODUCTS)
def product_range(visit: Visit, item: UUID) -> HttpResponse:
    """An article that differs from its shelf, store by store."""
    if visit.request.method != "POST":
        return redirect("product-goods", item)
    data = visit.request.POST
    with visit.reading():
        if item_view(item) is None:
            raise Http404
        places = [None, *(store.id for store in stores())]
    for place in places:
        said = data.get(f"range-{place or 'all'}")
        if said is not None:
            word = RangeWord(item=item, is_in=SAID.get(said))
            command = SetRange(organization=visit.organization, person=visit.person, store=place, words=(word,))
            if not _acted(visit, command):
                return redirect("product-goods", item)
    messages.success(visit.request, _("Saved. Tills follow within a moment."))
    return redirect("product-goods", item)


def _acted(visit: Visit, command: SetRange) -> bool:
    try:
        set_range(command)
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
        return False
    return True


def _page(visit: Visit) -> HttpResponse:
    store = chosen_store(visit.request.GET, stores())
    rules = range_rules()
    said = {rule.category: rule.is_in for rule in rules if rule.category and rule.store == _id(store)}
    common = {rule.category: rule.is_in for rule in rules if rule.category and rule.store is None}
    exceptions = [rule for rule in rules if rule.item is not None and (store is None or rule.store in (None, store.id))]
    names = {item: view.name for item, view in items_named({rule.item for rule in exceptions if rule.item}).items()}
    places = {place.id: place.name for place in stores()}
    context: dict[str, object] = {
        "store": store,
        "shelves": [(one, WORD[said.get(one.id)], common.get(one.id, True)) for one in categories()],
        "exceptions": [
            (rule, names[rule.item], places.get(rule.store, "") if rule.store else "")
            for rule in exceptions
            if rule.item in names
        ],
        "may_edit": visit.may(Permission.EDIT_PRODUCTS),
    }
    return visit.render("ranges.html", context)


def _id(store: StoreView | None) -> UUID | None:
    return store.id if store is not None else None
