"""OPay's cashier: a code leads the customer's phone to a page, and OPay's signed answers say what became of it."""

import hmac
import json
from collections.abc import Iterator
from hashlib import sha512
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from comptoir.kernel import new_uuid7
from comptoir.payments.peers.opay import KEY, OPayPeer
from comptoir.payments.providers.opay import canonical
from tests.databases import TestDatabase
from tests.payments.counter import AtWork, Counter, serving

NGN = 566


@pytest.fixture
def counter(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = OPayPeer()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {"opay": address}
        yield Counter(database, "opay", peer)


async def shown(till: AtWork, name: Any) -> Any:
    assert (await till.begin(name, currency=NGN))[0] == 202
    known: Any = {"code": "", "step": ""}
    # The code is on disk a moment before the word that it is shown.
    while "" in (known["code"], known["step"]):
        known = (await till.ask("GET", f"attempts/{name}"))[1]
    return known


def test_a_customer_pays_by_the_code_and_gets_it_back(counter: Counter) -> None:
    name, back, twice = new_uuid7(), new_uuid7(), new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(waits=True)
        known = await shown(till, name)
        assert (known["state"], known["step"]) == ("pending", "scan_code")
        again = await till.begin(name, currency=NGN)
        assert again[1]["code"] == known["code"]

        def pay() -> int:
            with urlopen(f"{known['code']}/pay", timeout=10) as page:
                return int(page.status)

        assert [await till.client_thread(pay) for _ in range(2)] == [200, 200]
        paid = await till.until_over(name)
        assert (paid["state"], paid["approved"], paid["code"]) == ("approved", 1_234, "")
        assert (await till.begin(back, 1_234, currency=NGN, kind="reversal", reverses=str(name)))[0] == 202
        assert (await till.until_over(back))["state"] == "approved"
        refused = await till.begin(twice, 1_234, currency=NGN, kind="reversal", reverses=str(name))
        assert refused[0] == 422

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234), ("refund", -1_234)]


def test_one_that_is_given_up_is_closed_and_can_not_be_paid(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(waits=True)
        known = await shown(till, name)
        await till.begin(name, verb="/void", currency=NGN)
        assert (await till.until_over(name))["state"] == "cancelled"
        await till.client_thread(lambda: urlopen(f"{known['code']}/pay", timeout=10).close())

    counter.run(story)
    assert counter.ledger() == []


@pytest.mark.parametrize(
    ("mood", "state", "ledger"),
    [
        ({"answer": "decline"}, "declined", []),
        ({"answer": "leave"}, "cancelled", []),
        # Lost when it was made: nobody has the code, so it is closed and can't be paid.
        ({"fault": "lose", "at": "cashier/create", "waits": True}, "cancelled", []),
        ({"fault": "refuse", "at": "cashier/create"}, "declined", []),
        ({"fault": "lose", "at": "cashier/status", "times": 3}, "approved", [("payment", 1_234)]),
        ({"fault": "break", "at": "cashier/status", "times": 2}, "approved", [("payment", 1_234)]),
        # Another amount than ours is for a person.
        ({"lacks": 100}, "unknown", [("payment", 1_134)]),
    ],
)
def test_whatever_gets_lost_it_is_known_in_the_end(
    counter: Counter, mood: dict[str, Any], state: str, ledger: list[tuple[str, int]]
) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(**mood)
        await till.begin(name, currency=NGN)
        known = await till.until_over(name, (state,))
        assert known["approved"] == (1_234 if state == "approved" else 0)

    counter.run(story)
    assert counter.ledger() == ledger


def test_a_currency_that_opay_does_not_take_is_refused_before_anything_leaves(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        await till.begin(name)
        known = await till.until_over(name)
        assert (known["state"], known["events"][-1]["trouble"]) == ("declined", "not_possible")

    counter.run(story)
    assert (counter.ledger(), "POST /api/v1/international/cashier/create" in counter.peer.calls) == ([], False)


def test_what_is_signed_is_what_is_sent() -> None:
    """Keys in order, no space: HMAC-SHA512 in hexadecimal (https://documentation.opaycheckout.com)."""
    body = {"reference": "041233981115", "country": "NG"}

    assert canonical(body) == '{"country":"NG","reference":"041233981115"}'
    assert json.loads(canonical(body)) == body
    assert len(hmac.new(KEY.encode(), canonical(body).encode(), sha512).hexdigest()) == 128
