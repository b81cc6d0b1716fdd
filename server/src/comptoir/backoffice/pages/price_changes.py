"""Prices of a selection by percent: what each would cost, then all of them at once, and the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.access import Visit, acts
from comptoir.backoffice.forms import PlainForm
from comptoir.backoffice.list_pricing import ENDINGS, changed_price
from comptoir.backoffice.pages.sales import read_uuid
from comptoir.backoffice.price_list_forms import SignedRateField
from comptoir.backoffice.refusals import say
from comptoir.backoffice.scope import local_today
from comptoir.catalog.commands import BATCH_LINES_MAX
from comptoir.catalog.feed import newest_position
from comptoir.catalog.operations import BadRow, PricesChanged, change_prices, take_back_prices
from comptoir.catalog.public import After, CategoryView, ItemView, categories, items_named, search_items
from comptoir.catalog.row_commands import ChangePrices, NewPrice, TakeBackPrices
from comptoir.identity.public import Permission
from comptoir.kernel import DomainError
from comptoir.platform.public import organization_view, stores

# More articles than this are changed in several selections.
SELECTED_MAX = 5_000
SHOWN = 50


class PercentForm(PlainForm):
    """Which articles, by how much, to which ending."""

    q = forms.CharField(label=_("Name or barcode"), required=False, max_length=200)
    category = forms.ChoiceField(label=_("Category"), required=False)
    change = SignedRateField(label=_("Change in percent"), help_text=_("−10 is ten percent cheaper."))
    ending = forms.ChoiceField(label=_("Round"), choices=list(ENDINGS.items()), initial="x9")

    def __init__(self, data: object = None, *, shelves: Iterable[CategoryView]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # what a request holds
        self.choose("category", [("", _("All")), *((str(one.id), one.name) for one in shelves)])


@dataclass(frozen=True, slots=True)
class Changed:
    """An article with what it costs and would cost."""

    item: ItemView
    price: int


@acts(Permission.EDIT_PRODUCTS)
def price_changes(visit: Visit) -> HttpResponse:
    """Choose, look, take."""
    is_taken = visit.request.method == "POST"
    data = visit.request.POST if is_taken else visit.request.GET
    with visit.reading():
        form = PercentForm(data if "change" in data else None, shelves=categories())
        if "change" not in data:
            form.initial = {"q": data.get("q", ""), "category": data.get("category", ""), "ending": "x9"}
        found = _changes(visit, form) if form.is_bound and form.is_valid() else None
        if not is_taken or not found:
            return _page(visit, form, found)
        position = data.get("position", "")
        if not (position.isascii() and position.isdigit()):
            raise Http404
        day = local_today(None, stores(), visit.now)
    done = [
        change_prices(
            ChangePrices(
                organization=visit.organization,
                person=visit.person,
                day=day,
                position=int(position[:18]),
                lines=tuple(NewPrice(item=one.item.id, unit_price=one.price) for one in part),
            )
        )
        for part in _parts(found)
    ]
    return _done(visit, done)


@acts(Permission.EDIT_PRODUCTS)
def back(visit: Visit) -> HttpResponse:
    """Take a change back, as long as nobody changed the prices again."""
    if visit.request.method != "POST":
        return redirect("product-prices")
    with visit.reading():
        day = local_today(None, stores(), visit.now)
    try:
        ranges = [tuple(map(int, text.split("-"))) for text in visit.request.POST.getlist("range")[:20]]
        done = [
            take_back_prices(
                TakeBackPrices(organization=visit.organization, person=visit.person, first=first, last=last, day=day)
            )
            for first, last in ranges
        ]
    except (ValueError, DomainError) as error:
        raise Http404 from error
    return _done(visit, done, is_back=True)


def _changes(visit: Visit, form: PercentForm) -> list[Changed] | None:
    """Every article of the selection whose price would be another one; null when there are too many or no change."""
    ppm = form.cleaned_data["change"]
    if not ppm:
        form.add_error("change", _("Enter a change such as −10 or 5."))
        return None
    found: list[Changed] = []
    count, after = 0, After("", UUID(int=0))
    ending = form.cleaned_data["ending"]
    day = local_today(None, stores(), visit.now)
    while True:
        page = search_items(
            form.cleaned_data["q"], category=read_uuid(form.cleaned_data["category"]), after=after, limit=1_000, day=day
        )
        count += len(page.items)
        if count > SELECTED_MAX:
            form.add_error(None, _("Choose at most 5,000 items at once: by category, or by a part of their name."))
            return None
        for item in page.items:
            price = None if item.unit_price is None else changed_price(item.unit_price, ppm, ending)
            if price is not None and price != item.unit_price:
                found.append(Changed(item, price))
        if page.next is None:
            return found
        after = page.next


def _parts(found: Sequence[Changed]) -> Iterable[Sequence[Changed]]:
    return (found[start : start + BATCH_LINES_MAX] for start in range(0, len(found), BATCH_LINES_MAX))


def _page(visit: Visit, form: PercentForm, found: list[Changed] | None) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "asked": [(name, form.data.get(name, "")) for name in form.fields],
        "is_asked": found is not None,
        "changes": (found or [])[:SHOWN],
        "count": len(found or []),
        "position": newest_position(),
        "currency": organization_view().currency,
    }
    return visit.render("product_prices.html", context, status=422 if form.errors else 200)


def _done(visit: Visit, done: Sequence[PricesChanged], *, is_back: bool = False) -> HttpResponse:
    """How many were changed, which were not, and a button that takes it back."""
    bad: list[BadRow] = [row for part in done for row in part.bad]
    with visit.reading():
        names = items_named([row.item for row in bad])
        context: dict[str, object] = {
            "count": sum(part.changed for part in done),
            "bad": [(names[row.item], say(row.refusal)) for row in bad if row.item in names],
            "ranges": [f"{part.first}-{part.last}" for part in done if part.changed],
            "is_back": is_back,
        }
        return visit.render("product_prices_done.html", context)
