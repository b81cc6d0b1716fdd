"""What a store gives for goods that come back without a receipt."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.returns_forms import ReturnsForm
from comptoir.backoffice.scope import chosen_store
from comptoir.catalog.commands import PublishSettings
from comptoir.catalog.public import publish_settings
from comptoir.identity.public import Permission
from comptoir.platform.commands import SetStoreReturns
from comptoir.platform.public import StoreView, set_store_returns, stores


@reads(Permission.MANAGE_TILLS)
def returns(visit: Visit) -> HttpResponse:
    """The chosen store's rule, or the first one's."""
    places = stores()
    store = chosen_store(visit.request.GET, places) or (places[0] if places else None)
    return _page(visit, store, ReturnsForm(store=store) if store else None)


@acts(Permission.MANAGE_TILLS)
def returns_save(visit: Visit, store: UUID) -> HttpResponse:
    """Decide; the tills hear of it at once."""
    with visit.reading():
        found = next((place for place in stores() if place.id == store), None)
    if found is None:
        raise Http404
    if visit.request.method != "POST":
        return redirect("returns")
    form = ReturnsForm(visit.request.POST, store=found)
    if form.is_valid():
        command = SetStoreReturns(
            organization=visit.organization,
            person=visit.person,
            store=store,
            returns_days=form.cleaned_data["returns_days"],
            returns_in_cash=form.cleaned_data["returns_in_cash"],
        )
        if form.carry_out(lambda: set_store_returns(command)):
            publish_settings(PublishSettings(organization=visit.organization))
            messages.success(visit.request, _("Saved. The tills hear of it at once."))
            return redirect(f"{reverse('returns')}?store={store}")
    with visit.reading():
        return _page(visit, found, form, status=422)


def _page(visit: Visit, store: StoreView | None, form: ReturnsForm | None, *, status: int = 200) -> HttpResponse:
    return visit.render("returns.html", {"store": store, "form": form}, status=status)
