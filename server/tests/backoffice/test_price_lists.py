"""The pages of price lists and customer groups."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.backoffice.list_pricing import Ending, changed_price
from comptoir.catalog.commands import SaveCustomerGroup, SavePriceList
from comptoir.catalog.public import (
    categories,
    customer_groups,
    list_prices,
    price_lists,
    save_customer_group,
    save_price_list,
)
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.sales.shop import count


def documents(day: Day) -> list[dict[str, Any]]:
    with reading(day.organization):
        return [dict(view.document) for view in price_lists() if not view.is_ended]


def own(day: Day, rule: UUID) -> dict[str, int]:
    with reading(day.organization):
        return {view.name: view.unit_price for view in list_prices(rule)}


def shelf(day: Day) -> str:
    with reading(day.organization):
        return str(categories()[0].id)


@pytest.fixture
def club(day: Day) -> UUID:
    rule = new_uuid7()
    save_price_list(SavePriceList(organization=day.organization, person=None, id=rule, document={"name": "Club"}))
    return rule


def test_a_list_is_saved_once_with_its_hours_and_percentages_and_changed(owner: Client, day: Day) -> None:
    rule, category = new_uuid7(), shelf(day)
    sent = {
        "id": str(rule), "name": "Happy hour", "everything": "-10", f"category_{category}": "−20,5", "step": "10",
        "rank": "1", "weekdays": ["4", "5"], "first_minute": "17:00", "last_minute": "19:00",
    }  # fmt: skip
    before = count("catalog_feed", day.organization)

    first, second = owner.post("/price-lists/new", sent), owner.post("/price-lists/new", sent)
    listed = owner.get("/price-lists").content.decode()
    page = owner.get(f"/price-lists/{rule}").content.decode()
    owner.post(f"/price-lists/{rule}", {**sent, "everything": "", "rank": "0"})

    assert first["Location"] == second["Location"] == f"/price-lists/{rule}/prices"
    assert count("catalog_feed", day.organization) == before + 2
    assert documents(day) == [
        {
            "id": str(rule), "name": "Happy hour", "step": 10,
            "percents": [{"category": category, "ppm": -205_000}],
            "when": {"weekdays": [4, 5], "minutes": [1020, 1140]},
        }
    ]  # fmt: skip
    assert "Épicerie −20.5\N{NO-BREAK SPACE}% · −10\N{NO-BREAK SPACE}% on everything · Thu, Fri · 17:00–19:00" in listed
    assert 'value="−10"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "This field is required."),
        ({"everything": "-101"}, "Enter a change such as −10 or 5."),
        ({"everything": "901"}, "Enter a change such as −10 or 5."),
        ({"everything": "cheap"}, "Enter a change such as −10 or 5."),
        ({"step": "3"}, "Select a valid choice."),
        ({"rank": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"first_day": "2099-02-01", "last_day": "2099-01-01"}, "It would end before it begins."),
        ({"customers": ["x"]}, "Select a valid choice."),
    ],
)
def test_what_is_no_list_is_said_beside_its_field_and_nothing_is_written(
    owner: Client, day: Day, fields: dict[str, object], said: str
) -> None:
    save_customer_group(SaveCustomerGroup(organization=day.organization, person=None, id=new_uuid7(), name="Club"))
    before = count("catalog_feed", day.organization)

    answer = owner.post("/price-lists/new", {"id": str(new_uuid7()), "name": "Club", "step": "1", **fields})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (documents(day), count("catalog_feed", day.organization)) == ([], before)


def test_the_table_takes_good_prices_and_shows_the_wrong_one_beside_its_article(
    owner: Client, day: Day, club: UUID
) -> None:
    bread, wine = day.shop.bread.item, day.shop.wine.item

    answer = owner.post(f"/price-lists/{club}/prices", {f"price-{bread}": "0,95", f"price-{wine}": "cheap"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert own(day, club) == {"Pain": 95}
    assert 'value="cheap"' in page
    assert page.count("Enter a price such as 1.15.") == 1
    saved = owner.post(f"/price-lists/{club}/prices?q=v", {f"price-{bread}": "", f"price-{wine}": "7.90"})
    assert saved["Location"] == f"/price-lists/{club}/prices?q=v"
    assert own(day, club) == {"Vin": 790}


def test_the_table_shows_what_the_percentages_ask_and_can_show_own_prices_alone(owner: Client, day: Day) -> None:
    rule = new_uuid7()
    document = {"name": "Soir", "percents": [{"ppm": -100_000}], "step": 5}
    save_price_list(SavePriceList(organization=day.organization, person=None, id=rule, document=document))
    owner.post(f"/price-lists/{rule}/prices", {f"price-{day.shop.bread.item}": "1.00"})

    everything = owner.get(f"/price-lists/{rule}/prices").content.decode()
    own_only = owner.get(f"/price-lists/{rule}/prices?own=1").content.decode()

    # 8.90 less 10 % is 8.01: 8.00 in steps of 5 cents; 1.15 less 10 % is 1.04: 1.05.
    assert 'placeholder="8.00"' in everything
    assert 'placeholder="1.05"' in everything
    assert "1 item has its own price in this list." in everything
    assert ">Pain</label>" in own_only
    assert ">Vin</label>" not in own_only


def test_many_prices_change_by_percent_after_a_look(owner: Client, day: Day, club: UUID) -> None:
    sent = {"category": "", "start": "base", "percent": "-10", "ending": "x9"}

    preview = owner.post(f"/price-lists/{club}/change", sent).content.decode()
    nothing_yet = own(day, club)
    applied = owner.post(f"/price-lists/{club}/change", {**sent, "apply": "1"})
    again = owner.post(f"/price-lists/{club}/change", sent).content.decode()
    twice = owner.post(
        f"/price-lists/{club}/change", {**sent, "start": "list", "percent": "0", "ending": "50", "apply": "1"}
    )

    assert "2 prices would change" in preview
    assert "€7.99" in preview
    assert nothing_yet == {}
    assert applied["Location"] == twice["Location"] == f"/price-lists/{club}/prices"
    assert "0 prices would change" in again
    # 8.90 less 10 % is 8.01, nearest in 9: 7.99; 1.15 less 10 % is 1.04: 1.09. Then to the half: 8.00 and 1.00.
    assert own(day, club) == {"Pain": 100, "Vin": 800}


def test_a_change_that_is_none_is_said_beside_its_field(owner: Client, day: Day, club: UUID) -> None:
    answer = owner.post(f"/price-lists/{club}/change", {"start": "base", "percent": "", "ending": "x9", "apply": "1"})

    assert answer.status_code == 422
    assert "Enter a change such as −10 or 5." in answer.content.decode()
    assert own(day, club) == {}


@pytest.mark.parametrize(
    ("price", "change_ppm", "ending", "expected"),
    [
        (115, -100_000, "exact", 104), (115, 0, "x9", 119), (114, 0, "x9", 119), (113, 0, "x9", 109),
        (104, 0, "5", 105), (102, 0, "5", 100), (105, 0, "10", 110), (250, 0, "100", 300), (249, 0, "100", 200),
        (240, 0, "95", 195), (260, 0, "95", 295), (249, 0, "99", 299), (3, 0, "x9", 9), (3, 0, "99", 99),
        (0, 0, "10", 0), (1000, 55_000, "exact", 1055), (1000, -1_000_000, "exact", 0), (890, 100_000, "50", 1000),
    ],
)  # fmt: skip
def test_endings_are_the_nearest_and_a_tie_goes_up(price: int, change_ppm: int, ending: Ending, expected: int) -> None:
    assert changed_price(price, change_ppm, ending) == expected


def upload(owner: Client, rule: UUID, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = owner.post(f"/price-lists/{rule}/import", {"file": SimpleUploadedFile("prices.csv", data)})
    return answer.content.decode()


def test_the_file_goes_out_comes_back_and_names_its_bad_lines(owner: Client, day: Day, club: UUID) -> None:
    out = owner.get(f"/price-lists/{club}/prices.csv").content.decode("utf-8-sig")
    bread, wine = day.shop.bread.item, day.shop.wine.item

    unchanged = upload(owner, club, out)
    page = upload(
        owner, club,
        f"id;Preis in dieser Liste\n{bread};0,95\n{wine};7,9O\n{new_uuid7()};1,00\nx;1,00\n;2,00\n\n{bread};0,90\n",
    )  # fmt: skip

    assert out.splitlines()[0] == "id,Name,Barcodes,Ordinary price,Price in this list"
    assert f"{bread},Pain,,1.15," in out
    assert "0 changed, 2 as before." in unchanged
    assert "1 changed, 0 as before." in page
    assert "5 lines were not taken" in page
    rows = [row.split("<td>")[0] for row in page.split('<td class="figure">')[1:]]
    assert [row.split("</td>")[0] for row in rows] == ["3", "4", "5", "6", "8"]
    assert "Enter a price such as 1.15." in page
    assert "An earlier line of the file names the same item." in page
    assert own(day, club) == {"Pain": 95}


def test_an_empty_price_takes_the_article_out_and_a_foreign_file_is_refused(
    owner: Client, day: Day, club: UUID
) -> None:
    bread = day.shop.bread.item
    owner.post(f"/price-lists/{club}/prices", {f"price-{bread}": "0.95"})

    foreign = upload(owner, club, "id,price\nx,1\n")
    nothing = owner.post(f"/price-lists/{club}/import", {})
    assert own(day, club) == {"Pain": 95}
    page = upload(owner, club, f"id,Prix dans cette liste\n{bread},\n")

    assert "The file needs the columns" in foreign
    assert nothing.status_code == 422
    assert "1 changed, 0 as before." in page
    assert own(day, club) == {}


def test_ending_a_list_and_saving_it_again(owner: Client, day: Day, club: UUID) -> None:
    bread = day.shop.bread.item

    ended = owner.post(f"/price-lists/{club}/end")
    refused = owner.post(f"/price-lists/{club}/prices", {f"price-{bread}": "0.95"})
    again = owner.post(f"/price-lists/{club}", {"id": str(club), "name": "Club", "step": "1"})

    assert (ended["Location"], refused.status_code) == ("/price-lists", 404)
    assert own(day, club) == {}
    assert again["Location"] == f"/price-lists/{club}"
    assert [document["name"] for document in documents(day)] == ["Club"]


def test_groups_are_added_renamed_kept_while_used_and_removed(owner: Client, day: Day) -> None:
    group = new_uuid7()
    sent = {"id": str(group), "name": "Club"}

    owner.post("/customer-groups/new", sent)
    owner.post("/customer-groups/new", sent)
    taken = owner.post("/customer-groups/new", {"id": str(new_uuid7()), "name": "club"})
    renamed = owner.post(f"/customer-groups/{group}/rename", {"name": "Habitués", "is_staff": "on"})
    empty = owner.post(f"/customer-groups/{group}/rename", {"name": " "})
    save_price_list(
        SavePriceList(organization=day.organization, person=None, id=new_uuid7(),
                      document={"name": "Soir", "when": {"customers": [str(group)]}})
    )  # fmt: skip
    used = owner.post(f"/customer-groups/{group}/end")

    assert (taken.status_code, renamed.status_code, empty.status_code, used.status_code) == (422, 302, 422, 422)
    assert "Another group is called “club”." in taken.content.decode()
    assert "“Soir” is for this group" in used.content.decode()
    with reading(day.organization):
        assert [(view.name, view.is_staff) for view in customer_groups()] == [("Habitués", True)]
    assert "for Habitués" in owner.get("/price-lists").content.decode()


def test_who_may_not_edit_changes_nothing(day: Day, club: UUID, sign_in: Callable[[UUID, Role], Client]) -> None:
    client = sign_in(day.organization, Role.ACCOUNTANT)

    assert "Club" in client.get("/price-lists").content.decode()
    for address in ("prices", "change", "import", "end"):
        assert client.post(f"/price-lists/{club}/{address}", {}).status_code == 403
    assert client.post("/customer-groups/new", {"id": str(new_uuid7()), "name": "x"}).status_code == 403
    assert own(day, club) == {}
