"""The page of a question in SQL: its answer, its files, what it refuses, and who may ask."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from comptoir.identity.public import Role
from tests.backoffice.conftest import Day
from tests.databases import TestDatabase
from tests.insights.books import follow


@pytest.fixture
def told(day: Day, database: TestDatabase) -> Day:
    follow(database.app, day.organization)
    return day


GROSS = "SELECT sum(gross) AS cents, sum(gross) / 100.0 AS euro, min(day) AS day FROM insights_sales_hour"


def test_a_question_is_answered_on_the_page_and_in_files(owner: Client, told: Day) -> None:
    shown = owner.get("/reports/sql").content.decode()
    page = owner.post("/reports/sql", {"sql": GROSS}).content.decode()
    file = owner.post("/reports/sql", {"sql": GROSS, "form": "csv"}).content.decode("utf-8-sig").splitlines()
    parquet = owner.post("/reports/sql", {"sql": GROSS, "form": "parquet"})

    assert "insights_sales_hour" in shown
    assert "identity_user" not in shown
    assert '<td class="figure">1806</td><td class="figure">18.06</td><td>2026-11-19</td>' in page
    assert file == ["cents,euro,day", "1806,18.0600000000000000,2026-11-19"]
    from arro3.io import read_parquet

    table = read_parquet(io.BytesIO(parquet.content)).read_all()
    assert (table.schema.names, table.column("cents").to_pylist()) == (["cents", "euro", "day"], [1806])
    assert owner.post("/reports/sql", {"sql": GROSS, "form": "xlsx"}).content[:2] == b"PK"


def test_a_refusal_is_said_and_the_question_stays(owner: Client, told: Day) -> None:
    refused = owner.post("/reports/sql", {"sql": "SELECT * FROM identity_user"})
    unread = owner.post("/reports/sql", {"sql": "SELECT 1,\nnonsense"}, headers={"HX-Request": "true"})

    assert (refused.status_code, unread.status_code) == (422, 200)
    assert "This may not be asked for: identity_user" in refused.content.decode()
    assert "SELECT * FROM identity_user</textarea>" in refused.content.decode()
    assert "line 2" in unread.content.decode()
    assert owner.post("/reports/sql/stop", {"run": "nonsense"}).status_code == 204
    assert owner.get("/reports/sql/stop").status_code == 302


def test_a_cashier_does_not_ask(told: Day, sign_in: Callable[[UUID, Role], Client]) -> None:
    assert sign_in(told.organization, Role.CASHIER).post("/reports/sql", {"sql": "SELECT 1"}).status_code == 403
    assert sign_in(told.organization, Role.ACCOUNTANT).post("/reports/sql", {"sql": "SELECT 1"}).status_code == 200
