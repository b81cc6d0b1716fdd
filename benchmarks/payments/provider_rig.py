"""The server before a provider's terminal, as the model of a till meets it: what `payment_rig` is for an agent's desk.

Attempts are rows of a real PostgreSQL, desk and drivers the server's own, the provider a process of its own that is
spoken to over HTTP. The process that works on an attempt may die between any two of its steps, and another may work
beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen
from uuid import UUID, uuid5

from comptoir_agent.paying.attempts import State
from comptoir_agent.paying.terminals import Kind, Wish
from comptoir_agent.simulate.payment_rig import EUR

# What a process that follows an attempt does (see `edge/terminals.py`), but more and more slowly where nothing comes of
# it: each look costs true time. So does each round of the worker, which has fewer here than in a shop: who left an app
# without a word is looked for until its time is over.
STEP_SECONDS, STEP_SECONDS_MAX, WORKER_SECONDS, LOOK_SECONDS = 0.6, 60.0, 30.0, 2.5
FAULTS = ("lose", "refuse", "break", "error")
ANSWERS = (*["approve"] * 6, "decline", "leave", "busy", "offline", "unheard")
SAYS_AT_ONCE = {"customer_ms": 0}
# OPay takes no euros; all others take what the model asks for.
CURRENCIES = {"opay": 566}
# Paid in the provider's app on the till's phone; who keeps the books of it, and what is pressed there.
APPS = {"sumup-app": "sumup", "square-app": "square"}
ACTS = ("pay", "pay", "decline", "leave", "silent", "forge")
ORIGIN = "https://till.example"
# What the customer's phone shows, where the till scans it.
CODES = {"alipay": "281234567890123456", "wechat": "131234567890123456"}
BEGAN = datetime(2026, 11, 27, tzinfo=UTC)


class Died(BaseException):
    """The process that worked on it."""


@dataclass(frozen=True, slots=True)
class Word:
    state: State


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money goes back by the name of the attempt that took it: the provider's own names are the server's affair."""

    amount: int
    receipt: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An attempt as the till hears of it."""

    id: UUID
    wish: Wish
    state: State
    needs_person: bool
    tip: int
    step: str
    events: tuple[Word, ...]

    @property
    def result(self) -> Receipt:
        return Receipt(self.wish.amount + self.tip, str(self.id))


@dataclass
class Ledger:
    """What the provider really took."""

    address: str

    @property
    def taken(self) -> list[Taken]:
        """What a wallet took and, cancelled by the same name, let go again is nothing."""
        moved: dict[str, list[int]] = {}
        for number, one in enumerate(ask(self.address, "ledger")["taken"]):
            moved.setdefault(one["reference"] or str(number), []).append(one["amount"])
        return [Taken(amount) for amounts in moved.values() if sum(amounts) for amount in amounts]

    @property
    def money(self) -> int:
        return sum(one.amount for one in self.taken)


@dataclass(frozen=True, slots=True)
class Taken:
    amount: int
    code: int = 0


@dataclass
class Machine:
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Account:
    """One account at a provider, with the terminal that the till uses."""

    driver: str
    organization: UUID
    store: UUID
    terminal: UUID
    address: str


@dataclass
class Rig:
    """One counter for some sales."""

    account: Account
    dice: random.Random
    allows_tips: bool
    name: UUID
    attempts: Attempts = field(init=False)
    desk: Desk = field(init=False)
    machine: Machine = field(init=False)
    # The process that follows attempts as long as their till does; and how many steps on one of them dies.
    following: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)
    dies_in: int | None = None
    # What was read holds until something is written, and all of that is written here.
    known: dict[UUID, Seen | None] = field(default_factory=dict)
    is_beside: bool = False

    def __post_init__(self) -> None:
        self.attempts, self.desk = Attempts(self), Desk(self)
        self.machine = Machine(Ledger(self.account.address))

    def id_of(self, name: str) -> UUID:
        return uuid5(self.name, name)

    def hand(self, *orders: str) -> None:
        """`reset`: no faults, and a customer who is quick; `card`: the one who was waited for."""
        for order in orders:
            ask(self.account.address, *(("card", {}) if order == "card" else ("mood", SAYS_AT_ONCE)))

    def order(self, dice: random.Random) -> int:
        """What the next payment meets; how many faults that is."""
        mood: dict[str, Any] = {"answer": dice.choice(ANSWERS), **SAYS_AT_ONCE}
        count = int(mood["answer"] != "approve")
        if dice.random() < 0.6:
            at = dice.choice(("", "POST", "GET"))
            mood |= {"fault": dice.choice(FAULTS), "at": at, "times": dice.choice((1, 1, 2, 4))}
            count += 1
        mood |= {"is_stubborn": dice.random() < 0.2, "waits": dice.random() < 0.1}
        if self.allows_tips and dice.random() < 0.3:
            mood["tip"] = 150
        ask(self.account.address, "mood", mood)
        return count

    async def crash(self) -> None:
        """The process dies where it stands: between two steps, or so many steps on in one of them."""
        self._stop()
        self.dies_in = self.dice.randrange(6)

    def follow(self, attempt: UUID, code: str = "") -> None:
        if attempt not in self.following:
            self.following[attempt] = asyncio.create_task(self._work(attempt, code))
            self.following[attempt].add_done_callback(lambda _: self.following.pop(attempt, None))

    def open_app(self, attempt: UUID) -> None:
        """The till leaves for the app, and somebody comes back from it: never, once, or again and again."""
        from comptoir.kernel import DomainError
        from comptoir.payments.terminal_attempts import OneAttempt
        from comptoir.payments.terminal_desk import come_back, leap_of

        organization = self.account.organization
        command = OneAttempt(organization=organization, id=attempt, now=now(), till=self.name)
        try:
            leap = urlsplit(leap_of(command, back=f"{ORIGIN}/app-return", is_ios=True))
        except DomainError:
            return
        self.known.clear()
        pressed = urlencode({**dict(parse_qsl(leap.query)), "act": self.dice.choice(ACTS)})
        returned = ""
        with suppress(OSError, HTTPException):
            returned = led_to(f"{leap.scheme}://{leap.netloc}/app/act?{pressed}")
        for _ in range(self.dice.randrange(3) if returned else 0):
            come_back(organization, attempt, dict(parse_qsl(urlsplit(returned).query)))

    async def work_through(self) -> None:
        """The worker takes up what nobody looks after."""
        from comptoir.payments.terminal_desk import advance_due_of

        while True:
            await asyncio.sleep(WORKER_SECONDS)
            self.known.clear()
            with suppress(Died):
                advance_due_of(self.account.organization, now())
            self.known.clear()

    async def rest(self) -> None:
        self._stop()
        self.dies_in = None

    async def _work(self, attempt: UUID, code: str) -> None:
        from comptoir.payments.terminal_desk import advance

        pause = STEP_SECONDS
        try:
            while (view := advance(self.account.organization, attempt, code)).is_open and not view.needs_person:
                self.known[attempt] = seen(view)
                await asyncio.sleep(pause)
                pause = min(pause * 1.7, STEP_SECONDS_MAX)
        except Died:
            self._stop()
        finally:
            self.known.clear()

    def _stop(self) -> None:
        for task in list(self.following.values()):
            if task is not asyncio.current_task():
                task.cancel()

    def step(self, attempt: UUID) -> None:
        """Between two steps of an exchange."""
        from comptoir.payments.terminal_desk import advance

        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in < 0:
                self.dies_in = None
                raise Died
        if not self.is_beside and self.dice.random() < 0.05:
            self.is_beside = True
            try:
                advance(self.account.organization, attempt)
            finally:
                self.is_beside = False


@dataclass
class Attempts:
    """Those of this counter."""

    rig: Rig
    names: dict[UUID, str] = field(default_factory=dict)

    def find(self, name: str) -> Seen | None:
        from comptoir.payments.errors import AttemptUnknown
        from comptoir.payments.terminal_attempts import find_attempt
        from comptoir.platform.tenancy import reading

        organization, attempt, known = self.rig.account.organization, self.rig.id_of(name), self.rig.known
        if attempt not in known:
            known[attempt] = None
            with suppress(AttemptUnknown), reading(organization):
                known[attempt] = seen(find_attempt(organization, attempt))
        return known[attempt]

    def every(self) -> list[Seen]:
        found = [self.find(name) for name in self.names.values()]
        return [one for one in found if one is not None]


@dataclass
class Desk:
    """The server's door, with the names of an agent's desk."""

    rig: Rig

    def begin(self, name: str, wish: Wish) -> Seen:
        return self._begin(name, wish, is_void=False)

    def void(self, name: str, wish: Wish) -> Seen:
        return self._begin(name, wish, is_void=True)

    def ask_again(self, found: Seen) -> None:
        from comptoir.payments.terminal_attempts import OneAttempt, wake

        self.rig.known.clear()
        wake(OneAttempt(organization=self.rig.account.organization, id=found.id, now=now()))
        self.rig.follow(found.id)

    def decide(self, found: Seen, *, is_paid: bool) -> Seen:
        from comptoir.payments.terminal_attempts import DecideAttempt, decide

        organization = self.rig.account.organization
        self.rig.known.clear()
        return seen(decide(DecideAttempt(organization=organization, id=found.id, now=now(), is_paid=is_paid)))

    def step_of(self, found: Seen) -> str:
        return found.step

    async def after(self, name: str, count: int, step: str, seconds: float) -> None:
        """Until there is news, or so long; whoever asks sees to it that somebody works on it."""
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            found = self.rig.attempts.find(name)
            if found is None or not found.state.value.startswith(("pending", "unknown")):
                return
            if found.step == "open_app":
                self.rig.open_app(found.id)
            if (len(found.events), found.step) != (count, step):
                return
            self.rig.follow(found.id)
            await asyncio.sleep(LOOK_SECONDS)

    def _begin(self, name: str, wish: Wish, *, is_void: bool) -> Seen:
        from comptoir.kernel import DomainError
        from comptoir.payments.providers.contract import Kind as Asked
        from comptoir.payments.terminal_attempts import BeginAttempt, begin_attempt

        account, found = self.rig.account, self.rig.id_of(name)
        self.rig.attempts.names[found] = name
        self.rig.known.clear()
        command = BeginAttempt(
            organization=account.organization, store=account.store, till=self.rig.name, terminal=account.terminal,
            id=found, kind=Asked(wish.kind.value), amount=wish.amount,
            currency=CURRENCIES.get(account.driver, wish.currency),
            reverses=UUID(wish.receipt) if wish.receipt else None, now=now(), is_void=is_void,
        )  # fmt: skip
        try:
            view = begin_attempt(command)
        except DomainError:
            # Refused and written nowhere: a till takes it for a no.
            return Seen(found, wish, State.DECLINED, needs_person=False, tip=0, step="", events=(Word(State.DECLINED),))
        if view.is_open:
            self.rig.follow(found, CODES.get(account.driver, ""))
        return seen(view)


class Followed:
    """A driver whose process may die before and after each thing that it does."""

    def __init__(self, provider: Any, rig: Rig) -> None:
        self._provider, self._rig = provider, rig

    def __getattr__(self, name: str) -> Any:
        """What else it can do moves no money."""
        return getattr(self._provider, name)

    def begin(self, asked: Any, note: Callable[[Mapping[str, str]], None]) -> Any:
        return self._do(asked.id, lambda: self._provider.begin(asked, self._noting(asked.id, note)))

    def look(self, asked: Any, note: Callable[[Mapping[str, str]], None]) -> Any:
        return self._do(asked.id, lambda: self._provider.look(asked, self._noting(asked.id, note)))

    def stop(self, asked: Any) -> Any:
        return self._do(asked.id, lambda: self._provider.stop(asked))

    def _do(self, attempt: UUID, act: Callable[[], Any]) -> Any:
        self._rig.step(attempt)
        answer = act()
        self._rig.step(attempt)
        return answer

    def _noting(self, attempt: UUID, note: Callable[[Mapping[str, str]], None]) -> Callable[[Mapping[str, str]], None]:
        return lambda names: self._do(attempt, lambda: note(names))


def seen(view: Any) -> Seen:
    wish = Wish(Kind(view.kind), view.amount, EUR)
    events = tuple(Word(State(word["state"])) for word in view.events)
    return Seen(view.id, wish, State(view.state), view.needs_person, view.tip, view.step, events)


class _Stays(HTTPRedirectHandler):
    """Where the app leads back to is looked at, not gone to."""

    def redirect_request(self, *args: Any) -> None:
        return None


def led_to(address: str) -> str:
    """Where it redirects to, or nothing."""
    try:
        with build_opener(_Stays).open(address, timeout=10):
            return ""
    except HTTPError as led:
        return str(led.headers["Location"] or "")


def now() -> datetime:
    """By the clock that jumps."""
    return BEGAN + timedelta(seconds=asyncio.get_running_loop().time())


def ask(address: str, what: str, body: object = None) -> Any:
    """The peer's hand."""
    content = None if body is None else json.dumps(body).encode()
    request = Request(f"{address}/_peer/{what}", content, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)


@asynccontextmanager
async def provider_rig(account: Account, dice: random.Random, *, allows_tips: bool) -> AsyncIterator[Rig]:
    """A counter at that account, until it is left."""
    from django.db import connections

    from comptoir.kernel import new_uuid7
    from comptoir.payments import terminal_desk
    from comptoir.payments.accounts import provider_of

    _assign(account, allows_tips=allows_tips)
    ask(account.address, "reset", {})
    made = Rig(account, dice, allows_tips, new_uuid7())
    terminal_desk.provider_of = lambda name: Followed(provider_of(name), made)
    terminal_desk._now = now
    worker = asyncio.create_task(made.work_through())
    try:
        yield made
    finally:
        worker.cancel()
        await made.rest()
        # Each story has a context of its own, and with it a connection that nobody else would close.
        connections.close_all()


@contextmanager
def peer(driver: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A simulated provider as a process: where it listens, and what it says to type into the account's form."""
    command = [sys.executable, "-m", "comptoir.config.cli", "peer", APPS.get(driver, driver), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        _, address, hint = process.stdout.readline().split(maxsplit=2)
        yield address, dict(pair.split(" ", 1) for pair in hint.strip()[1:-1].split(", "))
    finally:
        process.terminate()
        process.wait()


def open_account(driver: str, address: str, typed: Mapping[str, str]) -> Account:
    """A shop with an account there; in a process of its own, whose Django this sets up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    # The story runs in an event loop and asks one thing after the other.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "ingest")]
    from database import found_shop
    from django.conf import settings

    from comptoir.kernel import new_uuid7
    from comptoir.payments.accounts import SaveAccount, save_account, terminals, try_account
    from comptoir.payments.peers.command import SETTINGS
    from comptoir.payments.providers.drivers import driver_of
    from comptoir.platform.tenancy import reading

    settings.PAYMENT_PEERS = {driver: address}
    organization, [store] = found_shop(1)
    account, known = new_uuid7(), driver_of(driver)
    assert known is not None
    typed = {**SETTINGS.get(driver, {}), **typed}
    save_account(
        SaveAccount(
            organization=organization, person=new_uuid7(), id=account, driver=driver, name="Bench", is_live=False,
            is_active=True, settings={name: typed[name] for name in known.settings if name in typed},
            secrets={name: typed[name] for name in known.secrets},
        )
    )  # fmt: skip
    try_account(organization, account, BEGAN)
    with reading(organization):
        terminal = terminals(account)[0].id
    return Account(driver, organization, store, terminal, address)


def _assign(account: Account, *, allows_tips: bool) -> None:
    from comptoir.kernel import new_uuid7
    from comptoir.payments.accounts import AssignTerminal, assign_terminal

    assign_terminal(
        AssignTerminal(
            organization=account.organization, person=new_uuid7(), terminal=account.terminal, name="Front",
            store=account.store, till=None, allows_tips=allows_tips,
        )
    )  # fmt: skip
