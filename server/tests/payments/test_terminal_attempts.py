"""Payments at providers' terminals: each is asked for once, and known in the end, whatever gets lost on the way."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comptoir.edge.database import in_thread
from comptoir.kernel import new_uuid7
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.command import PEERS
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import BeginAttempt, OneAttempt, begin_attempt, find_attempt, hold
from comptoir.payments.terminal_desk import advance, advance_due_of
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.payments.counter import CODES, PLACES, AtWork, Counter, long_ago, serving, until

# OPay's customers pay by phone, in other currencies: test_opay.py.
DRIVERS = tuple(name for name in PEERS if name != "opay")


@pytest.fixture(params=DRIVERS)
def counter(request: Any, db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = PEERS[request.param]()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {request.param: address}
        yield Counter(database, request.param, peer)


def words(known: Any) -> list[tuple[str, str, str]]:
    return [(one["state"], one["source"], one["trouble"]) for one in known["events"]]


def test_a_card_pays_once_and_its_money_goes_back_once(counter: Counter) -> None:
    paid, again, back = new_uuid7(), new_uuid7(), new_uuid7()

    async def story(till: AtWork) -> None:
        status, begun = await till.begin(paid)
        # Pressed twice, and once more when it is over.
        repeats = [await till.begin(paid) for _ in range(2)]
        known = await till.until_over(paid)
        late = await till.begin(paid)
        other = await till.begin(paid, 999)
        wrong = [
            await till.begin(new_uuid7(), 1_235, kind="reversal", reverses=str(paid)),
            await till.begin(new_uuid7(), 1, kind="reversal"),
            await till.begin(new_uuid7(), 1, kind="reversal", reverses=str(new_uuid7())),
        ]

        assert (status, begun["state"], begun["amount"]) == (202, "pending", 1_234)
        assert [one[0] for one in repeats] == [202, 202]
        assert known["state"] == "approved", known
        result = known["result"]
        if counter.driver in CODES:
            assert result["brand"] in ("AlipayHK", "WeChat Pay")
            assert (result["last_four"], result["authorization"]) == ("", "")
        else:
            assert (result["last_four"], result["authorization"]) == ("1111", "A1B2C3")
            assert result["brand"].upper().startswith("VISA")
        assert words(known) == [("pending", "till", ""), ("approved", "terminal", "")]
        assert (late[0], late[1]["state"]) == (202, "approved")
        assert (other[0], other[1]["code"]) == (409, "agent.attempt_differs")
        assert [(one[0], one[1]["code"]) for one in wrong] == [(422, "agent.body_invalid")] * 3
        assert counter.ledger() == [("payment", 1_234)]

        await till.begin(back, 1_234, kind="reversal", reverses=str(paid))
        assert (await till.until_over(back))["state"] == "approved"
        twice = await till.begin(again, 1_234, kind="reversal", reverses=str(paid))
        assert (twice[0], twice[1]["code"]) == (422, "agent.body_invalid")
        stranger = await till.ask("GET", f"attempts/{paid}", till=1)
        assert (stranger[0], stranger[1]["code"]) == (404, "agent.attempt_unknown")

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234), ("refund", -1_234)]


def test_no_is_no_and_stopping_stops(counter: Counter) -> None:
    async def story(till: AtWork) -> None:
        no, stopped, unheard, second, stubborn = (new_uuid7() for _ in range(5))
        till.mood(answer="decline")
        await till.begin(no)
        declined = await till.until_over(no)
        assert declined["state"] == "declined"
        assert declined["trouble"] in ("declined", "card_declined")

        till.mood(waits=True)
        await till.begin(stopped)
        taken = await till.begin(second, till=1)
        if counter.driver in CODES:
            # Two customers hold out their phones at two tills: neither waits for the other.
            assert taken[1]["state"] == "pending"
            await till.ask("POST", f"attempts/{second}/cancel", till=1)
        else:
            assert (taken[1]["state"], taken[1]["trouble"]) == ("declined", "terminal_busy")
        await till.ask("POST", f"attempts/{stopped}/cancel")
        assert (await till.until_over(stopped))["state"] == "cancelled"

        # Given up before it was heard of: whenever it still comes, nothing comes of it.
        assert (await till.begin(unheard, verb="/void"))[1]["state"] == "cancelled"
        assert (await till.begin(unheard))[1]["state"] == "cancelled"
        assert counter.ledger() == []

        # The customer was quicker: what the terminal says counts.
        till.mood(is_stubborn=True, customer_ms=400)
        await till.begin(stubborn)
        await till.ask("POST", f"attempts/{stubborn}/cancel")
        assert (await till.until_over(stubborn))["state"] in ("approved", "cancelled")

    counter.run(story)
    kept = counter.ledger()
    assert len(kept) <= 1


def test_what_gets_lost_is_looked_for_and_never_sent_again(counter: Counter) -> None:
    """At the request that brings the amount to the terminal."""
    place = PLACES[type(counter.peer).__name__]

    async def story(till: AtWork) -> Any:
        for fault in ("lose", "break"):
            name = new_uuid7()
            till.mood(fault=fault, at=place)
            await till.begin(name)
            assert (await till.until_over(name))["state"] == "approved"
        never = new_uuid7()
        till.mood(fault="refuse", at=place)
        await till.begin(never)
        # Some providers know at once that it never came, with others only time tells: then nobody guesses.
        await asyncio.to_thread(until, lambda: counter.peer.mood.times == 0)
        known = (await till.ask("GET", f"attempts/{never}"))[1]
        if known["state"] != "declined":
            await asyncio.to_thread(in_thread, lambda: long_ago(counter, never))
            await till.ask("POST", f"attempts/{never}/query")
            known = await till.until_over(never)
        assert (known["state"], known["trouble"]) == ("declined", "not_found")

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)] * 2
    assert len([one for one in counter.peer.calls if one.endswith(place)]) == 2


def test_after_a_crash_the_worker_finds_out(counter: Counter) -> None:
    """Between any two steps: before it left, as it left, behind the provider's back; and two who work at once."""
    unsent, left, away, both = (new_uuid7() for _ in range(4))
    organization, code = counter.organization, CODES.get(counter.driver, "")

    def begin(name: UUID) -> None:
        begin_attempt(
            BeginAttempt(
                organization=organization, store=counter.shop.store, till=counter.tills[0].identity.till,
                terminal=counter.terminal, id=name, kind=Kind.PAYMENT, amount=1_234, currency=978, reverses=None,
                now=datetime.now(UTC),
            )
        )  # fmt: skip

    def state(name: UUID) -> tuple[str, str]:
        with reading(organization):
            view = find_attempt(organization, name)
        return view.state, view.trouble

    begin(unsent)
    advance_due_of(organization, datetime.now(UTC))
    assert state(unsent) == ("pending", "")
    long_ago(counter, unsent)
    advance_due_of(organization, datetime.now(UTC))
    assert state(unsent) == ("declined", "not_sent")

    begin(left)
    assert hold(OneAttempt(organization=organization, id=left, now=datetime.now(UTC))) is not None
    assert hold(OneAttempt(organization=organization, id=left, now=datetime.now(UTC))) is None
    long_ago(counter, left)
    advance_due_of(organization, datetime.now(UTC))
    assert state(left)[0] == "declined"
    assert counter.ledger() == []

    begin(both)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: in_thread(lambda: advance(organization, both, code)), range(4)))
    until(lambda: advance(organization, both).state == "approved")
    assert counter.ledger() == [("payment", 1_234)]

    counter.peer.mood = Mood(fault="lose", at=PLACES[type(counter.peer).__name__])
    begin(away)
    advance(organization, away, code)
    counter.peer.mood = Mood(fault="refuse", times=3)
    for _ in range(3):
        long_ago(counter, away, minutes=0)
        advance_due_of(organization, datetime.now(UTC))
    assert state(away) == ("unknown", "no_answer")
    long_ago(counter, away, minutes=0)
    until(lambda: advance(organization, away).state == "approved")
    assert counter.ledger() == [("payment", 1_234)] * 2


def test_other_figures_are_never_taken_for_ours(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(lacks=34)
        await till.begin(name)
        known = await till.until_over(name, ("approved", "declined", "unknown"))
        assert known["trouble"] == "wrong_answer"
        if isinstance(counter.peer, StripePeer):
            # It is authorized first, and of other figures nothing is captured.
            assert (known["state"], counter.ledger()) == ("declined", [])
            return
        assert (known["state"], known["needs_person"]) == ("unknown", True)
        answer = await till.ask("POST", f"attempts/{name}/decide", {"is_paid": False})
        assert (answer[1]["state"], answer[1]["needs_person"]) == ("declined", False)

    counter.run(story)
