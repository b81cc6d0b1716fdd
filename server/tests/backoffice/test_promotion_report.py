"""What promotions brought, by the lines that tills sealed."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.catalog.commands import EndPromotion, SavePromotion
from comptoir.catalog.public import end_promotion, save_promotion
from comptoir.identity.public import Role
from comptoir.kernel import new_uuid7
from comptoir.sales.simulation import Sealed, SimulatedTill
from tests.backoffice.conftest import Day
from tests.sales.test_judge_v2 import newest, rules_at, sale

Send = Callable[[SimulatedTill, list[Sealed | bytes]], None]


def promote(day: Day, name: str, **document: object) -> UUID:
    rule = new_uuid7()
    save_promotion(
        SavePromotion(organization=day.organization, person=None, id=rule, document={"name": name, **document})
    )
    return rule


@pytest.fixture
def promoted(day: Day, send: Send) -> Day:
    """Beside the day: 3 bread (one free) and 2 wine for 17.80, 10 % off the basket; then 3 bread alone."""
    free = {"kind": "set", "percent_ppm": 1_000_000, "cheapest": 1}
    bread = {"match": {"items": [str(day.shop.bread.item)]}, "count": 3}
    promote(day, "3 pour 2", parts=[bread], **free)
    wine = promote(day, "Dix sur le vin", kind="each", percent_ppm=100_000, match={"items": [str(day.shop.wine.item)]})
    day.till.catalog_position = newest(day.shop)
    day.till.engine_version = 2
    rules = rules_at(day.shop, day.till.catalog_position)
    goods = [[day.shop.bread] * 3 + [day.shop.wine] * 2, [day.shop.bread] * 3]
    send(day.till, [day.till.seal("sale", sale(day.till, day.shop, lines, rules=rules)) for lines in goods])
    end_promotion(EndPromotion(organization=day.organization, person=None, id=wine))
    return day


PERIOD = "from=2026-11-19&to=2026-11-19"


def test_each_promotion_has_its_uses_what_it_gave_and_what_was_sold_with_it(owner: Client, promoted: Day) -> None:
    page = owner.get(f"/promotions/report.csv?{PERIOD}").content.decode("utf-8-sig").splitlines()

    # 3 bread 3.45, one free: 2.30. 2 wine 17.80 less 10 %: 16.02. 18.32 and 2.30 were sold.
    assert page[0] == "Promotion,id,Sales with it,Lines,Given,Sold with it,Currency"
    rows = [line.split(",") for line in page[1:]]
    assert [(row[0], *row[2:]) for row in rows] == [
        ("3 pour 2", "2", "2", "2.30", "20.62", "EUR"),
        ("Dix sur le vin", "1", "2", "1.78", "18.32", "EUR"),
    ]


def test_the_page_says_the_same_and_counts_a_sale_with_two_once(owner: Client, promoted: Day) -> None:
    page = " ".join(owner.get(f"/promotions/report?{PERIOD}").content.decode().split())

    # The day's own two sales (11.20 and 8.01) had no promotion.
    assert "€4.08 given" in page
    assert "€20.62" in page
    assert "of 4" in page
    assert "€39.83" in page
    assert page.index("3 pour 2") < page.index("Dix sur le vin")


def test_another_day_or_store_has_none(owner: Client, promoted: Day) -> None:
    assert (
        "No promotion took anything in this time"
        in owner.get("/promotions/report?from=2026-11-18&to=2026-11-18").content.decode()
    )
    header = owner.get("/promotions/report.csv?from=2026-11-18&to=2026-11-18").content.decode("utf-8-sig")
    assert len(header.splitlines()) == 1


def test_an_accountant_reads_it_and_a_cashier_does_not(promoted: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    accountant, cashier = (sign_in(promoted.organization, role) for role in (Role.ACCOUNTANT, Role.CASHIER))

    assert "3 pour 2" in accountant.get(f"/promotions/report?{PERIOD}").content.decode()
    assert cashier.get(f"/promotions/report?{PERIOD}").status_code == 403
    assert "/promotions/report" not in cashier.get("/promotions").content.decode()
