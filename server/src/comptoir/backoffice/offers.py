"""The kinds of promotion that a shopkeeper thinks in, and which of them a promotion's document is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Document = Mapping[str, Any]

PARTS = "abcd"


class Offer(StrEnum):
    """What the customer gets. Each is one shape of a document (docs/developer/pricing.md, "Promotions")."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"
    CHEAPEST = "cheapest"
    SET = "set"
    BUY_GET = "buy-get"
    MENU = "menu"
    GIFT = "gift"
    BASKET_PERCENT = "basket-percent"
    BASKET_AMOUNT = "basket-amount"

    @property
    def is_of_sets(self) -> bool:
        return self in (Offer.CHEAPEST, Offer.SET, Offer.BUY_GET, Offer.MENU, Offer.GIFT)

    @property
    def is_of_basket(self) -> bool:
        return self in (Offer.BASKET_PERCENT, Offer.BASKET_AMOUNT)

    @property
    def parts(self) -> str:
        """The letters of the parts that its form asks for."""
        return {Offer.MENU: PARTS, Offer.BUY_GET: PARTS[:2]}.get(self, PARTS[:1])


OFFERS: Mapping[Offer, tuple[Promise, Promise]] = {
    Offer.PERCENT: (_("A percentage off items"), _("20 % off all wines")),
    Offer.AMOUNT: (_("An amount off each item"), _("0.50 off each cheese")),
    Offer.PRICE: (_("A special price"), _("Each espresso for 1.00, mornings only")),
    Offer.CHEAPEST: (_("Buy several, the cheapest is free"), _("3 for 2, or the second at half price")),
    Offer.SET: (_("Several for a price"), _("3 for 5.00, or 6 with 10 % off")),
    Offer.BUY_GET: (_("Buy this, get that"), _("2 coffees, then a croissant at half price")),
    Offer.MENU: (_("A menu"), _("A sandwich, a drink and a dessert for 9.90")),
    Offer.GIFT: (_("A gift from a threshold"), _("From 50.00 a jam is free")),
    Offer.BASKET_PERCENT: (_("A percentage off the basket"), _("10 % with the code WELCOME")),
    Offer.BASKET_AMOUNT: (_("An amount off the basket"), _("5.00 off from 40.00")),
}


def offer_of(document: Document) -> Offer | None:
    """Which kind of offer a document is; null for one that another program wrote in a shape of its own."""
    match document["kind"]:
        case "each":
            return _by_effect(document, percent=Offer.PERCENT, amount=Offer.AMOUNT, price=Offer.PRICE)
        case "basket":
            return _by_effect(document, percent=Offer.BASKET_PERCENT, amount=Offer.BASKET_AMOUNT, price=None)
        case _:
            return _offer_of_set(document)


def _by_effect(document: Document, *, percent: Offer, amount: Offer, price: Offer | None) -> Offer | None:
    if "percent_ppm" in document:
        return percent
    return amount if "amount" in document else price


def _offer_of_set(document: Document) -> Offer | None:
    parts = document["parts"]
    if len(parts) > len(PARTS):
        return None
    if "part" in document:
        return Offer.BUY_GET if len(parts) == 2 and document["part"] == 2 else None
    if "cheapest" in document:
        if len(parts) != 1:
            return None
        return Offer.GIFT if parts[0]["count"] == 1 else Offer.CHEAPEST
    return Offer.SET if len(parts) == 1 else Offer.MENU
