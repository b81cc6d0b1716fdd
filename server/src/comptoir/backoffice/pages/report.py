"""The day report: page, print and file show the same figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, reads
from comptoir.backoffice.closing_texts import FindingText, finding_text
from comptoir.backoffice.csvs import csv_file, inert
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.queries.cash_journal import CashAct, cash_journal
from comptoir.backoffice.queries.day_extras import CountedRow, OfflineTotal, TipTotal, beside_turnover, counted_rows
from comptoir.backoffice.queries.findings import EntryFinding, findings_of
from comptoir.backoffice.queries.foreign_drawer import ForeignDrawer, foreign_drawers
from comptoir.backoffice.queries.turnover_places import PlaceTotal, totals_of, turnover_by_place
from comptoir.backoffice.scope import Scope, read_day
from comptoir.backoffice.words import word
from comptoir.identity.public import Permission
from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.payments.public import tender_kinds
from comptoir.platform.public import legal_entities, organization_view, stores
from comptoir.platform.sql import Parameters
from comptoir.platform.tenancy import once
from comptoir.sales.day_report import Report, SessionRow, report, session_row
from comptoir.sales.listing import till_choices

# What the list of card payments calls it.
_STANDING = {"waiting": "offline", "refused": "lost"}


@reads(Permission.SEE_REPORTS)
def day_report(visit: Visit) -> HttpResponse:
    """Per store and business day, per till, or per session."""
    scope, session = _asked(visit)
    till = read_uuid(visit.request.GET.get("till"))
    result = report(scope, session.id if session else None, till)
    organization = organization_view()
    extras = _extras(scope, result)
    context: dict[str, object] = {
        "scope": scope,
        "session": session,
        "report": result,
        "currency": organization.currency,
        "legal_entities": legal_entities(),
        "csv_address": f"/day-report.csv?{visit.request.GET.urlencode()}",
        "voids_by_cashier": result.voids.by_cashier,
        "journal": extras.journal,
        "tips": extras.tips,
        "offline": extras.offline,
        "places": _places(scope, session, till, result),
        "counts": extras.counts,
        "foreign": extras.foreign,
        "findings": entry_findings(findings_of(scope, result.sessions), organization.currency, visit.language),
        "tills": till_choices(visit.organization),
        "till": till,
    }
    return visit.render("day_report.html", context)


@reads(Permission.SEE_REPORTS)
def day_report_csv(visit: Visit) -> HttpResponse:
    """One figure a line, so that a spreadsheet can take any of them."""
    scope, session = _asked(visit)
    till = read_uuid(visit.request.GET.get("till"))
    result = report(scope, session.id if session else None, till)
    currency = organization_view().currency
    extras = _extras(scope, result)
    header = [_("Section"), _("Name"), _("Count"), _("Net"), _("Tax"), _("Amount")]
    name = f"day-report-{scope.first}{f'-{session.till_code}' if session else ''}.csv"
    rows = [
        *report_rows(result, currency, visit.language),
        *place_rows(_places(scope, session, till, result), currency, visit.language),
        *tip_rows(extras.tips, currency, visit.language),
        *offline_rows(extras.offline, currency, visit.language),
        *count_rows(extras.counts, currency, visit.language),
        *foreign_rows(extras.foreign, visit.language),
        *journal_rows(extras.journal, currency, visit.language),
    ]
    return csv_file(name, header, rows, visit.language)


def report_rows(result: Report, currency: str, language: str) -> Iterator[list[str]]:
    """The lines of the file."""

    def amount(value: int | None) -> str:
        return "" if value is None else formats.decimal_text(value, currency, language)

    def line(section: str, name: str, *, count: str = "", net: str = "", tax: str = "", total: str = "") -> list[str]:
        return [section, inert(name), count, net, tax, total]

    totals = result.totals
    yield line(_("Totals"), _("Sales"), count=str(totals.sales_count), total=amount(totals.sold))
    yield line(_("Totals"), _("Refunds"), count=str(totals.refunds_count), total=amount(totals.refunded))
    yield line(_("Totals"), _("Takings"), net=amount(totals.net), tax=amount(totals.tax), total=amount(totals.gross))
    if totals.unexplained:
        yield line(_("Totals"), _("Beyond net and tax"), total=amount(totals.unexplained))
    if result.deposits.taken or result.deposits.given_back:
        yield line(_("Totals"), _("Deposits taken"), total=amount(result.deposits.taken))
        yield line(_("Totals"), _("Bottle deposits given back"), total=amount(result.deposits.given_back))
    yield line(_("Totals"), _("Cash rounding"), total=amount(totals.cash_rounding))
    yield line(_("Totals"), _("Discounts on lines"), total=amount(result.discounts.lines))
    yield line(_("Totals"), _("Discounts on baskets"), total=amount(result.discounts.baskets))
    yield line(_("Totals"), _("Voided baskets"), count=str(result.voids.count), total=amount(result.voids.gross))
    if result.ahead.is_any:
        yield line(_("Totals"), _("Deposits received"), total=amount(result.ahead.received))
        yield line(_("Totals"), _("Deposits given back"), total=amount(result.ahead.given_back))
        yield line(_("Totals"), _("Deposits taken off sales"), total=amount(result.ahead.deducted))
    for tax in result.taxes:
        name = f"{tax.tax_category} {formats.rate_text(tax.tax_rate_ppm, language)} %"
        yield line(_("Tax"), name, net=amount(tax.net), tax=amount(tax.tax), total=amount(tax.gross))
    for tender in result.tenders:
        yield line(_("Tenders"), word("tender", tender.kind), count=str(tender.count), total=amount(tender.amount))
    for cashier in result.cashiers:
        yield line(
            _("Cashiers"),
            cashier.name or _("Unknown"),
            count=str(cashier.sales_count),
            total=amount(cashier.sold + cashier.refunded),
        )
    for session in result.sessions:
        name = f"{session.till_code} {formats.local_iso(session.opened_at, session.timezone)}"
        yield line(_("Float"), name, total=amount(session.float_amount))
        yield line(_("Cash expected"), name, total=amount(session.cash_expected))
        yield line(_("Cash counted"), name, total=amount(session.cash_counted))
        yield line(_("Cash difference"), name, total=amount(session.cash_difference))
        yield line(_("Differences in between"), name, total=amount(session.differences))
        yield line(_("Left for the next day"), name, total=amount(session.cash_left))


@dataclass(frozen=True, slots=True)
class PlaceTurnover:
    """What a place came to, by rate and together."""

    name: str
    rates: Sequence[PlaceTotal]
    total: PlaceTotal


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A heap as the shop calls it, in the currency that it is counted in (empty: the shop's)."""

    name: str
    row: CountedRow


@dataclass(frozen=True, slots=True)
class _Extras:
    """What the report says beside turnover."""

    journal: list[CashAct]
    tips: list[TipTotal]
    offline: list[OfflineTotal]
    counts: list[NamedCount]
    foreign: list[ForeignDrawer]


def tip_rows(tips: Sequence[TipTotal], currency: str, language: str) -> Iterator[list[str]]:
    """Apart from turnover: what was given on top."""
    for tip in tips:
        name = f"{word('tender', tip.kind)} · {tip.cashier_name or _('Unknown')}"
        yield [_("Tips"), inert(name), str(tip.count), "", "", formats.decimal_text(tip.amount, currency, language)]


def offline_rows(offline: Sequence[OfflineTotal], currency: str, language: str) -> Iterator[list[str]]:
    """A part of the cards above: what their banks have not said yes to until now."""
    for part in offline:
        amount = formats.decimal_text(part.amount, currency, language)
        yield [_("Tenders"), inert(word("card_standing", _STANDING[part.standing])), str(part.count), "", "", amount]


def place_rows(places: Sequence[PlaceTurnover], currency: str, language: str) -> Iterator[list[str]]:
    """Each rate at each place; together they are the lines of tax."""
    for place in places:
        for row in place.rates:
            name = f"{place.name} · {row.tax_category} {formats.rate_text(row.tax_rate_ppm, language)} %"
            figures = [formats.decimal_text(value, currency, language) for value in (row.net, row.tax, row.gross)]
            yield [_("By place"), inert(name), "", *figures]


def count_rows(counts: Sequence[NamedCount], currency: str, language: str) -> Iterator[list[str]]:
    """What else was counted: how many papers, and what the heap was off by."""
    for count in counts:
        row = count.row
        name = f"{row.till_code} {count.name}"
        papers = "" if row.papers is None else str(row.papers)
        unit = row.currency or currency
        counted = "" if row.counted is None else formats.decimal_text(row.counted, unit, language)
        difference = "" if row.difference is None else formats.decimal_text(row.difference, unit, language)
        yield [_("Counted at the closing"), inert(name), papers, "", "", counted]
        yield [_("Difference"), inert(name), "", "", "", difference]


def foreign_rows(drawers: Sequence[ForeignDrawer], language: str) -> Iterator[list[str]]:
    """Each figure of each currency, in that currency."""
    for drawer in drawers:
        figures = {
            _("Float"): drawer.float_amount,
            _("From customers"): drawer.taken,
            _("Back to customers"): drawer.given,
            _("Paid in"): drawer.paid_in,
            _("Paid out"): drawer.paid_out,
            _("To the safe"): drawer.pickup,
            _("Differences in between"): drawer.differences,
            _("Cash expected"): drawer.expected,
            _("Cash counted"): drawer.counted,
            _("Cash difference"): drawer.difference,
        }
        for name, value in figures.items():
            amount = "" if value is None else formats.decimal_text(value, drawer.currency, language)
            yield [_("Foreign money"), inert(f"{drawer.till_code} {drawer.currency} {name}"), "", "", "", amount]


def _is_foreign(row: CountedRow) -> bool:
    return row.currency in CURRENCY_EXPONENTS


def _places(scope: Scope, session: SessionRow | None, till: UUID | None, result: Report) -> list[PlaceTurnover]:
    """Nothing in a shop whose tills never ask."""
    asked: Parameters = {"session": session.id if session else None, "till": till}
    rows = turnover_by_place(scope, asked, result.taxes)
    return [
        PlaceTurnover(
            word("place", total.place) if total.place else _("Without a place"),
            [row for row in rows if row.place == total.place],
            total,
        )
        for total in totals_of(rows)
    ]


def entry_findings(found: Sequence[EntryFinding], currency: str, language: str) -> list[FindingText]:
    """In the shop's own names."""
    if not found:
        return []
    return [finding_text(finding, _own_tenders(), currency, language) for finding in found]


def _extras(scope: Scope, result: Report) -> "_Extras":
    journal = cash_journal(scope, result.sessions)
    beside = beside_turnover(scope, result.sessions)
    counted = counted_rows(journal)
    own = _own_tenders() if counted else {}
    return _Extras(
        journal,
        beside.tips,
        beside.offline,
        [_named(row, own) for row in counted if not _is_foreign(row)],
        foreign_drawers(result.sessions, journal, beside.paid, filter(_is_foreign, counted)),
    )


@once
def _own_tenders() -> dict[UUID, str]:
    """What the shop calls its own ways to pay."""
    return {kind.id: kind.name for kind in tender_kinds()}


def _named(row: CountedRow, own: Mapping[UUID, str]) -> NamedCount:
    name = (own.get(row.tender) if row.tender else None) or word("tender", row.kind)
    currency = row.currency if row.currency in CURRENCY_EXPONENTS else ""
    return NamedCount(f"{name} {currency}".strip(), replace(row, currency=currency))


def journal_rows(journal: Sequence[CashAct], currency: str, language: str) -> Iterator[list[str]]:
    """The cash journal, with who, why, and what was expected and counted, in the same columns."""
    for act in journal:
        told = [act.number, formats.local_iso(act.happened_at, act.timezone), word("deed", act.deed)]
        told += [name for name in (act.cashier_name, act.purse_name, act.other_name) if name]
        if act.reason:
            told.append(word("reason", act.reason))
        if act.counted is not None:
            told.append(_("counted %(amount)s") % {"amount": formats.decimal_text(act.counted, currency, language)})
        amount = "" if act.amount is None else formats.decimal_text(act.amount, currency, language)
        for money in act.foreign:
            told.append(formats.money(money.amount, money.currency, language))
            if money.difference:
                told.append(formats.money(money.difference, money.currency, language))
        yield [_("Cash journal"), inert(" · ".join(told)), "", "", "", amount]


def _asked(visit: Visit) -> tuple[Scope, SessionRow | None]:
    """The day of the address, or the days that its session touches."""
    places = stores()
    scope = read_day(visit.request.GET, visit.organization, places, visit.now)
    wanted: UUID | None = read_uuid(visit.request.GET.get("session"))
    if wanted is None:
        return scope, None
    session = session_row(visit.organization, wanted)
    if session is None:
        raise Http404
    zone = ZoneInfo(session.timezone)
    first = session.opened_at.astimezone(zone).date()
    last = (session.closed_at or visit.now).astimezone(zone).date()
    return replace(scope, store=None, first=first, last=max(first, last)), session
