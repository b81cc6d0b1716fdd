"""What reports, their figures and their rows are called."""

from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice import formats
from comptoir.backoffice.words import word
from comptoir.insights.public import NOBODY, Name

# The index: groups of questions, in the order in which a shop asks them.
GROUPS: Mapping[str, tuple[Promise, tuple[str, ...]]] = {
    "when": (_("When we sell"), ("days", "weeks", "months", "weekdays", "hours", "peaks")),
    "what": (
        _("What we sell"),
        ("items", "categories", "baskets", "price-lists"),
    ),
    "worth": (_("What it earns"), ("margin", "stock-value", "dead-stock")),
    "who": (_("Who and where"), ("cashiers", "stores", "tills")),
    "money": (_("Taxes and ways to pay"), ("taxes", "tenders")),
    "watch": (_("What to look at"), ("losses",)),
}
TITLES: Mapping[str, tuple[Promise, Promise]] = {
    "days": (_("Sales by day"), _("Each business day, with its sales and the average basket.")),
    "weeks": (_("Sales by week"), _("Whole weeks from Monday.")),
    "months": (_("Sales by month"), _("How the year goes.")),
    "weekdays": (_("Sales by weekday"), _("Which days carry the week.")),
    "hours": (_("Sales by hour"), _("When people come, by the clock on the wall.")),
    "peaks": (_("Peaks"), _("Every hour of the week at a glance: when to be two at the counter.")),
    "items": (_("Sales by item"), _("What sells best, what came back and what was given away.")),
    "categories": (_("Sales by category"), _("Which shelves earn.")),
    "baskets": (_("Baskets"), _("How much and how many things people buy at once, by the hour.")),
    "price-lists": (_("Sales by price list"), _("What was sold at the prices of each list.")),
    "margin": (_("Margin"), _("What each day earned: takings without tax, less what the goods had cost.")),
    "stock-value": (_("Stock value"), _("What the goods on the shelves are worth, on any day.")),
    "dead-stock": (_("Dead stock"), _("What lies on the shelf and nobody bought.")),
    "cashiers": (_("Sales by cashier"), _("Who sold what.")),
    "stores": (_("Sales by store"), _("The stores beside each other.")),
    "tills": (_("Sales by till"), _("Which till works most.")),
    "taxes": (_("Sales by tax"), _("Turnover by rate, as the tax return asks for it.")),
    "tenders": (_("Sales by way to pay"), _("Cash, cards and all the rest, refunds taken off.")),
    "losses": (
        _("Loss prevention"),
        _("Voids, opened drawers, refunds, discounts and typed prices of each person, compared with the others."),
    ),
}
# What a report of one's own can be about, by table of sums.
CUBE_WORDS: Mapping[str, Promise] = {
    "sales": _("Sales"),
    "items": _("Items"),
    "taxes": _("Taxes"),
    "tenders": _("Ways to pay"),
    "lists": _("Price lists"),
    "deeds": _("Sensitive acts"),
}
DIMENSIONS: Mapping[str, Promise] = {
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "weekday": _("Weekday"),
    "hour": _("Hour"),
    "store": _("Store"),
    "till": _("Till"),
    "cashier": _("Cashier"),
    "item": _("Item"),
    "category": _("Category"),
    "tax": _("Tax"),
    "tender": _("Way to pay"),
    "price_list": _("Price list"),
    "deed": _("Act"),
}
MEASURES: Mapping[str, Promise] = {
    "gross": _("Takings"),
    "sold": _("Sold"),
    "refunded": _("Refunded"),
    "net": _("Net"),
    "tax": _("Tax"),
    "sales_count": _("Sales"),
    "refunds_count": _("Refunds"),
    "discount": _("Discounts"),
    "average": _("Average basket"),
    "lines": _("Lines"),
    "lines_per_sale": _("Lines a sale"),
    "discounted_rate": _("Share with a discount"),
    "amount": _("Amount"),
    "quantity": _("Quantity"),
    "returned": _("Came back"),
    "discounted": _("Sales with a discount"),
    "count": _("Count"),
}
_MONDAY = date(2024, 1, 1)


def label(dimension: str, key: str, name: Name | None, language: str) -> str:
    """What a key is called, in the person's language."""
    match dimension:
        case "day":
            return formats.short_day(date.fromisoformat(key), language)
        case "week":
            return _now("Week of %(day)s") % {"day": formats.short_day(date.fromisoformat(key), language)}
        case "month":
            return _month(date.fromisoformat(key), language)
        case "weekday":
            return formats.weekday(_MONDAY + timedelta(days=int(key) - 1), language)
        case "hour":
            return formats.hour(int(key), language)
        case "tax":
            category, rate = key.split(" ")
            return f"{category} {formats.rate(int(rate), language)}"
        case "deed":
            return word("deed", key)
        case "tender":
            return name.text if name else word("tender", key.split(" ")[0])
        case _:
            return name.text if name else nameless(dimension, key)


def nameless(dimension: str, key: str) -> str:
    """What has no name: free amounts, nobody, or something that is gone."""
    match dimension:
        case "item" if key == NOBODY:
            return _now("Free amounts")
        case "category":
            return _now("Without a category")
        case _:
            return _now("Unknown")


def short_weekday(key: str, language: str) -> str:
    """ "lun."."""
    day = _MONDAY + timedelta(days=int(key) - 1)
    text: str = format_date(day, format="EEE", locale=formats.locale_of(language))
    return text


def _month(value: date, language: str) -> str:
    text: str = format_date(value, format="LLLL y", locale=formats.locale_of(language))
    return text
