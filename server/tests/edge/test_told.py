"""What one till used up the others hear at once: the page, the nudge, what a late joiner reads, and its end."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connections

from comptoir.kernel import new_uuid7
from comptoir.platform.commands import AddStore
from comptoir.platform.models import LegalEntity
from comptoir.platform.operations import add_store
from comptoir.platform.tenancy import reading
from comptoir.sales.simulation import SimulatedTill
from comptoir.tills.commands import CreateTill
from comptoir.tills.operations import create_till
from tests.edge.client import Client, Reply, open_door, scope
from tests.sales.bottles import Bottles, furnish, paper, sale_of, voucher
from tests.sales.shop import Shop, count, discrepancies, enrol, new_till, open_shop, rows
from tests.sales.test_bottle_deposits import begun, submit


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def bottles(shop: Shop) -> Bottles:
    return furnish(shop)


class Listener:
    """What a till hears over its stream."""

    def __init__(self, client: Client, till: SimulatedTill) -> None:
        self.said: asyncio.Queue[bytes] = asyncio.Queue()
        address = scope("GET", "/edge/v1/events", till.identity.token)
        self.streaming = asyncio.create_task(client.door(address, asyncio.Queue().get, self._send))

    async def _send(self, message: Any) -> None:
        if message.get("body"):
            self.said.put_nowait(message["body"])


def ask(database: Any, *asked: tuple[SimulatedTill, object]) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [
                await client.ask("POST", "/edge/v1/told", body=msgspec.json.encode(body), token=till.identity.token)
                for till, body in asked
            ]

    return asyncio.run(run())


def execute(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def told(reply: Reply) -> list[tuple[str, str, str]]:
    assert reply.status == 200, reply.body
    return [(word["kind"], word["subject"], word["till"]) for word in reply.json["told"]]


def other_store(shop: Shop) -> SimulatedTill:
    store, till = new_uuid7(), new_uuid7()
    with reading(shop.organization):
        entity = LegalEntity.objects.get().pk
    add_store(
        AddStore(organization=shop.organization, id=store, legal_entity=entity, name="Nord", address="",
                 timezone="Europe/Paris", price_mode="gross")
    )  # fmt: skip
    create_till(CreateTill(organization=shop.organization, id=till, store=store, code="N1", name="Nord 1"))
    return enrol(shop, till)


def test_a_voucher_that_one_till_paid_is_told_to_the_store_and_to_nobody_else(
    shop: Shop, bottles: Bottles, database
) -> None:
    first, second = begun(shop, bottles, database, "A1"), begun(shop, bottles, database, "A2")
    elsewhere = other_store(shop)
    code = voucher(42, 325)
    entry = first.seal("sale", sale_of(first, shop, [paper(code, 325)]))

    submit(database.app, (first, [entry]))
    submit(database.app, (first, [entry]))

    heard, own, away = ask(database, (second, {}), (first, {"after": 0}), (elsewhere, {}))
    assert told(heard) == told(own) == [("bottle_voucher", code, "A1")]
    assert told(away) == []
    [word] = heard.json["told"]
    sold = datetime.fromisoformat(word["at"])
    assert datetime.fromisoformat(word["ends_at"]) - sold == timedelta(days=30)
    assert (heard.json["position"], heard.json["more"]) == (word["position"], False)
    [again] = ask(database, (second, {"after": heard.json["position"]}))
    assert (told(again), again.json["position"]) == ([], heard.json["position"])
    assert discrepancies(shop.organization) == []


def test_two_tills_at_once_are_both_told_in_order(shop: Shop, bottles: Bottles, database) -> None:
    tills = [begun(shop, bottles, database, f"A{number}") for number in range(1, 5)]
    deliveries = [
        (till, [till.seal("sale", sale_of(till, shop, [paper(voucher(10 * number + k, 100), 100)])) for k in range(3)])
        for number, till in enumerate(tills)
    ]

    submit(database.app, *deliveries)

    [heard] = ask(database, (tills[0], {}))
    positions = [word["position"] for word in heard.json["told"]]
    assert len(positions) == len(set(positions)) == 12
    assert positions == sorted(positions)


def test_what_no_longer_matters_is_not_told_and_soon_gone(shop: Shop, bottles: Bottles, database) -> None:
    first, second = begun(shop, bottles, database, "A1"), begun(shop, bottles, database, "A2")
    submit(database.app, (first, [first.seal("sale", sale_of(first, shop, [paper(voucher(1, 100), 100)]))]))
    execute("UPDATE sales_told SET ends_at = now() - interval '1 second'")

    [heard] = ask(database, (second, {}))
    submit(database.app, (first, [first.seal("sale", sale_of(first, shop, [paper(voucher(2, 100), 100)]))]))
    [later] = ask(database, (second, {"after": heard.json["position"]}))

    assert told(heard) == []
    assert told(later) == [("bottle_voucher", voucher(2, 100), "A1")]
    assert count("sales_told", shop.organization) == 1


def test_a_sale_of_long_ago_tells_nothing(shop: Shop, bottles: Bottles, database) -> None:
    first = begun(shop, bottles, database, "A1")
    body = sale_of(first, shop, [paper(voucher(1, 100), 100)])
    first.now = datetime.now(UTC) - timedelta(days=31)

    submit(database.app, (first, [first.seal("sale", body)]))

    assert count("sales_told", shop.organization) == 0
    assert len(rows("sales_bottle_deposit", shop.organization)) == 1


def test_a_long_list_comes_in_pages(shop: Shop, database) -> None:
    till = new_till(shop, "A1")
    execute(
        "INSERT INTO sales_told (organization_id, position, store_id, till_id, kind, subject, amount, happened_at,"
        f" ends_at) SELECT '{shop.organization}', n, '{shop.store}', '{till.identity.till}', 'bottle_voucher', n::text,"
        " 0, now(), now() + interval '1 day' FROM generate_series(1, 1500) n"
    )

    [first] = ask(database, (till, {}))
    [second] = ask(database, (till, {"after": first.json["position"]}))

    assert (len(first.json["told"]), first.json["more"], first.json["position"]) == (1_000, True, 1_000)
    assert (len(second.json["told"]), second.json["more"], second.json["position"]) == (500, False, 1_500)
    # What a till reads of a thousand codes.
    assert len(first.body) < 170_000


def test_who_is_nobody_hears_nothing(shop: Shop, bottles: Bottles, database) -> None:
    till = begun(shop, bottles, database, "A1")

    async def run() -> list[int]:
        async with open_door(database.app) as client:
            answers = [await client.ask("POST", "/edge/v1/told", body=b"{}", token=token) for token in (None, "nobody")]
            wrong = await client.ask("POST", "/edge/v1/told", body=b'{"after": -1}', token=till.identity.token)
            return [answer.status for answer in (*answers, wrong)]

    assert asyncio.run(run()) == [401, 401, 422]


def test_the_other_tills_of_the_store_are_nudged_at_once(shop: Shop, bottles: Bottles, database) -> None:
    first, second = begun(shop, bottles, database, "A1"), begun(shop, bottles, database, "A2")
    elsewhere = other_store(shop)
    entry = first.seal("sale", sale_of(first, shop, [paper(voucher(42, 325), 325)]))

    async def run() -> tuple[list[bytes], list[bytes]]:
        async with open_door(database.app) as client:
            near, far = Listener(client, second), Listener(client, elsewhere)
            async with asyncio.timeout(10):
                heard = [await near.said.get()]
                await far.said.get()
                sent = await client.ask("POST", "/edge/v1/entries", body=entry.line + b"\n", token=first.identity.token)
                assert sent.status == 200, sent.body
                heard.append(await near.said.get())
            for listener in (near, far):
                listener.streaming.cancel()
            return heard, [far.said.get_nowait() for _ in range(far.said.qsize())]

    position = bottles.position
    assert asyncio.run(run()) == (
        [
            b'event: hello\ndata: {"position":%d}\n\n' % position,
            b'event: told\ndata: {}\n\nevent: catalog\ndata: {"position":%d}\n\n' % position,
        ],
        [],
    )
