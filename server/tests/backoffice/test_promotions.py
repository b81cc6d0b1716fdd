"""The pages of promotions: each kind of offer becomes the document that the engine reads, and is shown in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.translation import override

from comptoir.backoffice.offers import Offer, offer_of
from comptoir.backoffice.promotion_words import Names, days_words, names_for, summarize
from comptoir.backoffice.terms import read, write
from comptoir.backoffice.tryout import moment_when
from comptoir.catalog.commands import SaveCustomerGroup, SavePromotion
from comptoir.catalog.public import categories, promotions, save_customer_group, save_promotion
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.pricing import v2
from tests.backoffice.conftest import Day
from tests.sales.shop import count

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()
CATEGORY = "c0ffee00-0000-7000-8000-000000000001"
ITEM = "c0ffee00-0000-7000-8000-000000000002"
OTHER = "c0ffee00-0000-7000-8000-000000000003"

COFFEE = {"match": {"categories": [CATEGORY]}}
SHAPES: list[tuple[Offer, dict[str, Any], str]] = [
    (Offer.PERCENT, {"kind": "each", "percent_ppm": 200_000, **COFFEE}, "20% off · Coffee"),
    (Offer.AMOUNT, {"kind": "each", "amount": 50, "match": {"items": [ITEM]}}, "€0.50 off each · Espresso"),
    (Offer.PRICE, {"kind": "each", "price": 100, **COFFEE, "regular_only": True}, "€1.00 each · Coffee"),
    (
        Offer.CHEAPEST,
        {"kind": "set", "percent_ppm": 1_000_000, "parts": [{**COFFEE, "count": 3}], "cheapest": 1},
        "Buy 3, the cheapest is free · Coffee",
    ),
    (
        Offer.CHEAPEST,
        {"kind": "set", "percent_ppm": 500_000, "parts": [{"match": {}, "count": 5}], "cheapest": 2},
        "Buy 5, the 2 cheapest 50% off · All items",
    ),
    (
        Offer.SET,
        {"kind": "set", "price": 500, "parts": [{**COFFEE, "count": 3}], "sets_max": 2},
        "3 for €5.00 · Coffee · at most 2 times a basket",
    ),
    (Offer.SET, {"kind": "set", "percent_ppm": 100_000, "parts": [{**COFFEE, "count": 6}]}, "Any 6: 10% off · Coffee"),
    (
        Offer.BUY_GET,
        {
            "kind": "set", "percent_ppm": 500_000, "part": 2,
            "parts": [{**COFFEE, "count": 2}, {"match": {"items": [ITEM]}, "count": 1}],
        },
        "Buy 2 × Coffee, get 1 × Espresso 50% off",
    ),
    (
        Offer.MENU,
        {"kind": "set", "price": 990, "parts": [{**COFFEE, "count": 1}, {"match": {"items": [OTHER]}, "count": 1}]},
        "1 × Coffee + 1 × Croissant for €9.90",
    ),
    (
        Offer.GIFT,
        {
            "kind": "set", "percent_ppm": 1_000_000, "parts": [{"match": {"items": [ITEM]}, "count": 1}],
            "cheapest": 1, "sets_max": 1, "needs": {"amount": 5000},
        },
        "A gift: Espresso · from €50.00 · once a basket",
    ),
    (
        Offer.BASKET_PERCENT,
        {"kind": "basket", "percent_ppm": 100_000, "discount_max": 2000, "when": {"coupon": "TEN"}},
        "10% off the basket · with the code TEN · at most €20.00",
    ),
    (
        Offer.BASKET_AMOUNT,
        {
            "kind": "basket", "amount": 500, "needs": {"quantity_milli": 4000}, "stacking": "combinable", "priority": 3,
            "when": {"from": "2026-12-01", "until": "2026-12-24", "weekdays": [1, 2, 3, 4, 5], "minutes": [1020, 1140]},
        },
        "€5.00 off the basket · from 4 items · Mon–Fri · 17:00–19:00 · 1 Dec 2026 – 24 Dec 2026",
    ),
]  # fmt: skip
NAMES = Names({CATEGORY: "Coffee", ITEM: "Espresso", OTHER: "Croissant"}, "EUR", "en")


@pytest.fixture(autouse=True)
def english(first_language: None) -> Iterator[None]:
    """The words asserted here are the source's."""
    with override("en"):
        yield


@pytest.mark.parametrize(("offer", "shape", "sentence"), SHAPES)
def test_a_shape_is_one_offer_is_written_back_whole_and_said_in_words(
    offer: Offer, shape: dict[str, Any], sentence: str
) -> None:
    document = {"name": "Try", **shape}

    terms = read({**document, "id": ITEM})

    assert offer_of(document) is offer
    assert terms is not None
    assert write(terms) == document
    v2.read_promotion({**document, "id": ITEM})
    assert summarize(document, NAMES).sentence == sentence


def test_the_shapes_are_all_offers() -> None:
    assert {offer for offer, _shape, _sentence in SHAPES} == set(Offer)


@pytest.mark.parametrize(
    "shape",
    [
        {"kind": "set", "amount": 100, "parts": [{"count": 1}] * 5},
        {"kind": "set", "percent_ppm": 1, "part": 1, "parts": [{"count": 1}, {"count": 1}]},
        {"kind": "each", "percent_ppm": 1, "needs": {"quantity_milli": 1500}},
        {"kind": "each", "percent_ppm": 1, "needs": {"amount": 5, "match": {"items": [ITEM]}}},
    ],
)
def test_a_shape_that_the_pages_cannot_show_whole_is_not_read(shape: dict[str, Any]) -> None:
    document = {"id": ITEM, "name": "Try", **shape}
    v2.read_promotion({**document, "parts": [{"match": {}, **part} for part in shape.get("parts", [])]} if "parts" in
                      shape else document)  # fmt: skip

    assert read(document) is None
    assert "another program" in summarize(document, NAMES).sentence


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", (1, 2, 3, 4, 5), "Mon–Fri"),
        ("fr", (6, 7), "sam., dim."),
        ("de", (1, 3, 5, 6, 7), "Mo, Mi, Fr–So"),
    ],
)
def test_days_are_said_as_on_a_door(language: str, days: tuple[int, ...], said: str) -> None:
    assert days_words(days, language) == said


def test_the_sentence_is_said_in_french_and_german() -> None:
    document = {"name": "x", "kind": "set", "percent_ppm": 1_000_000, "cheapest": 1, "when": {"minutes": [1050, 1140]},
                "parts": [{**COFFEE, "count": 3}]}  # fmt: skip

    with override("fr"):
        french = summarize(document, Names(NAMES.of, "EUR", "fr")).sentence
    with override("de"):
        german = summarize(document, Names(NAMES.of, "EUR", "de")).sentence

    assert (
        french
        == "3 achetés, le moins cher offert · Coffee · 17\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30–19\N{NO-BREAK SPACE}h"
    )
    assert german == "3 kaufen, das günstigste gratis · Coffee · 17:30\N{NO-BREAK SPACE}Uhr–19\N{NO-BREAK SPACE}Uhr"


def form(rule: UUID, **fields: object) -> dict[str, object]:
    return {"id": str(rule), "name": "Essai", "needs_of": "all", "priority": "0", **fields}


def standing(day: Day) -> list[Mapping[str, Any]]:
    with reading(day.organization):
        return [view.document for view in promotions() if not view.is_ended]


def test_an_offer_is_saved_once_listed_and_changed(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    sent = form(rule, a_items=[str(day.shop.bread.item)], a_count="3", cheapest="1", percent="100", weekdays=["1", "2"],
                first_minute="17:00", last_minute="00:00", sets_max="2")  # fmt: skip
    before = count("catalog_feed", day.organization)

    first, second = owner.post("/promotions/new/cheapest", sent), owner.post("/promotions/new/cheapest", sent)
    listed = owner.get("/promotions").content.decode()
    page = owner.get(f"/promotions/{rule}").content.decode()
    changed = owner.post(f"/promotions/{rule}", {**sent, "percent": "50"})

    assert first["Location"] == second["Location"] == changed["Location"] == f"/promotions/{rule}"
    assert count("catalog_feed", day.organization) == before + 2
    [document] = standing(day)
    assert document == {
        "id": str(rule), "name": "Essai", "kind": "set", "percent_ppm": 500_000, "cheapest": 1, "sets_max": 2,
        "parts": [{"match": {"items": [str(day.shop.bread.item)]}, "count": 3}],
        "when": {"weekdays": [1, 2], "minutes": [1020, 1440]},
    }  # fmt: skip
    assert "Buy 3, the cheapest is free · Pain · at most 2 times a basket · Mon, Tue" not in listed
    assert "Buy 3, the cheapest is free · Pain · Mon, Tue · 17:00–24:00 · at most 2 times a basket" in listed
    assert "Running" in listed
    assert 'value="17:00"' in page


def test_every_page_of_a_kind_opens_and_an_unknown_kind_leads_to_the_choice(owner: Client) -> None:
    for offer in Offer:
        assert owner.get(f"/promotions/new/{offer.value}").status_code == 200, offer
    assert owner.get("/promotions/new/raffle")["Location"] == "/promotions/new"


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("percent", {"percent": ""}, "This field is required."),
        ("percent", {"percent": "0"}, "This would reduce nothing."),
        ("percent", {"percent": "120"}, "Enter a rate such as 5.5."),
        ("percent", {"percent": "5", "name": " "}, "This field is required."),
        ("percent", {"percent": "5", "last_day": "2020-01-01"}, "This day has passed: it would never hold."),
        ("percent", {"percent": "5", "first_day": "2099-02-01", "last_day": "2099-01-01"}, "It would end before"),
        ("percent", {"percent": "5", "first_minute": "17:00"}, "Give both times or none."),
        ("percent", {"percent": "5", "first_minute": "17:00", "last_minute": "17:00"}, "It would end when it begins."),
        ("percent", {"percent": "5", "first_minute": "25:00", "last_minute": "17:00"}, "Enter a time such as 17:30."),
        ("percent", {"percent": "5", "coupon": "É"}, "Use 2 to 32 letters without accents"),
        ("percent", {"percent": "5", "a_items": ["x"]}, "This item is not known here."),
        ("percent", {"percent": "5", "weekdays": ["9"]}, "Select a valid choice."),
        ("cheapest", {"percent": "100", "a_count": "3", "cheapest": "3"}, "Fewer than are bought"),
        ("set", {"a_count": "3", "reward": "price", "value": "many"}, "Enter an amount or percentage such as 5.00."),
        ("set", {"a_count": "3", "reward": "percent", "value": "0"}, "Enter an amount or percentage such as 5.00."),
        ("menu", {"a_count": "1", "b_count": "1", "reward": "price", "value": "5"}, "Choose items or a category."),
        ("gift", {"percent": "100", "a_items": [ITEM]}, "Say from which purchase on it is given."),
        ("basket-amount", {"amount": "0"}, "This would reduce nothing."),
    ],
)
def test_what_is_no_promotion_is_said_beside_its_field_and_nothing_is_written(
    owner: Client, day: Day, kind: str, fields: dict[str, object], said: str
) -> None:
    before = count("catalog_feed", day.organization)

    answer = owner.post(f"/promotions/new/{kind}", form(new_uuid7(), **fields))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (standing(day), count("catalog_feed", day.organization)) == ([], before)


def test_ending_takes_it_off_the_tills_and_saving_runs_it_again(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    owner.post("/promotions/new/percent", form(rule, percent="10"))

    ended, again = owner.post(f"/promotions/{rule}/end"), owner.post(f"/promotions/{rule}/end")

    assert ended["Location"] == again["Location"] == "/promotions"
    assert standing(day) == []
    assert "Ended" in owner.get("/promotions").content.decode()
    assert "Save and run again" in owner.get(f"/promotions/{rule}").content.decode()
    owner.post(f"/promotions/{rule}", form(rule, percent="10"))
    assert [document["id"] for document in standing(day)] == [str(rule)]


def test_a_planned_one_and_one_whose_days_are_over_are_named_so(owner: Client, day: Day) -> None:
    for name, when in (("Soon", {"from": str(TODAY + timedelta(days=3))}), ("Gone", {"until": "2020-01-01"})):
        save_promotion(
            SavePromotion(organization=day.organization, person=None, id=new_uuid7(),
                          document={"name": name, "kind": "each", "percent_ppm": 1, "when": when})
        )  # fmt: skip

    page = owner.get("/promotions").content.decode()

    assert page.index("Planned") < page.index("Soon") < page.index("Ended") < page.index("Gone")
    assert "0 run" in page


def test_a_promotion_of_another_program_is_shown_and_can_only_be_ended(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    document = {"name": "Five", "kind": "set", "price": 1, "parts": [{"count": 1}] * 5}
    save_promotion(SavePromotion(organization=day.organization, person=None, id=rule, document=document))

    page = owner.get(f"/promotions/{rule}").content.decode()

    assert "Another program made this promotion" in page
    assert owner.post(f"/promotions/{rule}", form(rule, percent="10")).status_code == 200
    assert standing(day) == [{**document, "id": str(rule)}]


def trial(owner: Client, fields: dict[str, object]) -> str:
    answer = owner.post("/promotions/trial", fields)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_try_out_prices_the_sample_with_the_real_engine_and_writes_nothing(owner: Client, day: Day) -> None:
    rule, bread, wine = new_uuid7(), str(day.shop.bread.item), str(day.shop.wine.item)
    before = count("catalog_feed", day.organization)
    sent = form(
        rule, offer="cheapest", a_count="3", cheapest="1", percent="100", first_minute="17:00", last_minute="19:00",
        try_item=[wine, bread], try_quantity=["2", "1"], try_day="2026-11-26", try_time="18:00",
    )  # fmt: skip

    found = trial(owner, sent)
    too_early = trial(owner, {**sent, "try_time": "16:59"})
    too_few = trial(owner, {**sent, "try_quantity": ["1", "1"]})

    # 2 x 8.90 and 1 x 1.15: the bread is free.
    assert "This promotion gives €1.15." in found
    assert "€17.80" in found
    assert "−€1.15" in found
    assert "It does not hold at this hour or on this weekday." in too_early
    assert "€18.95" in too_early
    assert "The sample does not hold what it asks for" in too_few
    assert (standing(day), count("catalog_feed", day.organization)) == ([], before)


def test_the_try_out_counts_the_other_promotions_or_leaves_them_out(owner: Client, day: Day) -> None:
    bread = str(day.shop.bread.item)
    owner.post("/promotions/new/percent", form(new_uuid7(), name="Half", percent="50"))
    sent = form(
        new_uuid7(), offer="amount", amount="0.10", try_item=[bread], try_quantity=["1"], try_day="2026-11-26",
        try_time="12:00",
    )  # fmt: skip

    beside, alone = trial(owner, sent), trial(owner, {**sent, "try_alone": "on"})

    # 1.15: half is 0.58 off, which is better than 0.10.
    assert "Half" in beside
    assert "This promotion gives nothing here." in beside
    assert "This promotion gives €0.10." in alone
    assert "€1.05" in alone


def test_the_try_out_asks_for_code_customer_and_day(owner: Client, day: Day) -> None:
    group = new_uuid7()
    save_customer_group(SaveCustomerGroup(organization=day.organization, person=None, id=group, name="Club"))
    sent = form(
        new_uuid7(), offer="basket-percent", percent="10", coupon="ten", customers=[str(group)], first_day="2099-01-01",
        try_item=[str(day.shop.wine.item)], try_quantity=["1"], try_day="2026-11-26", try_time="12:00",
    )  # fmt: skip

    none = trial(owner, {**sent, "try_customer": ""})
    all_three = trial(owner, {**sent, "try_customer": str(group), "try_coupon": "on", "try_day": "2099-01-02"})

    assert "The customer does not show its code." in none
    assert "It is not for this customer." in none
    assert "It does not hold on this day." in none
    assert "This promotion gives €0.89." in all_three


def test_a_saved_promotion_is_shown_at_work_at_once(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    shelf = _shelf(day)
    owner.post("/promotions/new/set", form(rule, a_categories=[shelf], a_count="3", reward="price", value="2.00",
                                           weekdays=["6"], first_minute="10:00", last_minute="12:00"))  # fmt: skip

    page = owner.get(f"/promotions/{rule}").content.decode()

    assert "This promotion gives" in page
    assert 'name="try_time" value="10:00"' in page


def test_an_unfinished_form_says_what_to_do(owner: Client) -> None:
    assert "Fill in the offer" in trial(owner, form(new_uuid7(), offer="percent", percent=""))
    assert owner.post("/promotions/trial", {"offer": "raffle"}).status_code == 404


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ({}, "2026-11-25T14:00"),
        ({"minutes": [840, 900]}, "2026-11-25T14:00"),
        ({"minutes": [1020, 1140]}, "2026-11-25T17:00"),
        ({"weekdays": [1], "minutes": [1020, 1140]}, "2026-11-30T17:00"),
        ({"from": "2026-12-24"}, "2026-12-24T00:00"),
        ({"until": "2020-01-01"}, "2026-11-25T14:00"),
    ],
)
def test_the_sample_is_sold_when_the_promotion_holds(when: dict[str, Any], moment: str) -> None:
    now = datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo("Europe/Paris"))

    found = moment_when({"name": "x", "kind": "each", "percent_ppm": 1, "when": when}, now)

    assert found.isoformat(timespec="minutes").startswith(moment)


def test_articles_are_found_and_picked(owner: Client, day: Day) -> None:
    found = owner.get("/promotions/articles?field=a_items&q=pai").content.decode()
    picked = owner.get(f"/promotions/articles?field=a_items&item={day.shop.bread.item}").content.decode()

    assert "Pain" in found
    assert "Vin" not in found
    assert f'name="a_items" value="{day.shop.bread.item}"' in picked
    assert "Nothing by this name" in owner.get("/promotions/articles?field=try_item&q=zzz").content.decode()
    assert "evil" not in owner.get("/promotions/articles?field=evil&q=pai").content.decode()
    assert owner.get(f"/promotions/articles?field=a_items&item={new_uuid7()}").status_code == 404


def test_who_may_not_edit_sees_the_list_alone(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    rule = new_uuid7()
    save_promotion(
        SavePromotion(organization=day.organization, person=None, id=rule,
                      document={"name": "Half", "kind": "each", "percent_ppm": 500_000})
    )  # fmt: skip
    client = sign_in(day.organization, Role.CASHIER)

    assert "Half" in client.get("/promotions").content.decode()
    assert client.post("/promotions/new/percent", form(new_uuid7(), percent="10")).status_code == 403
    assert client.post(f"/promotions/{rule}/end").status_code == 403
    assert client.post("/promotions/trial", {}).status_code == 403
    assert len(standing(day)) == 1


def test_a_word_of_a_rule_that_is_gone_is_left_out(day: Day) -> None:
    with reading(day.organization):
        document = {"name": "x", "kind": "each", "percent_ppm": 100_000, "match": {"items": [ITEM, "no-uuid"]}}
        names = names_for([document], currency="EUR", language="en")
        assert summarize(document, names).gets == "10% off"


def _shelf(day: Day) -> str:
    with reading(day.organization):
        return str(categories()[0].id)
