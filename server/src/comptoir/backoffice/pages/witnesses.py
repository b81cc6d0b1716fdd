"""Who outside cosigns the shop's log: how it goes with each, and what they say is wrong with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.scope import zone_of
from comptoir.backoffice.witness_forms import WitnessForm
from comptoir.identity.public import Permission
from comptoir.kernel import new_uuid7
from comptoir.platform.public import stores
from comptoir.witnesses.public import (
    AddWitness,
    AlarmUnknown,
    RemoveWitness,
    SeeAlarm,
    add_witness,
    alarms,
    log_key,
    remove_witness,
    see_alarm,
)
from comptoir.witnesses.public import witnesses as named_witnesses

MANAGE = Permission.MANAGE_WITNESSES


@reads(Permission.SEE_AUDIT)
def witnesses(visit: Visit) -> HttpResponse:
    """Every witness, what it cosigned last, and what witnesses said of the log."""
    found = alarms()
    context = {
        "witnesses": named_witnesses(), "open": [one for one in found if one.seen_at is None],
        "seen": [one for one in found if one.seen_at is not None], "log_key": log_key(visit.organization),
        "may_manage": visit.may(MANAGE), "zone": zone_of(None, stores()),
    }  # fmt: skip
    return visit.render("witnesses.html", context)


@acts(MANAGE)
def witness_new(visit: Visit) -> HttpResponse:
    """Name a witness."""
    data = visit.request.POST if visit.request.method == "POST" else None
    form = WitnessForm(data, fresh=new_uuid7())
    if data is not None and form.is_valid():
        command = AddWitness(
            organization=visit.organization, person=visit.person, id=form.cleaned_data["id"],
            address=form.cleaned_data["address"], key=form.cleaned_data["key"],
        )  # fmt: skip
        if form.carry_out(lambda: add_witness(command)):
            messages.success(
                visit.request, _("Added. It is asked within a minute, once it trusts the key of your log.")
            )
            return redirect("witnesses")
    with visit.reading():
        context = {"form": form, "log_key": log_key(visit.organization)}
        return visit.render("witness_new.html", context, status=422 if form.errors else 200)


@acts(MANAGE)
def witness_remove(visit: Visit, witness: UUID) -> HttpResponse:
    """Ask first: from then on nobody would notice for it."""
    with visit.reading():
        found = next((one for one in named_witnesses() if one.id == witness), None)
        if found is None:
            raise Http404
        if visit.request.method != "POST":
            return visit.render("witness_remove.html", {"witness": found})
    remove_witness(RemoveWitness(organization=visit.organization, person=visit.person, witness=witness, now=visit.now))
    messages.success(visit.request, _("Removed."))
    return redirect("witnesses")


@acts(MANAGE)
def witness_alarm_seen(visit: Visit, alarm: UUID) -> HttpResponse:
    """Somebody knows what happened."""
    if visit.request.method != "POST":
        return redirect("witnesses")
    try:
        see_alarm(SeeAlarm(organization=visit.organization, person=visit.person, alarm=alarm, now=visit.now))
    except AlarmUnknown:
        raise Http404 from None
    return redirect("witnesses")
