"""Programs that hear of what happens in the shop: who, what they were told, and sending it again."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import zone_of
from comptoir.backoffice.webhook_forms import KIND_WORDS_AND_TEST, WebhookForm
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import stores
from comptoir.webhooks.public import (
    LISTED,
    AddEndpoint,
    EndpointView,
    MessageView,
    RemoveEndpoint,
    RenewSecret,
    SaveEndpoint,
    SendAgain,
    SendTest,
    TurnEndpoint,
    add_endpoint,
    endpoints,
    messages_of,
    remove_endpoint,
    renew_secret,
    save_endpoint,
    send_again,
    send_test,
    turn_endpoint,
)

MANAGE = Permission.MANAGE_WEBHOOKS
STATES = ("queued", "sent", "failed")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the page's words."""

    message: MessageView
    kind: str


@reads(MANAGE)
def webhooks(visit: Visit) -> HttpResponse:
    """Every program that hears, and how it goes with each."""
    return visit.render("webhooks.html", {"endpoints": endpoints(), "zone": zone_of(None, stores())})


@acts(MANAGE)
def webhook_new(visit: Visit) -> HttpResponse:
    """Let a program hear, and show its secret this once."""
    data = visit.request.POST if visit.request.method == "POST" else None
    form = WebhookForm(data, fresh=new_uuid7(), initial={"kinds": ["sale.sealed", "refund.sealed"]})
    made: list[str | None] = []
    if data is not None and form.is_valid():
        command = AddEndpoint(
            organization=visit.organization, person=visit.person, id=form.cleaned_data["id"],
            name=form.cleaned_data["name"], address=form.cleaned_data["address"], kinds=form.chosen_kinds,
        )  # fmt: skip
        if form.carry_out(lambda: made.append(add_endpoint(command))):
            return _shown_once(visit, command.id, made[0])
    with visit.reading():
        return visit.render("webhook_new.html", {"form": form}, status=422 if form.errors else 200)


@acts(MANAGE)
def webhook(visit: Visit, endpoint: UUID) -> HttpResponse:
    """One program: change it, and what it was told."""
    with visit.reading():
        found = _one(endpoint)
    data = visit.request.POST if visit.request.method == "POST" else None
    initial = {"name": found.name, "address": found.address, "kinds": list(found.kinds)}
    form = WebhookForm(data, fresh=endpoint, initial=initial)
    if data is not None and form.is_valid():
        command = SaveEndpoint(
            organization=visit.organization, person=visit.person, endpoint=endpoint,
            name=form.cleaned_data["name"], address=form.cleaned_data["address"], kinds=form.chosen_kinds,
        )  # fmt: skip
        if form.carry_out(lambda: save_endpoint(command)):
            messages.success(visit.request, _("Saved."))
            return redirect("webhook", endpoint)
    with visit.reading():
        return visit.render("webhook.html", _page(visit, endpoint, form), status=422 if form.errors else 200)


@acts(MANAGE)
def webhook_turn(visit: Visit, endpoint: UUID) -> HttpResponse:
    """Tell it again, or no more."""
    is_on = visit.request.POST.get("on") == "1"
    command = TurnEndpoint(
        organization=visit.organization, person=visit.person, endpoint=endpoint, is_on=is_on, now=visit.now
    )
    said = _("It hears again, from now on.") if is_on else _("It is told nothing any more.")
    return _act(visit, endpoint, lambda: turn_endpoint(command), said)


@acts(MANAGE)
def webhook_test(visit: Visit, endpoint: UUID) -> HttpResponse:
    """Send a message that says nothing happened."""
    command = SendTest(
        organization=visit.organization, person=visit.person, endpoint=endpoint, id=new_uuid7(), now=visit.now
    )
    said = _("A test is on its way: load this page again to see how it went.")
    return _act(visit, endpoint, lambda: send_test(command), said)


@acts(MANAGE)
def webhook_again(visit: Visit, endpoint: UUID) -> HttpResponse:
    """Send one message again, or all that failed."""
    message = visit.request.POST.get("message", "")
    count: list[int] = []
    try:
        chosen = UUID(message) if message else None
    except ValueError:
        raise Http404 from None
    command = SendAgain(
        organization=visit.organization, person=visit.person, endpoint=endpoint, message=chosen, now=visit.now
    )
    return _act(
        visit, endpoint, lambda: count.append(send_again(command)),
        lambda: ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count[0])
        % {"count": count[0]},
    )  # fmt: skip


@acts(MANAGE)
def webhook_secret(visit: Visit, endpoint: UUID) -> HttpResponse:
    """Make a new secret, and show it this once."""
    if visit.request.method != "POST":
        return redirect("webhook", endpoint)
    with visit.reading():
        _one(endpoint)
    command = RenewSecret(
        organization=visit.organization, person=visit.person, endpoint=endpoint, now=visit.now
    )  # fmt: skip
    return _shown_once(visit, endpoint, renew_secret(command), is_renewed=True)


@acts(MANAGE)
def webhook_remove(visit: Visit, endpoint: UUID) -> HttpResponse:
    """Ask first: what it was told is forgotten with it."""
    with visit.reading():
        found = _one(endpoint)
        if visit.request.method != "POST":
            return visit.render("webhook_remove.html", {"endpoint": found})
    remove_endpoint(RemoveEndpoint(organization=visit.organization, person=visit.person, endpoint=endpoint))
    messages.success(visit.request, _("Removed."))
    return redirect("webhooks")


def _one(endpoint: UUID) -> EndpointView:
    found = next((one for one in endpoints() if one.id == endpoint), None)
    if found is None:
        raise Http404
    return found


def _page(visit: Visit, endpoint: UUID, form: WebhookForm) -> dict[str, object]:
    state = visit.request.GET.get("state", "")
    state = state if state in STATES else ""
    try:
        before = UUID(visit.request.GET["before"]) if "before" in visit.request.GET else None
    except ValueError:
        raise Http404 from None
    found = messages_of(endpoint, state=state, before=before)
    rows = [MessageRow(one, str(KIND_WORDS_AND_TEST.get(one.kind, one.kind))) for one in found]
    return {
        "endpoint": _one(endpoint), "form": form, "rows": rows, "state": state, "states": STATES,
        "next": found[-1].id if len(found) == LISTED else None, "zone": zone_of(None, stores()),
    }  # fmt: skip


def _act(
    visit: Visit, endpoint: UUID, act: Callable[[], object], said: str | Callable[[], str]
) -> HttpResponse:  # fmt: skip
    if visit.request.method != "POST":
        return redirect("webhook", endpoint)
    with visit.reading():
        _one(endpoint)
    try:
        act()
    except DomainError as refusal:
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, said if isinstance(said, str) else said())
    return redirect("webhook", endpoint)


def _shown_once(visit: Visit, endpoint: UUID, secret: str | None, *, is_renewed: bool = False) -> HttpResponse:
    if secret is None:
        return redirect("webhook", endpoint)
    with visit.reading():
        context = {"endpoint": _one(endpoint), "secret": secret, "is_renewed": is_renewed}
        answer = visit.render("webhook_made.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
