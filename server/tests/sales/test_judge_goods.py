"""Who may buy, and what was asked with goods: judged by what the till knew, with no suspicion of one that was away."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.catalog.commands import (
    ClosedHours,
    DescribeItem,
    EndModifierGroup,
    ModifierOption,
    RestrictCategory,
    SaveModifierGroup,
    SetRestriction,
)
from comptoir.catalog.operations import (
    describe_item,
    end_modifier_group,
    restrict_category,
    save_modifier_group,
    set_restriction,
)
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import SimulatedTill
from tests.sales.shop import Shop, count, discrepancies, new_till
from tests.sales.test_judge_v2 import newest, sale, submit

GROUP, OAT, SHOT = (UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def till(shop: Shop) -> SimulatedTill:
    found = new_till(shop)
    found.engine_version = 2
    return found


def restrict(shop: Shop, code: str = "beer_wine", *, groups: tuple[UUID, ...] = ()) -> None:
    assert shop.wine.item is not None
    describe_item(
        DescribeItem(
            organization=shop.organization, person=None, item=shop.wine.item, restriction=code, modifiers=groups
        )
    )


def say(shop: Shop, age: int, closed: tuple[ClosedHours, ...] = ()) -> None:
    set_restriction(
        SetRestriction(organization=shop.organization, person=None, code="beer_wine", age=age, closed=closed)
    )


def ask(shop: Shop, minimum: int = 0, maximum: int = 2, oat: int = 40) -> None:
    save_modifier_group(
        SaveModifierGroup(
            organization=shop.organization, person=None, id=GROUP, name="Lait", minimum=minimum, maximum=maximum,
            options=(ModifierOption(id=OAT, name="Avoine", price=oat), ModifierOption(id=SHOT, name="Dose", price=80)),
        )
    )  # fmt: skip


def around(till: SimulatedTill, before: int, after: int) -> tuple[ClosedHours, ...]:
    """Closed since so many minutes, for so many more, by the till's clock."""
    minute = 60 * till.now.hour + till.now.minute
    return (ClosedHours(weekdays=tuple(range(7)), begins=(minute - before) % 1_440, ends=(minute + after) % 1_440),)


def sold(till: SimulatedTill, shop: Shop, *, age: int | None = None, modifiers: tuple[Any, ...] = ()) -> Any:
    """Wine, as an honest till of what stands now seals it."""
    body = sale(till, shop, [shop.wine])
    if age is not None:
        body["age_checks"] = [{"restriction": "beer_wine", "age": age}]
    if modifiers:
        extra = sum(one["unit_price"] * one.get("count", 1) for one in modifiers)
        gross = 890 + extra
        tax = (2 * gross * 200_000 + 1_200_000) // 2_400_000
        body["lines"][0] |= {"modifiers": list(modifiers), "amount": gross}
        body["tax_subtotals"] = [
            {"tax_category": "S", "tax_rate_ppm": 200_000, "net": gross - tax, "tax": tax, "gross": gross}
        ]
        body |= {"net": gross - tax, "tax": tax, "gross": gross, "tenders": [{"kind": "card", "amount": gross}]}
    return body


def oat(price: int = 40, **more: Any) -> dict[str, Any]:
    return {"code": str(OAT), "name": "Avoine", "unit_price": price, **more}


def flags(shop: Shop, till: SimulatedTill, database, body: Any) -> list[tuple[str, str, str]]:
    answers = submit(database.app, till, [till.start_chain(), till.seal("sale", body)])

    assert answers == ["stored", "stored"]
    assert count("sales_sale", shop.organization) == 1
    return discrepancies(shop.organization)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (18, []),
        (21, []),
        (16, [("age_check", "16", "beer_wine 18")]),
        (None, [("age_check", "", "beer_wine 18")]),
    ],
)
def test_goods_with_an_age_want_an_answer_that_reaches_it(
    shop: Shop, till, database, age: int | None, expected: list[tuple[str, str, str]]
) -> None:
    restrict(shop)
    till.catalog_position = newest(shop)

    assert flags(shop, till, database, sold(till, shop, age=age)) == expected


def test_a_shelf_says_it_for_its_articles_and_an_article_against_it(shop: Shop, till, database) -> None:
    assert shop.wine.category is not None
    restrict_category(
        RestrictCategory(
            organization=shop.organization, person=None, category=shop.wine.category, restriction="spirits"
        )
    )
    assert shop.bread.item is not None
    describe_item(DescribeItem(organization=shop.organization, person=None, item=shop.bread.item, restriction="none"))
    till.catalog_position = newest(shop)
    body = sale(till, shop, [shop.wine, shop.bread])

    assert flags(shop, till, database, body) == [("age_check", "", "spirits 18")]


def test_closed_hours_are_said_once_they_have_lasted_an_hour(shop: Shop, till, database) -> None:
    restrict(shop)
    say(shop, 18, around(till, 120, 60))
    till.catalog_position = newest(shop)

    [found] = flags(shop, till, database, sold(till, shop, age=18))

    assert (found[0], found[2]) == ("closed_hours", "beer_wine")


@pytest.mark.parametrize(("before", "after"), [(40, 60), (-30, 200)])
def test_a_basket_that_was_open_when_the_hour_struck_is_no_suspicion(
    shop: Shop, till, database, before: int, after: int
) -> None:
    restrict(shop)
    say(shop, 18, around(till, before, after))
    till.catalog_position = newest(shop)

    assert flags(shop, till, database, sold(till, shop, age=18)) == []


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [
        ((oat(),), []),
        ((oat(), {"code": str(SHOT), "unit_price": 80}), []),
        ((oat(count=2),), []),
        ((oat(10),), [("modifier", "10", "40")]),
        (({"code": str(UUID(int=9)), "unit_price": 5}, oat()), [("modifier", "5", "")]),
        ((oat(count=3),), [("modifier_count", "3", "1-2")]),
        ((), [("modifier_count", "0", "1-2")]),
    ],
)
def test_extras_cost_what_the_catalogue_says_and_are_as_many_as_it_asks(
    shop: Shop, till, database, modifiers: tuple[Any, ...], expected: list[tuple[str, str, str]]
) -> None:
    ask(shop, minimum=1)
    restrict(shop, "", groups=(GROUP,))
    till.catalog_position = newest(shop)

    assert flags(shop, till, database, sold(till, shop, modifiers=modifiers)) == expected


def test_an_honest_till_that_was_away_for_a_month_raises_none(shop: Shop, till, database) -> None:
    """Everything was changed behind its back: each sale is right by what it knew."""
    ask(shop, minimum=1, maximum=1)
    restrict(shop, groups=(GROUP,))
    say(shop, 16)
    till.catalog_position = newest(shop)
    away = [sold(till, shop, age=16, modifiers=(oat(),)) for _ in range(3)]

    ask(shop, minimum=2, maximum=2, oat=90)
    say(shop, 21, around(till, 120, 60))
    end_modifier_group(EndModifierGroup(organization=shop.organization, person=None, id=GROUP))
    restrict(shop, "spirits")
    assert shop.wine.category is not None
    restrict_category(
        RestrictCategory(organization=shop.organization, person=None, category=shop.wine.category, restriction="adult")
    )
    entries = [till.start_chain()]
    for body in away:
        till.now += timedelta(seconds=30)
        body["priced_at"] = f"{till.now:%Y-%m-%dT%H:%M}"
        entries.append(till.seal("sale", body))

    answers = submit(database.app, till, entries[:2], entries[2:])

    assert set(answers) == {"stored"}
    assert discrepancies(shop.organization) == []


def test_a_till_that_heard_the_news_while_its_basket_was_open_is_right_too(shop: Shop, till, database) -> None:
    """Its line was added before, its settings came after: what came later counts as well."""
    ask(shop)
    restrict(shop, groups=(GROUP,))
    till.catalog_position = newest(shop)
    ask(shop, oat=50)
    say(shop, 16)

    assert flags(shop, till, database, sold(till, shop, age=16, modifiers=(oat(50),))) == []


def test_what_was_restricted_after_a_sale_is_not_held_against_it(shop: Shop, till, database) -> None:
    till.catalog_position = newest(shop)
    body = sale(till, shop, [replace(shop.wine), shop.bread])
    restrict(shop)

    assert flags(shop, till, database, body) == []


def test_an_unknown_shelf_is_no_reason_to_stumble(shop: Shop, till, database) -> None:
    restrict(shop)
    till.catalog_position = newest(shop)
    body = sold(till, shop, age=18)
    body["lines"][0]["category"] = str(new_uuid7())

    assert flags(shop, till, database, body) == []
