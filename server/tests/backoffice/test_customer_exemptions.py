"""One customer who owes no tax: granted on their page, shown to tills, ended, forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from comptoir.catalog.public import save_exemption
from comptoir.customers.commands import GrantExemption
from comptoir.customers.models import StandingExemption
from comptoir.customers.public import grant_exemption, standing_exemption
from comptoir.identity.roles import Role
from comptoir.kernel import new_uuid7
from comptoir.platform.tenancy import reading
from comptoir.tax.commands import SaveExemption
from tests.backoffice.conftest import Day
from tests.backoffice.test_credit import ERASING, add

YEAR = timedelta(days=365)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def embassy(day: Day) -> UUID:
    key = new_uuid7()
    save_exemption(
        SaveExemption(
            organization=day.organization, person=None, id=key, category="E", name="Embassy", vatex="VATEX-EU-151",
            evidence="card",
        )
    )  # fmt: skip
    return key


def wish(reason: UUID, **changes: str) -> dict[str, str]:
    until = (TODAY + YEAR).isoformat()
    said = {"exemption": str(new_uuid7()), "reason": str(reason), "evidence": " CD  4711 ", "valid_until": until}
    return {**said, **changes}


def rows_of(day: Day) -> list[tuple[str, bool]]:
    with reading(day.organization):
        found = StandingExemption.objects.filter(organization_id=day.organization).order_by("set_at", "id")
        return [(row.evidence, row.ended_position is None) for row in found]


def test_it_is_granted_granted_anew_and_ended(owner: Client, day: Day, embassy: UUID) -> None:
    customer = add(owner)
    first = wish(embassy)

    answers = [owner.post(f"/customers/{customer}/exemption", said).status_code for said in (first, first)]

    assert (answers, rows_of(day)) == ([302, 302], [("CD 4711", True)])
    page = owner.get(f"/customers/{customer}").content.decode()
    assert ("Embassy" in page, "CD 4711" in page, "Take the tax again" in page) == (True, True, True)
    owner.post(f"/customers/{customer}/exemption", wish(embassy, evidence="CD 4712"))
    assert rows_of(day) == [("CD 4711", False), ("CD 4712", True)]
    for _ in range(2):
        owner.post(f"/customers/{customer}/exemption/end")
    assert rows_of(day) == [("CD 4711", False), ("CD 4712", False)]
    assert "Take the tax again" not in owner.get(f"/customers/{customer}").content.decode()


def test_what_cannot_be_granted_is_refused_beside_its_field(owner: Client, day: Day, embassy: UUID) -> None:
    customer = add(owner)
    yesterday, too_late = TODAY - timedelta(days=2), TODAY + 6 * YEAR
    wrong = [
        wish(embassy, evidence="  "),
        wish(embassy, valid_until=yesterday.isoformat()),
        wish(embassy, valid_until=too_late.isoformat()),
        wish(embassy, valid_until="soon"),
        wish(new_uuid7()),
    ]

    answers = [owner.post(f"/customers/{customer}/exemption", said).status_code for said in wrong]

    assert (answers, rows_of(day)) == ([422] * 5, [])
    assert owner.post(f"/customers/{new_uuid7()}/exemption", wish(embassy)).status_code == 404
    assert owner.post(f"/customers/{new_uuid7()}/exemption/end").status_code == 404


def test_who_may_not_change_customers_grants_nothing(
    owner: Client, day: Day, embassy: UUID, sign_in: Callable[..., Client]
) -> None:
    customer = add(owner)

    assert (
        sign_in(day.organization, Role.ACCOUNTANT).post(f"/customers/{customer}/exemption", wish(embassy)).status_code
        == 403
    )
    assert Client().post(f"/customers/{customer}/exemption", wish(embassy)).status_code == 302
    assert rows_of(day) == []


def test_the_last_day_that_is_over_is_said(owner: Client, day: Day, embassy: UUID) -> None:
    customer, long_ago = add(owner), date(2020, 1, 1)
    grant_exemption(
        GrantExemption(
            organization=day.organization, person=None, id=new_uuid7(), customer=customer, reason=embassy,
            evidence="CD 1", day=long_ago, valid_until=long_ago,
        )
    )  # fmt: skip

    assert "Its last day is over" in owner.get(f"/customers/{customer}").content.decode()


def test_who_is_forgotten_leaves_no_papers(owner: Client, day: Day, embassy: UUID) -> None:
    customer = add(owner)
    owner.post(f"/customers/{customer}/exemption", wish(embassy))

    owner.post(f"/customers/{customer}/data/erase", ERASING)

    assert rows_of(day) == [("", False)]


def test_of_two_at_once_one_stands(owner: Client, day: Day, embassy: UUID) -> None:
    customer, today = add(owner), TODAY

    def attempt(number: int) -> bool:
        try:
            return grant_exemption(
                GrantExemption(
                    organization=day.organization, person=None, id=new_uuid7(), customer=customer, reason=embassy,
                    evidence=f"CD {number}", day=today, valid_until=today + YEAR,
                )
            )  # fmt: skip
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, (1, 2)))

    assert outcomes == [True, True]
    assert sorted(stands for _, stands in rows_of(day)) == [False, True]
    with reading(day.organization):
        assert standing_exemption(customer) is not None
