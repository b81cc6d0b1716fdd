"""The page of staff purchases: who bought what this month, whose month is full, and the limit that tills hear of."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.commands import AddEmployee
from comptoir.identity.public import Role, add_employee
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.staff.commands import SetPurchaseLimit
from comptoir.staff.public import policy, set_purchase_limit
from tests.backoffice.conftest import Day
from tests.backoffice.test_hours import position
from tests.sales.bottles import Piece, sale_of
from tests.sales.shop import new_till
from tests.sales.test_bottle_deposits import submit


def limit(day: Day) -> int | None:
    with reading(day.organization):
        return policy().purchase_limit


def test_who_bought_what_and_whose_month_is_full(owner: Client, day: Day, database) -> None:
    buyer = new_uuid7()
    add_employee(AddEmployee(organization=day.organization, person=None, id=buyer, name="Zoé"))
    set_purchase_limit(SetPurchaseLimit(organization=day.organization, person=None, purchase_limit=1_000))
    till = new_till(day.shop, "P1")
    till.engine_version, till.catalog_position = 2, position(day.organization)
    entries = [till.start_chain()]
    entries += [
        till.seal("sale", {**sale_of(till, day.shop, [Piece(day.shop.wine)]), "buyer": str(buyer)}) for _ in range(2)
    ]
    submit(database.app, (till, entries))

    page = owner.get("/staff-purchases").content.decode()

    assert page.count("Zoé") == 3
    assert "17.80" in page
    assert len(re.findall(r"€8\.90", page)) == 2
    assert page.count("beyond the €10.00") == 1
    assert page.count("stands out") == 1
    csv = owner.get("/staff-purchases.csv").content.decode("utf-8-sig").splitlines()
    assert len(csv) == 3
    assert all("Zoé" in line and "P1-" in line and "8.90" in line for line in csv[1:])
    elsewhen = owner.get("/staff-purchases?from=2020-01-01&to=2020-01-31").content.decode()
    assert "Zoé" not in elsewhen
    assert "Nobody of the house" in elsewhen


def test_the_limit_is_kept_and_told_to_the_tills(owner: Client, day: Day) -> None:
    before = position(day.organization)

    assert owner.post("/staff-purchases/limit", {"purchase_limit": "200"}).status_code == 302
    assert owner.post("/staff-purchases/limit", {"purchase_limit": "200.00"}).status_code == 302

    assert limit(day) == 20_000
    assert position(day.organization) == before + 1
    assert 'value="200.00"' in owner.get("/staff-purchases").content.decode()
    assert owner.post("/staff-purchases/limit", {"purchase_limit": ""}).status_code == 302
    assert limit(day) is None


@pytest.mark.parametrize("amount", ["many", "-1", "99999999999"])
def test_what_makes_no_sense_is_said_and_changes_nothing(owner: Client, day: Day, amount: str) -> None:
    before = (limit(day), position(day.organization))

    assert owner.post("/staff-purchases/limit", {"purchase_limit": amount}).status_code == 422
    assert (limit(day), position(day.organization)) == before


def test_who_may_not_sees_and_decides_nothing(
    client: Client, day: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    cashier = sign_in(day.organization, Role.CASHIER)
    for address in ("/staff-purchases", "/staff-purchases.csv"):
        assert client.get(address).status_code == 302
        assert cashier.get(address).status_code == 403
    assert cashier.post("/staff-purchases/limit", {"purchase_limit": "1"}).status_code == 403
    assert limit(day) is None
