"""Eaten here or taken away: the taxes of the place are right, and no others. Through the real ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from comptoir.catalog.commands import ModifierOption, SaveModifierGroup
from comptoir.catalog.operations import add_rate, save_modifier_group, set_class_switch, set_store_places
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.pricing import v2
from comptoir.sales.places import unswitched
from comptoir.sales.simulation import BasketLine, SimulatedTill
from comptoir.tax.commands import AddRate, AddTaxClass, SetClassSwitch, SetStorePlaces
from comptoir.tax.operations import add_tax_class
from comptoir.tax.public import tax_classes
from tests.sales.shop import Shop, new_till
from tests.sales.test_judge_v2 import flags, newest, submit, subtotal

OAT = UUID("01900000-0000-7000-8000-00000000000a")
FOOD, MEAL, WINE = 55_000, 100_000, 200_000


@dataclass(frozen=True, slots=True)
class Bite:
    """A line, what it is taxed with in the end, and where it is eaten if not where the rest is."""

    one: BasketLine
    rate_ppm: int
    place: str = ""
    extra: int = 0


def class_of(shop: Shop, name: str) -> UUID:
    with reading(shop.organization):
        return next(tax.id for tax in tax_classes() if tax.name == name)


def add_meal(shop: Shop) -> UUID:
    """The class of meals, and the link: bread that is eaten here is one."""
    meal = new_uuid7()
    add_tax_class(AddTaxClass(organization=shop.organization, person=None, id=meal, name="Repas"))
    add_rate(
        AddRate(
            organization=shop.organization, person=None, id=new_uuid7(), tax_class=meal, category="S",
            rate_ppm=MEAL, valid_from=date(2020, 1, 1),
        )
    )  # fmt: skip
    link(shop, meal)
    return meal


def add_oat(shop: Shop) -> None:
    """Oat milk for 0.50 more."""
    save_modifier_group(
        SaveModifierGroup(
            organization=shop.organization, person=None, id=new_uuid7(), name="Lait", minimum=0, maximum=1,
            options=(ModifierOption(id=OAT, name="Avoine", price=50),),
        )
    )  # fmt: skip


def link(shop: Shop, becomes: UUID | None) -> bool:
    return set_class_switch(
        SetClassSwitch(
            organization=shop.organization, person=None, tax_class=class_of(shop, "Pain"), place="here",
            becomes=becomes,
        )
    )  # fmt: skip


def ask(shop: Shop, keeps: str = "keep_price", place: str = "away") -> bool:
    return set_store_places(
        SetStorePlaces(organization=shop.organization, person=None, store=shop.store, place=place, keeps=keeps)
    )


def new_cafe_till(shop: Shop) -> SimulatedTill:
    till = new_till(shop)
    till.engine_version = 2
    till.catalog_position = newest(shop)
    return till


def placed_sale(
    till: SimulatedTill, shop: Shop, bites: Sequence[Bite], *, place: str, keeps: str = "keep_price"
) -> Any:
    """What an honest till states."""
    local = till.now
    moment = v2.Moment(local.date().isoformat(), local.isoweekday(), 60 * local.hour + local.minute)
    lines = []
    for bite in bites:
        own = v2.Tax("", "S", bite.one.tax_rate_ppm)
        applied = v2.Tax("", "S", bite.rate_ppm)
        extras = [v2.Modifier(str(OAT), bite.extra)] if bite.extra else []
        lines.append(
            v2.Line(
                bite.one.unit_price, bite.one.quantity_milli, (own,), item=str(bite.one.item),
                categories=(str(bite.one.category),), modifiers=extras,
                switched_taxes=(applied,) if applied != own else (),
            )
        )  # fmt: skip
    switch: Any = keeps
    priced = v2.price(v2.Basket("gross", lines, moment, store=str(shop.store), switch=switch))
    is_switched = any(line.switched_taxes for line in lines)
    return {
        "id": str(new_uuid7()), "session": str(till.session), "cashier": str(till.cashier), "country": "FR",
        "currency": "EUR", "price_mode": "gross", "rules_position": till.catalog_position, "place": place,
        **({"switch": keeps} if is_switched else {}),
        "lines": [_stated(n, bite, done) for n, (bite, done) in enumerate(zip(bites, priced.lines, strict=True), 1)],
        "tax_subtotals": [subtotal(row.tax_rate_ppm, row.net, row.tax) for row in priced.tax_subtotals],
        "net": priced.net, "tax": priced.tax, "gross": priced.gross, "cash_rounding": 0,
        "tenders": [{"kind": "card", "amount": priced.gross}],
    }  # fmt: skip


def _stated(number: int, bite: Bite, done: v2.PricedLine) -> dict[str, Any]:
    line: dict[str, Any] = {
        "line": number, "item": str(bite.one.item), "category": str(bite.one.category), "name": bite.one.name,
        "quantity_milli": bite.one.quantity_milli, "unit": "C62", "unit_price": done.unit_price,
        "tax_category": "S", "tax_rate_ppm": bite.rate_ppm, "line_discount": 0, "basket_discount": 0,
        "amount": done.amount,
    }  # fmt: skip
    if bite.place:
        line["place"] = bite.place
    if bite.extra:
        line["modifiers"] = [{"code": str(OAT), "unit_price": done.modifier_prices[0], "name": "Avoine"}]
    return line


def judged(dsn: str, shop: Shop, till: SimulatedTill, *bodies: Any) -> list[tuple[str, str, str]]:
    entries = [till.start_chain(), *(till.seal("sale", body) for body in bodies)]
    assert submit(dsn, till, *[[entry] for entry in entries]) == ["stored"] * len(entries)
    return flags(shop)


def test_each_place_has_its_tax_and_a_line_its_own_place(shop: Shop, database) -> None:
    add_meal(shop)
    ask(shop)
    till = new_cafe_till(shop)
    away = placed_sale(till, shop, [Bite(shop.bread, FOOD), Bite(shop.wine, WINE)], place="away")
    here = placed_sale(till, shop, [Bite(shop.bread, MEAL), Bite(shop.wine, WINE)], place="here")
    mixed = placed_sale(till, shop, [Bite(shop.bread, FOOD), Bite(shop.bread, MEAL, "here")], place="away")

    assert judged(database.app, shop, till, away, here, mixed) == []
    assert [(row["tax_rate_ppm"], row["tax"]) for row in here["tax_subtotals"]] == [(MEAL, 10), (WINE, 148)]
    assert here["gross"] == away["gross"] == 115 + 890
    assert "switch" not in away


@pytest.mark.parametrize(("place", "rate_ppm", "right"), [("here", FOOD, MEAL), ("away", MEAL, FOOD), ("", MEAL, FOOD)])
def test_the_other_place_s_tax_is_flagged(shop: Shop, database, place: str, rate_ppm: int, right: int) -> None:
    add_meal(shop)
    ask(shop)
    till = new_cafe_till(shop)
    wrong = placed_sale(till, shop, [Bite(shop.bread, rate_ppm)], place=place)
    if not place:
        del wrong["place"]

    assert judged(database.app, shop, till, wrong) == [("tax_rate", f"S {rate_ppm}", f"S {right}")]


def test_a_net_that_is_kept_changes_the_price_to_the_cent(shop: Shop, database) -> None:
    add_meal(shop)
    add_oat(shop)
    ask(shop, "keep_net")
    till = new_cafe_till(shop)
    honest = placed_sale(till, shop, [Bite(shop.bread, MEAL, extra=50)], place="here", keeps="keep_net")
    # 1.15 holds 1.0900 net, which is 1.199 with 10 %; 0.50 becomes 0.52.
    assert [honest["lines"][0]["unit_price"], honest["lines"][0]["modifiers"][0]["unit_price"]] == [120, 52]
    cheap = placed_sale(till, shop, [Bite(shop.bread, MEAL)], place="here", keeps="keep_price")
    cheap["switch"] = "keep_net"

    assert judged(database.app, shop, till, honest, cheap) == [("price", "115", "120")]


def test_what_the_store_keeps_is_the_store_s_word(shop: Shop, database) -> None:
    add_meal(shop)
    ask(shop, "keep_net")
    till = new_cafe_till(shop)
    kept = placed_sale(till, shop, [Bite(shop.bread, MEAL)], place="here")

    assert judged(database.app, shop, till, kept) == [("place", "keep_price", "keep_net")]


@pytest.mark.parametrize("place", ["here", "moon"])
def test_a_store_that_asks_nobody_has_no_places(shop: Shop, database, place: str) -> None:
    add_meal(shop)
    till = new_cafe_till(shop)
    body = placed_sale(till, shop, [Bite(shop.bread, FOOD)], place=place)

    assert judged(database.app, shop, till, body) == [("place", place, "")]


def test_a_word_that_is_no_place_is_flagged_and_taxed_as_everywhere(shop: Shop, database) -> None:
    add_meal(shop)
    ask(shop)
    till = new_cafe_till(shop)
    body = placed_sale(till, shop, [Bite(shop.bread, FOOD)], place="moon")

    assert judged(database.app, shop, till, body) == [("place", "moon", "here away")]


def test_a_till_is_judged_by_the_link_that_it_knew_or_has_just_heard_of(shop: Shop, database) -> None:
    ask(shop)
    before = new_cafe_till(shop)
    meal = add_meal(shop)
    old = placed_sale(before, shop, [Bite(shop.bread, FOOD)], place="here")
    new = placed_sale(before, shop, [Bite(shop.bread, MEAL)], place="here")

    assert judged(database.app, shop, before, old, new) == []

    assert link(shop, None) is True
    assert link(shop, None) is False
    before.catalog_position = newest(shop)
    late = placed_sale(before, shop, [Bite(shop.bread, MEAL)], place="here")
    submit(database.app, before, [before.seal("sale", late)])
    assert flags(shop) == [("tax_rate", f"S {MEAL}", f"S {FOOD}")]
    assert link(shop, meal) is True


def test_every_cent_of_a_modifier_is_found_again() -> None:
    before, after = (v2.Tax("", "S", FOOD),), (v2.Tax("", "S", MEAL),)
    for one, other in ((before, after), (after, before)):
        for price in range(1_000):
            charged = v2.switched_price(price, one, other)
            assert v2.switched_price(unswitched(charged, other, one), one, other) == charged
