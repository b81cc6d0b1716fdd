"""All stores on one page: which of them need a look, and why."""

from django.http import HttpResponse, QueryDict
from django.utils.http import urlencode

from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.queries.stores_today import DIFFERENCE_DAYS, difference_limits, store_states
from comptoir.identity.public import Permission
from comptoir.platform.public import StoreView, legal_entities, organization_view, stores
from comptoir.shops.public import groups


@reads(Permission.SEE_DASHBOARD)
def stores_today(visit: Visit) -> HttpResponse:
    """Every store, or those of a group or a company, or only those that need a look."""
    query, every = visit.request.GET, stores()
    places = [store for store in every if _is_chosen(store, query)]
    states = store_states(visit.organization, visit.now, difference_limits(every), places)
    only = query.get("look") == "1"
    waiting = [state for state in states if state.needs_a_look]
    kept = {name: query[name] for name in ("group", "company") if query.get(name)}
    context: dict[str, object] = {
        "states": waiting if only else states,
        "count": len(states),
        "waiting": len(waiting),
        "only": only,
        "all_query": urlencode(kept),
        "look_query": urlencode({**kept, "look": "1"}),
        "groups": [(str(group.id), group.name) for group in groups()],
        "companies": [(str(company.id), company.name) for company in legal_entities()],
        "chosen": kept,
        "gross": sum(state.day.gross for state in states),
        "sales_count": sum(state.day.sales_count for state in states),
        "late": sum(state.tills.late for state in states),
        "off": sum(state.count.off for state in states),
        "low": sum(state.low for state in states),
        "days": DIFFERENCE_DAYS,
        "currency": organization_view().currency,
        "several_companies": len({state.day.company for state in states}) > 1,
        "may_order": visit.may(Permission.SEE_STOCK),
    }
    return visit.render("stores_today.html", context)


def _is_chosen(store: StoreView, query: QueryDict) -> bool:
    group, company = query.get("group"), query.get("company")
    return (not group or str(store.group) == group) and (not company or str(store.legal_entity) == company)
