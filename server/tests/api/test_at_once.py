"""Two programs change the same thing with the version that both have read: one does, the other changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from tests.api.conftest import Connect, Program
from tests.sales.shop import Shop, rows

Make = Callable[[str], object]
PATIENCE_S = 60


@pytest.fixture
def addresses(shop: Shop, connect: Connect) -> tuple[Program, dict[str, Make]]:
    """What stands, and how a body for it says a word; of books, issuer and policy there is no row yet to lock."""
    program = connect(shop.organization)

    def made(path: str, body: object) -> str:
        return f"{path}/{program.done('post', path, body, 201)['id']}"

    company = program.get("/companies").json()["companies"][0]["id"]
    books = {"chart": "pcg", "adviser": "1001", "client": "42"}
    issuer = {"street": "1 rue", "postal_code": "75001", "country": "FR", "tax_number": "FR1"}
    policy = {"lock_after_s": 60, "difference_limit": 500, "pin_length": 5}
    rule = {"kind": "each", "percent_ppm": 200_000, "match": {}}
    return program, {
        made("/suppliers", {"name": "Cave"}): lambda word: {"name": word},
        made("/customers", {"name": "Petit"}): lambda word: {"name": word},
        made("/employees", {"name": "Lina"}): lambda word: {"name": word, "color": "#112233", "is_active": True},
        made("/promotions", {"document": {**rule, "name": "A"}}): lambda word: {"document": {**rule, "name": word}},
        "/till-policy": lambda word: {**policy, "sign_in_note": word},
        f"/companies/{company}/bookkeeping": lambda word: {**books, "journal_code": word},
        f"/companies/{company}/issuer": lambda word: {**issuer, "city": word},
    }


def put_at_once(program: Program, path: str, version: str, ready: Barrier, body: object) -> Any:
    """In a thread of its own, as soon as the other is ready, too."""
    try:
        ready.wait(PATIENCE_S)
        return program.put(path, body, If_Match=version)
    finally:
        connections.close_all()


def test_one_of_two_wins_and_the_other_has_written_nothing(
    shop: Shop, addresses: tuple[Program, dict[str, Make]]
) -> None:
    program, bodies = addresses

    for number, (path, body_of) in enumerate(bodies.items()):
        words = (f"VE{number}A", f"VE{number}B")
        version, ready = program.get(path)["ETag"], Barrier(2)

        change = partial(put_at_once, program, path, version, ready)
        with ThreadPoolExecutor(2) as pool:
            answers = dict(zip(words, pool.map(change, map(body_of, words)), strict=True))

        assert sorted(answer.status_code for answer in answers.values()) == [200, 412], path
        won, lost = sorted(words, key=lambda word: answers[word].status_code)
        assert answers[lost].json()["code"] == "api.changed_meanwhile", path
        assert program.get(path).json() == answers[won].json(), path
        told = str([rows(table, shop.organization) for table in ("platform_auditevent", "platform_audit_change")])
        assert lost not in told, path
        # Who has read what stands now may say it again.
        assert program.put(path, body_of(lost), If_Match=answers[won]["ETag"]).status_code == 200, path
