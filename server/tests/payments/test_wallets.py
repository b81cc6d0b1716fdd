"""Wallets whose customers show a code: which code, for how long, and signed by whom; the rest is every provider's."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comptoir.kernel import new_uuid7
from comptoir.payments.accounts import SaveAccount, provider_of, save_account, terminals_of_till, try_account
from comptoir.payments.errors import AccountRefused
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.command import PEERS
from comptoir.payments.peers.wallet import WalletPeer, pair_of
from comptoir.payments.providers.contract import Asked, Kind, Lost, NotSent, Standing
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.payments.counter import CODES, AtWork, Counter, account_of, serving


@pytest.fixture(params=("alipay", "wechat"))
def counter(request: Any, db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = PEERS[request.param]()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {request.param: address}
        yield Counter(database, request.param, peer)


def test_a_code_that_pays_nothing_says_why_and_nobody_is_charged(counter: Counter) -> None:
    code = CODES[counter.driver]
    other = CODES["wechat" if counter.driver == "alipay" else "alipay"]

    shown_codes = {"expired": f"{code[:-1]}8", "nobody's": f"{code[:-1]}9", "other": other, "none": ""}

    async def story(till: AtWork) -> dict[str, tuple[str, str]]:
        found = {}
        for name, shown in shown_codes.items():
            attempt = new_uuid7()
            await till.begin(attempt, code=shown)
            known = await till.until_over(attempt)
            found[name] = (known["state"], known["trouble"])
        odd = await till.begin(new_uuid7(), code="28 601")
        card = await till.begin(new_uuid7(), code="2550000000000000")
        assert [(odd[0], odd[1]["code"]), (card[0], card[1]["code"])] == [
            (422, "edge.body_invalid"), (422, "edge.card_number"),
        ]  # fmt: skip
        return found

    assert counter.run(story) == {
        "expired": ("declined", "code_expired"), "nobody's": ("declined", "code_wrong"),
        "other": ("declined", "code_wrong"), "none": ("declined", "code_missing"),
    }  # fmt: skip
    assert counter.ledger() == []
    # Another wallet's code never left.
    assert len([one for one in counter.peer.calls if one.endswith("/pay")]) == 2


def test_whoever_types_a_password_is_waited_for_and_pays_once(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        till.mood(waits=True)
        await till.begin(name)
        known = (await till.ask("GET", f"attempts/{name}?after=1&step="))[1]
        assert (known["state"], known["step"]) == ("pending", "on_phone")
        await till.begin(name)
        counter.peer.has_card = True
        assert (await till.until_over(name))["state"] == "approved"

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)]
    assert len([one for one in counter.peer.calls if one.endswith("/pay")]) == 1


def test_whoever_lets_a_minute_go_by_is_cancelled_and_what_was_taken_meanwhile_goes_back(counter: Counter) -> None:
    asked = Asked(
        id=new_uuid7(), kind=Kind.PAYMENT, reader="wallet", amount=500, currency="EUR", code=CODES[counter.driver]
    )  # fmt: skip
    late = replace(asked, code="", age_seconds=61)
    provider = of(counter)
    counter.peer.mood = Mood(waits=True)

    began = provider.begin(asked, lambda _: None).standing
    before = provider.look(replace(late, age_seconds=59), lambda _: None).standing
    at = provider.look(late, lambda _: None).standing
    after = provider.look(late, lambda _: None).standing

    assert (began, before, at, after) == (Standing.WAITING,) * 3 + (Standing.CANCELLED,)
    counter.peer.has_card = True
    assert provider.look(late, lambda _: None).standing is Standing.CANCELLED
    # In the last moment: the customer paid as the till gave up.
    quick = replace(asked, id=new_uuid7())
    counter.peer.mood = Mood(customer_ms=0)
    assert provider.begin(quick, lambda _: None).standing is Standing.APPROVED
    provider.stop(quick)
    assert provider.look(quick, lambda _: None).standing is Standing.CANCELLED
    assert counter.ledger() == [("payment", 500), ("refund", -500)]


def test_an_answer_that_the_provider_did_not_sign_is_none(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    peer = counter.peer
    assert isinstance(peer, WalletPeer)
    asked = Asked(
        id=new_uuid7(), kind=Kind.PAYMENT, reader="wallet", amount=500, currency="EUR", code=CODES[counter.driver]
    )  # fmt: skip
    peer.mood = Mood(customer_ms=0)
    honest = type(peer).headers_of
    # Signed for another answer.
    monkeypatch.setattr(type(peer), "headers_of", lambda self, call, _: honest(self, call, '{"paid":true}'))

    with pytest.raises(Lost):
        of(counter).begin(asked, lambda _: None)
    with pytest.raises(Lost):
        of(counter).look(asked, lambda _: None)

    monkeypatch.setattr(type(peer), "headers_of", honest)
    assert of(counter).look(asked, lambda _: None).standing is Standing.APPROVED


def test_keys_are_taken_as_providers_hand_them_out_and_wrong_ones_are_named(counter: Counter) -> None:
    private = pair_of("shop").private
    lines = "\n".join(private[at : at + 64] for at in range(0, len(private), 64))
    account = account_of(counter.organization, counter.driver, id=counter.account, secrets={
        "private_key": f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n",
    })  # fmt: skip
    save_account(account)
    assert try_account(counter.organization, counter.account, datetime.now(UTC)) == "COMPTOIR_TEST"

    with pytest.raises(AccountRefused) as foreign:
        trial(counter, replace(account, secrets={"private_key": pair_of("somebody").private}))
    with pytest.raises(AccountRefused) as broken:
        trial(counter, replace(account, settings={**account.settings, "platform_key": "AAAA"}))
    with reading(counter.organization), pytest.raises(NotSent) as unsent:
        provider_of(counter.account).check()

    reasons = [dict(refusal.value.details)["reason"] for refusal in (foreign, broken)]
    assert reasons == ["credentials_refused", "key_unreadable"]
    assert unsent.value.code == "key_unreadable"


def test_the_code_is_in_no_row_and_wallets_are_no_terminals_to_choose(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> Any:
        await till.begin(name)
        await till.until_over(name)
        assert (await till.ask("POST", "terminals", {}))[1] == {"terminals": []}
        return (await till.ask("GET", "catalog"))[1]["settings"]["tenders"]["wallets"]

    wallets = counter.run(story)

    assert wallets == [{"id": str(counter.terminal), "name": "Front", "driver": counter.driver}]
    with reading(counter.organization):
        row = TerminalAttempt.objects.filter(id=name).values().get()
        assert CODES[counter.driver] not in json.dumps(row, default=str)
        assert [one.scans for one in terminals_of_till(counter.shop.store, counter.tills[0].identity.till)] == [True]


def of(counter: Counter) -> Any:
    with reading(counter.organization):
        return provider_of(counter.account)


def trial(counter: Counter, account: SaveAccount) -> UUID:
    save_account(account)
    try_account(counter.organization, counter.account, datetime.now(UTC))
    return account.id
