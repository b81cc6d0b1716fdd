"""Tips: what customers gave on top, whose it is by the shop's rule, and what was paid out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.queries.tips import TipDay, tip_days, work_of
from comptoir.backoffice.scope import Scope, business_today, parse_day, read_range, zone_of
from comptoir.backoffice.tip_forms import TipDayForm, TipPolicyForm
from comptoir.identity.public import Permission, cashiers
from comptoir.payments.commands import RecordTipWork, SetPaymentPolicy
from comptoir.payments.public import PolicyView, payment_policy, record_tip_work, set_payment_policy, tip_poolings
from comptoir.platform.public import StoreView, organization_view, stores

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class PersonTips:
    """One person's part of a period."""

    name: str
    taken: int
    share: int
    minutes: int
    points: int


@reads(Permission.SEE_REPORTS)
def tips(visit: Visit) -> HttpResponse:
    """By person and by day, and what was decided."""
    policy = payment_policy()
    return _page(visit, _policy_form(visit, policy) if visit.may(Permission.MANAGE_TILLS) else None, policy)


@reads(Permission.SEE_REPORTS)
def tips_csv(visit: Visit) -> HttpResponse:
    """A line for each person and day."""
    scope = read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    days = tip_days(scope, tip_poolings())
    header = [_("Business day"), _("Store"), _("Person"), _("Taken"), _("Share")]
    rows = _csv_rows(days, organization_view().currency, visit.language)
    return csv_file(f"tips-{scope.first}-{scope.last}.csv", header, rows, visit.language)


@acts(Permission.MANAGE_TILLS)
def tip_policy(visit: Visit) -> HttpResponse:
    """Decide what tills offer and how tips are shared. What was given is shared anew by the rule of today."""
    if visit.request.method != "POST":
        return redirect("tips")
    with visit.reading():
        policy = payment_policy()
        form = _policy_form(visit, policy, bound=True)
    if form.is_valid():
        command = SetPaymentPolicy(organization=visit.organization, person=visit.person, **form.decisions())
        if form.carry_out(lambda: set_payment_policy(command)):
            messages.success(visit.request, _("Open tills know it now."))
            return redirect("tips")
    with visit.reading():
        return _page(visit, form, policy, status=422)


@acts(Permission.MANAGE_TILLS)
def tip_day(visit: Visit, store: UUID, day: str) -> HttpResponse:
    """Who worked on a day: hours and points, also of those who never stand at a till."""
    with visit.reading():
        place = next((found for found in stores() if found.id == store), None)
        business_day = parse_day(day)
        if place is None or business_day is None:
            raise Http404
        form, is_recorded = _day_form(visit, place, business_day)
    if visit.request.method == "POST" and form.is_valid():
        command = RecordTipWork(
            organization=visit.organization,
            person=visit.person,
            store=store,
            business_day=business_day,
            worked=form.worked(),
        )
        if form.carry_out(lambda: record_tip_work(command)):
            messages.success(visit.request, _("The day's tips are shared by that now."))
            return redirect("tips")
    context: dict[str, object] = {"form": form, "store": place, "day": business_day, "is_recorded": is_recorded}
    with visit.reading():
        return visit.render("tip_day.html", context, status=422 if visit.request.method == "POST" else 200)


def _page(visit: Visit, form: TipPolicyForm | None, policy: PolicyView, *, status: int = 200) -> HttpResponse:
    scope = read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    poolings = tip_poolings()
    days = tip_days(scope, poolings)
    rules = {day.rule for day in days} or set(poolings.values())
    query = visit.request.GET.urlencode()
    context: dict[str, object] = {
        "scope": scope,
        "days": days,
        "people": _people(days),
        "total": sum(day.total for day in days),
        "paid_out": sum(day.paid_out for day in days),
        "currency": organization_view().currency,
        "rule": rules.pop() if len(rules) == 1 else "",
        "has_points": any(day.rule == "points" for day in days),
        "takes_tips": bool(policy.tip_presets or policy.tip_amounts),
        "form": form,
        "csv_address": f"/tips.csv?{query}",
        "may_record": visit.may(Permission.MANAGE_TILLS),
    }
    return visit.render("tips.html", context, status=status)


def _people(days: Sequence[TipDay]) -> list[PersonTips]:
    names = {person.id: person.name for person in cashiers()}
    found: dict[UUID | None, PersonTips] = {}

    def person(key: UUID | None) -> PersonTips:
        name = names.get(key) if key is not None else None
        return found.get(key) or PersonTips(name or _("Unknown"), 0, 0, 0, 0)

    for day in days:
        for key, amount in day.taken.items():
            known = person(key)
            found[key] = replace(known, taken=known.taken + amount)
        for key, amount in day.shares.items():
            known = person(key)
            found[key] = replace(known, share=known.share + amount)
        for worked in day.working:
            known = person(worked.employee)
            found[worked.employee] = replace(
                known, minutes=known.minutes + worked.minutes, points=known.points + worked.points
            )
    return sorted(found.values(), key=lambda row: (-row.share, row.name))


def _csv_rows(days: Sequence[TipDay], currency: str, language: str) -> Iterator[list[str]]:
    names = {person.id: person.name for person in cashiers()}
    for day in days:
        for key in sorted({*day.taken, *day.shares}, key=str):
            name = names.get(key, "") if key is not None else ""
            yield [
                day.business_day.isoformat(),
                inert(day.store_name),
                inert(name or _("Unknown")),
                formats.decimal_text(day.taken.get(key, 0), currency, language),
                formats.decimal_text(day.shares.get(key, 0), currency, language),
            ]


def _policy_form(visit: Visit, policy: PolicyView, *, bound: bool = False) -> TipPolicyForm:
    return TipPolicyForm(
        visit.request.POST if bound else None,
        currency=organization_view().currency,
        language=visit.language,
        policy=policy,
    )


def _day_form(visit: Visit, store: StoreView, day: date) -> tuple[TipDayForm, bool]:
    today = business_today(store, stores(), visit.now)
    scope = Scope(visit.organization, store, day, day, today, zone_of(store, stores()))
    working, is_recorded = work_of(scope).get((day, store.id), ((), False))
    data = visit.request.POST if visit.request.method == "POST" else None
    return TipDayForm(data, people=cashiers(), working=working), is_recorded
