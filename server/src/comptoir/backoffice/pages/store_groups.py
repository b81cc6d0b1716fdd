"""Groups of stores: what is said of a group counts in each of its stores that says nothing else."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import legal_entities
from comptoir.shops.commands import PlaceStores, RemoveGroup, SaveGroup
from comptoir.shops.public import groups, place_stores, preview_move, remove_group, save_group, store_places


@reads(Permission.MANAGE_TILLS)
def store_groups(visit: Visit) -> HttpResponse:
    """Every group with its stores, and the stores that stand in none."""
    places, known = store_places(), groups()
    context: dict[str, object] = {
        "groups": [(group, [store for store in places if store.group == group.id]) for group in known],
        "alone": [store for store in places if store.group is None],
        "stores": places,
        "companies": {company.id: company.name for company in legal_entities()},
        "id": new_uuid7(),
        "may_change": visit.member.stores is None,
    }
    return visit.render("store_groups.html", context)


@acts(Permission.MANAGE_TILLS)
def store_group_save(visit: Visit, group: UUID) -> HttpResponse:
    """Make a group, or give it another name."""
    name = visit.request.POST.get("name", "")
    command = SaveGroup(organization=visit.organization, person=visit.person, id=group, name=name)
    return _do(visit, lambda: save_group(command), _("Saved."))


@acts(Permission.MANAGE_TILLS)
def store_group_stores(visit: Visit) -> HttpResponse:
    """Show what changes for the ticked stores; confirmed, they stand in the group, or in none."""
    sent = visit.request.POST
    with visit.reading():
        known, places = {str(group.id) for group in groups()}, {str(store.id) for store in store_places()}
    chosen = sent.get("group", "")
    wanted = [store for store in sent.getlist("stores") if store in places]
    if chosen and chosen not in known:
        raise Http404
    if wanted and "sure" not in sent:
        with visit.reading():
            chosen_stores = {UUID(store) for store in wanted}
            found = preview_move(UUID(chosen) if chosen else None, chosen_stores)
            name = next((group.name for group in groups() if str(group.id) == chosen), "")
            context: dict[str, object] = {"found": found, "group": chosen, "name": name}
            return visit.render("store_groups_preview.html", context)
    command = PlaceStores(
        organization=visit.organization,
        person=visit.person,
        group=UUID(chosen) if chosen else None,
        stores=tuple(UUID(store) for store in wanted),
    )
    return _do(visit, lambda: place_stores(command), _("Saved. The tills hear of it at once."))


@acts(Permission.MANAGE_TILLS)
def store_group_remove(visit: Visit, group: UUID) -> HttpResponse:
    """Dissolve a group."""
    command = RemoveGroup(organization=visit.organization, person=visit.person, group=group, now=visit.now)
    return _do(visit, lambda: remove_group(command), _("The group is gone; its stores stand in none."))


def _do(visit: Visit, work: Callable[[], object], done: str) -> HttpResponse:
    if visit.request.method == "POST":
        try:
            work()
        except DomainError as refusal:
            if refusal.code == "shops.group_unknown":
                raise Http404 from refusal
            messages.error(visit.request, say(refusal))
        else:
            messages.success(visit.request, done)
    return redirect("store-groups")
