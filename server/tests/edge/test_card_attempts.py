"""Tills tell of payments at card terminals: each word is kept once, by its own till, and no card number comes in."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from comptoir.payments.offline_cards import DecideOfflineCard, decide_offline_card
from comptoir.platform.tenancy import reading
from comptoir.sales.card_payments import card_payment
from comptoir.sales.simulation import SimulatedTill
from tests.databases import TestDatabase
from tests.edge.client import open_door
from tests.papers.receipts import store
from tests.sales.shop import count, new_till, open_shop, rows

MADE_MS = 1_795_766_042_250


class Told:
    """A shop with two tills, of which each can tell of its attempts."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.shop = open_shop()
        self.tills = [new_till(self.shop), new_till(self.shop, "A2")]
        for till in self.tills:
            store(database, till, [till.start_chain(), till.open(0)])

    def tell(self, till: SimulatedTill, *attempts: dict[str, Any]) -> tuple[int, Any]:
        async def run() -> tuple[int, Any]:
            async with open_door(self.database.app) as client:
                body = json.dumps({"attempts": attempts}).encode()
                reply = await client.ask("POST", "/edge/v1/attempts", body=body, token=till.identity.token)
                return reply.status, reply.json

        return asyncio.run(run())

    def kept(self, table: str) -> list[dict[str, Any]]:
        return list(rows(table, self.shop.organization))


@pytest.fixture
def told(db: None, database: TestDatabase, settings, tmp_path: Path) -> Told:
    settings.HOME = tmp_path
    return Told(database)


def attempt(name: UUID, *states: str, **changes: Any) -> dict[str, Any]:
    sources = {"pending": "till", "unknown": "agent", "approved": "terminal"}
    events = [
        {"at_ms": MADE_MS + place, "state": state, "source": sources[state], "trouble": ""}
        for place, state in enumerate(states)
    ]
    return {
        "id": str(name), "kind": "payment", "amount": 1_234, "currency": 978, "driver": "zvt", "terminal": "front",
        "terminal_name": "Terminal CB", "state": states[-1], "made_ms": MADE_MS, "events": events, **changes,
    }  # fmt: skip


def test_each_word_is_kept_once_and_an_end_stays_an_end(told: Told) -> None:
    first, other = told.tills
    name, chain = uuid4(), uuid4()
    result = {"trace": "000001", "receipt": "0001", "authorization": "A1B2C3", "brand": "VISA", "last_four": "1111"}
    paid = attempt(name, "pending", "unknown", "approved", result=result, tip=150)

    answers = [
        told.tell(first, attempt(name, "pending", "unknown")),
        told.tell(first, paid),
        told.tell(first, {**paid, "spent": {"chain": str(chain), "sequence": 7}}),
        # Late, of another till, and of another amount: none of them changes what is known.
        told.tell(first, attempt(name, "pending")),
        told.tell(other, attempt(name, "pending", "approved", result={"last_four": "9999"})),
        told.tell(first, attempt(name, "pending", "approved", amount=9)),
    ]

    assert answers == [(200, {"taken": [str(name)], "banks": []})] * 6
    [row] = told.kept("payments_card_attempt")
    assert (row["till_id"], row["state"], row["amount"], row["tip"]) == (first.identity.till, "approved", 1_234, 150)
    assert (row["brand"], row["last_four"], row["trace"], row["chain"], row["sequence"]) == (
        "VISA", "1111", "000001", chain, 7,
    )  # fmt: skip
    assert row["made_at"] == datetime.fromtimestamp(MADE_MS // 1_000, UTC).replace(microsecond=250_000)
    words = [(one["state"], one["source"]) for one in told.kept("payments_card_attempt_event")]
    assert sorted(words) == [("approved", "terminal"), ("pending", "till"), ("unknown", "agent")]


@pytest.mark.parametrize(
    "changes",
    [
        {"result": {"trace": "4111111111111111"}},
        {"result": {"last_four": "41111"}},
        {"result": {"brand": "VISA 4111111111111111"}},
        {"result": {"authorization": "4111111111111111"}},
        {"amount": 0},
        {"state": "paid"},
        {"driver": "4111111111111111"},
    ],
)
def test_no_card_number_fits_and_nonsense_is_refused(told: Told, changes: dict[str, Any]) -> None:
    assert told.tell(told.tills[0], attempt(uuid4(), "pending") | changes)[0] == 422
    assert count("payments_card_attempt", told.shop.organization) == 0


def test_a_card_that_held_less_is_kept_with_its_part_and_more_than_all_is_no_part(told: Told) -> None:
    first = told.tills[0]
    part, whole = uuid4(), uuid4()

    told.tell(first, attempt(part, "pending"), attempt(whole, "pending"))
    told.tell(first, attempt(part, "pending", "approved", approved=500))
    told.tell(first, attempt(part, "pending", "approved"), attempt(whole, "pending", "approved", approved=1_234))

    kept = {row["id"]: (row["amount"], row["approved"], row["state"]) for row in told.kept("payments_card_attempt")}
    assert kept == {part: (1_234, 500, "approved"), whole: (1_234, None, "approved")}
    with reading(told.shop.organization):
        found = card_payment(told.shop.organization, part)
    assert found is not None
    assert (found.amount, found.total) == (500, 500)


def test_a_till_that_tells_again_hears_what_the_bank_said_of_its_own_cards(told: Told) -> None:
    first, other = told.tills
    good, bad, mine, online = (uuid4() for _ in range(4))
    result = {"receipt": "00000042", "last_four": "1111"}
    cards = [
        attempt(name, "pending", "approved", driver="nexo", result={**result, "is_offline": name != online})
        for name in (good, bad, online)
    ]
    theirs = attempt(mine, "pending", "approved", driver="nexo", result={**result, "is_offline": True})

    before = told.tell(first, *cards)
    told.tell(other, theirs)
    for name, is_confirmed in ((good, True), (bad, False), (mine, False)):
        decide_offline_card(
            DecideOfflineCard(
                organization=told.shop.organization, person=None, attempt=name, is_confirmed=is_confirmed,
                at=datetime.now(UTC),
            )
        )  # fmt: skip
    stored = told.kept("payments_card_attempt")
    status, after = told.tell(first, *cards, theirs)

    assert {one["id"]: one["standing"] for one in before[1]["banks"]} == {str(good): "waiting", str(bad): "waiting"}
    assert (status, {one["id"]: one["standing"] for one in after["banks"]}) == (
        200, {str(good): "confirmed", str(bad): "refused"},
    )  # fmt: skip
    assert told.kept("payments_card_attempt") == stored
