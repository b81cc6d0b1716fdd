"""A till that pays at a provider's terminal, and the simulated provider behind it."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from comptoir.edge.database import in_thread
from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import (
    AssignTerminal,
    NoteReaders,
    SaveAccount,
    assign_terminal,
    note_readers,
    save_account,
    terminals,
    try_account,
)
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.base import LOOPBACK, Mood, Peer, listen
from comptoir.payments.peers.command import SECRETS, SETTINGS
from comptoir.payments.providers.contract import Reader
from comptoir.platform.tenancy import as_one, reading
from tests.databases import TestDatabase
from tests.edge.client import Client, open_door
from tests.papers.receipts import store
from tests.sales.shop import new_till, open_shop

T = TypeVar("T")
EUR = 978
# What a customer's phone shows.
CODES = {"alipay": "286012345678901230", "wechat": "134567890123456780"}
# What brings the amount to the terminal.
PLACES = {
    "StripePeer": "/process_payment_intent", "SumUpPeer": "/checkout", "MolliePeer": "POST /v2/payments",
    "SquarePeer": "POST /v2/terminals/checkouts", "VivaPeer": "/transactions:sale",
    "AdyenPeer": "/async", "AlipayPeer": "/payments/pay", "WeChatPeer": "/micropay/transactions/pay",
}  # fmt: skip


@contextmanager
def serving(peer: Peer) -> Iterator[str]:
    """Its address, as long as it serves."""
    server = listen(peer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def account_of(organization: UUID, driver: str, **changes: Any) -> SaveAccount:
    facts: dict[str, Any] = {
        "organization": organization, "person": new_uuid7(), "id": new_uuid7(), "driver": driver,
        "name": "Comptoir", "is_live": False, "is_active": True, "settings": SETTINGS.get(driver, {}),
        "secrets": SECRETS[driver],
    }  # fmt: skip
    return SaveAccount(**{**facts, **changes})


def of_providers(organization: UUID) -> dict[str, dict[str, object]]:
    """An account and its terminal, for pages that name them; nobody is asked."""
    account = account_of(organization, "stripe", name="Épicerie")
    save_account(account)
    readers = (Reader("tmr_front", "Épicerie"),)
    note_readers(NoteReaders(organization=organization, account=account.id, now=datetime.now(UTC), readers=readers))
    with reading(organization):
        terminal = terminals(account.id)[0].id
    pages = {"provider": account.id, "provider-try": account.id}
    keys: dict[str, dict[str, object]] = {name: {"account": found} for name, found in pages.items()}
    keys |= {name: {"terminal": terminal} for name in ("provider-terminal", "provider-terminal-test")}
    return keys | {"provider-new": {"driver": "stripe"}}


class Counter:
    """A shop whose till may use the first terminal of an account with a provider."""

    def __init__(self, database: TestDatabase, driver: str, peer: Peer, *, allows_tips: bool = False) -> None:
        self.database, self.peer, self.driver = database, peer, driver
        self.shop = open_shop()
        self.organization = self.shop.organization
        self.tills = [new_till(self.shop), new_till(self.shop, "A2")]
        for till in self.tills:
            store(database, till, [till.start_chain(), till.open(0)])
        account = account_of(self.organization, driver)
        save_account(account)
        self.account = account.id
        try_account(self.organization, account.id, datetime.now(UTC))
        with reading(self.organization):
            self.terminal = terminals()[0].id
        assign_terminal(
            AssignTerminal(
                organization=self.organization, person=new_uuid7(), terminal=self.terminal, name="Front",
                store=self.shop.store, till=None, allows_tips=allows_tips,
            )
        )  # fmt: skip

    def run(self, story: Any) -> Any:
        """A story of an open door: `await story(counter at work)`."""

        async def go() -> Any:
            async with open_door(self.database.app) as client:
                return await story(AtWork(self, client))

        return asyncio.run(go())

    def ledger(self) -> list[tuple[str, int]]:
        return [(one.kind, one.amount) for one in self.peer.ledger]


class AtWork:
    """The till's requests."""

    def __init__(self, counter: Counter, client: Client) -> None:
        self.counter, self.client = counter, client

    async def ask(self, method: str, path: str, body: Any = None, *, till: int = 0) -> tuple[int, Any]:
        token = self.counter.tills[till].identity.token
        sent = b"" if body is None else json.dumps(body).encode()
        reply = await self.client.ask(method, f"/edge/v1/{path}", body=sent, token=token)
        return reply.status, reply.json

    async def begin(self, name: UUID, amount: int = 1_234, *, verb: str = "", till: int = 0, **wish: Any) -> Any:
        place = f"terminals/{self.counter.terminal}/attempts/{name}{verb}"
        body = {"kind": "payment", "amount": amount, "currency": EUR, **wish}
        if self.counter.driver in CODES and body["kind"] == "payment":
            body = {"code": CODES[self.counter.driver], **body}
        return await self.ask("POST", place, body, till=till)

    async def until_over(self, name: UUID, states: tuple[str, ...] = ("approved", "declined", "cancelled")) -> Any:
        """Follows it as a till does."""
        known = (await self.ask("GET", f"attempts/{name}"))[1]
        async with asyncio.timeout(30):
            while known["state"] not in states:
                place = f"terminals/{self.counter.terminal}/attempts/{name}/follow"
                known = (await self.ask("POST", place, {"after": known["count"], "step": known["step"]}))[1]
        return known

    async def client_thread(self, work: Callable[[], T]) -> T:
        """What a browser does meanwhile, which waits for its answer."""
        return await asyncio.get_running_loop().run_in_executor(None, lambda: in_thread(work))

    def mood(self, **changes: Any) -> None:
        with self.counter.peer.lock:
            self.counter.peer.mood = Mood(**changes)
            self.counter.peer.has_card = False


def long_ago(counter: Counter, name: UUID, *, minutes: int = 10) -> None:
    """As if so much time had gone by, and nobody worked on it."""
    back = timedelta(minutes=minutes)
    with as_one(counter.organization):
        rows = TerminalAttempt.objects.select_for_update(of=("self",))
        row = rows.get(organization_id=counter.organization, id=name)
        row.made_at, row.left_at = row.made_at - back, row.left_at and row.left_at - back
        row.held_until, row.next_at = None, datetime.now(UTC) - timedelta(seconds=1)
        row.save(update_fields=["made_at", "left_at", "held_until", "next_at"])


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
