"""The page that says where goods are eaten: links of classes, and what each store's tills ask."""

from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.public import class_switches, store_places, tax_classes
from tests.backoffice.conftest import Day
from tests.edge.client import settings_of
from tests.sales.shop import count


def _class(day: Day, name: str) -> UUID:
    with reading(day.organization):
        return next(tax.id for tax in tax_classes() if tax.name == name)


def _link(day: Day, *, tax_class: str = "Pain", place: str = "here", becomes: str = "Vin") -> dict[str, str]:
    return {"tax_class": str(_class(day, tax_class)), "place": place, "becomes": str(_class(day, becomes))}


def _store(day: Day, place: str, keeps: str = "keep_price") -> dict[str, str]:
    return {f"{day.shop.store}-place": place, f"{day.shop.store}-keeps": keeps}


def test_a_store_asks_and_its_tills_know_what_becomes_what(owner: Client, day: Day, database) -> None:
    feed = count("catalog_feed", day.organization)
    assert "places" not in settings_of(day.till, database.app)

    linked = [owner.post("/places/link", _link(day)) for _ in range(2)]
    asked = [owner.post(f"/places/store/{day.shop.store}", _store(day, "away")) for _ in range(2)]
    page = owner.get("/places").content.decode()

    assert {answer["Location"] for answer in (*linked, *asked)} == {"/places"}
    # A repeat tells the tills nothing.
    assert count("catalog_feed", day.organization) == feed + 2
    assert "Eaten here" in page
    assert settings_of(day.till, database.app)["places"] == {
        "place": "away", "keeps": "keep_price",
        "switches": [{"tax_class": str(_class(day, "Pain")), "place": "here", "becomes": str(_class(day, "Vin"))}],
    }  # fmt: skip


def test_a_link_is_taken_away_and_a_store_asks_no_longer(owner: Client, day: Day, database) -> None:
    owner.post("/places/link", _link(day))
    owner.post(f"/places/store/{day.shop.store}", _store(day, "here", "keep_net"))

    owner.post(f"/places/{_class(day, 'Pain')}/unlink")
    owner.post(f"/places/store/{day.shop.store}", _store(day, ""))

    with reading(day.organization):
        assert class_switches() == {}
        assert store_places()[day.shop.store].place == ""
    assert "places" not in settings_of(day.till, database.app)
    # What was said before stays: a till that was away is judged by it.
    assert [count("tax_class_switch", day.organization), count("tax_store_places", day.organization)] == [2, 2]


@pytest.mark.parametrize("changes", [{"becomes": "Pain"}, {"tax_class": "Vin", "becomes": "Pain"}])
def test_a_link_that_leads_nowhere_or_on_is_refused(owner: Client, day: Day, changes: dict[str, str]) -> None:
    if changes.get("tax_class"):
        owner.post("/places/link", _link(day))
    before = count("tax_class_switch", day.organization)

    answer = owner.post("/places/link", _link(day, **changes))

    assert answer.status_code == 422
    assert "A class becomes another one" in answer.content.decode()
    assert count("tax_class_switch", day.organization) == before


def test_who_may_not_edit_changes_nothing(day: Day, sign_in) -> None:
    client = sign_in(day.organization, Role.ACCOUNTANT)

    assert client.get("/places").status_code == 403
    assert client.post("/places/link", _link(day)).status_code == 403
    assert client.post(f"/places/store/{day.shop.store}", _store(day, "away")).status_code == 403
    assert [count("tax_class_switch", day.organization), count("tax_store_places", day.organization)] == [0, 0]


def test_another_shop_s_store_is_none(owner: Client, day: Day) -> None:
    store = new_uuid7()

    assert owner.post(f"/places/store/{store}", {f"{store}-place": "away"}).status_code == 404
    assert count("tax_store_places", day.organization) == 0
