"""What promotions brought: uses, what they gave, what was sold with them. From the ledger's lines."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.queries.promotions import Brought, brought
from comptoir.backoffice.scope import Scope, read_range
from comptoir.catalog.public import promotions
from comptoir.identity.public import Permission
from comptoir.platform.public import organization_view, stores

DAYS_SHOWN = 28


@reads(Permission.SEE_REPORTS)
def promotion_report(visit: Visit) -> HttpResponse:
    """The table of a period."""
    scope = _scope(visit)
    names = _names()
    each, whole = brought(scope)
    rows = [{"brought": row, "name": names.get(row.promotion, "")} for row in each]
    context: dict[str, object] = {
        "scope": scope,
        "currency": organization_view().currency,
        "rows": rows,
        "whole": whole,
        "csv_address": f"/promotions/report.csv?{visit.request.GET.urlencode()}",
    }
    return visit.render("promotion_report.html", context)


@reads(Permission.SEE_REPORTS)
def promotion_report_csv(visit: Visit) -> HttpResponse:
    """The same table as a file."""
    scope = _scope(visit)
    names = _names()
    currency = organization_view().currency
    header = [_("Promotion"), "id", _("Sales with it"), _("Lines"), _("Given"), _("Sold with it"), _("Currency")]
    rows = [_row(row, names.get(row.promotion, ""), currency, visit.language) for row in brought(scope)[0]]
    return csv_file(f"promotions-{scope.first}-{scope.last}.csv", header, rows, visit.language)


def _row(row: Brought, name: str, currency: str, language: str) -> list[str]:
    return [
        inert(name),
        str(row.promotion),
        str(row.sales_count),
        str(row.lines_count),
        formats.decimal_text(row.given, currency, language),
        formats.decimal_text(row.gross, currency, language),
        currency,
    ]


def _scope(visit: Visit) -> Scope:
    return read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)


def _names() -> dict[object, str]:
    """What promotions are called now, the ended ones too."""
    return {view.id: view.name for view in promotions()}
