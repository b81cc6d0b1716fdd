"""Money that is held on a card by a provider's terminal: reserved, raised, taken in part, let go, once each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.command import PEERS
from comptoir.payments.peers.stripe import HELD_SECONDS, StripePeer
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import BeginAttempt, OneAttempt, begin_attempt, find_attempt, hold
from comptoir.payments.terminal_desk import advance, advance_due_of
from comptoir.platform.tenancy import as_one, reading
from tests.databases import TestDatabase
from tests.payments.counter import AtWork, Counter, serving


@pytest.fixture
def counter(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = StripePeer()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {"stripe": address}
        yield Counter(database, "stripe", peer)


def held(counter: Counter) -> int:
    assert isinstance(counter.peer, StripePeer)
    return counter.peer.held


async def reserved(till: AtWork, amount: int = 20_000) -> UUID:
    name = new_uuid7()
    await till.begin(name, amount, kind="reserve")
    known = await till.until_over(name)
    assert (known["state"], known["result"]["last_four"]) == ("approved", "1111")
    return name


async def done(till: AtWork, kind: str, amount: int, of: UUID) -> tuple[UUID, str, str]:
    name = new_uuid7()
    status, said = await till.begin(name, amount, kind=kind, reverses=str(of))
    if status != 202:
        return name, str(status), said["code"]
    known = await till.until_over(name)
    return name, known["state"], known["trouble"]


def test_a_reservation_is_raised_and_taken_in_part_once_and_its_money_goes_back(counter: Counter) -> None:
    async def story(till: AtWork) -> None:
        before = datetime.now(UTC).timestamp()
        room = await reserved(till)
        known = await till.until_over(room)
        assert before + HELD_SECONDS - 2 < known["expires_ms"] / 1_000 < before + HELD_SECONDS + 60
        assert (counter.ledger(), held(counter)) == ([], 20_000)

        assert (await done(till, "capture", 20_001, room))[1:] == ("422", "agent.body_invalid")
        assert (await done(till, "increase", 20_000, room))[1:] == ("422", "agent.body_invalid")
        assert (await done(till, "increase", 25_000, room))[1:] == ("approved", "")
        assert (counter.ledger(), held(counter)) == ([], 25_000)

        taken, state, _ = await done(till, "capture", 24_000, room)
        assert (state, counter.ledger(), held(counter)) == ("approved", [("payment", 24_000)], 0)
        # Pressed again under its own name, under another one, and let go afterwards.
        assert (await till.begin(taken, 24_000, kind="capture", reverses=str(room)))[1]["state"] == "approved"
        for kind, amount in (("capture", 24_000), ("release", 25_000), ("increase", 30_000)):
            assert (await done(till, kind, amount, room))[1:] == ("declined", "hold_ended")
        assert (counter.ledger(), held(counter)) == ([("payment", 24_000)], 0)

        assert (await done(till, "refund", 4_000, taken))[1] == "approved"
        assert (await done(till, "reversal", 20_001, taken))[1:] == ("422", "agent.body_invalid")
        assert (await done(till, "reversal", 20_000, taken))[1] == "approved"

    counter.run(story)
    assert counter.ledger() == [("payment", 24_000), ("refund", -4_000), ("refund", -20_000)]


def test_what_is_let_go_is_not_taken_and_a_bank_may_refuse_more(counter: Counter) -> None:
    async def story(till: AtWork) -> None:
        room = await reserved(till)
        counter.peer.mood = Mood(answer="decline")
        assert (await done(till, "increase", 25_000, room))[1:] == ("declined", "card_declined")
        assert held(counter) == 20_000
        counter.peer.mood = Mood()
        assert (await done(till, "release", 20_000, room))[1:] == ("approved", "")
        assert (await done(till, "capture", 100, room))[1:] == ("declined", "hold_ended")
        assert (counter.ledger(), held(counter)) == ([], 0)
        # A reservation is no payment: nothing of it can go back.
        assert (await done(till, "reversal", 100, room))[1:] == ("422", "agent.body_invalid")
        # And no provider gives money to a card that it has never seen.
        name = new_uuid7()
        assert (await till.begin(name, 500, kind="refund"))[1]["trouble"] == "not_possible"

    counter.run(story)
    assert counter.ledger() == []


def _wish(counter: Counter, kind: Kind, amount: int, of: UUID | None) -> BeginAttempt:
    return BeginAttempt(
        organization=counter.organization, store=counter.shop.store, till=counter.tills[0].identity.till,
        terminal=counter.terminal, id=new_uuid7(), kind=kind, amount=amount, currency=978, reverses=of,
        now=datetime.now(UTC),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.INCREASE, Kind.CAPTURE, Kind.RELEASE])
@pytest.mark.parametrize("fault", ["", "lose", "refuse", "break", "error"])
def test_a_crash_or_a_lost_answer_at_any_step_is_found_out_by_the_worker(
    counter: Counter, kind: Kind, fault: str
) -> None:
    async def story(till: AtWork) -> UUID:
        return await reserved(till)

    room = counter.run(story)
    amount = {Kind.INCREASE: 25_000, Kind.CAPTURE: 15_000, Kind.RELEASE: 20_000}[kind]
    wish = _wish(counter, kind, amount, room)
    begin_attempt(wish)
    # While one is under way, no other changes the same hold.
    other = begin_attempt(_wish(counter, Kind.CAPTURE, 15_000, room))
    assert (other.state, other.trouble) == ("declined", "not_sure")

    if not fault:
        # The process dies after it was written that it leaves, and before a byte does.
        assert hold(OneAttempt(organization=counter.organization, id=wish.id, now=datetime.now(UTC))) is not None
    else:
        verb = {Kind.INCREASE: "/increment", Kind.CAPTURE: "/capture", Kind.RELEASE: "/cancel"}[kind]
        counter.peer.mood = Mood(fault=fault, at=verb)
        assert advance(counter.organization, wish.id).is_open
    with as_one(counter.organization):
        late = datetime.now(UTC) - timedelta(minutes=5)
        TerminalAttempt.objects.filter(id=wish.id).update(left_at=late, held_until=None, next_at=late)
    advance_due_of(counter.organization, datetime.now(UTC))
    begin_attempt(wish)

    with reading(counter.organization):
        found = find_attempt(counter.organization, wish.id)
    came = fault in ("lose", "break")
    assert found.state == ("approved" if came else "declined"), (found.state, found.trouble)
    after = {Kind.INCREASE: ([], 25_000), Kind.CAPTURE: ([("payment", 15_000)], 0), Kind.RELEASE: ([], 0)}
    assert (counter.ledger(), held(counter)) == (after[kind] if came else ([], 20_000))


@pytest.mark.parametrize("driver", sorted(set(PEERS) - {"stripe"}))
def test_who_can_not_hold_money_says_so_and_is_not_asked(
    driver: str, db: None, database: TestDatabase, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    peer = PEERS[driver]()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {driver: address}
        counter = Counter(database, driver, peer)
        peer.calls.clear()
        view = begin_attempt(_wish(counter, Kind.RESERVE, 500, None))
        assert (view.state, view.trouble, peer.calls, counter.ledger()) == ("declined", "not_possible", [], [])
