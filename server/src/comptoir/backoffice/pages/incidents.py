"""Incidents and quarantine: what happened in plain words, and a person's decision with its reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.forms import NoteForm
from comptoir.backoffice.pages.sales import pretty
from comptoir.backoffice.quarantine_reading import stated
from comptoir.backoffice.queries.given_back import Twice, given_back_twice_of
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view
from comptoir.sales import incidents as queries
from comptoir.sales.commands import AdoptEntry, RejectEntry, ResolveIncident
from comptoir.sales.doubled import REFUNDED_TWICE
from comptoir.sales.public import ADOPTABLE, adopt_entry, own_chain_of, reject_entry, resolve_incident

# Nobody can prove whose these are, so they are never offered for adoption.
NEVER_ADOPTABLE = frozenset({"unreadable", "wrong_till", "unknown_chain", "bad_seal", "too_large", "too_deep"})


@reads(Permission.SEE_INCIDENTS)
def incidents(visit: Visit) -> HttpResponse:
    """The open ones first; what was decided stays readable."""
    context: dict[str, object] = {
        "open_incidents": queries.incident_rows(visit.organization, is_open=True),
        "open_entries": queries.quarantine_rows(visit.organization, is_open=True),
        "several": queries.tills_with_waiting(visit.organization),
        "closed_incidents": queries.incident_rows(visit.organization, is_open=False, limit=20),
        "decided_entries": queries.quarantine_rows(visit.organization, is_open=False, limit=20),
    }
    return visit.render("incidents.html", context)


@acts(Permission.SEE_INCIDENTS)
def incident(visit: Visit, incident: UUID) -> HttpResponse:
    """One incident, and its resolution with a note."""
    form = NoteForm(visit.request.POST if visit.request.method == "POST" else None)
    if visit.request.method == "POST":
        if not visit.may(Permission.DECIDE_INCIDENTS):
            return _forbidden(visit)
        if form.is_valid():
            command = ResolveIncident(
                organization=visit.organization,
                incident=incident,
                person=visit.person,
                now=visit.now,
                note=form.cleaned_data["note"],
            )
            if form.carry_out(lambda: resolve_incident(command)):
                messages.success(visit.request, _("Resolved. If it happens again, a new incident is opened."))
                return redirect("incidents")
    with visit.reading():
        row = queries.incident_row(visit.organization, incident)
        if row is None:
            raise Http404
        context: dict[str, object] = {
            "incident": row,
            "entries": queries.entries_of_incident(visit.organization, row),
            "is_adoptable": row.code in ADOPTABLE,
            "twice": _given_back_twice(visit, row),
            "currency": organization_view().currency,
            "form": form,
            "may_decide": visit.may(Permission.DECIDE_INCIDENTS) and row.resolved_at is None,
        }
        return visit.render("incident.html", context, status=422 if form.errors else 200)


def _given_back_twice(visit: Visit, row: queries.IncidentRow) -> list[Twice]:
    if row.code != REFUNDED_TWICE:
        return []
    return given_back_twice_of(visit.organization, row.chain, row.opened_at, row.resolved_at)


@acts(Permission.SEE_INCIDENTS)
def quarantined(visit: Visit, quarantine: UUID) -> HttpResponse:
    """One entry in quarantine: its bytes, why it is here, and what may be done."""
    form = NoteForm(visit.request.POST if visit.request.method == "POST" else None)
    if visit.request.method == "POST":
        if not visit.may(Permission.DECIDE_INCIDENTS):
            return _forbidden(visit)
        if form.is_valid() and _decided(visit, quarantine, form):
            return redirect("incidents")
    with visit.reading():
        row = queries.quarantine_row(visit.organization, quarantine)
        found = queries.quarantined_bytes(visit.organization, quarantine)
        if row is None or found is None:
            raise Http404
        context: dict[str, object] = {
            "entry": row,
            "stated": stated(bytes(found.content)),
            "pretty": pretty(bytes(found.content)),
            "seal": bytes(found.seal).decode("ascii", "replace"),
            "form": form,
            "may_decide": visit.may(Permission.DECIDE_INCIDENTS) and row.state == "open",
            "is_adoptable": _is_adoptable(visit, row.code, found),
        }
        return visit.render("quarantined.html", context, status=422 if form.errors else 200)


def _is_adoptable(visit: Visit, code: str, found: queries.QuarantinedBytes) -> bool:
    """Of a chain that nobody enrolled: when the till began it by itself, and its key of before vouched for it."""
    if code == "unknown_chain" and found.chain is not None:
        return own_chain_of(visit.organization, found.till, found.chain) is not None
    return code not in NEVER_ADOPTABLE


def _decided(visit: Visit, quarantine: UUID, form: NoteForm) -> bool:
    note: str = form.cleaned_data["note"]
    who, what = visit.organization, quarantine
    try:
        if visit.request.POST.get("decision") == "adopt":
            adopt_entry(AdoptEntry(organization=who, quarantine=what, person=visit.person, now=visit.now, note=note))
            messages.success(visit.request, _("Adopted: it now counts like any other entry."))
        else:
            reject_entry(RejectEntry(organization=who, quarantine=what, person=visit.person, now=visit.now, note=note))
            messages.success(visit.request, _("Rejected: it does not count. Its bytes are kept."))
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _forbidden(visit: Visit) -> HttpResponse:
    with visit.reading():
        return visit.render("forbidden.html", status=403)
