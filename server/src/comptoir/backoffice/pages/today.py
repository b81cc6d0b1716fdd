"""The dashboard of a day: its title says the answer."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.queries import dashboard
from comptoir.backoffice.queries.given_back import given_back_twice
from comptoir.backoffice.queries.stock import short_items
from comptoir.backoffice.scope import Scope, read_day
from comptoir.identity.public import Permission
from comptoir.kernel import divide_half_away
from comptoir.platform.public import organization_view, stores

SHORT_SHOWN = 5


@reads(Permission.SEE_DASHBOARD)
def today(visit: Visit) -> HttpResponse:
    """What was sold, when, and what waits for a person."""
    organization = organization_view()
    scope = read_day(visit.request.GET, visit.organization, stores(), visit.now)
    totals = dashboard.totals(scope)
    usual = dashboard.usual_total(scope, visit.now)
    hours = dashboard.by_hour(scope)
    tills = dashboard.till_states(scope)
    context: dict[str, object] = {
        "scope": scope,
        "currency": organization.currency,
        "title": _title(scope, totals.gross, usual, organization.currency, visit.language),
        "totals": totals,
        "usual": usual,
        "hours": hours,
        "best_sellers": dashboard.best_sellers(scope),
        "matters": dashboard.open_matters(scope),
        "given_back_twice": given_back_twice(scope),
        "short": short_items(scope)[:SHORT_SHOWN] if scope.is_today else [],
        "tills": tills,
        "unsent": sum(till.unsent_count or 0 for till in tills),
    }
    return visit.render("today.html", context)


def _title(scope: Scope, gross: int, usual: int | None, currency: str, language: str) -> str:
    amount = formats.money(gross, currency, language)
    weekday = formats.weekday(scope.first, language)
    if usual is None or usual <= 0:
        sentence = _("%(amount)s today") if scope.is_today else _("%(amount)s on this day")
        return sentence % {"amount": amount}
    change = divide_half_away(100 * (gross - usual), usual)
    words = {"amount": amount, "change": formats.whole_percent(change, language), "weekday": weekday}
    return _comparison(scope, change) % words


def _comparison(scope: Scope, change: int) -> str:
    """Today is compared with usual days up to this hour, and says so."""
    if change == 0:
        if scope.is_today:
            return _("%(amount)s today, as on a usual %(weekday)s by this hour")
        return _("%(amount)s, as on a usual %(weekday)s")
    if change > 0:
        if scope.is_today:
            return _("%(amount)s today, %(change)s above a usual %(weekday)s by this hour")
        return _("%(amount)s, %(change)s above a usual %(weekday)s")
    if scope.is_today:
        return _("%(amount)s today, %(change)s below a usual %(weekday)s by this hour")
    return _("%(amount)s, %(change)s below a usual %(weekday)s")
