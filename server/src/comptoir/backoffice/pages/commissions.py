"""Commissions: what people earned by selling, by which rule, and the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.accounting.public import Earning, earnings
from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.commission_forms import EndForm, Named, RuleForm, share_text
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import Scope, business_today, chosen_store, parse_day, zone_of
from comptoir.catalog.public import categories, items_named
from comptoir.commissions.commands import AddRule, EndRule
from comptoir.commissions.public import RuleView, add_rule, end_rule, rules
from comptoir.identity.public import Permission, cashiers
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import StoreView, organization_view, stores
from comptoir.staff.public import roles


@dataclass(slots=True)
class RuleLine:
    """What somebody earned by one rule."""

    text: str
    what: str
    base: int
    amount: int
    unknown: int


@dataclass(slots=True)
class PersonLine:
    """What somebody earned."""

    name: str
    amount: int = 0
    late: int = 0
    unknown: int = 0
    rules: dict[UUID, RuleLine] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in words."""

    rule: RuleView
    who: str
    what: str
    share: str


@reads(Permission.SEE_REPORTS)
def commissions(visit: Visit) -> HttpResponse:
    """By person, and by what rules."""
    return _page(visit)


@reads(Permission.SEE_REPORTS)
def commissions_csv(visit: Visit) -> HttpResponse:
    """A line for each person, day and rule."""
    scope = _scope(visit)
    rows = earnings(_places(scope), scope.first, scope.last)
    header = [_("Booked on"), _("Business day"), _("Store"), _("Person"), _("Rule"), _("For selling"), _("Base")]
    header += [_("Quantity"), _("Commission"), _("State")]
    return csv_file(f"commissions-{scope.first}-{scope.last}.csv", header, _csv_rows(visit, rows), visit.language)


@acts(Permission.MANAGE_TEAM)
def commission_rule_add(visit: Visit) -> HttpResponse:
    """Begin a rule."""
    if visit.request.method != "POST":
        return redirect("commissions")
    with visit.reading():
        form = _form(visit, bound=True)
        is_valid = form.is_valid()
    if is_valid:
        command = AddRule(organization=visit.organization, person=visit.person, id=new_uuid7(), **form.decisions())
        if form.carry_out(lambda: add_rule(command)):
            messages.success(visit.request, _("The rule holds from that day on."))
            return redirect("commissions")
    with visit.reading():
        return _page(visit, form, status=422)


@acts(Permission.MANAGE_TEAM)
def commission_rule_end(visit: Visit, rule: UUID) -> HttpResponse:
    """Say on which day a rule holds last."""
    with visit.reading():
        is_known = any(one.id == rule for one in rules())
    if visit.request.method == "POST" and not is_known:
        raise Http404
    if visit.request.method == "POST":
        form = EndForm(visit.request.POST)
        if form.is_valid():
            command = EndRule(
                organization=visit.organization, person=visit.person, rule=rule, last=form.cleaned_data["last"]
            )
            try:
                end_rule(command)
            except DomainError as refusal:
                messages.error(visit.request, say(refusal))
            else:
                messages.success(visit.request, _("The rule ends with that day."))
        else:
            messages.error(visit.request, _("Enter the last day on which it holds."))
    return redirect("commissions")


def _page(visit: Visit, form: RuleForm | None = None, *, status: int = 200) -> HttpResponse:
    scope = _scope(visit)
    known = rules()
    named, currency = _named(known), organization_view().currency
    people = _people(earnings(_places(scope), scope.first, scope.last), known, named, currency, visit.language)
    may_change = visit.may(Permission.MANAGE_TEAM)
    context: dict[str, object] = {
        "scope": scope,
        "people": people,
        "total": sum(person.amount for person in people),
        "rules": [
            RuleText(rule, named.who(rule), named.what(rule), share_text(rule, currency, visit.language))
            for rule in known
        ],
        "form": (form or _form(visit)) if may_change else None,
        "may_change": may_change,
        "currency": currency,
        "yesterday": scope.today - timedelta(days=1),
        "csv_address": f"/commissions.csv?{visit.request.GET.urlencode()}",
    }
    return visit.render("commissions.html", context, status=status)


def _people(
    rows: Sequence[Earning], known: Sequence[RuleView], named: Named, currency: str, language: str
) -> list[PersonLine]:
    by_id = {rule.id: rule for rule in known}
    found: dict[UUID, PersonLine] = {}
    for row in rows:
        one, rule = row.earned, by_id[row.earned.rule]
        person = found.setdefault(one.employee, PersonLine(named.people.get(one.employee) or _("Unknown")))
        line = person.rules.setdefault(
            rule.id, RuleLine(share_text(rule, currency, language), named.what(rule), 0, 0, 0)
        )
        line.base += one.base
        line.amount += one.amount
        line.unknown += one.unknown
        person.amount += one.amount
        person.unknown += one.unknown
        person.late += one.amount if row.is_late else 0
    return sorted(found.values(), key=lambda person: (-person.amount, person.name))


def _csv_rows(visit: Visit, rows: Sequence[Earning]) -> Iterator[list[str]]:
    known = rules()
    by_id = {rule.id: rule for rule in known}
    named, currency = _named(known), organization_view().currency
    places: Mapping[UUID, str] = {place.id: place.name for place in stores()}
    for row in rows:
        one, rule = row.earned, by_id[row.earned.rule]
        closed = _("closed, no. %(number)s") % {"number": row.closing} if row.closing else _("still open")
        yield [
            row.booked.isoformat(), one.day.isoformat(), inert(places.get(one.store, "")),
            inert(named.people.get(one.employee) or _("Unknown")), share_text(rule, currency, visit.language),
            inert(named.what(rule)), formats.decimal_text(one.base, currency, visit.language),
            formats.quantity(one.quantity_milli, "C62", visit.language),
            formats.decimal_text(one.amount, currency, visit.language), closed,
        ]  # fmt: skip


def _scope(visit: Visit) -> Scope:
    """The days of the address, else this month so far: commissions are paid by the month."""
    query, places = visit.request.GET, stores()
    store = chosen_store(query, places)
    today = business_today(store, places, visit.now)
    last = parse_day(query.get("to")) or today
    first = parse_day(query.get("from")) or last.replace(day=1)
    return Scope(visit.organization, store, min(first, last), max(first, last), today, zone_of(store, places))


def _places(scope: Scope) -> list[StoreView]:
    return [scope.store] if scope.store else stores()


def _named(known: Sequence[RuleView]) -> Named:
    items = items_named([rule.item for rule in known if rule.item])
    return Named(
        {person.id: person.name for person in cashiers()},
        {role.id: role.name for role in roles()},
        {shelf.id: shelf.name for shelf in categories(with_ended=True)},
        {key: item.name for key, item in items.items()},
    )


def _form(visit: Visit, *, bound: bool = False) -> RuleForm:
    return RuleForm(
        visit.request.POST if bound else None,
        people=cashiers(),
        roles=roles(),
        categories=categories(),
        currency=organization_view().currency,
        today=business_today(None, stores(), visit.now),
    )
