"""What people did at tills that a shop wants to look at: who stands out, sums, and every act with its sale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import close_old_connections
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.csvs import csv_stream, inert
from comptoir.backoffice.limit_texts import right_text
from comptoir.backoffice.pages.report import entry_findings
from comptoir.backoffice.pages.sales import FilterChip, pretty, read_uuid
from comptoir.backoffice.queries import acts
from comptoir.backoffice.queries.entry import entry_head
from comptoir.backoffice.queries.findings import findings_in
from comptoir.backoffice.scope import Scope, read_range
from comptoir.backoffice.standing_out import MEASURES as COMPARED
from comptoir.backoffice.standing_out import Outlier, outliers, rate_ppm, standing_out_title
from comptoir.backoffice.words import word
from comptoir.identity.public import Cashier, Permission, cashiers
from comptoir.platform.public import organization_view, stores
from comptoir.sales import detail as one
from comptoir.sales.listing import Choice, till_choices

# Four weeks hold enough of everybody's days to compare people.
DAYS_SHOWN = 28
CSV_PAGE_ROWS = 2_000
GROUPS = ("cashier", "till", "store", "day")


@dataclass(frozen=True, slots=True)
class Standout:
    """A person whose figures stand out, and the address of what they did."""

    name: str
    address: str
    outliers: list[Outlier]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count in the table of sums, how often for each sale, what it came to, and whether it stands out."""

    count: int
    ppm: int
    amount: int
    stands_out: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of the table of sums."""

    name: str
    address: str
    row: acts.Conduct
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act in words."""

    act: acts.ActItem
    what: str
    detail: str
    amount: int | None


@reads(Permission.SEE_REPORTS)
def acts_page(visit: Visit) -> HttpResponse:
    """Who stands out first; the sums; then every act, newest first."""
    query = visit.request.GET
    currency = organization_view().currency
    scope = read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    filters = read_filters(query)
    by = query.get("by") if query.get("by") in GROUPS else "cashier"
    people = acts.conduct(scope, "cashier")
    found = outliers(people)
    page = acts.list_acts(scope, filters, after=_read_cursor(query))
    tills, staff = till_choices(visit.organization), cashiers()
    context: dict[str, object] = {
        "scope": scope,
        "currency": currency,
        "filters": filters,
        "title": standing_out_title(list(dict.fromkeys(outlier.name or _("Unknown") for outlier in found))),
        "standouts": _standouts(visit, found),
        "by": by,
        "groups": GROUPS,
        "measures": [word("measure_short", name) for name in COMPARED],
        "sums": _sums(visit, people if by == "cashier" else acts.conduct(scope, by or "cashier"), by, found),
        "lines": [act_line(row, row.currency or currency, visit.language) for row in page.rows],
        "next_address": _next_address(visit, page.next),
        "families": acts.FAMILIES,
        "tills": tills,
        "cashiers": staff,
        "chips": _chips(visit, filters, tills, staff),
        "csv_address": f"/acts.csv?{query.urlencode()}",
    }
    return visit.render("acts.html", context)


@reads(Permission.SEE_REPORTS)
def acts_csv(visit: Visit) -> StreamingHttpResponse:
    """The same list as a file, however long it is."""
    scope = read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    filters = read_filters(visit.request.GET)
    header = [_("Time"), _("Store"), _("Till"), _("Cashier"), _("What"), _("Reason"), _("Amount"), _("Currency")]
    header += [_("Approved by"), _("Proof"), _("Right"), _("Asked"), _("Limit"), _("Entry"), _("Beyond the role")]
    pages = _csv_pages(visit, scope, filters, organization_view().currency)
    return csv_stream(f"acts-{scope.first}-{scope.last}.csv", header, pages, visit.language)


@reads(Permission.SEE_REPORTS)
def entry_page(visit: Visit, entry: UUID) -> HttpResponse:
    """Any sealed entry: its bytes, verified while the page is made. A sale has a page of its own."""
    head = entry_head(visit.organization, entry)
    found = one.entry_bytes(visit.organization, entry)
    if head is None or found is None:
        raise Http404
    if head.is_sale and visit.may(Permission.SEE_SALES):
        return redirect("sale", entry)
    context: dict[str, object] = {
        "entry": head,
        "findings": entry_findings(
            findings_in(visit.organization, entry), organization_view().currency, visit.language
        ),
        "check": one.check_seal(found),
        "pretty": pretty(bytes(found.content)),
        "seal": bytes(found.seal).decode("ascii", "replace"),
        "size": len(found.content),
    }
    return visit.render("entry.html", context)


def read_filters(query: QueryDict) -> acts.ActFilters:
    """The filters of the address; a value that makes no sense does not narrow."""
    family = query.get("family")
    return acts.ActFilters(
        family=family if family in acts.FAMILIES else None,
        cashier=read_uuid(query.get("cashier")),
        till=read_uuid(query.get("till")),
        is_beyond=query.get("beyond") == "1",
    )


def act_line(act: acts.ActItem, currency: str, language: str) -> ActLine:
    """What happened, why, and about how much. Of a blocked PIN the amount is a number of tries."""
    details = [word("reason", act.reason)] if act.reason else []
    amount = act.amount
    what = word("deed", act.deed)
    if act.deed == "pin_blocked":
        details.append(_("%(count)s wrong in a row") % {"count": act.amount or 0})
        amount = None
    if act.deed == "approval":
        what = _("Approved: %(right)s") % {"right": word("entry_right", act.approved_right)}
        details.append(_asked(act, currency, language))
    if act.other_name:
        proof = f" {word('proof', act.proof)}" if act.proof else ""
        details.append(f"{act.other_name}{proof}")
    return ActLine(act, what, " · ".join(detail for detail in details if detail), amount)


def _asked(act: acts.ActItem, currency: str, language: str) -> str:
    asked = right_text(act.approved_right, act.asked, currency, language)
    limit = right_text(act.approved_right, act.allowed, currency, language)
    return _("%(asked)s, alone up to %(limit)s") % {"asked": asked, "limit": limit} if asked and limit else asked


def _standouts(visit: Visit, found: Sequence[Outlier]) -> list[Standout]:
    by_person: dict[str, list[Outlier]] = {}
    for outlier in found:
        by_person.setdefault(outlier.key, []).append(outlier)
    return [
        Standout(theirs[0].name or _("Unknown"), _with(visit, cashier=key), theirs)
        for key, theirs in sorted(by_person.items(), key=lambda pair: -len(pair[1]))
    ]


def _sums(visit: Visit, rows: Sequence[acts.Conduct], by: str | None, found: Sequence[Outlier]) -> list[GroupRow]:
    loud = {(outlier.key, outlier.measure) for outlier in found} if by == "cashier" else set()
    made = []
    for row in rows:
        amounts = {"refunds": row.refunded, "voids": row.voided, "discounts": -row.discounted}
        cells = [
            Cell(
                row.count_of(name),
                rate_ppm(row.count_of(name), row.sales_count),
                amounts.get(name, 0),
                (row.key, name) in loud,
            )
            for name in COMPARED
        ]
        made.append(GroupRow(_group_name(visit, row, by), _group_address(visit, row, by), row, cells))
    return made


def _group_name(visit: Visit, row: acts.Conduct, by: str | None) -> str:
    if by == "day":
        return formats.short_day(date.fromisoformat(row.key), visit.language)
    return row.name or _("Unknown")


def _group_address(visit: Visit, row: acts.Conduct, by: str | None) -> str:
    match by:
        case "day":
            return _with(visit, **{"from": row.key, "to": row.key})
        case "store":
            return _with(visit, store=row.key)
        case "till":
            return _with(visit, till=row.key)
        case _:
            return _with(visit, cashier=row.key) if row.key else ""


def _csv_pages(visit: Visit, scope: Scope, filters: acts.ActFilters, currency: str) -> Iterator[list[list[str]]]:
    """Page by page, each in a reading and in words of its own: another thread may ask for the next one."""
    after: acts.ActCursor | None = None
    while True:
        close_old_connections()
        with visit.reading(), translation.override(visit.language):
            page = acts.list_acts(scope, filters, after=after, limit=CSV_PAGE_ROWS)
            rows = [_csv_row(row, currency, visit.language) for row in page.rows]
        yield rows
        if page.next is None:
            return
        after = page.next


def _csv_row(act: acts.ActItem, currency: str, language: str) -> list[str]:
    currency = act.currency or currency
    is_count = act.deed == "pin_blocked"
    amount = "" if act.amount is None or is_count else formats.decimal_text(act.amount, currency, language)
    return [
        formats.local_iso(act.happened_at, act.timezone),
        inert(act.store_name),
        act.till_code,
        inert(act.cashier_name or ""),
        word("deed", act.deed),
        word("reason", act.reason) if act.reason else "",
        amount,
        currency if amount else "",
        inert(act.other_name or ""),
        word("proof", act.proof) if act.proof else "",
        word("entry_right", act.approved_right) if act.approved_right else "",
        inert(right_text(act.approved_right, act.asked, currency, language)),
        inert(right_text(act.approved_right, act.allowed, currency, language)),
        act.receipt,
        "1" if act.is_beyond else "",
    ]


def _read_cursor(query: QueryDict) -> acts.ActCursor | None:
    parts = query.get("after", "").split("_")
    entry = read_uuid(parts[1]) if len(parts) == 3 else None
    if entry is None or not parts[0].isdigit() or len(parts[0]) > 16 or not parts[2].isdigit() or len(parts[2]) > 9:
        return None
    seconds, rest = divmod(int(parts[0]), 1_000_000)
    return acts.ActCursor(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), entry, int(parts[2]))


def _next_address(visit: Visit, cursor: acts.ActCursor | None) -> str:
    if cursor is None:
        return ""
    micros = (cursor.happened_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    query = visit.request.GET.copy()
    query["after"] = f"{micros}_{cursor.entry}_{cursor.number}"
    return f"{visit.request.path}?{query.urlencode()}#list"


def _with(visit: Visit, **changes: str) -> str:
    kept = {key: value for key, value in visit.request.GET.items() if key != "after" and value}
    return f"{visit.request.path}?{urlencode({**kept, **changes})}#list"


def _chips(
    visit: Visit, filters: acts.ActFilters, tills: Sequence[Choice], people: Sequence[Cashier]
) -> list[FilterChip]:
    names = {till.id: till.name for till in tills} | {person.id: person.name for person in people}
    labels = {
        "family": word("act_family", filters.family) if filters.family else None,
        "cashier": names.get(filters.cashier) if filters.cashier else None,
        "till": names.get(filters.till) if filters.till else None,
        "beyond": _("Beyond the role only") if filters.is_beyond else None,
    }
    return [FilterChip(label, _without(visit, name)) for name, label in labels.items() if label]


def _without(visit: Visit, name: str) -> str:
    kept = {key: value for key, value in visit.request.GET.items() if key not in {name, "after"} and value}
    return f"{visit.request.path}?{urlencode(kept)}"
