"""The country's dated tables: which version holds, what comes, and a signed pack that somebody brings."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.fiscal_words import PACK_REFUSALS
from comptoir.backoffice.scope import business_today
from comptoir.fiscal.public import (
    DatedMapping,
    Plugin,
    Row,
    TakePack,
    mapping_of,
    packs,
    plugin_of,
    tables_in_force,
    take_pack,
)
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores


@dataclass(frozen=True, slots=True)
class RowText:
    key: str
    value: str
    row: Row
    is_coming: bool


@dataclass(frozen=True, slots=True)
class TableText:
    """A table in words."""

    name: str
    rows: list[RowText]


PACK_BYTES_MAX = 1_000_000
# Whoever may close a period for good also says by which tables it is kept.
TAKE = Permission.MAKE_ARCHIVES


@reads(Permission.SEE_FISCAL)
def fiscal_tables(visit: Visit) -> HttpResponse:
    """Every table, row by row."""
    return _page(visit)


@acts(TAKE)
def fiscal_pack(visit: Visit) -> HttpResponse:
    """Take a pack. One that does not count here changes nothing, and the page says why."""
    if visit.request.method != "POST":
        return redirect("fiscal-tables")
    file = visit.request.FILES.get("pack")
    if file is None or file.size is None or file.size > PACK_BYTES_MAX:
        return _refused(visit, "form")
    try:
        pack = take_pack(TakePack(visit.organization, visit.person, file.read()))
    except DomainError as refusal:
        return _refused(visit, str(refusal.details.get("why")))
    messages.success(visit.request, _("Version %(version)s is here.") % {"version": pack.version})
    return redirect("fiscal-tables")


def _refused(visit: Visit, why: str) -> HttpResponse:
    with visit.reading():
        return _page(visit, refusal=str(PACK_REFUSALS[why]), status=422)


def _page(visit: Visit, *, refusal: str = "", status: int = 200) -> HttpResponse:
    plugin = plugin_of(organization_view().country)
    today = business_today(None, stores(), visit.now)
    context: dict[str, object] = {"plugin": plugin, "refusal": refusal, "may_take": visit.may(TAKE), "today": today}
    if plugin is not None:
        context |= {
            "force": tables_in_force(plugin.name, today),
            "tables": [_table(plugin, table, visit.language, today) for table in plugin.mappings],
            "packs": [one for one in packs() if one.plugin == plugin.name],
        }
    return visit.render("fiscal_tables.html", context, status=status)


def _table(plugin: Plugin, table: DatedMapping, language: str, today: date) -> TableText:
    """What was before stays in sight. A row of a day to come is marked."""
    rows = sorted(mapping_of(plugin.name, table.name).rows, key=lambda row: (row.key, row.valid_from))
    return TableText(
        plugin.say(f"table_{table.name}", language),
        [
            RowText(_key(row, language), plugin.value_words(row.value, language), row, row.valid_from > today)
            for row in rows
        ],
    )


def _key(row: Row, language: str) -> str:
    """A tax is called by its rate, with the letter of its category where the table tells those apart."""
    category, _slash, rate = row.key.rpartition("/")
    if not rate.isdecimal():
        return row.key
    return f"{category} {formats.rate(int(rate), language)}".strip()
