"""What lies in the stores and what it is worth, and how an article came and went."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.queries.stock_overview import (
    LEDGER_PAGE,
    PAGE,
    Asked,
    StockRow,
    all_rows,
    ledger_rows,
    next_page,
    stock_rows,
    worth_of,
)
from comptoir.backoffice.scope import chosen_store, local_today, parse_day
from comptoir.backoffice.stock_amounts import milli_text
from comptoir.catalog.folding import fold
from comptoir.catalog.public import categories, item_view
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view, stores

ONLY = ("", "below", "low")


@reads(Permission.SEE_STOCK)
def overview(visit: Visit) -> HttpResponse:
    """By article, now or at the end of a past day."""
    asked = _asked(visit)
    rows = stock_rows(asked)
    shown = rows[:PAGE]
    context: dict[str, object] = {
        "rows": shown,
        "worth": worth_of(asked),
        "asked": asked,
        "store": chosen_store(visit.request.GET, stores()),
        "today": local_today(None, stores(), visit.now),
        "text": visit.request.GET.get("q", ""),
        "categories": categories(),
        "currency": organization_view().currency,
        "next_address": _further(visit, next_page(asked, shown[-1])) if len(rows) > PAGE else "",
        "csv_address": f"/stock.csv?{visit.request.GET.urlencode()}",
    }
    return visit.render("stock.html", context)


@reads(Permission.SEE_STOCK)
def overview_csv(visit: Visit) -> HttpResponse:
    """The same for a spreadsheet: of every article, by both ways to value it."""
    currency = organization_view().currency

    def line(row: StockRow) -> list[str]:
        return [
            inert(row.name), inert(row.category), row.unit, _signed(row.on_hand_milli, visit.language),
            _signed(row.kept_milli, visit.language), _signed(row.free_milli, visit.language),
            decimal_text(row.average, currency, visit.language), decimal_text(row.fifo, currency, visit.language),
            currency,
        ]  # fmt: skip

    header = [
        _("Item"), _("Category"), _("Unit"), _("On hand"), _("Kept aside"), _("Free"), _("Worth (moving average)"),
        _("Worth (first in, first out)"), _("Currency"),
    ]  # fmt: skip
    return csv_file("stock.csv", header, map(line, all_rows(_asked(visit))), visit.language)


@reads(Permission.SEE_STOCK)
def ledger(visit: Visit, item: UUID) -> HttpResponse:
    """Each movement of an article in a store, the newest first."""
    view = item_view(item)
    places = stores()
    if view is None or not places:
        raise Http404
    store = chosen_store(visit.request.GET, places) or places[0]
    text = visit.request.GET.get("before", "")
    rows = ledger_rows(visit.organization, item, store.id, before=int(text) if text.isdigit() else None)
    older = urlencode({"store": str(store.id), "before": str(rows[-1].position)}) if len(rows) == LEDGER_PAGE else ""
    context: dict[str, object] = {
        "item": view, "store": store, "rows": rows, "currency": organization_view().currency,
        "sees_sales": visit.may(Permission.SEE_SALES), "older": older,
    }  # fmt: skip
    return visit.render("stock_ledger.html", context)


def _asked(visit: Visit) -> Asked:
    query, places = visit.request.GET, stores()
    store = chosen_store(query, places)
    today = local_today(store, places, visit.now)
    day = parse_day(query.get("day"))
    only = query.get("only", "")
    return Asked(
        visit.organization,
        (store.id,) if store else tuple(place.id for place in places),
        text=fold(query.get("q", "")),
        category=_uuid(query.get("category", "")),
        only=only if only in ONLY else "",
        day=day if day is not None and day < today else None,
        after_name=query.get("after", ""),
        after_item=_uuid(query.get("after_item", "")),
    )


def _further(visit: Visit, asked: Asked) -> str:
    query = visit.request.GET.copy()
    query["after"], query["after_item"] = asked.after_name, str(asked.after_item)
    return f"/stock?{query.urlencode()}"


def _signed(milli: int, language: str) -> str:
    return milli_text(milli, language) if milli >= 0 else f"-{milli_text(-milli, language)}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
