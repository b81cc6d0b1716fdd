"""The page of goods without a receipt: what is typed is what tills get, and what makes no sense changes nothing."""

import pytest
from django.test import Client

from comptoir.platform.public import stores
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.backoffice.test_hours import position


def rule(day: Day) -> tuple[int, bool]:
    with reading(day.organization):
        [store] = stores()
        return store.returns_days, store.returns_in_cash


def test_what_is_typed_is_kept_and_told_to_the_tills(owner: Client, day: Day) -> None:
    before = position(day.organization)
    assert rule(day) == (30, False)

    answer = owner.post(f"/returns/{day.shop.store}", {"returns_days": "60", "returns_in_cash": "on"})

    assert answer.status_code == 302
    assert rule(day) == (60, True)
    assert position(day.organization) == before + 1
    page = owner.get("/returns").content.decode()
    assert 'value="60"' in page
    assert "checked" in page


@pytest.mark.parametrize("days", ["", "0", "366", "many"])
def test_what_makes_no_sense_is_said_and_changes_nothing(owner: Client, day: Day, days: str) -> None:
    before = (rule(day), position(day.organization))

    answer = owner.post(f"/returns/{day.shop.store}", {"returns_days": days, "returns_in_cash": "on"})

    assert answer.status_code == 422
    assert (rule(day), position(day.organization)) == before
