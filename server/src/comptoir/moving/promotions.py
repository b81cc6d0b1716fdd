"""The lines of a file of promotions: one line is one offer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine
from comptoir.kernel import DomainError
from comptoir.moving.cells import read_codes, read_price, read_text
from comptoir.moving.errors import (
    CouponUnreadable,
    OfferUnclear,
    OfferUnknown,
    PercentUnreadable,
    PromotionNameMissing,
    PromotionRepeated,
    PromotionsUnreadable,
    QuantityUnreadable,
)
from comptoir.moving.loads import Lines, Plan, check_length, plan_of
from comptoir.moving.rule_cells import PPM_A_PERCENT, WHEN_TITLES, Names, Terms, read_names, read_percent, read_terms
from comptoir.moving.tables import Table, read_table
from comptoir.moving.titles import Places, places_of, plain_cell, said_in

LINES_AT_ONCE = 200
NAME_LENGTH_MAX = 80
COUNT_MAX = 1_000
WHOLE_PPM = 100 * PPM_A_PERCENT
SYSTEMS: tuple[tuple[str, frozenset[str]], ...] = (("shopify", frozenset({"value type", "discount class"})),)
TITLES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "title", "promotion", "offer", "discount name", "nom", "titre", "offre", "angebot", "aktion"),
    "coupon": ("code", "coupon", "coupon code", "discount code", "promo code", "code promo", "gutscheincode"),
    "value": ("value", "discount value", "valeur", "wert"),
    "value_kind": ("value type", "discount type", "discount_type", "type", "type de valeur", "art"),
    "percent": (
        *("percent", "percent off", "percentage", "discount (%)", "discount percent", "remise (%)", "remise en %"),
        *("pourcentage", "rabatt (%)", "rabatt in %", "prozent"),
    ),
    "amount": (
        *("amount off", "discount amount", "amount", "remise (montant)", "montant", "rabatt (betrag)", "betrag"),
    ),
    "price": ("price", "special price", "sale price", "prix", "prix special", "preis", "sonderpreis", "aktionspreis"),
    "count": ("buy", "buy quantity", "quantity", "pieces", "acheter", "quantite", "lot", "menge", "stuck", "kaufe"),
    "free": ("free", "get free", "of which free", "offert", "offerts", "gratuits", "gratis", "davon gratis"),
    "items": (
        *("items", "products", "barcodes", "barcode", "sku", "skus", "articles", "produits", "code-barres"),
        *("codes-barres", "artikel", "produkte", "strichcode", "strichcodes"),
    ),
    "categories": ("categories", "category", "collections", "categorie", "kategorien", "kategorie", "warengruppe"),
    "minimum": (
        *("minimum purchase", "minimum amount", "minimum", "prerequisite_subtotal_min", "minimum d'achat"),
        *("achat minimum", "mindestbetrag", "mindesteinkauf"),
    ),
    "whole": ("applies to", "discount class", "s'applique a", "gilt fur"),
    "state": ("status", "state", "active", "statut", "etat"),
    **WHEN_TITLES,
}
ENDED = frozenset(
    {
        *("expired", "disabled", "inactive", "ended", "archived", "false", "no", "non", "nein", "expiree", "terminee"),
        *("abgelaufen", "inaktiv", "beendet"),
    }
)
_PERCENTAGES = frozenset({"percentage", "percent", "%", "pourcentage", "prozent"})
_AMOUNTS = frozenset({"fixed amount", "fixed_amount", "amount", "montant", "montant fixe", "betrag", "festbetrag"})
_OF_BASKET = frozenset({"basket", "order", "cart", "everything", "panier", "commande", "warenkorb", "bestellung"})
_OF_ITEMS = frozenset({"items", "item", "product", "products", "articles", "article", "produits", "artikel"})
_COUPON = re.compile(r"[A-Z0-9._-]{2,32}")
_COUNT = re.compile(r"([0-9]{1,4})(?:[.,]0+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionLine:
    """One offer, its items and categories by what they are called in the file."""

    number: int
    name: str
    # `percent_ppm`, `amount` or `price`, and how much.
    effect: tuple[str, int]
    count: int
    free: int
    is_of_basket: bool
    items: tuple[str, ...]
    categories: tuple[str, ...]
    minimum: int
    coupon: str
    terms: Terms

    def document(self, names: Names) -> dict[str, object]:
        """As engines read it. Raises what `Names` raises."""
        matched: dict[str, object] = {
            "items": [str(names.item(code)) for code in self.items],
            "categories": [names.category(name) for name in self.categories],
        }
        matched = {name: value for name, value in matched.items() if value}
        member, value = self.effect
        document: dict[str, object] = {"name": self.name, "kind": self._kind, member: value}
        if self._kind == "set":
            document["parts"] = [{"match": matched, "count": self.count}]
        elif matched:
            document["match"] = matched
        if self.free:
            document["cheapest"] = self.free
        when = self.terms.document(names) | ({"coupon": self.coupon} if self.coupon else {})
        optional = {"when": when, "needs": {"amount": self.minimum} if self.minimum else {}}
        return document | {name: said for name, said in optional.items() if said}

    @property
    def _kind(self) -> str:
        return "set" if self.count > 1 else "basket" if self.is_of_basket else "each"


def plan_promotions(content: bytes, currency: str, day: date) -> Plan[Lines[PromotionLine]]:
    """Read a file of promotions whole. Raises PromotionsUnreadable, TableUnreadable, TableEmpty or TableTooLong."""
    table = read_table(content)
    places = places_of(table, TITLES)
    if not places.keys() & {"name", "coupon"} or not places.keys() & {"percent", "amount", "price", "value", "free"}:
        raise PromotionsUnreadable
    check_length(table)
    lines = list(_lines(table, places, currency, day))
    return plan_of(table, places, SYSTEMS, lines, at_once=LINES_AT_ONCE)


def _lines(table: Table, places: Places, currency: str, day: date) -> Iterator[PromotionLine | BadLine | None]:
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        try:
            line = _line(number, cells, places, currency, day)
            if line is not None:
                if fold(line.name) in seen:
                    raise PromotionRepeated(line=seen[fold(line.name)])
                seen[fold(line.name)] = number
        except DomainError as refusal:
            yield BadLine(number, refusal)
        else:
            yield line


def _line(number: int, cells: Sequence[str], places: Places, currency: str, day: date) -> PromotionLine | None:
    """Null for an offer that is over."""
    said = said_in(cells, places)
    terms = read_terms(said)
    if fold(said.get("state", "")) in ENDED or (terms.last_day and terms.last_day < day.isoformat()):
        return None
    coupon = _coupon(said.get("coupon", ""))
    name = (read_text(said.get("name", "")) or coupon)[:NAME_LENGTH_MAX]
    if not name:
        raise PromotionNameMissing
    count, free = _count(said.get("count", "")), _count(said.get("free", ""))
    effect = _effect(said, currency, free)
    items, categories = _codes(said.get("items", "")), read_names(said.get("categories", ""))
    is_of_basket = _is_of_basket(said, is_named=bool(items or categories or count > 1))
    if (free and (free >= count or effect[0] != "percent_ppm")) or (effect[0] == "price" and is_of_basket):
        raise OfferUnclear
    return PromotionLine(
        number=number, name=name, effect=effect, count=count, free=free, is_of_basket=is_of_basket, items=items,
        categories=categories, minimum=read_price(said["minimum"], currency) if said.get("minimum") else 0,
        coupon=coupon, terms=terms,
    )  # fmt: skip


def _effect(said: Mapping[str, str], currency: str, free: int) -> tuple[str, int]:
    """Exactly one thing is said: what is taken off, or what it costs. Free pieces are free whole."""
    found: list[tuple[str, int]] = []
    if said.get("value"):
        kind = fold(said.get("value_kind", ""))
        if kind not in _PERCENTAGES | _AMOUNTS:
            raise OfferUnknown(kind=said.get("value_kind", "")[:30])
        value = said["value"].lstrip("-\N{MINUS SIGN}")
        is_part = kind in _PERCENTAGES
        found.append(("percent_ppm", _percent(value)) if is_part else ("amount", read_price(value, currency)))
    if said.get("percent"):
        found.append(("percent_ppm", _percent(said["percent"])))
    if said.get("amount"):
        found.append(("amount", read_price(said["amount"].lstrip("-\N{MINUS SIGN}"), currency)))
    if said.get("price"):
        found.append(("price", read_price(said["price"], currency)))
    if free and not found:
        found.append(("percent_ppm", WHOLE_PPM))
    if len(found) != 1 or (found[0][0] == "amount" and not found[0][1]):
        raise OfferUnclear
    return found[0]


def _percent(text: str) -> int:
    """ "0.1" may be a tenth or a thousandth, as systems write it: nobody guesses."""
    ppm = abs(read_percent(text))
    if not PPM_A_PERCENT <= ppm <= WHOLE_PPM:
        raise PercentUnreadable(percent=text[:20])
    return ppm


def _is_of_basket(said: Mapping[str, str], *, is_named: bool) -> bool:
    """Whether it is taken off the whole: as it is said, else where no goods are named and it is no price."""
    whole = fold(said.get("whole", ""))
    if whole in _OF_BASKET:
        return not said.get("count")
    return not is_named and whole not in _OF_ITEMS and not said.get("price")


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_codes(text)))


def _count(text: str) -> int:
    plain = plain_cell(text)
    if not plain:
        return 0
    found = _COUNT.fullmatch(plain)
    if found is None or int(found[1]) > COUNT_MAX:
        raise QuantityUnreadable(quantity=text[:20])
    return int(found[1])


def _coupon(text: str) -> str:
    """As tills compare it: capital letters, without spaces."""
    code = "".join(plain_cell(text).split()).upper()
    if code and not _COUPON.fullmatch(code):
        raise CouponUnreadable(code=code[:40])
    return code
