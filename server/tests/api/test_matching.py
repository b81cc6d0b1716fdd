"""A change by two who have read the same: one is told that the other was first, and nothing of the first is lost."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connections

from comptoir.platform.public import legal_entities
from comptoir.platform.tenancy import reading
from tests.api.conftest import Connect, Program
from tests.purchasing.bought import add_supplier
from tests.sales.shop import Shop

KEPT = {"cube": "sales", "by": ["day"], "measures": ["gross"], "days": 7}
POLICY = {"pin_length": 4, "lock_after_s": 0, "difference_limit": None}
BOOKS = {"chart": "pcg", "year_starts": 1, "journal_code": "CAI", "adviser": "", "client": ""}
EMPLOYEE = {"name": "", "color": "#112233", "is_active": True}
DAY: dict[str, Any] = {"day_starts_minute": 0, "opening_hours": []}
RETURNS = {"returns_days": 30, "returns_in_cash": False}
_WAITING = """
    SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE NOT l.granted AND a.datname = current_database()
"""


@pytest.fixture
def program(shop: Shop, connect: Connect) -> Program:
    return connect(shop.organization)


@contextmanager
def held() -> Iterator[Callable[[int], None]]:
    """No change ends while this is open: each waits where it would say what it did. Yields a way to wait for them."""
    with psycopg.connect(os.environ["COMPTOIR_OWNER_DATABASE_URL"]) as holding:
        holding.execute("LOCK TABLE platform_auditevent IN SHARE MODE")

        def wait_for(count: int) -> None:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                # A transaction keeps what it saw of the activity.
                holding.execute("SELECT pg_stat_clear_snapshot()")
                row = holding.execute(_WAITING).fetchone()
                if row is not None and row[0] >= count:
                    return
                time.sleep(0.02)
            raise AssertionError("nobody waits")

        yield wait_for


def test_of_two_at_once_one_is_told_that_the_other_was_first(shop: Shop, program: Program) -> None:
    with reading(shop.organization):
        company = legal_entities()[0].id
    employee = program.done("post", "/employees", {"name": "Ada"}, 201)["id"]
    saved = program.done("post", "/saved-reports", {"name": "Semaine", **KEPT}, 201)["id"]
    supplier = f"/suppliers/{add_supplier(shop)}"
    store = f"/stores/{shop.store}"
    books = f"/companies/{company}/bookkeeping"
    # The address, where it is read, what both want, and what then stands.
    asked: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        (supplier, supplier, {"name": "Un"}, {"name": "Deux"}),
        (f"/employees/{employee}", "", {**EMPLOYEE, "name": "Un"}, {**EMPLOYEE, "name": "Deux"}),
        ("/till-policy", "", {**POLICY, "lock_after_s": 60}, {**POLICY, "lock_after_s": 120}),
        (books, "", {**BOOKS, "journal_code": "VT"}, {**BOOKS, "journal_code": "CA"}),
        (f"/saved-reports/{saved}", "", {"name": "Un", **KEPT}, {"name": "Deux", **KEPT}),
        (f"{store}/day", f"{store}/settings", {**DAY, "day_starts_minute": 60}, {**DAY, "day_starts_minute": 120}),
        (f"{store}/returns", f"{store}/settings", {**RETURNS, "returns_days": 7}, {**RETURNS, "returns_days": 9}),
    ]  # fmt: skip

    def put(path: str, body: dict[str, Any], version: str) -> int:
        try:
            status: int = program.put(path, body, If_Match=version).status_code
            return status
        finally:
            connections.close_all()

    for path, read_at, *both in asked:
        version = program.get(read_at or path)["ETag"]
        with ThreadPoolExecutor(2) as pool:
            with held() as wait_for:
                tried = [pool.submit(put, path, body, version) for body in both]
                wait_for(2)
            statuses = [one.result() for one in tried]

        assert sorted(statuses) == [200, 412], path
        wanted = both[statuses.index(200)]
        stands = program.get(read_at or path).json()
        assert {name: stands[name] for name in wanted} == wanted, path


def test_a_kept_report_is_changed_by_who_has_read_it(program: Program) -> None:
    made = program.done("post", "/saved-reports", {"name": "Semaine", **KEPT}, 201)
    path, change = f"/saved-reports/{made['id']}", {"name": "Mois", **KEPT, "days": 30}

    assert program.put(path, change).status_code == 428
    assert program.put(path, change, If_Match='"old"').status_code == 412
    assert program.get(path).json() == made
    told = program.done("put", path, change, If_Match=program.get(path)["ETag"])
    assert (told["name"], told["days"]) == ("Mois", 30)
