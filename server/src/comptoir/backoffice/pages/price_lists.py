"""Price lists: the list, one with its conditions, its table of articles, changes by percent, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.amounts import parse_amount
from comptoir.backoffice.csvs import csv_file
from comptoir.backoffice.formats import decimal_text
from comptoir.backoffice.list_pricing import changed_price, price_by_list
from comptoir.backoffice.pages.products import all_items, next_address, read_after
from comptoir.backoffice.pages.promotions import read_shelf
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.price_list_files import list_rows, read_prices
from comptoir.backoffice.price_list_forms import BulkForm, PriceListForm
from comptoir.backoffice.price_list_words import list_words
from comptoir.backoffice.promotion_words import names_for, state_of
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.catalog.commands import EndPriceList, ListPriceLine, SavePriceList, SetListPrices
from comptoir.catalog.errors import FileUnreadable, PriceInvalid, RuleUnknown
from comptoir.catalog.folding import fold
from comptoir.catalog.public import (
    ItemView,
    ListPricesSet,
    RuleView,
    categories,
    end_price_list,
    items_named,
    list_prices,
    own_price_counts,
    own_prices,
    save_price_list,
    search_items,
    set_list_prices,
)
from comptoir.catalog.public import price_lists as standing_lists
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.public import organization_view, stores
from comptoir.pricing import v2


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What an article would cost in the list; null where it had no own price."""

    item: ItemView
    before: int | None
    price: int


STATES = ("active", "planned", "ended")
PREVIEW_ROWS = 12
OWN_ROWS_MAX = 200
FILE_BYTES_MAX = 20 * 1024 * 1024
BAD_LINES_SHOWN = 200


@reads(Permission.SEE_PRODUCTS)
def price_lists(visit: Visit) -> HttpResponse:
    """Every list: for whom and when, and what it says."""
    views = standing_lists()
    currency = organization_view().currency
    today = local_today(None, stores(), visit.now)
    names = names_for([view.document for view in views], currency=currency, language=visit.language)
    counts = own_price_counts()
    rows = [
        {
            "rule": view,
            "state": state_of(view, today),
            "words": list_words(view.document, names, own_count=counts.get(view.id, 0)),
        }
        for view in views
    ]
    groups = [(state, [row for row in rows if row["state"] == state]) for state in STATES]
    context: dict[str, object] = {
        "groups": [group for group in groups if group[1]],
        "may_edit": visit.may(Permission.EDIT_PRODUCTS),
    }
    return visit.render("price_lists.html", context)


@acts(Permission.EDIT_PRODUCTS)
def new(visit: Visit) -> HttpResponse:
    """Make a list; its prices come next."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        form = PriceListForm(data, shelf=read_shelf(visit), rule=new_uuid7())
    if data is not None and form.is_valid() and _saved(visit, form, form.cleaned_data["id"]):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("price-list-prices", form.cleaned_data["id"])
    with visit.reading():
        return visit.render("price_list.html", {"form": form}, status=422 if form.errors else 200)


@acts(Permission.EDIT_PRODUCTS)
def price_list(visit: Visit, rule: UUID) -> HttpResponse:
    """Change a list; one that has ended holds again when it is saved."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        view = _found(rule)
        form = PriceListForm(data, shelf=read_shelf(visit), rule=rule, document=view.document)
    if data is not None and form.is_valid() and _saved(visit, form, rule):
        messages.success(visit.request, _("Saved. Open tills know it now."))
        return redirect("price-list", rule)
    with visit.reading():
        context: dict[str, object] = {
            "form": form,
            "rule": view,
            "state": state_of(view, form.shelf.today),
            "own_count": own_price_counts().get(rule, 0),
            "has_category_changes": any(field.value() or field.errors for field in form.category_fields()),
        }
        return visit.render("price_list.html", context, status=422 if form.errors else 200)


@acts(Permission.EDIT_PRODUCTS)
def end(visit: Visit, rule: UUID) -> HttpResponse:
    """End a list now."""
    if visit.request.method != "POST":
        return redirect("price-list", rule)
    try:
        end_price_list(EndPriceList(organization=visit.organization, person=visit.person, id=rule))
    except DomainError as refusal:
        raise Http404 from refusal
    messages.success(visit.request, _("Ended: tills ask the ordinary prices."))
    return redirect("price-lists")


@acts(Permission.EDIT_PRODUCTS)
def prices(visit: Visit, rule: UUID) -> HttpResponse:
    """The table: an article's ordinary price and its own one in this list, a page at a time."""
    wrong: Mapping[str, str] = {}
    if visit.request.method == "POST":
        result, wrong = _save_table(visit, rule)
        if not wrong:
            saved = ngettext("%(count)s price saved.", "%(count)s prices saved.", result.changed)
            messages.success(visit.request, saved % {"count": result.changed})
            return redirect(visit.request.get_full_path())
    with visit.reading():
        return _prices_page(visit, _found(rule), wrong=wrong, bulk=BulkForm(categories=categories()))


@acts(Permission.EDIT_PRODUCTS)
def change(visit: Visit, rule: UUID) -> HttpResponse:
    """Change many prices by percent: first what would come of it, then it is done."""
    if visit.request.method != "POST":
        return redirect("price-list-prices", rule)
    with visit.reading():
        view = _found(rule)
        form = BulkForm(visit.request.POST, categories=categories())
        if not form.is_valid():
            return _prices_page(visit, view, wrong={}, bulk=form)
        changes = _changes(visit, form, rule)
        if "apply" not in visit.request.POST:
            context: dict[str, object] = {
                "rule": view,
                "form": form,
                "currency": organization_view().currency,
                "changes": changes[:PREVIEW_ROWS],
                "count": len(changes),
            }
            return visit.render("price_list_change.html", context)
    lines = [
        ListPriceLine(number=number, item=one.item.id, unit_price=one.price)
        for number, one in enumerate(changes, start=1)
    ]
    result = _set(visit, rule, lines)
    saved = ngettext("%(count)s price saved.", "%(count)s prices saved.", result.changed)
    messages.success(visit.request, saved % {"count": result.changed})
    return redirect("price-list-prices", rule)


@reads(Permission.SEE_PRODUCTS)
def prices_csv(visit: Visit, rule: UUID) -> HttpResponse:
    """Every article with both prices; the same file can be changed and imported."""
    _found(rule)
    own = {price.item: price.unit_price for price in list_prices(rule)}
    header = ["id", _("Name"), _("Barcodes"), _("Ordinary price"), _("Price in this list")]
    today = local_today(None, stores(), visit.now)
    rows = list_rows(all_items(today), own, organization_view().currency, visit.language)
    return csv_file("price-list.csv", header, rows, visit.language)


@acts(Permission.EDIT_PRODUCTS)
def import_file(visit: Visit, rule: UUID) -> HttpResponse:
    """Import prices: good lines are taken, bad ones are named with their reason."""
    with visit.reading():
        view = _found(rule)
    context: dict[str, object] = {"rule": view}
    if visit.request.method == "POST":
        upload = visit.request.FILES.get("file")
        if upload is None or not upload.size or upload.size > FILE_BYTES_MAX:
            context["problem"] = _("Choose a CSV file of at most 20 MB.")
        else:
            context |= _imported(visit, rule, upload.read())
    with visit.reading():
        return visit.render("price_list_import.html", context, status=422 if "problem" in context else 200)


def _imported(visit: Visit, rule: UUID, content: bytes) -> dict[str, object]:
    try:
        with visit.reading():
            file = read_prices(content, organization_view().currency)
        result = _set(visit, rule, file.lines)
    except FileUnreadable:
        return {"problem": _("The file needs the columns “id” or “barcodes”, and “price in this list”.")}
    except DomainError as refusal:
        return {"problem": say(refusal)}
    bad = sorted([*file.bad, *result.bad], key=lambda line: line.number)
    return {
        "result": result,
        "bad_count": len(bad),
        "bad": [{"number": line.number, "reason": say(line.refusal)} for line in bad[:BAD_LINES_SHOWN]],
    }


def _prices_page(visit: Visit, view: RuleView, *, wrong: Mapping[str, str], bulk: BulkForm) -> HttpResponse:
    query = visit.request.GET
    text, category, only_own = query.get("q", ""), read_uuid(query.get("category")), query.get("own") == "1"
    if only_own:
        items, following = _own_items(view.id, text, category), ""
    else:
        page = search_items(text, category=category, after=read_after(query))
        items, following = page.items, next_address(visit, page.next)
    own = own_prices(view.id, (item.id for item in items))
    currency = organization_view().currency
    rule = v2.read_price_list(view.document)
    parents = {one.id: one for one in categories(with_ended=True)}
    rows = [
        {
            "item": item,
            "own": wrong.get(str(item.id), _shown(own.get(item.id), currency, visit.language)),
            "is_wrong": str(item.id) in wrong,
            "by_rule": price_by_list(item, None, rule, parents),
        }
        for item in items
    ]
    context: dict[str, object] = {
        "rule": view,
        "rows": rows,
        "bulk": bulk,
        "currency": currency,
        "own_count": own_price_counts().get(view.id, 0),
        "next_address": following,
        "text": text,
        "category": category,
        "only_own": only_own,
        "categories": categories(),
    }
    return visit.render("price_list_prices.html", context, status=422 if wrong or bulk.errors else 200)


def _own_items(rule: UUID, text: str, category: UUID | None) -> list[ItemView]:
    """The articles that the list names, by name; of very many the first."""
    words = fold(text).split()
    named = [price.item for price in list_prices(rule) if all(word in fold(price.name) for word in words)]
    found = items_named(named).values()
    chosen = [item for item in found if category is None or item.category == category]
    return sorted(chosen, key=lambda item: (item.folded, item.id))[:OWN_ROWS_MAX]


def _save_table(visit: Visit, rule: UUID) -> tuple[ListPricesSet, dict[str, str]]:
    """Take the good rows of the page, and answer the others as they were typed."""
    with visit.reading():
        currency = organization_view().currency
    lines: list[ListPriceLine] = []
    typed: list[str] = []
    wrong: dict[str, str] = {}
    for name, value in visit.request.POST.items():
        item = read_uuid(name.removeprefix("price-")) if name.startswith("price-") else None
        if item is None:
            continue
        text = str(value).strip()
        price = parse_amount(text, currency) if text else None
        if text and price is None:
            wrong[str(item)] = text
        else:
            typed.append(text)
            lines.append(ListPriceLine(number=len(lines), item=item, unit_price=price))
    result = _set(visit, rule, lines)
    for line in result.bad:
        if isinstance(line.refusal, PriceInvalid):
            wrong[str(lines[line.number].item)] = typed[line.number]
    return result, wrong


def _changes(visit: Visit, form: BulkForm, rule: UUID) -> list[PriceChange]:
    """What each article would cost, of those that would cost something else in the list than now."""
    own = {price.item: price.unit_price for price in list_prices(rule)}
    chosen = form.category_id()
    changes: list[PriceChange] = []
    for item in all_items(local_today(None, stores(), visit.now)):
        if item.unit_price is None or (chosen is not None and item.category != chosen):
            continue
        start = own.get(item.id, item.unit_price) if form.cleaned_data["start"] == "list" else item.unit_price
        price = changed_price(start, form.cleaned_data["percent"], form.ending_kind())
        if price != own.get(item.id):
            changes.append(PriceChange(item, own.get(item.id), price))
    return changes


def _set(visit: Visit, rule: UUID, lines: Sequence[ListPriceLine]) -> ListPricesSet:
    """A list that ended meanwhile is nowhere."""
    command = SetListPrices(organization=visit.organization, person=visit.person, price_list=rule, lines=tuple(lines))
    try:
        return set_list_prices(command)
    except RuleUnknown as refusal:
        raise Http404 from refusal


def _saved(visit: Visit, form: PriceListForm, rule: UUID) -> bool:
    command = SavePriceList(organization=visit.organization, person=visit.person, id=rule, document=form.document())
    try:
        save_price_list(command)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _shown(price: int | None, currency: str, language: str) -> str:
    return "" if price is None else decimal_text(price, currency, language)


def _found(rule: UUID) -> RuleView:
    view = next((view for view in standing_lists() if view.id == rule), None)
    if view is None:
        raise Http404
    return view
