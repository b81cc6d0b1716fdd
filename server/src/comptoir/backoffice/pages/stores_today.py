"""All stores on one page: which of them need a look, and why."""

from django.http import HttpResponse

from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.queries.stores_today import DIFFERENCE_DAYS, store_states
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view
from comptoir.staff.public import policy


@reads(Permission.SEE_DASHBOARD)
def stores_today(visit: Visit) -> HttpResponse:
    """Every store, or only those that need a look."""
    limit = policy().difference_limit or 0
    states = store_states(visit.organization, visit.now, limit)
    only = visit.request.GET.get("look") == "1"
    waiting = [state for state in states if state.needs_a_look]
    context: dict[str, object] = {
        "states": waiting if only else states,
        "count": len(states),
        "waiting": len(waiting),
        "only": only,
        "gross": sum(state.day.gross for state in states),
        "sales_count": sum(state.day.sales_count for state in states),
        "late": sum(state.tills.late for state in states),
        "off": sum(state.count.off for state in states),
        "days": DIFFERENCE_DAYS,
        "currency": organization_view().currency,
        "several_companies": len({state.day.company for state in states}) > 1,
    }
    return visit.render("stores_today.html", context)
