"""What counts where: settings of a place, what a change of them touches, when it starts, and back."""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.refusals import say
from comptoir.backoffice.setting_forms import GROUPS, LABELS, SettingRow, SettingsForm, StartForm
from comptoir.backoffice.setting_texts import (
    Places,
    change_line,
    own_text,
    parse_place,
    place_key,
    read_places,
    value_text,
)
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.inherited import SETTINGS, Changes, Level, Own, Place, all_values, check_values, own_values
from comptoir.platform.public import organization_view
from comptoir.shops.commands import ChangeSettings, UndoChange, WithdrawChange
from comptoir.shops.public import change_settings, changes, path_of, preview, undo_change, withdraw_change

LARGEST = 200_000


@reads(Permission.MANAGE_TILLS)
def settings(visit: Visit) -> HttpResponse:
    """What a place says of its own and what it inherits, and the latest changes."""
    places = read_places()
    place = _place(visit, visit.request.GET.get("at"), places)
    return _page(visit, places, place, _form(visit, places, place))


@acts(Permission.MANAGE_TILLS)
def settings_change(visit: Visit) -> HttpResponse:
    """Show what the change would touch; confirmed there, it starts now or is planned."""
    if visit.request.method != "POST":
        return redirect("settings")
    if "changes" in visit.request.POST:
        return _confirm(visit)
    with visit.reading():
        places = read_places()
        place = _place(visit, visit.request.POST.get("at"), places)
        form = _form(visit, places, place, is_sent=True)
        if not form.is_valid():
            return _page(visit, places, place, form, status=422)
        wanted = form.changes()
        if not wanted:
            form.add_error(None, _("Nothing differs from what this place says already."))
            return _page(visit, places, place, form, status=422)
        return _preview(visit, places, place, wanted, _start_form(places, place), new_uuid7())


@acts(Permission.MANAGE_TILLS)
def setting_change_withdraw(visit: Visit, change: UUID) -> HttpResponse:
    """Let a planned change not start."""
    command = WithdrawChange(organization=visit.organization, person=visit.person, change=change, now=visit.now)
    return _back(visit, lambda: withdraw_change(command), _("Withdrawn: it does not start."))


@acts(Permission.MANAGE_TILLS)
def setting_change_undo(visit: Visit, change: UUID) -> HttpResponse:
    """Put back what a change replaced."""
    command = UndoChange(
        organization=visit.organization, person=visit.person, id=new_uuid7(), change=change, now=visit.now
    )
    return _back(visit, lambda: undo_change(command), _("Put back. The tills hear of it at once."))


def _back(visit: Visit, work: Callable[[], object], done: str) -> HttpResponse:
    with visit.reading():
        found = parse_place(visit.request.POST.get("at"), read_places())
    address = f"{reverse('settings')}?{urlencode({'at': place_key(found or Place())})}"
    if visit.request.method != "POST":
        return redirect(address)
    try:
        work()
    except DomainError as refusal:
        if refusal.code == "shops.change_unknown":
            raise Http404 from refusal
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, done)
    return redirect(address)


def _confirm(visit: Visit) -> HttpResponse:
    sent = visit.request.POST
    with visit.reading():
        places = read_places()
        place = _place(visit, sent.get("at"), places)
        wanted, key = _read_changes(sent.get("changes", "")), _identifier(sent.get("id", ""))
        if wanted is None or key is None:
            raise Http404
        form = _start_form(places, place, sent)
        if not form.is_valid():
            return _preview(visit, places, place, wanted, form, key, status=422)
    command = ChangeSettings(
        organization=visit.organization, person=visit.person, id=key, level=place.level, place=place.id,
        values=wanted, now=visit.now, starts_at=form.starts_at(), wall=form.wall(),
        zone=places.zone(place),
    )  # fmt: skip
    if form.carry_out(lambda: change_settings(command)):
        is_now = command.starts_at is None and command.wall is None
        done = _("Saved. The tills hear of it at once.") if is_now else _("Planned.")
        messages.success(visit.request, done)
        return redirect(f"{reverse('settings')}?{urlencode({'at': place_key(place)})}")
    with visit.reading():
        return _preview(visit, places, place, wanted, form, key, status=422)


def _page(visit: Visit, places: Places, place: Place, form: SettingsForm, *, status: int = 200) -> HttpResponse:
    values, path = all_values(form.names), path_of(place, places.stores)
    rows: dict[str, SettingRow] = {}
    for name in form.names:
        counts = values.at(name, path)
        rows[name] = SettingRow(
            name, str(LABELS[name]), value_text(name, counts.value, visit.language),
            places.name(counts.level, counts.place), form[f"own_{name}"], form[name],
        )  # fmt: skip
    store = place.store or (place.id if place.level == Level.STORE else None)
    limited = visit.member.stores is not None
    context: dict[str, object] = {
        "form": form,
        "at": place_key(place),
        "where": _title(places, place),
        "groups": [(title, [rows[name] for name in names if name in rows]) for title, names in GROUPS],
        "options": [found for found in places.options(is_limited=limited) if found[1]],
        "is_limited": limited,
        "store": store,
        "tills": [(f"till:{till.id}", f"{till.code} · {till.name}") for till in places.tills if till.store == store],
        "store_key": f"store:{store}" if store else "",
        "lines": [change_line(view, places, visit.language) for view in changes()],
    }
    return visit.render("settings_places.html", context, status=status)


def _preview(
    visit: Visit, places: Places, place: Place, wanted: Changes, form: StartForm, key: UUID, *, status: int = 200
) -> HttpResponse:
    values, path = all_values(list(wanted)), path_of(place, places.stores)
    after = values.changed(place, wanted)
    found = preview(place, wanted)
    zone = places.zone(place)
    context: dict[str, object] = {
        "form": form,
        "key": key,
        "at": place_key(place),
        "where": _title(places, place),
        "found": found,
        "zone": zone,
        "has_other_zones": places.has_other_zones(place),
        "changes": json.dumps({name: None if one is None else {"own": one.value} for name, one in wanted.items()}),
        "said": [
            (
                str(LABELS[name]),
                value_text(name, values.at(name, path).value, visit.language),
                own_text(name, one, after.at(name, path), visit.language),
            )
            for name, one in wanted.items()
        ],
    }
    return visit.render("settings_preview.html", context, status=status)


def _title(places: Places, place: Place) -> str:
    return _("Everywhere") if place.level == Level.ORGANIZATION else places.name(place.level, place.id)


def _form(visit: Visit, places: Places, place: Place, *, is_sent: bool = False) -> SettingsForm:
    values, path = all_values(), path_of(place, places.stores)
    return SettingsForm(
        visit.request.POST if is_sent else None,
        visit.request.FILES if is_sent else None,
        level=place.level,
        counts={name: values.at(name, path) for name in SETTINGS},
        own=own_values(place),
        currency=organization_view().currency,
        language=visit.language,
    )


def _start_form(places: Places, place: Place, sent: Mapping[str, object] | None = None) -> StartForm:
    return StartForm(sent, zone=places.zone(place), has_other_zones=places.has_other_zones(place))


def _place(visit: Visit, text: str | None, places: Places) -> Place:
    """The place of the address; whoever has some stores only begins with the first of them."""
    if not text and visit.member.stores is not None and places.stores:
        return Place(Level.STORE, places.stores[0].id)
    found = parse_place(text, places)
    if found is None:
        raise Http404
    return found


def _read_changes(text: str) -> dict[str, Own | None] | None:
    """What the preview kept of the form; anything else is no change of ours."""
    if len(text) > LARGEST:
        return None
    try:
        found = json.loads(text)
        wanted = {str(name): None if one is None else Own(one["own"]) for name, one in found.items()}
        check_values(Place(), wanted)
    except (ValueError, KeyError, TypeError, AttributeError, DomainError):
        return None
    return wanted


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
