"""A provider calls: kept once, answered before any work, and then asked; a stranger's call leaves a count alone."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from comptoir.kernel import new_uuid7
from comptoir.links.errors import HookUnknown, SecretInvalid
from comptoir.links.hooks import (
    SetHookSecret,
    WorkOnCalls,
    hooks,
    reseal_hooks,
    set_hook_secret,
    work_on_calls,
)
from comptoir.links.worker import run
from comptoir.payments.accounts import ResealSecrets, save_account
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.square import SquarePeer
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.terminal_attempts import due_attempts
from comptoir.platform.secret_box import add_key, forget_keys
from comptoir.platform.tenancy import as_one, reading
from tests.databases import TestDatabase
from tests.links.calls import SECRET, square_headers, stripe_headers
from tests.payments.counter import AtWork, Counter, account_of, serving, until
from tests.retention.letting import let_go
from tests.sales.shop import Shop, count, open_shop, rows


@pytest.fixture
def shop(db: None, settings: Any, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()


@pytest.fixture
def counter(db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = StripePeer()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {"stripe": address}
        yield Counter(database, "stripe", peer)


def call(driver: str, account: object, body: bytes, headers: dict[str, str] | None = None) -> int:
    sent = Client().post(
        f"/hooks/{driver}/{account}", data=body, content_type="application/json", headers=headers or {}
    )
    return sent.status_code


def with_secret(organization: Any, account: Any, secret: str = SECRET, now: datetime | None = None) -> None:
    command = SetHookSecret(
        organization=organization, person=None, account=account, secret=secret, now=now or datetime.now(UTC)
    )
    set_hook_secret(command)


def event(name: str, **thing: object) -> bytes:
    return json.dumps({"id": name, "type": "payment_intent.succeeded", "data": {"object": thing}}).encode()


def test_a_call_has_its_payment_asked_about_once_and_the_providers_word_counts(counter: Counter) -> None:
    """The call says that it was paid, before it was: the provider is asked, and says that the customer still looks."""
    shop, paid = counter.organization, new_uuid7()
    with_secret(shop, counter.account)
    counter.peer.mood = Mood(waits=True)

    async def begin(till: AtWork) -> None:
        await till.begin(paid)

    counter.run(begin)
    later = datetime.now(UTC) + timedelta(hours=1)
    with as_one(shop):
        TerminalAttempt.objects.filter(organization_id=shop).update(next_at=later, held_until=None)
    body = event("evt_1", id="pi_0001", metadata={"attempt": str(paid)})
    signed = stripe_headers(body, SECRET, datetime.now(UTC))

    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda _: call_and_close(counter.account, body, signed), range(3)))

    assert sent == [200, 200, 200]
    assert count("links_hook_event", shop) == 1
    now = datetime.now(UTC)
    with reading(shop):
        assert due_attempts(shop, now) == []  # answered before any work
    assert work_on_calls(WorkOnCalls(organization=shop, now=now)) == 1
    with reading(shop):
        assert due_attempts(shop, now) == [paid]
        assert TerminalAttempt.objects.get(organization_id=shop, id=paid).state == "pending"
    assert work_on_calls(WorkOnCalls(organization=shop, now=now)) == 0
    assert call("stripe", counter.account, body, signed) == 200  # much later, the same again
    assert count("links_hook_event", shop) == 1
    assert [row["touched"] for row in rows("links_hook_event", shop)] == [1]
    assert counter.ledger() == []


def test_squares_call_has_its_checkout_asked_about_at_once(
    db: None, database: TestDatabase, settings: Any, tmp_path: Path
) -> None:
    """Paid behind our back, and nobody would have asked for an hour: the worker that hears the call does."""
    settings.HOME, settings.PUBLIC_ADDRESS = tmp_path, "https://shop.example"
    peer, paid, secret = SquarePeer(), new_uuid7(), "square-signature-key"
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {"square": address}
        counter = Counter(database, "square", peer)
        with_secret(counter.organization, counter.account, secret)
        peer.mood = Mood(waits=True)

        async def story(till: AtWork) -> None:
            await till.begin(paid)
            await asyncio.to_thread(until, lambda: bool(peer.checkouts))

        counter.run(story)
        later = datetime.now(UTC) + timedelta(hours=1)
        with as_one(counter.organization):
            TerminalAttempt.objects.filter(organization_id=counter.organization).update(next_at=later, held_until=None)
        peer.has_card = True
        [checkout] = peer.checkouts
        place = f"https://shop.example/hooks/square/{counter.account}"
        body = peer.event(checkout)
        forged = call("square", counter.account, body, square_headers(body, "another", place))
        elsewhere = call("square", counter.account, body, square_headers(body, secret, f"{place}x"))
        run(datetime.now(UTC))
        with reading(counter.organization):
            before = TerminalAttempt.objects.get(organization_id=counter.organization, id=paid).state
        good = call("square", counter.account, body, square_headers(body, secret, place))
        run(datetime.now(UTC))

    assert (forged, elsewhere, good) == (400, 400, 200)
    with reading(counter.organization):
        after = TerminalAttempt.objects.get(organization_id=counter.organization, id=paid).state
    assert (before, after) == ("pending", "approved")
    assert counter.ledger() == [("payment", 1_234)]


def call_and_close(account: object, body: bytes, signed: dict[str, str]) -> int:
    try:
        return call("stripe", account, body, signed)
    finally:
        connections.close_all()


def test_a_forged_call_is_refused_and_leaves_nothing_but_a_count(shop: Shop) -> None:
    account = account_of(shop.organization, "stripe")
    save_account(account)
    body, now = event("evt_1", card="4111111111111111"), datetime.now(UTC)
    good = stripe_headers(body, SECRET, now)

    before = call("stripe", account.id, body, good)  # nobody has entered the secret
    with_secret(shop.organization, account.id)
    refused = [
        call("stripe", account.id, body),
        call("stripe", account.id, body, stripe_headers(body, "whsec_forged", now)),
        call("stripe", account.id, body + b" ", good),
        call("stripe", account.id, body, stripe_headers(body, SECRET, now + timedelta(seconds=400))),
        call("stripe", account.id, body, stripe_headers(body, SECRET, now - timedelta(seconds=400))),
        call("stripe", account.id, b"x" * 65_537, good),
        call("mollie", account.id, b"id=tr_1"),
        call("stripe", new_uuid7(), body, good),
    ]

    assert (before, refused) == (400, [400, 400, 400, 400, 400, 413, 404, 404])
    assert Client().get(f"/hooks/stripe/{account.id}").status_code == 405
    assert count("links_hook_event", shop.organization) == 0
    [hook] = rows("links_hook", shop.organization)
    assert (hook["refused"], hook["heard_at"]) == (6, None)
    assert call("stripe", account.id, body, stripe_headers(body, SECRET, datetime.now(UTC))) == 200
    [kept] = rows("links_hook_event", shop.organization)
    assert b"4111111111111111" not in bytes(kept["body"])  # type: ignore[call-overload]
    assert b"evt_1" in bytes(kept["body"])  # type: ignore[call-overload]


def test_an_unsigned_call_is_kept_once_until_it_is_looked_at_and_only_its_name(shop: Shop) -> None:
    account = account_of(shop.organization, "mollie")
    save_account(account)
    body = b'{"id":"tr_WDqYK6vllg","note":"4111111111111111"}'

    sent = [call("mollie", account.id, body) for _ in range(3)]
    nameless = call("mollie", account.id, b'{"id":"4111111111111111"}')

    assert (sent, nameless) == ([200, 200, 200], 400)
    [kept] = rows("links_hook_event", shop.organization)
    assert bytes(kept["body"]) == b"tr_WDqYK6vllg"  # type: ignore[call-overload]
    now = datetime.now(UTC)
    work_on_calls(WorkOnCalls(organization=shop.organization, now=now))
    assert call("mollie", account.id, body) == 200  # its state changed again
    assert count("links_hook_event", shop.organization) == 2
    assert let_go(shop.organization, now + timedelta(days=31)) == {"links.call": 1}
    assert count("links_hook_event", shop.organization) == 1  # what nobody has looked at stays


def test_secrets_are_sealed_replaced_within_a_day_and_sealed_anew(shop: Shop) -> None:
    account = account_of(shop.organization, "stripe")
    save_account(account)
    for wrong in ("", "short", "with space in it", "é" * 20, "x" * 201):
        with pytest.raises(SecretInvalid):
            with_secret(shop.organization, account.id, wrong)
    with pytest.raises(HookUnknown):
        with_secret(shop.organization, new_uuid7())
    assert count("links_hook", shop.organization) == 0
    now = datetime.now(UTC)
    with_secret(shop.organization, account.id, SECRET, now - timedelta(hours=23))
    with_secret(shop.organization, account.id, "whsec_second", now - timedelta(hours=23))
    body = event("evt_1")
    assert call("stripe", account.id, body, stripe_headers(body, SECRET, now)) == 200
    key = add_key()
    resealed = reseal_hooks(ResealSecrets(organization=shop.organization))
    assert (resealed.count, resealed.closed) == (2, 0)
    assert forget_keys(before=key) == 1
    second = event("evt_2")
    assert call("stripe", account.id, second, stripe_headers(second, "whsec_second", now)) == 200
    with_secret(shop.organization, account.id, "whsec_third", now - timedelta(hours=25))
    assert call("stripe", account.id, second, stripe_headers(second, "whsec_second", now)) == 400
    [kept] = rows("links_hook", shop.organization)
    assert b"whsec" not in bytes(kept["secret"]) + bytes(kept["former_secret"])  # type: ignore[call-overload]
    with reading(shop.organization):
        [view] = hooks()
    assert (view.path, view.has_secret, view.refused) == (f"/hooks/stripe/{account.id}", True, 1)
