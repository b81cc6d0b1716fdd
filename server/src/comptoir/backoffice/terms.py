"""The terms of a promotion as a shopkeeper states them, and the document that the pricing engines read.

`write` and `read` are each other's inverse: what a page can't show whole, it doesn't offer to change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from comptoir.backoffice.offers import Document, Offer, offer_of

Reward: TypeAlias = Literal["price", "amount", "percent"]

MIDNIGHT = 1_440
MEMBERS: Mapping[Reward, str] = {"price": "price", "amount": "amount", "percent": "percent_ppm"}


@dataclass(frozen=True, slots=True)
class Articles:
    """Which articles: those named or of a category named, less the exceptions; nothing named is everything."""

    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    except_items: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        return bool(self.items or self.categories)

    def document(self) -> dict[str, Any]:
        named = {
            "items": self.items, "categories": self.categories,
            "except_items": self.except_items, "except_categories": self.except_categories,
        }  # fmt: skip
        return {name: list(value) for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Part:
    """So many of these articles."""

    articles: Articles
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """For whom, where and when a rule holds; what is left empty doesn't limit it."""

    stores: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    coupon: str = ""
    first_day: date | None = None
    last_day: date | None = None
    weekdays: tuple[int, ...] = ()
    first_minute: int | None = None
    last_minute: int | None = None

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.stores:
            found["stores"] = list(self.stores)
        if self.customers:
            found["customers"] = list(self.customers)
        if self.coupon:
            found["coupon"] = self.coupon
        if self.first_day:
            found["from"] = self.first_day.isoformat()
        if self.last_day:
            found["until"] = self.last_day.isoformat()
        if self.weekdays:
            found["weekdays"] = list(self.weekdays)
        if self.first_minute is not None and self.last_minute is not None:
            found["minutes"] = [self.first_minute, self.last_minute]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What must be bought before the offer holds; of the offer's own articles, or of anything."""

    amount: int = 0
    quantity: int = 0
    is_of_articles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A whole promotion. `value` is parts per million for a percentage, else minor units."""

    offer: Offer
    name: str
    parts: tuple[Part, ...]
    reward: Reward
    value: int
    cheapest: int = 0
    when: When
    needs: Needs
    sets_max: int = 0
    discount_max: int = 0
    is_regular_only: bool = False
    is_combinable: bool = False
    priority: int = 0


def write(terms: Terms) -> dict[str, Any]:
    """The document, without the id."""
    document: dict[str, Any] = {"name": terms.name, "kind": _kind(terms.offer), MEMBERS[terms.reward]: terms.value}
    if terms.offer.is_of_sets:
        document["parts"] = [{"match": part.articles.document(), "count": part.count} for part in terms.parts]
    elif matched := terms.parts[0].articles.document():
        document["match"] = matched
    if terms.offer in (Offer.CHEAPEST, Offer.GIFT):
        document["cheapest"] = terms.cheapest
    if terms.offer is Offer.BUY_GET:
        document["part"] = 2
    optional = {
        "when": terms.when.document(),
        "needs": _needs_document(terms),
        "sets_max": terms.sets_max,
        "discount_max": terms.discount_max,
        "regular_only": terms.is_regular_only,
        "stacking": "combinable" if terms.is_combinable else "",
        "priority": terms.priority,
    }
    return document | {name: value for name, value in optional.items() if value}


def read(document: Document) -> Terms | None:
    """The terms of a document; null for one of a shape that the pages don't know."""
    offer = offer_of(document)
    if offer is None:
        return None
    reward: Reward = next(reward for reward, member in MEMBERS.items() if member in document)
    needs = document.get("needs", {})
    parts = tuple(Part(read_articles(part.get("match", {})), part["count"]) for part in document.get("parts", ()))
    terms = Terms(
        offer=offer,
        name=document["name"],
        parts=parts or (Part(read_articles(document.get("match", {}))),),
        reward=reward,
        value=document[MEMBERS[reward]],
        cheapest=document.get("cheapest", 0),
        when=read_when(document.get("when", {})),
        needs=Needs(
            amount=needs.get("amount", 0),
            quantity=needs.get("quantity_milli", 0) // 1000,
            is_of_articles=bool(needs.get("match")),
        ),
        sets_max=document.get("sets_max", 0),
        discount_max=document.get("discount_max", 0),
        is_regular_only=document.get("regular_only", False),
        is_combinable=document.get("stacking") == "combinable",
        priority=document.get("priority", 0),
    )
    return terms if {**write(terms), "id": document.get("id")} == {"id": None, **document} else None


def read_articles(match: Document) -> Articles:
    return Articles(
        tuple(match.get("items", ())),
        tuple(match.get("categories", ())),
        tuple(match.get("except_items", ())),
        tuple(match.get("except_categories", ())),
    )


def read_when(when: Document) -> When:
    minutes: Sequence[int] = when.get("minutes", ())
    return When(
        stores=tuple(when.get("stores", ())),
        customers=tuple(when.get("customers", ())),
        coupon=when.get("coupon", ""),
        first_day=date.fromisoformat(when["from"]) if "from" in when else None,
        last_day=date.fromisoformat(when["until"]) if "until" in when else None,
        weekdays=tuple(when.get("weekdays", ())),
        first_minute=minutes[0] if minutes else None,
        last_minute=minutes[1] if minutes else None,
    )


def _kind(offer: Offer) -> str:
    if offer.is_of_sets:
        return "set"
    return "basket" if offer.is_of_basket else "each"


def _needs_document(terms: Terms) -> dict[str, Any]:
    """A threshold on the offer's own articles names those of its first part."""
    found: dict[str, Any] = {}
    if terms.needs.amount:
        found["amount"] = terms.needs.amount
    if terms.needs.quantity:
        found["quantity_milli"] = terms.needs.quantity * 1000
    matched = terms.parts[0].articles.document()
    if found and terms.needs.is_of_articles and matched:
        found["match"] = matched
    return found
