"""The page of opening hours: what is typed is what tills get, and what makes no sense changes nothing."""

from uuid import UUID

import pytest
from django.test import Client

from comptoir.platform.public import Hours, stores
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.sales.shop import value

TYPED = {
    "day_starts": "05:30",
    "d0_0_opens": "08:00", "d0_0_closes": "12:30", "d0_1_opens": "14:00", "d0_1_closes": "19:00",
    "d5_0_opens": "18:00", "d5_0_closes": "02:00",
}  # fmt: skip


def hours(day: Day) -> tuple[int, tuple[Hours, ...]]:
    with reading(day.organization):
        [store] = stores()
        return store.day_starts_minute, store.opening_hours


def position(organization: UUID) -> int:
    return value("SELECT max(position) FROM catalog_feed WHERE organization_id = %s", organization)


def test_what_is_typed_is_kept_and_told_to_the_tills(owner: Client, day: Day) -> None:
    before = position(day.organization)

    answer = owner.post(f"/hours/{day.shop.store}", TYPED)

    assert answer.status_code == 302
    assert hours(day) == (330, (Hours(0, 480, 750), Hours(0, 840, 1_140), Hours(5, 1_080, 1_560)))
    assert position(day.organization) == before + 1
    page = owner.get("/hours").content.decode()
    for shown in ('value="05:30"', 'value="12:30"', 'value="02:00"'):
        assert shown in page

    owner.post(f"/hours/{day.shop.store}", {"day_starts": "04:00"})
    assert hours(day) == (240, ())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"d0_0_closes": ""}, "Enter both times, or none when it is closed."),
        ({"d0_1_opens": "12:00"}, "The second span begins after the first one."),
        ({"day_starts": ""}, "This field is required."),
        ({"d0_0_opens": "25:00"}, "Enter a valid time."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_changes_nothing(
    owner: Client, day: Day, typed: dict[str, str], said: str
) -> None:
    before = (hours(day), position(day.organization))

    answer = owner.post(f"/hours/{day.shop.store}", {**TYPED, **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (hours(day), position(day.organization)) == before
