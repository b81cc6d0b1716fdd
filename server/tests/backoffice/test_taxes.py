"""The page of taxes: a rate is dated ahead, and the products show the one of today."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from comptoir.backoffice.amounts import parse_rate
from comptoir.catalog.operations import add_rate
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.models import AuditEvent
from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from comptoir.tax.commands import AddRate
from comptoir.tax.public import tax_classes
from tests.backoffice.conftest import Day
from tests.backoffice.test_hours import position
from tests.sales.shop import count

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Europe/Paris")).date()


def _bread(day: Day) -> UUID:
    with reading(day.organization):
        return next(tax.id for tax in tax_classes() if tax.name == "Pain")


def _form(day: Day, **changes: str) -> dict[str, str]:
    form = {
        "id": str(new_uuid7()), "tax_class": str(_bread(day)), "rate": "6,25 %", "category": "S",
        "valid_from": str(TODAY + timedelta(days=30)),
    }  # fmt: skip
    return {**form, **changes}


def _rates(day: Day) -> list[tuple[date, str, int]]:
    with reading(day.organization):
        tax = next(tax for tax in tax_classes() if tax.name == "Pain")
        return [(rate.valid_from, rate.category, rate.rate_ppm) for rate in tax.rates]


def test_a_rate_is_dated_once_told_to_the_tills_and_shown(owner: Client, day: Day) -> None:
    form = _form(day)
    before = count("catalog_feed", day.organization)

    first, second = owner.post("/taxes/new", form), owner.post("/taxes/new", form)
    page = owner.get("/taxes").content.decode()

    assert first["Location"] == second["Location"] == "/taxes"
    ahead = TODAY + timedelta(days=30)
    assert _rates(day) == [(date(2020, 1, 1), "S", 55_000), (ahead, "S", 62_500)]
    assert count("catalog_feed", day.organization) == before + 1
    assert "Tills hold this rate now" in page
    assert "6.25%" in page
    assert "Dated ahead" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rate": "a lot"}, "Enter a rate such as 5.5."),
        ({"rate": "101"}, "Enter a rate such as 5.5."),
        ({"rate": "5.5", "category": "Z"}, "This rate does not fit its tax category."),
        ({"valid_from": str(TODAY - timedelta(days=1))}, "A new rate begins today or later."),
        ({"valid_from": "soon"}, "Enter a valid date."),
        ({"tax_class": str(UUID(int=7))}, "Select a valid choice."),
    ],
)
def test_what_is_no_rate_is_said_beside_its_field_and_nothing_is_written(
    owner: Client, day: Day, changes: dict[str, str], said: str
) -> None:
    before = count("catalog_feed", day.organization)

    answer = owner.post("/taxes/new", _form(day, **changes))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert _rates(day) == [(date(2020, 1, 1), "S", 55_000)]
    assert count("catalog_feed", day.organization) == before


def test_another_rate_from_the_same_day_is_refused(owner: Client, day: Day) -> None:
    owner.post("/taxes/new", _form(day))

    answer = owner.post("/taxes/new", _form(day, rate="7"))

    assert answer.status_code == 422
    assert "Another rate is valid from" in answer.content.decode()
    assert [ppm for _day, _category, ppm in _rates(day)] == [55_000, 62_500]


def test_products_show_the_rate_of_today_not_of_the_day_of_their_price(owner: Client, day: Day) -> None:
    add_rate(
        AddRate(
            organization=day.organization, person=None, id=new_uuid7(), tax_class=_bread(day), category="S",
            rate_ppm=62_500, valid_from=TODAY - timedelta(days=1),
        )
    )  # fmt: skip

    assert "6.25%" in owner.get("/products").content.decode()
    assert "6.25%" in owner.get(f"/products/{day.shop.bread.item}").content.decode()
    assert "6.25" in owner.get("/products.csv").content.decode("utf-8-sig")


def test_a_cashier_and_an_accountant_date_no_rates(day: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    for role in (Role.CASHIER, Role.ACCOUNTANT):
        client = sign_in(day.organization, role)
        assert client.get("/taxes").status_code == 403
        assert client.post("/taxes/new", _form(day)).status_code == 403
    assert Client().get("/taxes").status_code == 302
    assert len(_rates(day)) == 1


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("5,5", 55_000), ("5.5 %", 55_000), ("20", 200_000), ("0", 0), ("8.1", 81_000), ("100", 1_000_000),
        ("2,1234", 21_234), ("2,12345", None), ("100.1", None), ("-1", None), ("", None), ("x", None),
    ],
)  # fmt: skip
def test_rates_are_read_as_people_type_them(text: str, ppm: int | None) -> None:
    assert parse_rate(text) == ppm


def _mode(day: Day) -> str:
    with reading(day.organization):
        [store] = stores()
        return store.price_mode


def test_prices_without_tax_are_chosen_told_to_the_tills_and_noted(owner: Client, day: Day) -> None:
    before = position(day.organization)
    field = f"{day.shop.store}-price_mode"
    assert _mode(day) == "gross"

    answer = owner.post(f"/taxes/prices/{day.shop.store}", {field: "net"})

    assert (answer.status_code, answer["Location"]) == (302, "/taxes")
    assert (_mode(day), position(day.organization)) == ("net", before + 1)
    with reading(day.organization):
        noted = AuditEvent.objects.filter(action="store.price_mode_set").values_list("subject", "details")
        assert list(noted) == [(str(day.shop.store), {"mode": "net"})]
    assert '<option value="net" selected>' in owner.get("/taxes").content.decode()


@pytest.mark.parametrize("mode", ["", "both"])
def test_a_third_way_of_prices_is_refused_and_changes_nothing(owner: Client, day: Day, mode: str) -> None:
    before = (_mode(day), position(day.organization))

    answer = owner.post(f"/taxes/prices/{day.shop.store}", {f"{day.shop.store}-price_mode": mode})

    assert answer.status_code == 422
    assert (_mode(day), position(day.organization)) == before


def test_who_may_not_edit_products_decides_no_prices(sign_in: Callable[[UUID, Role], Client], day: Day) -> None:
    answer = sign_in(day.organization, Role.CASHIER).post(
        f"/taxes/prices/{day.shop.store}", {f"{day.shop.store}-price_mode": "net"}
    )

    assert (answer.status_code, _mode(day)) == (403, "gross")
    assert sign_in(day.organization, Role.OWNER).post(f"/taxes/prices/{new_uuid7()}", {}).status_code == 404
