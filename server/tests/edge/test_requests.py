"""What a till asks for its customers, and what it learns about receipts."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from comptoir.kernel import new_uuid7
from comptoir.papers.commands import ChooseReceipts, NotePublicPage
from comptoir.papers.operations import choose_receipts, note_public_page
from comptoir.tills.commands import RevokeEnrolment
from comptoir.tills.operations import revoke_enrolment
from tests.databases import TestDatabase
from tests.edge.client import Client, Reply, open_door
from tests.papers.receipts import NOW_TEXT, Sold, essentials_of, sell
from tests.sales.shop import count, new_till, rows


@pytest.fixture
def sold(db: None, database: TestDatabase, settings, tmp_path: Path) -> Sold:
    settings.HOME = tmp_path
    settings.COMPTOIR_EMAIL_URL = "smtp://localhost"
    settings.PUBLIC_ADDRESS = "https://tickets.example"
    return sell(database)


def request(sold: Sold, **changes: object) -> dict[str, object]:
    return {
        "id": str(new_uuid7()),
        "chain": str(sold.till.identity.chain),
        "sequence": sold.sale.sequence,
        "digest": sold.sale.digest,
        "channel": "email",
        "address": "claire@example.fr",
        "language": "fr",
        "essentials": sold.essentials,
        "consented_at": NOW_TEXT,
        **changes,
    }


async def post(client: Client, sold: Sold, body: object) -> Reply:
    return await client.ask("POST", "/edge/v1/requests", body=json.dumps(body).encode(), token=sold.till.identity.token)


def ask(database: TestDatabase, sold: Sold, *bodies: object) -> list[Reply]:
    async def run() -> list[Reply]:
        async with open_door(database.app) as client:
            return [await post(client, sold, body) for body in bodies]

    return asyncio.run(run())


def test_a_request_is_queued_once_and_can_be_watched(sold: Sold, database: TestDatabase) -> None:
    wanted = request(sold)

    first, again, watched = ask(
        database,
        sold,
        {"deliveries": [wanted]},
        {"deliveries": [wanted]},
        {"watching": [wanted["id"], str(new_uuid7())]},
    )

    for reply in (first, again, watched):
        assert (reply.status, reply.json) == (200, {"answers": [{"id": wanted["id"], "state": "queued"}]})
    assert count("papers_delivery", sold.shop.organization) == 1


def test_each_request_gets_its_own_answer(sold: Sold, database: TestDatabase) -> None:
    good, bad = request(sold), request(sold, address="nobody")
    early = request(sold, sequence=9)
    other = new_till(sold.shop, "B2")
    foreign = request(sold, essentials=essentials_of(other, sold.sale))

    [reply] = ask(database, sold, {"deliveries": [good, bad, early, foreign]})

    answers = {answer["id"]: (answer["state"], answer.get("code", "")) for answer in reply.json["answers"]}
    assert answers == {
        good["id"]: ("queued", ""),
        bad["id"]: ("refused", "papers.address_invalid"),
        early["id"]: ("waiting", "papers.sale_unknown"),
        foreign["id"]: ("refused", "papers.essentials_invalid"),
    }
    assert [row["id"] for row in rows("papers_delivery", sold.shop.organization)] != []
    assert count("papers_delivery", sold.shop.organization) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "pigeon"},
        {"sequence": 0},
        {"address": "a\0b@example.fr"},
        {"consented_at": "2026-11-22T12:00:00"},
        {"id": 7},
    ],
)
def test_what_does_not_fit_is_refused_whole(sold: Sold, database: TestDatabase, changes: dict[str, object]) -> None:
    [reply] = ask(database, sold, {"deliveries": [request(sold), request(sold, **changes)]})

    assert (reply.status, reply.code) == (422, "edge.body_invalid")
    assert count("papers_delivery", sold.shop.organization) == 0


def test_another_organization_s_request_is_not_seen(sold: Sold, database: TestDatabase) -> None:
    wanted = request(sold)
    other = sell(database)

    ask(database, sold, {"deliveries": [wanted]})
    [seen] = ask(database, other, {"watching": [wanted["id"]]})

    assert seen.json == {"answers": []}


def test_a_revoked_till_asks_for_nothing(sold: Sold, database: TestDatabase) -> None:
    revoke_enrolment(
        RevokeEnrolment(
            organization=sold.shop.organization, person=None, chain=sold.till.identity.chain, now=sold.till.now
        )
    )
    [reply] = ask(database, sold, {"deliveries": [request(sold)]})

    assert (reply.status, reply.code) == (403, "edge.revoked")
    assert count("papers_delivery", sold.shop.organization) == 0


def receipt_settings(database: TestDatabase, sold: Sold) -> Any:
    async def run() -> Any:
        async with open_door(database.app) as client:
            return (await client.ask("GET", "/edge/v1/catalog", token=sold.till.identity.token)).json["settings"][
                "receipt"
            ]

    return asyncio.run(run())


def test_a_till_learns_how_receipts_look_and_whether_the_page_answers(
    sold: Sold, database: TestDatabase, settings
) -> None:
    settings.COMPTOIR_SMS_URL = "file:///dev/null"
    plain = {
        "language": "",
        "template": {},
        "channels": ["email", "sms"],
        "is_page_reachable": False,
        "has_invoices": False,
    }
    assert receipt_settings(database, sold) == plain

    note_public_page(
        NotePublicPage(
            organization=sold.shop.organization,
            address="https://tickets.example",
            is_reachable=True,
            code="",
            now=sold.till.now,
        )
    )
    assert receipt_settings(database, sold) == {**plain, "is_page_reachable": True}

    for code, store, shown in (("never", None, False), ("always", sold.shop.store, True)):
        choose_receipts(
            ChooseReceipts(
                organization=sold.shop.organization,
                person=None,
                store=store,
                language="de",
                code=code,
                template={"footer": [code]},
            )
        )
        told = receipt_settings(database, sold)
        assert (told["language"], told["template"]["footer"], told["is_page_reachable"]) == ("de", [code], shown)

    settings.PUBLIC_ADDRESS = ""
    told = receipt_settings(database, sold)
    assert (told["channels"], told["is_page_reachable"]) == (["email"], False)
