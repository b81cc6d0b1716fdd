"""A report put together by somebody who knows no SQL: chosen, looked at, kept, found again by others, removed."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.public import Role
from comptoir.insights.public import CUBES, saved_reports
from comptoir.platform.tenancy import reading
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.insights.books import follow

PERIOD = "from=2026-11-19&to=2026-11-19"


@pytest.fixture
def told(day: Day, database: TestDatabase) -> Day:
    follow(database.app, day.organization)
    return day


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]*>", " ", answer.content.decode()).split())


def test_what_is_chosen_is_shown_at_once(owner: Client, told: Day) -> None:
    chosen = f"cube=sales&by=cashier&by=hour&figure=sales_count&figure=net&{PERIOD}"

    found = text(owner, f"/reports/build?{chosen}")

    assert "Amir 12:00 €15.18 2" in found
    assert "Vin €16.91 2" in text(owner, f"/reports/build?cube=items&by=item&figure=amount&figure=quantity&{PERIOD}")
    for name, cube in CUBES.items():
        by = "".join(f"&by={dimension}" for dimension in list(cube.dimensions)[-2:])
        every = "".join(f"&figure={measure}" for measure in cube.measures)
        assert owner.get(f"/reports/build?cube={name}{by}{every}&{PERIOD}").status_code == 200, name
    assert "€18.06" in text(owner, f"/reports/build?cube=nonsense&by=x&figure=y&{PERIOD}")


def test_it_is_kept_for_everybody_who_sees_reports_and_removed(
    owner: Client, told: Day, sign_in: Callable[[UUID, Role], Client]
) -> None:
    form = {"cube": "tenders", "by": ["tender"], "figure": ["amount", "count"], "from": "2026-11-13",
            "to": "2026-11-19", "compare": "before", "name": "Encaissé"}  # fmt: skip

    answer = owner.post("/reports/keep", form)

    assert answer.status_code == 302
    other = sign_in(told.organization, Role.ACCOUNTANT)
    assert "Encaissé" in text(other, "/reports")
    with reading(told.organization):
        [view] = saved_reports()
    assert (view.days, view.compare, answer["Location"]) == (7, "before", f"/reports/own/{view.id}")
    assert "Cash €10.05" in text(other, f"/reports/own/{view.id}?{PERIOD}")
    file = other.get(f"/reports/own/{view.id}.csv?{PERIOD}").content.decode("utf-8-sig").splitlines()
    assert file[:2] == ["Way to pay,Amount (EUR),Before (EUR),Difference,Count", "Cash,10.05,0.00,,2"]
    assert other.get(f"/reports/own/{view.id}.exe").status_code == 404

    again = owner.post("/reports/keep", form)
    assert (again.status_code, "A report of this name is there already." in again.content.decode()) == (422, True)

    assert owner.post(f"/reports/own/{view.id}/remove").status_code == 302
    assert owner.get(f"/reports/own/{view.id}").status_code == 404
    with reading(told.organization):
        assert saved_reports() == []
