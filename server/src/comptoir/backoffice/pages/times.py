"""Hours worked: each person's week from the time clocks, what is missing, and corrections that somebody approves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.audit_reading import person_of
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import Scope, business_today, chosen_store, parse_day, read_range, zone_of
from comptoir.backoffice.time_forms import TimeForm
from comptoir.identity.public import Permission, cashiers, employee_of
from comptoir.kernel import DomainError
from comptoir.platform.public import stores
from comptoir.sales.times import Shift, corrections_in, shifts_in
from comptoir.staff.commands import DecideTime, ProposeTime
from comptoir.staff.public import decide_time, propose_time

# Hours that are corrected are looked for so long back.
LOOKED_BACK = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person's hours in the period."""

    employee: UUID
    name: str
    shifts: list[Shift]
    minutes: int
    missing: int
    is_here: bool


@reads(Permission.SEE_REPORTS)
def times(visit: Visit) -> HttpResponse:
    """By person, and what waits for a decision."""
    scope = _week(visit)
    rows = shifts_in(scope, employee=person_of(visit.request.GET.get("person")))
    proposed = [row for row in corrections_in(scope) if row.state == "proposed"]
    context: dict[str, object] = {
        "scope": scope,
        "before": _address(visit, scope, -1),
        "after": _address(visit, scope, 1) if scope.last < scope.today else "",
        "people": _people(rows, visit),
        "total": sum(row.minutes for row in rows),
        "proposed": proposed,
        "everybody": [person for person in cashiers() if person.is_active],
        "chosen": person_of(visit.request.GET.get("person")),
        "may_manage": visit.may(Permission.MANAGE_TIMES),
        "csv_address": f"/times.csv?{visit.request.GET.urlencode()}",
    }
    return visit.render("times.html", context)


@reads(Permission.SEE_REPORTS)
def times_csv(visit: Visit) -> HttpResponse:
    """A line for each piece of work, for the payroll."""
    scope = _week(visit)
    header = [
        _("Business day"),
        _("Person"),
        _("Store"),
        _("Came to work"),
        _("Went"),
        _("Minutes of breaks"),
        _("Minutes"),
    ]
    header += [_("Hours"), _("Corrected"), _("Reason"), _("Approved by")]
    rows = shifts_in(scope, employee=person_of(visit.request.GET.get("person")))
    return csv_file(
        f"hours-{scope.first}-{scope.last}.csv", header, (_csv_row(row, visit.language) for row in rows), visit.language
    )


@reads(Permission.SEE_PRODUCTS)
def own_times(visit: Visit) -> HttpResponse:
    """A person's own hours; they see nobody else's."""
    employee = employee_of(visit.person)
    scope = _week(visit)
    rows = shifts_in(scope, employee=employee) if employee else []
    waiting = corrections_in(scope, employee=employee) if employee else []
    context: dict[str, object] = {
        "scope": scope,
        "before": _address(visit, scope, -1),
        "after": _address(visit, scope, 1) if scope.last < scope.today else "",
        "people": _people(rows, visit),
        "total": sum(row.minutes for row in rows),
        "proposed": [row for row in waiting if row.state == "proposed"],
        "own": employee,
        "is_own": True,
        "may_manage": False,
    }
    return visit.render("times.html", context)


@acts(Permission.MANAGE_TIMES)
def time_correct(visit: Visit, employee: UUID) -> HttpResponse:
    """Say as a manager what somebody's hours were. Nothing counts before somebody approves it."""
    return _correct(visit, employee, back="times")


@acts(Permission.SEE_PRODUCTS)
def own_time_correct(visit: Visit) -> HttpResponse:
    """Say what one's own hours were."""
    with visit.reading():
        employee = employee_of(visit.person)
    return redirect("own-times") if employee is None else _correct(visit, employee, back="own-times")


def _correct(visit: Visit, employee: UUID, *, back: str) -> HttpResponse:
    with visit.reading():
        person = next((person for person in cashiers() if person.id == employee), None)
        if person is None:
            raise Http404
        places = stores()
        shift = _shift(visit, employee)
    form = TimeForm(visit.request.POST if visit.request.method == "POST" else None, stores=places, shift=shift)
    if form.is_valid() and form.carry_out(lambda: _propose(visit, employee, shift, form)):
        messages.success(visit.request, _("Written down. It counts as soon as it is approved."))
        return redirect(back)
    context: dict[str, object] = {"form": form, "employee": person, "shift": shift, "back": back}
    with visit.reading():
        return visit.render("time_correct.html", context, status=422 if visit.request.method == "POST" else 200)


@acts(Permission.MANAGE_TIMES)
def time_decide(visit: Visit, correction: UUID) -> HttpResponse:
    """Approve or reject."""
    if visit.request.method != "POST":
        return redirect("times")
    command = DecideTime(
        organization=visit.organization,
        person=visit.person,
        id=correction,
        is_approved=visit.request.POST.get("answer") == "approve",
        now=visit.now,
    )
    try:
        decide_time(command)
    except DomainError as refusal:
        if refusal.code == "staff.time_unknown":
            raise Http404 from None
        messages.error(visit.request, say(refusal))
    else:
        messages.success(visit.request, _("Approved: it counts now.") if command.is_approved else _("Rejected."))
    return redirect("times")


def _propose(visit: Visit, employee: UUID, shift: Shift | None, form: TimeForm) -> None:
    propose_time(
        ProposeTime(
            organization=visit.organization,
            person=visit.person,
            id=form.cleaned_data["id"],
            employee=employee,
            store=form.store(),
            shift=shift.id if shift else None,
            worked=form.worked(),
            before=_told(shift) if shift else None,
            after=form.told(),
            reason=form.cleaned_data["reason"],
            now=visit.now,
        )
    )


def _told(shift: Shift) -> Mapping[str, str | int]:
    zone = ZoneInfo(shift.timezone)
    moments = {"came": shift.came_at, "left": shift.left_at}
    told: dict[str, str | int] = {
        name: moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") for name, moment in moments.items() if moment
    }
    return {**told, "break_minutes": shift.break_minutes}


def _shift(visit: Visit, employee: UUID) -> Shift | None:
    wanted = person_of(visit.request.GET.get("shift"))
    if wanted is None:
        return None
    places = stores()
    today = business_today(None, places, visit.now)
    scope = Scope(visit.organization, None, today - LOOKED_BACK, today, today, zone_of(None, places))
    found = next((row for row in shifts_in(scope, employee=employee) if row.id == wanted), None)
    if found is None:
        raise Http404
    return found


def _people(rows: Iterable[Shift], visit: Visit) -> list[PersonHours]:
    by_person: dict[UUID, list[Shift]] = {}
    for row in rows:
        by_person.setdefault(row.employee, []).append(row)
    return [
        PersonHours(
            employee,
            theirs[0].name,
            theirs,
            sum(row.minutes for row in theirs),
            sum(1 for row in theirs if not row.is_complete and not row.is_open_at(visit.now)),
            any(row.is_open_at(visit.now) for row in theirs),
        )
        for employee, theirs in by_person.items()
    ]


def _week(visit: Visit) -> Scope:
    """The week from Monday on, where the address says nothing else."""
    places = stores()
    store = chosen_store(visit.request.GET, places)
    if parse_day(visit.request.GET.get("from")):
        return read_range(visit.request.GET, visit.organization, places, visit.now, days=7)
    today = business_today(store, places, visit.now)
    monday = today - timedelta(days=today.weekday())
    return Scope(visit.organization, store, monday, monday + timedelta(days=6), today, zone_of(store, places))


def _address(visit: Visit, scope: Scope, weeks: int) -> str:
    query = visit.request.GET.copy()
    length = scope.last - scope.first + timedelta(days=1)
    query["from"] = (scope.first + weeks * length).isoformat()
    query["to"] = (scope.last + weeks * length).isoformat()
    return f"{visit.request.path}?{query.urlencode()}"


def _csv_row(row: Shift, language: str) -> list[str]:
    moments = [formats.local_iso(moment, row.timezone) if moment else "" for moment in (row.came_at, row.left_at)]
    hours = f"{row.minutes // 60}:{row.minutes % 60:02d}" if row.is_complete else ""
    correction = row.correction
    return [
        row.day.isoformat(),
        inert(row.name),
        inert(row.store_name),
        *moments,
        str(row.break_minutes),
        str(row.minutes) if row.is_complete else "",
        hours,
        "1" if correction else "",
        inert(correction.reason) if correction else "",
        inert(correction.decided_by) if correction else "",
    ]
