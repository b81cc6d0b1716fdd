"""Products: list, one, new, price, archive, barcode check, files."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.backoffice.access import Visit, acts, reads
from comptoir.backoffice.audit_reading import Reader
from comptoir.backoffice.beginning.samples import remaining_samples, remaining_shelves
from comptoir.backoffice.csvs import csv_file
from comptoir.backoffice.forms import NewProductForm, PriceForm, ProductForm, printed_code, product_initial, tax_choices
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.product_files import product_rows, written_containers
from comptoir.backoffice.queries.audit import history_of
from comptoir.backoffice.queries.item_margin import earned_with, last_sale
from comptoir.backoffice.queries.products import price_changes
from comptoir.backoffice.scope import local_today, zone_of
from comptoir.catalog.commands import (
    AddProduct,
    ArchiveProduct,
    ChangePrice,
    EditProduct,
    RestoreProduct,
)
from comptoir.catalog.folding import fold
from comptoir.catalog.public import (
    After,
    ItemPage,
    ItemView,
    add_product,
    archive_product,
    categories,
    change_price,
    count_items,
    edit_product,
    item_of_code,
    item_view,
    items_named,
    restore_product,
    search_items,
)
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError, gtin_check_digit, is_gtin
from comptoir.platform.public import organization_view, stores
from comptoir.purchasing.public import low_items
from comptoir.tax.public import classes_on

# What an item's page shows of its history; the rest stands in the list of everything.
HISTORY_ROWS = 10
HISTORY_DAYS = 3_660


@reads(Permission.SEE_PRODUCTS)
def products(visit: Visit) -> HttpResponse:
    """The list; htmx asks for the rows alone while somebody types."""
    query = visit.request.GET
    text = query.get("q", "")
    category = read_uuid(query.get("category"))
    is_archived = query.get("archived") == "1"
    low = low_items() if visit.may(Permission.SEE_STOCK) and not is_archived else frozenset()
    is_low = query.get("low") == "1"
    page = (
        _low_page(low, text, category, _today(visit))
        if is_low
        else search_items(
            text, category=category, is_archived=is_archived, after=read_after(query), day=_today(visit),
            is_lenient=True,
        )
    )  # fmt: skip
    # Who looks for something does not want to hear of samples.
    may_tidy = visit.may(Permission.EDIT_PRODUCTS) and not text.strip()
    context: dict[str, object] = {
        "currency": organization_view().currency,
        "items": page.items,
        "next_address": next_address(visit, page.next),
        "text": text,
        "categories": categories(),
        "category": category,
        "is_archived": is_archived,
        "low": low,
        "is_low": is_low,
        # Who looks for something is told what was found.
        "count": count_items() if not text.strip() else None,
        "may_edit": visit.may(Permission.EDIT_PRODUCTS),
        "samples": len(remaining_samples(visit.organization)) if may_tidy else 0,
        "sample_shelves": len(remaining_shelves(visit.organization)) if may_tidy else 0,
    }
    is_piece = visit.request.headers.get("HX-Target") == "product-rows"
    return visit.render("products_rows.html" if is_piece else "products.html", context)


def _low_page(low: frozenset[UUID], text: str, category: UUID | None, day: date) -> ItemPage:
    """All that run low: few enough for one page."""
    words = fold(text).split()
    found = [
        item
        for item in items_named(low, day=day).values()
        if not item.is_archived
        and (category is None or item.category == category)
        and all(word in item.folded for word in words)
    ]
    return ItemPage(sorted(found, key=lambda item: (item.folded, item.id)), None)


@reads(Permission.SEE_PRODUCTS)
def products_csv(visit: Visit) -> HttpResponse:
    """Every product on sale; the same file can be changed and imported."""
    currency = organization_view().currency
    header = ["id", _("Name"), _("Category"), _("Tax"), _("Unit"), _("Price"), _("Barcodes"), _("Deposit")]
    rows = product_rows(all_items(_today(visit)), written_containers(), currency, visit.language)
    return csv_file("products.csv", header, rows, visit.language)


@reads(Permission.SEE_PRODUCTS)
def product(visit: Visit, item: UUID) -> HttpResponse:
    """One product: its form, its price and their history."""
    return _product_page(visit, _found(visit, item))


@acts(Permission.EDIT_PRODUCTS)
def new_product(visit: Visit) -> HttpResponse:
    """Add a product."""
    data = visit.request.POST if visit.request.method == "POST" else None
    with visit.reading():
        day = _today(visit)
        form = NewProductForm(
            data,
            currency=organization_view().currency,
            categories=categories(),
            tax_classes=tax_choices(classes_on(day), visit.language),
            stores=stores(),
        )
    if data is not None and form.is_valid() and _added(visit, form, day):
        messages.success(visit.request, _("%(name)s is on sale.") % {"name": form.cleaned_data["name"]})
        return redirect("product", form.cleaned_data["item"])
    with visit.reading():
        return visit.render("product_new.html", {"form": form}, status=422 if form.errors else 200)


@acts(Permission.EDIT_PRODUCTS)
def edit(visit: Visit, item: UUID) -> HttpResponse:
    """Change everything but the price."""
    if visit.request.method != "POST":
        return redirect("product", item)
    with visit.reading():
        day = _today(visit)
        view = _found(visit, item)
        form = _product_form(visit, view, day, visit.request.POST)
    if form.is_valid():
        command = EditProduct(
            organization=visit.organization,
            person=visit.person,
            item=item,
            name=form.cleaned_data["name"],
            category=form.uuid("category"),
            tax_class=form.uuid("tax_class"),
            unit=form.cleaned_data["unit"],
            barcodes=form.codes(),
            day=day,
        )
        if form.carry_out(lambda: edit_product(command)):
            messages.success(visit.request, _("Saved. Open tills show it now."))
            return redirect("product", item)
    with visit.reading():
        return _product_page(visit, view, form=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def price(visit: Visit, item: UUID) -> HttpResponse:
    """Change the price; open tills show it within a second."""
    if visit.request.method != "POST":
        return redirect("product", item)
    with visit.reading():
        day = _today(visit)
        view = _found(visit, item)
        form = _price_form(visit, view, visit.request.POST)
    if form.is_valid():
        amount: int = form.cleaned_data["price"]
        if form.carry_out(
            lambda: change_price(
                ChangePrice(
                    organization=visit.organization,
                    person=visit.person,
                    item=item,
                    unit_price=amount,
                    day=day,
                    store=form.store(),
                    is_open=form.cleaned_data["is_open"],
                )
            )
        ):
            messages.success(visit.request, _("The new price is on every open till."))
            return redirect("product", item)
    with visit.reading():
        return _product_page(visit, view, price_form=form, status=422)


@acts(Permission.EDIT_PRODUCTS)
def archive(visit: Visit, item: UUID) -> HttpResponse:
    """Take a product off the tills, or put it back: the message offers the other way."""
    if visit.request.method != "POST":
        return redirect("product", item)
    is_back = visit.request.POST.get("restore") == "1"
    try:
        if is_back:
            restore_product(RestoreProduct(organization=visit.organization, person=visit.person, item=item))
        else:
            archive_product(ArchiveProduct(organization=visit.organization, person=visit.person, item=item))
    except DomainError as refusal:
        raise Http404 from refusal
    messages.success(visit.request, _("Back on the tills.") if is_back else _("Archived: tills no longer show it."))
    return redirect("product", item)


@reads(Permission.SEE_PRODUCTS)
def barcode(visit: Visit) -> HttpResponse:
    """What the shop knows of a code: its check digit, and whose it is."""
    codes = [line.strip() for line in visit.request.GET.get("barcodes", "").splitlines() if line.strip()]
    checks = [_check(code) for code in codes[:20]]
    return visit.render("barcode_piece.html", {"checks": checks, "item": visit.request.GET.get("for", "")})


def _check(code: str) -> dict[str, object]:
    """A code in plain words: right, wrong with the right digit, or free text; and the item that has it."""
    digits = code.replace(" ", "").replace("-", "")
    is_digits = digits.isascii() and digits.isdigit() and len(digits) in (8, 12, 13, 14)
    return {
        "code": code,
        "is_wrong": is_digits and not is_gtin(digits),
        "right": digits[:-1] + str(gtin_check_digit(digits[:-1])) if is_digits else "",
        "owner": item_of_code(digits if is_digits else code),
    }


def _added(visit: Visit, form: NewProductForm, day: date) -> bool:
    command = AddProduct(
        organization=visit.organization,
        person=visit.person,
        id=form.cleaned_data["id"],
        item=form.cleaned_data["item"],
        name=form.cleaned_data["name"],
        category=form.uuid("category"),
        tax_class=form.uuid("tax_class"),
        unit_price=form.cleaned_data["price"],
        unit=form.cleaned_data["unit"],
        barcodes=form.codes(),
        day=day,
    )
    try:
        add_product(command)
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    return True


def _product_page(
    visit: Visit,
    item: ItemView,
    *,
    form: ProductForm | None = None,
    price_form: PriceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    organization = organization_view()
    may_see_history = visit.may(Permission.SEE_AUDIT)
    context: dict[str, object] = {
        **(_margins(visit, item) if visit.may(Permission.SEE_STOCK) else {}),
        **(_history(visit, item, organization.currency) if may_see_history else {}),
        "may_see_history": may_see_history,
        "item": item,
        "codes": [printed_code(code) for code in item.barcodes],
        "currency": organization.currency,
        "form": form or _product_form(visit, item, _today(visit), None),
        "price_form": price_form or _price_form(visit, item, None),
        "prices": price_changes(visit.organization, item.id),
        "zone": zone_of(None, stores()),
        "may_edit": visit.may(Permission.EDIT_PRODUCTS),
    }
    return visit.render("product.html", context, status=status)


def _margins(visit: Visit, item: ItemView) -> dict[str, object]:
    """What it earned in the stores that the reader sees."""
    places, today = stores(), _today(visit)
    earned = earned_with(visit.organization, item.id, rate_ppm=item.tax_rate_ppm, stores=places, today=today)
    return {"earned": earned, "last_sale": last_sale(visit.organization, item.id, places)}


def _history(visit: Visit, item: ItemView, currency: str) -> dict[str, object]:
    """Who changed what of it, the newest first."""
    since = visit.now - timedelta(days=HISTORY_DAYS)
    until = visit.now + timedelta(minutes=1)
    page = history_of(visit.organization, item.id, item.name, since=since, until=until, limit=HISTORY_ROWS)
    reader = Reader(page.names, currency, visit.language)
    return {"lines": [reader.line(noted) for noted in page.rows], "has_more_history": page.next is not None}


def _product_form(visit: Visit, item: ItemView, day: date, data: QueryDict | None) -> ProductForm:
    return ProductForm(
        data,
        categories=categories(),
        tax_classes=tax_choices(classes_on(day), visit.language),
        initial=product_initial(item),
    )


def _price_form(visit: Visit, item: ItemView, data: QueryDict | None) -> PriceForm:
    currency = organization_view().currency
    return PriceForm(
        data,
        currency=currency,
        language=visit.language,
        stores=stores(),
        unit_price=item.unit_price,
        is_open=item.is_open,
    )


def _found(visit: Visit, item: UUID) -> ItemView:
    view = item_view(item, day=_today(visit))
    if view is None:
        raise Http404
    return view


def _today(visit: Visit) -> date:
    return local_today(None, stores(), visit.now)


def all_items(day: date) -> Iterator[ItemView]:
    after: After | None = None
    while True:
        page = search_items(after=after, limit=1000, day=day)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def read_after(query: QueryDict) -> After | None:
    item = read_uuid(query.get("after_item"))
    return After(query.get("after", ""), item) if item else None


def next_address(visit: Visit, after: After | None) -> str:
    if after is None:
        return ""
    query = visit.request.GET.copy()
    query["after"], query["after_item"] = after.folded, str(after.item)
    return f"{visit.request.path}?{query.urlencode()}"
