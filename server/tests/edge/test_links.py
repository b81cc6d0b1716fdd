"""Payment links at tills: what guests paid belongs to one till, whoever asks at the same time, and bills may grow."""

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from comptoir.links.errors import BillChanged, LinkOver, PartInvalid
from comptoir.links.paying import BeginTry, begin_try
from comptoir.links.peers import PAGES
from comptoir.links.public import LinkView
from comptoir.sales.simulation import SimulatedTill
from tests.databases import TestDatabase
from tests.edge.client import open_door
from tests.links.guests import House, a_house, at_page
from tests.papers.receipts import store
from tests.papers.test_sending import Mailbox, mailbox, provider
from tests.sales.shop import count, new_till, open_shop, rows

__all__ = ["mailbox"]
LINES = [
    {"name": "Menu du jour", "quantity_milli": 2_000, "amount": 3_000},
    {"name": "Café", "quantity_milli": 1_000, "amount": 600},
]


class Counter:
    """A store with two tills, a till of another store, and a provider with pages."""

    def __init__(self, database: TestDatabase, house: House) -> None:
        self.database, self.house = database, house
        self.tills = [new_till(house.shop), new_till(house.shop, "A2")]
        for till in self.tills:
            store(database, till, [till.start_chain(), till.open(0)])

    def ask(self, till: SimulatedTill, place: str, body: object = None) -> tuple[int, Any]:
        async def run() -> tuple[int, Any]:
            async with open_door(self.database.app) as client:
                sent = b"" if body is None else json.dumps(body).encode()
                address = place.replace("..", "/edge/v1") if place.startswith("..") else f"/edge/v1/links{place}"
                reply = await client.ask("POST", address, body=sent, token=till.identity.token)
                return reply.status, reply.json

        return asyncio.run(run())

    def page(self, link: str) -> str:
        return Client(headers={"Accept-Language": "en"}).get(f"/pay/{self.token(link)}").content.decode()

    def wish(self, **changes: Any) -> dict[str, Any]:
        return {
            "account": str(self.house.account), "amount": 3_600, "text": "Table 7", "lines": LINES,
            "allows_parts": True, "allows_tips": True, **changes,
        }  # fmt: skip

    def made(self, **changes: Any) -> str:
        link = str(uuid4())
        status, answer = self.ask(self.tills[0], f"/{link}", self.wish(**changes))
        assert status == 200, answer
        return link

    def token(self, link: str) -> str:
        [row] = [row for row in rows("links_link", self.house.organization) if str(row["id"]) == link]
        return str(row["token"])

    def see(self, link: str) -> LinkView:
        return self.house.see(self.token(link))

    def begin(self, link: str, amount: int | None, **more: Any) -> None:
        begin_try(
            BeginTry(
                organization=self.house.organization, token=self.token(link), amount=amount, now=datetime.now(UTC),
                **more,
            )
        )  # fmt: skip


@pytest.fixture(params=tuple(PAGES))
def counter(request: Any, db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    with a_house(open_shop(), request.param, settings) as house:
        yield Counter(database, house)


def test_guests_pay_a_bill_with_tips_and_one_till_gets_the_money(counter: Counter) -> None:
    first, other = counter.tills
    link = counter.made()
    again = counter.ask(first, f"/{link}", counter.wish())[1]
    assert (again["state"], again["amount"], again["is_ours"], again["path"]) == (
        "open", 3_600, True, f"/pay/{counter.token(link)}",
    )  # fmt: skip
    assert (counter.see(link).version, count("links_link", counter.house.organization)) == (1, 1)
    at_page(counter.house.go(counter.token(link), 1_600, tip=100))
    at_page(counter.house.go(counter.token(link), 2_000))

    # Nobody calls: the till looks on, and so the provider is asked.
    news = counter.ask(first, "", {"after": ""})[1]
    while news["links"][0]["state"] != "paid":
        news = counter.ask(first, "", {"after": news["mark"]})[1]
    [seen] = news["links"]
    assert (seen["paid"], seen["tips"], seen["under_way"], seen["too_much"], seen["taken"]) == (3_600, 100, 0, 0, "")
    assert counter.ask(other, "", {"after": ""})[1]["links"][0]["is_ours"] is False

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda till: counter.ask(till, f"/{link}/take"), (first, other)))
    assert sorted(status for status, _ in answers) == [200, 409]
    [taken] = [answer for status, answer in answers if status == 200]
    [refused] = [answer for status, answer in answers if status == 409]
    winner = first if answers[0][0] == 200 else other
    assert (refused["code"], taken["taken"], taken["state"]) == ("links.taken", "here", "taken")
    assert sorted((one["amount"], one["tip"], one["state"]) for one in taken["tries"]) == [
        (1_600, 100, "approved"), (2_000, 0, "approved"),
    ]  # fmt: skip
    # The answer may have got lost: asked again it is the same one.
    assert counter.ask(winner, f"/{link}/take")[1]["tries"] == taken["tries"]
    assert "Paid. Thank you!" in counter.page(link)  # as the guest reads it who paid, whoever was quicker
    loser = other if winner is first else first
    assert counter.ask(loser, f"/{link}/settle")[0] == 409
    assert counter.ask(winner, f"/{link}/settle")[0] == 200
    assert counter.ask(winner, "", {"after": ""})[1]["links"] == []
    assert counter.house.ledger() == [1_700, 2_000]
    assert counter.ask(first, f"/{link}", counter.wish())[1]["code"] == "links.link_over"


def test_a_bill_that_grows_or_is_in_hand_sends_nobody_who_read_another_one(counter: Counter) -> None:
    till = counter.tills[0]
    link = counter.made()
    counter.ask(till, f"/{link}", counter.wish(is_held=True))
    with pytest.raises(BillChanged):
        counter.begin(link, None)
    counter.ask(till, f"/{link}", counter.wish())
    at_page(counter.house.go(counter.token(link), 3_600))
    while counter.see(link).state != "paid":
        counter.ask(till, "", {"after": ""})
        time.sleep(0.1)

    more = [*LINES, {"name": "Digestif", "quantity_milli": 1_000, "amount": 900}]
    counter.ask(till, f"/{link}", counter.wish(amount=4_500, lines=more))

    seen = counter.see(link)
    assert (seen.state, seen.version, seen.paid, seen.free, len(seen.lines)) == ("part", 2, 3_600, 900, 3)
    with pytest.raises(BillChanged):
        counter.begin(link, None, version=1)
    for amount, tip in ((901, 0), (900, 901), (900, -1)):
        with pytest.raises(PartInvalid):
            counter.begin(link, amount, tip=tip, version=2)
    assert count("links_try", counter.house.organization) == 1
    counter.begin(link, 900, tip=900, version=2)
    assert counter.see(link).free == 0


def test_taking_a_part_closes_pages_on_which_somebody_still_types(counter: Counter) -> None:
    till = counter.tills[0]
    link = counter.made()
    paid, typing = counter.house.go(counter.token(link), 1_000), counter.house.go(counter.token(link), 500)
    at_page(paid)

    taken = counter.ask(till, f"/{link}/take")[1]

    assert at_page(typing) == 410
    assert "This is being finished at the counter" in counter.page(link)
    assert (taken["paid"], taken["under_way"], len(taken["tries"])) == (1_000, 0, 1)
    with pytest.raises(LinkOver):
        counter.begin(link, None)
    assert counter.house.ledger() == [1_000]


def test_another_store_no_account_and_nonsense_are_refused_and_nothing_is_written(counter: Counter) -> None:
    till = counter.tills[0]
    link = str(uuid4())
    for broken in ({"account": str(uuid4())}, {"amount": 0}, {"text": "x" * 141}, {"text": " "}):
        assert counter.ask(till, f"/{link}", counter.wish(**broken))[0] == 422
    for place in ("/nobody", f"/{link}/nothing"):
        assert counter.ask(till, place, {})[0] == 404
    for verb in ("take", "settle", "withdraw"):
        assert counter.ask(till, f"/{link}/{verb}")[0] == 404
    assert count("links_link", counter.house.organization) == 0
    made = counter.made()
    sending = {"channel": "email", "address": "guest@example.org", "origin": "https://shop.example"}
    status, answer = counter.ask(till, f"/{made}/send", sending)
    assert (status, answer["code"]) == (422, "links.not_delivered")
    assert counter.ask(till, f"/{made}/withdraw")[1]["state"] == "cancelled"
    assert counter.ask(till, "", {"after": ""})[1]["links"] == []


@pytest.mark.parametrize("counter", ["stripe"], indirect=True)
def test_a_link_goes_by_mail_and_by_sms_and_not_once_it_is_over(
    counter: Counter, mailbox: Mailbox, settings: Any
) -> None:
    till, link = counter.tills[0], counter.made()
    address = f"https://shop.example/pay/{counter.token(link)}"
    sending = {"channel": "email", "address": "guest@example.org", "origin": "https://shop.example", "language": "de"}
    assert counter.ask(till, f"/{link}/send", {**sending, "address": "nobody"})[0] == 422
    assert mailbox.mails == []
    assert counter.ask(till, f"/{link}/send", sending)[0] == 200
    with provider() as service:
        settings.COMPTOIR_SMS_URL = f"http://s3cret@127.0.0.1:{service.server_port}/send"
        assert counter.ask(till, f"/{link}/send", {**sending, "channel": "sms", "address": "06 12 34 56 78"})[0] == 200
    counter.ask(till, f"/{link}/withdraw")
    refused = counter.ask(till, f"/{link}/send", sending)

    [mail] = mailbox.mails
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    assert (mail["To"], mail["Subject"].startswith("Table 7 · ")) == ("guest@example.org", True)
    assert "bittet Sie" in text
    assert "36,00" in text
    assert address in text.split()
    [(_path, _authorization, body)] = service.got
    said = json.loads(body)
    assert (said["to"], said["text"].split()[-1]) == ("+33612345678", address)
    assert (refused[0], refused[1]["code"]) == (409, "links.link_over")
    assert len(mailbox.mails) == 1


def test_what_is_paid_stays_in_no_sale_until_its_till_tells_that_it_was_sealed(counter: Counter) -> None:
    till, link = counter.tills[0], counter.made()
    at_page(counter.house.go(counter.token(link), 3_600, tip=400))
    while counter.see(link).state != "paid":
        counter.ask(till, "", {"after": ""})
        time.sleep(0.1)
    assert counter.see(link).unsold == 4_000
    [part] = counter.ask(till, f"/{link}/take")[1]["tries"]
    assert counter.see(link).unsold == 4_000

    word = {"at_ms": 1_795_766_042_250, "state": "approved", "source": "till", "trouble": ""}
    told = {
        "id": part["id"], "kind": "payment", "amount": 3_600, "tip": 400, "currency": 978, "driver": "link",
        "terminal": str(counter.house.account), "terminal_name": "Comptoir", "state": "approved",
        "made_ms": 1_795_766_042_250, "events": [word], "spent": {"chain": str(uuid4()), "sequence": 7},
    }  # fmt: skip
    for _ in range(2):
        assert counter.ask(till, "../attempts", {"attempts": [told]})[0] == 200

    assert (counter.see(link).unsold, [one.is_sold for one in counter.see(link).tries]) == (0, [True])


def test_a_till_gives_back_what_it_took_by_the_provider_once(counter: Counter) -> None:
    """As at a terminal of the server's, which has no name of its own. Adyen needs its reference for that."""
    till, other = counter.tills
    link = counter.made(amount=1_000)
    at_page(counter.house.go(counter.token(link)))
    [paid] = counter.ask(till, f"/{link}/take")[1]["tries"]
    place = f"../terminals/link/attempts/{uuid4()}"
    wish = {"kind": "refund", "amount": 400, "currency": 978, "reverses": paid["id"]}
    for asker, broken, status in (
        (other, {}, 409), (till, {"amount": 1_001}, 422), (till, {"kind": "payment"}, 422),
        (till, {"reverses": None}, 422), (till, {"reverses": str(uuid4())}, 404), (till, {"currency": 756}, 404),
    ):  # fmt: skip
        assert counter.ask(asker, place, {**wish, **broken})[0] == status
    assert count("payments_terminal_attempt", counter.house.organization) == 0

    said = asyncio.run(followed(counter, till, place, wish))

    is_named = counter.house.driver != "adyen"
    assert (said["state"], said["trouble"]) == (("approved", "") if is_named else ("declined", "not_found"))
    assert counter.house.ledger() == [1_000, *([-400] if is_named else [])]
    assert counter.ask(other, f"{place}/query", {})[0] == 404


async def followed(counter: Counter, till: SimulatedTill, place: str, wish: object) -> Any:
    """Pressed twice at one door, then looked at until it ends."""
    async with open_door(counter.database.app) as client:
        said: Any = {"state": "pending"}
        until = time.monotonic() + 10
        while said["state"] == "pending" and time.monotonic() < until:
            reply = await client.ask(
                "POST", place.replace("..", "/edge/v1"), body=json.dumps(wish).encode(), token=till.identity.token
            )
            assert reply.status == 202
            said = reply.json
            await asyncio.sleep(0.3)
        return said
