"""What Square, Viva and Adyen do each in its own way; what all providers share is in `test_terminal_attempts.py`."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comptoir.edge.database import in_thread
from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import provider_of
from comptoir.payments.peers.command import PEERS, SECRETS, SETTINGS
from comptoir.payments.peers.square import SquarePeer
from comptoir.payments.peers.viva import VivaPeer
from comptoir.payments.providers.contract import Access, NotSent
from comptoir.payments.providers.drivers import driver_of
from comptoir.payments.providers.viva import Viva
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.payments.counter import PLACES, AtWork, Counter, long_ago, serving, until

CLOUDS = ("square", "viva", "adyen")
BACK = {"SquarePeer": "POST /v2/refunds", "VivaPeer": "/transactions:refund", "AdyenPeer": "/async"}
Open = Callable[..., Counter]


@pytest.fixture
def open_counter(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Open]:
    settings.HOME = tmp_path
    with serving_each(settings) as found:
        yield lambda driver, **more: Counter(database, driver, found[driver], **more)


class serving_each:
    """Every simulated cloud at once."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings
        self._peers = {name: PEERS[name]() for name in CLOUDS}
        self._open = [serving(peer) for peer in self._peers.values()]

    def __enter__(self) -> dict[str, Any]:
        addresses = [one.__enter__() for one in self._open]
        self._settings.PAYMENT_PEERS = dict(zip(self._peers, addresses, strict=True))
        return self._peers

    def __exit__(self, *_: object) -> None:
        for one in self._open:
            one.__exit__(None, None, None)


@pytest.mark.parametrize("driver", CLOUDS)
def test_a_tip_given_at_the_terminal_is_told_from_the_amount(driver: str, open_counter: Open) -> None:
    counter = open_counter(driver, allows_tips=True)
    name, back = new_uuid7(), new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(tip=200)
        await till.begin(name)
        known = await till.until_over(name)
        assert (known["state"], known["amount"], known["tip"]) == ("approved", 1_234, 200)

        # What goes back may be all of it, the tip as well, and not a cent more.
        too_much = await till.begin(new_uuid7(), 1_435, kind="reversal", reverses=str(name))
        assert (too_much[0], too_much[1]["code"]) == (422, "agent.body_invalid")
        await till.begin(back, 1_434, kind="reversal", reverses=str(name))
        assert (await till.until_over(back))["state"] == "approved"

    counter.run(story)
    assert counter.ledger() == [("payment", 1_434), ("refund", -1_434)]


@pytest.mark.parametrize("driver", CLOUDS)
def test_a_refund_whose_answer_got_lost_is_found_and_not_given_twice(driver: str, open_counter: Open) -> None:
    counter = open_counter(driver)
    paid, other, lost, first, never = (new_uuid7() for _ in range(5))
    place = BACK[type(counter.peer).__name__]

    async def story(till: AtWork) -> None:
        for name in (paid, other):
            await till.begin(name)
            assert (await till.until_over(name))["state"] == "approved"
        # In parts: the second of the same amount is told from the first.
        await till.begin(first, 400, kind="reversal", reverses=str(paid))
        assert (await till.until_over(first))["state"] == "approved"
        till.mood(fault="lose", at=place)
        await till.begin(lost, 400, kind="reversal", reverses=str(paid))
        assert (await till.until_over(lost))["state"] == "approved"
        assert counter.ledger()[2:] == [("refund", -400)] * 2

        till.mood(fault="refuse", at=place)
        await till.begin(never, 400, kind="reversal", reverses=str(paid))
        await asyncio.to_thread(until, lambda: counter.peer.mood.times == 0)
        await asyncio.to_thread(in_thread, lambda: long_ago(counter, never))
        await till.ask("POST", f"attempts/{never}/query")
        known = await till.until_over(never)
        assert (known["state"], known["trouble"]) == ("declined", "not_found")

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)] * 2 + [("refund", -400)] * 2


@pytest.mark.parametrize("driver", CLOUDS)
def test_what_was_lost_on_its_way_is_stopped_by_its_own_identifier(driver: str, open_counter: Open) -> None:
    counter = open_counter(driver)
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(waits=True, fault="lose", at=PLACES[type(counter.peer).__name__])
        await till.begin(name)
        await asyncio.to_thread(until, lambda: counter.peer.mood.times == 0)
        await till.ask("POST", f"attempts/{name}/cancel")
        assert (await till.until_over(name))["state"] == "cancelled"
        # The card that is held out now finds nothing to pay.
        counter.peer.has_card = True
        assert (await till.ask("GET", f"attempts/{name}"))[1]["state"] == "cancelled"

    counter.run(story)
    assert counter.ledger() == []


@pytest.mark.parametrize("driver", CLOUDS)
def test_an_answer_about_something_else_approves_nothing(driver: str, open_counter: Open) -> None:
    counter = open_counter(driver)
    name = new_uuid7()

    async def story(till: AtWork) -> Any:
        till.mood(waits=True)
        await till.begin(name)
        await asyncio.to_thread(until, lambda: bool(counter.peer.calls) and confuse(counter.peer))
        counter.peer.has_card = True
        return await till.until_over(name, ("approved", "declined", "cancelled", "unknown"))

    known = counter.run(story)
    assert (known["state"], known["trouble"], set(known["result"].values())) == ("unknown", "no_answer", {""})


def confuse(peer: Any) -> bool:
    """Whether there was something to confuse: from now on it speaks of another one."""
    with peer.lock:
        if isinstance(peer, SquarePeer):
            for one in peer.checkouts.values():
                one["reference_id"] = str(new_uuid7())
            return bool(peer.checkouts)
        if isinstance(peer, VivaPeer):
            for one in peer.sessions.values():
                one["sessionId"] = one["merchantReference"] = str(new_uuid7())
                peer.began[one["sessionId"]] = 0.0
            return bool(peer.sessions)
        for work in peer.works.values():
            work.body["SaleData"]["SaleTransactionID"]["TransactionID"] = str(new_uuid7())
        return bool(peer.works)


def test_squares_customers_leave_are_too_late_or_are_refused(open_counter: Open) -> None:
    counter = open_counter("square")

    async def story(till: AtWork) -> list[tuple[str, str]]:
        ends = []
        for answer in ("leave", "late", "decline"):
            name = new_uuid7()
            till.mood(answer=answer)
            await till.begin(name)
            known = await till.until_over(name)
            ends.append((known["state"], known["trouble"]))
        return ends

    assert counter.run(story) == [("cancelled", ""), ("declined", "no_answer"), ("declined", "card_declined")]
    assert counter.ledger() == []


def test_viva_names_its_refusals_and_a_token_that_ended_is_fetched_anew(open_counter: Open) -> None:
    counter = open_counter("viva")

    async def story(till: AtWork) -> list[tuple[str, str]]:
        ends = []
        for answer in ("leave", "late", "poor", "busy", "expire"):
            name = new_uuid7()
            till.mood(answer=answer)
            await till.begin(name)
            known = await till.until_over(name)
            ends.append((known["state"], known["trouble"]))
        return ends

    assert counter.run(story) == [
        ("cancelled", ""), ("declined", "no_answer"), ("declined", "card_declined"), ("declined", "terminal_busy"),
        ("approved", ""),
    ]  # fmt: skip
    assert counter.ledger() == [("payment", 1_234)]
    assert counter.peer.calls.count("POST /connect/token") == 2


def test_a_terminal_of_adyen_that_is_off_is_sent_nothing(open_counter: Open) -> None:
    counter = open_counter("adyen")
    off, busy, unheard = (new_uuid7() for _ in range(3))

    async def story(till: AtWork) -> None:
        till.mood(answer="offline")
        await till.begin(off)
        known = await till.until_over(off)
        assert (known["state"], known["trouble"]) == ("declined", "terminal_away")
        assert not [one for one in counter.peer.calls if one.endswith("/async")]
        till.mood(answer="busy")
        await till.begin(busy)
        known = await till.until_over(busy)
        assert (known["state"], known["trouble"]) == ("declined", "terminal_busy")
        # The cloud could not say whether the terminal took it: it is asked, and is not sent again.
        till.mood(answer="unheard")
        await till.begin(unheard)
        known = await till.until_over(unheard, ("approved", "declined", "unknown"))
        assert known["state"] == "unknown"
        till.mood()
        await asyncio.to_thread(in_thread, lambda: long_ago(counter, unheard))
        known = await till.until_over(unheard)
        assert (known["state"], known["trouble"]) == ("declined", "not_found")

    counter.run(story)
    assert counter.ledger() == []
    assert len([one for one in counter.peer.calls if one.endswith("/async")]) == 2


@pytest.mark.parametrize("driver", CLOUDS)
def test_wrong_credentials_and_other_merchants_are_told_apart(driver: str, settings: Any) -> None:
    peer = PEERS[driver]()
    found = driver_of(driver)
    assert found is not None
    make, names = found.make, found.secrets
    assert make is not None
    with serving(peer) as address:

        def said(**changes: str) -> str:
            wish = {**SETTINGS.get(driver, {}), **SECRETS[driver], **changes}
            secrets = {name: wish[name] for name in names}
            access = Access(address=address, is_live=False, settings=wish, secrets=secrets)
            try:
                return make(access).check()
            except NotSent as refused:
                return refused.code

        assert said() in ("Comptoir test", *SETTINGS.get(driver, {}).values())
        assert said(**dict.fromkeys(names, "wrong")) == "credentials_refused"
        if driver == "adyen":
            assert said(merchant_account="Another") == "merchant_unknown"


def test_test_accounts_and_live_ones_go_to_their_own_addresses(open_counter: Open, settings: Any) -> None:
    counter = open_counter("viva")
    settings.PAYMENT_PEERS = {}
    with reading(counter.organization):
        provider = provider_of(counter.account)
    assert isinstance(provider, Viva)
    assert provider._address == "https://demo-api.vivapayments.com"
    assert [driver_of(name).test_address for name in ("square", "adyen")] == [  # type: ignore[union-attr]
        "https://connect.squareupsandbox.com",
        "https://terminal-api-test.adyen.com",
    ]
