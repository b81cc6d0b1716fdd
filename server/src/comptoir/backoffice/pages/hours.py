"""When a store is open, and when its business day begins."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.hours_forms import HoursForm
from comptoir.backoffice.scope import chosen_store
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.public import Permission
from comptoir.platform.commands import SetStoreDay
from comptoir.platform.public import StoreView, set_store_day, stores


@reads(Permission.MANAGE_TILLS)
def hours(visit: Visit) -> HttpResponse:
    """The chosen store's hours, or the first one's."""
    places = stores()
    store = chosen_store(visit.request.GET, places) or (places[0] if places else None)
    form = HoursForm(store=store, language=visit.language) if store else None
    return _page(visit, store, form)


@acts(Permission.MANAGE_TILLS)
def hours_save(visit: Visit, store: UUID) -> HttpResponse:
    """Decide; the tills hear of it, and a day that is open keeps its name."""
    with visit.reading():
        found = next((place for place in stores() if place.id == store), None)
    if found is None:
        raise Http404
    if visit.request.method != "POST":
        return redirect("hours")
    form = HoursForm(visit.request.POST, store=found, language=visit.language)
    if form.is_valid():
        command = SetStoreDay(
            organization=visit.organization,
            person=visit.person,
            store=store,
            day_starts_minute=form.starts_minute(),
            opening_hours=form.hours(),
        )
        if form.carry_out(lambda: set_store_day(command)):
            publish_settings(PublishSettings(organization=visit.organization))
            messages.success(
                visit.request, _("Saved. The tills hear of it at once; a day that is open keeps its name.")
            )
            return redirect(f"{reverse('hours')}?store={store}")
    with visit.reading():
        return _page(visit, found, form, status=422)


def _page(visit: Visit, store: StoreView | None, form: HoursForm | None, *, status: int = 200) -> HttpResponse:
    return visit.render("hours.html", {"store": store, "form": form}, status=status)
