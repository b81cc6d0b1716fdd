"""The list of sales and the page of one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import close_old_connections
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.backoffice import formats
from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.csvs import csv_stream, inert
from comptoir.backoffice.limit_texts import right_text
from comptoir.backoffice.queries.given_back import given_back_twice_by
from comptoir.backoffice.sale_margins import margins, together
from comptoir.backoffice.sale_terms import sale_terms
from comptoir.backoffice.scope import Scope, read_range
from comptoir.backoffice.words import WORDS, word
from comptoir.identity.public import Cashier, Permission, cashiers
from comptoir.papers.public import EVIDENCE, EraseNote, deliveries_of, erase_note, notes_of
from comptoir.payments.code_reading import paid_by_code
from comptoir.platform.public import organization_view, stores
from comptoir.sales import detail as one
from comptoir.sales import gift_cards
from comptoir.sales import listing as sales
from comptoir.sales.card_payments import card_payments_of
from comptoir.sales.credit import order_row
from comptoir.sales.public import StatedComponent, sale_in
from comptoir.stock.public import costs_of_sale

DAYS_SHOWN = 7
CSV_PAGE_ROWS = 2_000
LIMIT_CODES = frozenset({"limit", "approval"})
RESTRICTION_CODES = frozenset({"age_check", "closed_hours"})
AMOUNT_CODES = frozenset(
    {"total", "tax", "line", "price", "tenders", "correction_exceeds"}
    | {"modifier", "tip", "tender_face", "voucher_unknown", "voucher_overdrawn", "voucher_blocked", "voucher_taxed"}
    | {"tender_maximum", "tender_eligible", "tender_limit", "voucher_allowance", "voucher_alone_together"}
)
AT_MOST = "≤ "


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is on, and the address of the list without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A discrepancy in plain words."""

    text: str
    line: int | None
    claimed: str
    computed: str


@reads(Permission.SEE_SALES)
def sales_list(visit: Visit) -> HttpResponse:
    """Newest first; a receipt number leads straight to its sale."""
    query = visit.request.GET
    if number := query.get("number", "").strip():
        found = sales.find_by_number(visit.organization, number)
        if found is not None:
            return redirect("sale", found)
    organization = organization_view()
    scope = read_range(query, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    filters = read_filters(query, organization.currency)
    page = sales.list_sales(scope, filters, after=_read_cursor(query))
    tills, people = sales.till_choices(visit.organization), cashiers()
    context: dict[str, object] = {
        "scope": scope,
        "currency": organization.currency,
        "filters": filters,
        "kinds": list(WORDS["kind"].items()),
        "tender_kinds": list(WORDS["tender"]),
        "page": page,
        "next_address": _next_address(visit, page.next),
        "chips": _chips(visit, filters, tills, people, organization.currency),
        "tills": tills,
        "cashiers": people,
        "number": number,
        "csv_address": f"/sales.csv?{query.urlencode()}",
    }
    return visit.render("sales.html", context)


@reads(Permission.SEE_SALES)
def sales_csv(visit: Visit) -> StreamingHttpResponse:
    """The same list as a file, however long it is."""
    organization = organization_view()
    scope = read_range(visit.request.GET, visit.organization, stores(), visit.now, days=DAYS_SHOWN)
    filters = read_filters(visit.request.GET, organization.currency)
    header = [_("Receipt"), _("Time"), _("Store"), _("Till"), _("Cashier"), _("Kind"), _("Tenders"), _("Total")]
    header += [_("Currency"), _("Findings")]
    name = f"sales-{scope.first}-{scope.last}.csv"
    return csv_stream(name, header, _csv_pages(visit, scope, filters), visit.language)


def _csv_pages(visit: Visit, scope: Scope, filters: sales.Filters) -> Iterator[list[list[str]]]:
    """Page by page, each in a reading and in words of its own: another thread may ask for the next one."""
    after: sales.Cursor | None = None
    while True:
        close_old_connections()
        with visit.reading(), translation.override(visit.language):
            page = sales.list_sales(scope, filters, after=after, limit=CSV_PAGE_ROWS)
            rows = [_csv_row(row, visit.language) for row in page.rows]
        yield rows
        if page.next is None:
            return
        after = page.next


def _csv_row(row: sales.SaleRow, language: str) -> list[str]:
    return [
        row.number,
        formats.local_iso(row.sold_at, row.timezone),
        inert(row.store_name),
        row.till_code,
        inert(row.cashier_name or ""),
        word("kind", row.kind),
        " + ".join(word("tender", kind) for kind in row.tenders),
        formats.decimal_text(row.gross, row.currency, language),
        row.currency,
        str(row.flags_count),
    ]


@reads(Permission.SEE_SALES)
def sale_page(visit: Visit, sale: UUID) -> HttpResponse:
    """Everything about one sale; its seal is verified while the page is made."""
    detail = one.sale_detail(visit.organization, sale)
    entry = one.entry_bytes(visit.organization, sale)
    if detail is None and order_row(visit.organization, sale) is not None:
        return redirect("order", sale)  # its paper was sent as a receipt is
    if detail is None or entry is None:
        raise Http404
    parts = one.sale_parts(visit.organization, detail)
    kinds = {tender.kind for tender in parts.tenders}
    names = {line.number: line.name for line in parts.lines}
    lines = _with_menus(parts.lines, bytes(entry.content))
    costs = costs_of_sale(sale) if visit.may(Permission.SEE_STOCK) else {}
    earned = margins(lines, costs, includes_tax=detail.price_mode == "gross")
    context: dict[str, object] = {
        "sale": detail,
        "parts": parts,
        "lines": [(line, menu, earned.get(line.number)) for line, menu in lines],
        "margin": together(earned),
        "terms": sale_terms(bytes(entry.content)),
        "check": one.check_seal(entry),
        "deliveries": deliveries_of(sale),
        "card_payments": card_payments_of(visit.organization, detail.chain, detail.sequence),
        "code_payments": paid_by_code(detail.chain, detail.sequence) if "transfer" in kinds else [],
        "notes": [(note, names.get(note.line, "")) for note in notes_of(sale)],
        "may_manage": visit.may(Permission.MANAGE_TILLS),
        "twice": given_back_twice_by(visit.organization, sale),
        "findings": [_found(visit, sale, row, parts.lines, detail.currency) for row in parts.discrepancies],
    }
    return visit.render("sale.html", context)


@acts(Permission.MANAGE_TILLS)
def note_erase(visit: Visit, sale: UUID, line: int) -> HttpResponse:
    """Forget what was written to a sale; its entry and its chain stay as they are."""
    return _erase(visit, sale, line)


@acts(Permission.MANAGE_TILLS)
def evidence_erase(visit: Visit, sale: UUID) -> HttpResponse:
    """Forget what was shown so that no tax was owed; that something was shown stays sealed."""
    return _erase(visit, sale, EVIDENCE)


def _erase(visit: Visit, sale: UUID, line: int) -> HttpResponse:
    with visit.reading():
        if line not in {note.line for note in notes_of(sale)}:
            raise Http404
    if visit.request.method == "POST" and erase_note(
        EraseNote(organization=visit.organization, person=visit.person, entry=sale, line=line, now=visit.now)
    ):
        messages.success(visit.request, _("The note is erased."))
    return redirect("sale", sale)


def _with_menus(lines: list[one.LineRow], content: bytes) -> list[tuple[one.LineRow, list[StatedComponent]]]:
    """Each line with what a menu was made of: that stands in the sealed bytes alone."""
    sold = sale_in(content)
    parts = {line.line: list(line.components) for line in sold.lines} if sold is not None else {}
    return [(line, parts.get(line.number, [])) for line in lines]


@reads(Permission.SEE_SALES)
def sale_entry(visit: Visit, sale: UUID) -> HttpResponse:
    """The sealed bytes, indented for reading; the seal is over the bytes and not over this picture of them."""
    entry = one.entry_bytes(visit.organization, sale)
    detail = one.sale_detail(visit.organization, sale)
    if entry is None or detail is None:
        raise Http404
    context: dict[str, object] = {
        "sale": detail,
        "pretty": pretty(bytes(entry.content)),
        "seal": bytes(entry.seal).decode("ascii", "replace"),
        "size": len(entry.content),
    }
    is_piece = visit.request.headers.get("HX-Request") == "true"
    return visit.render("sale_entry_piece.html" if is_piece else "sale_entry.html", context)


def pretty(content: bytes) -> str:
    """Indented JSON; bytes that are none are shown as they are."""
    text = content.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def read_filters(query: QueryDict, currency: str) -> sales.Filters:
    """The filters of the address; a value that makes no sense does not narrow."""
    return sales.Filters(
        till=read_uuid(query.get("till")),
        cashier=read_uuid(query.get("cashier")),
        kind=query.get("kind") if query.get("kind") in WORDS["kind"] else None,
        tender=query.get("tender") if query.get("tender") in WORDS["tender"] else None,
        gross_min=parse_amount(query.get("min", ""), currency),
        gross_max=parse_amount(query.get("max", ""), currency),
        is_flagged=query.get("flagged") == "1",
    )


def read_uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _read_cursor(query: QueryDict) -> sales.Cursor | None:
    micros, _sep, sale = query.get("after", "").partition("_")
    key = read_uuid(sale)
    if key is None or not micros.isdigit() or len(micros) > 16:
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return sales.Cursor(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), key)


def _next_address(visit: Visit, cursor: sales.Cursor | None) -> str:
    if cursor is None:
        return ""
    elapsed = cursor.sold_at - datetime(1970, 1, 1, tzinfo=UTC)
    micros = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
    query = visit.request.GET.copy()
    query["after"] = f"{micros}_{cursor.sale}"
    return f"{visit.request.path}?{query.urlencode()}"


def _chips(
    visit: Visit, filters: sales.Filters, tills: Sequence[sales.Choice], people: Sequence[Cashier], currency: str
) -> list[FilterChip]:
    names = {till.id: till.name for till in tills} | {person.id: person.name for person in people}
    labels = {
        "till": names.get(filters.till) if filters.till else None,
        "cashier": names.get(filters.cashier) if filters.cashier else None,
        "kind": word("kind", filters.kind) if filters.kind else None,
        "tender": word("tender", filters.tender) if filters.tender else None,
        "min": _("from %(amount)s") % {"amount": formats.money(filters.gross_min, currency, visit.language)}
        if filters.gross_min is not None
        else None,
        "max": _("up to %(amount)s") % {"amount": formats.money(filters.gross_max, currency, visit.language)}
        if filters.gross_max is not None
        else None,
        "flagged": _("With findings") if filters.is_flagged else None,
    }
    return [FilterChip(label, _without(visit, name)) for name, label in labels.items() if label]


def _without(visit: Visit, name: str) -> str:
    kept = {key: value for key, value in visit.request.GET.items() if key not in {name, "after"} and value}
    return f"{visit.request.path}?{urlencode(kept)}"


def _found(visit: Visit, sale: UUID, row: one.DiscrepancyRow, lines: Sequence[one.LineRow], currency: str) -> Finding:
    if row.code in ("coupon_twice", "serial_twice"):
        return _of_code(visit.organization, row)
    if row.code == "voucher_alone_together":
        found = _finding(row, currency, visit.language)
        others = ", ".join(gift_cards.paid_alone_beside(visit.organization, sale))
        return replace(found, text=f"{found.text}: {others}" if others else found.text)
    if row.code == "refund_exceeds_sale":
        return _too_many(row, {line.number: line.unit for line in lines}, visit.language)
    return _finding(row, currency, visit.language)


def _too_many(row: one.DiscrepancyRow, units: Mapping[int, str], language: str) -> Finding:
    """How many came back, and how many were left to give back."""
    unit = units.get(row.line or 0, "C62")
    claimed, left = (
        formats.quantity(int(text), unit, language) if text.removeprefix("-").isdigit() else text
        for text in (row.claimed, row.computed)
    )
    return Finding(word("discrepancy", row.code), row.line, claimed, left)


def _of_code(organization: UUID, row: one.DiscrepancyRow) -> Finding:
    """Names the other receipt: the ledger wrote down which entry it was."""
    other = one.sale_detail(organization, UUID(row.computed))
    text = f"{word('discrepancy', row.code)}: {row.claimed}"
    return Finding(f"{text} ({other.number})" if other is not None else text, None, "", "")


def _finding(row: one.DiscrepancyRow, currency: str, language: str) -> Finding:
    if row.code in LIMIT_CODES:
        right, _space, asked = row.claimed.partition(" ")
        claimed = right_text(right, asked, currency, language)
        said_right = word("entry_right", right)
        return Finding(
            f"{word('discrepancy', row.code)}: {said_right}",
            None,
            claimed,
            right_text(right, row.computed, currency, language),
        )

    def said(text: str) -> str:
        if row.code not in AMOUNT_CODES:
            return text
        most = AT_MOST if text.startswith(AT_MOST) else ""
        kind, _space, amount = text.removeprefix(AT_MOST).rpartition(" ")
        if not amount.removeprefix("-").isdigit():
            return text
        named = f"{word('tender', kind)} " if kind else ""
        return f"{most}{named}{formats.money(int(amount), currency, language)}"

    computed = said(row.computed)
    if row.code in RESTRICTION_CODES:
        code, _space, age = row.computed.partition(" ")
        computed = f"{word('restriction', code)} {age}".strip()
    return Finding(word("discrepancy", row.code), row.line, said(row.claimed), computed)
