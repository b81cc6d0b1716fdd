"""Accounts with payment providers in the office: keys go in and never come out, a terminal is put to a test."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.identity.public import Role
from comptoir.payments.accounts import accounts, provider_of, terminals
from comptoir.payments.models import ProviderAccount
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.stripe import KEYS, StripePeer
from comptoir.payments.resealing import rotate
from comptoir.platform.models import AuditChange, AuditEvent
from comptoir.platform.tenancy import reading
from tests.databases import TestDatabase
from tests.payments.counter import account_of, serving
from tests.sales.shop import Shop

SignIn = Callable[[UUID, Role], Client]
KEY = KEYS[0]


@pytest.fixture
def peer(settings: Any) -> Iterator[StripePeer]:
    found = StripePeer()
    with serving(found) as address:
        settings.PAYMENT_PEERS = {"stripe": address}
        yield found


def test_an_account_is_tried_its_terminal_assigned_and_put_to_a_test(
    shop: Shop, sign_in: SignIn, peer: StripePeer, caplog: pytest.LogCaptureFixture
) -> None:
    owner = sign_in(shop.organization, Role.OWNER)
    wish = {"name": "Caisse", "is_live": "", "api_key": "sk_test_wrong"}
    caplog.set_level(logging.DEBUG)

    # Wrong key: kept, and said in words; nothing is fetched.
    wrong = owner.post(reverse("provider-new", args=["stripe"]), wish, follow=True).content.decode()
    with reading(shop.organization):
        [known] = accounts()
        assert terminals() == []
    assert known.check_trouble == "credentials_refused"
    assert "sk_test" not in wrong

    place = reverse("provider", args=[known.id])
    right = owner.post(place, {"name": "Caisse", "api_key": KEY, "is_active": "on"}, follow=True).content.decode()
    kept = owner.post(place, {"name": "Caisse 2", "api_key": "", "is_active": "on"}, follow=True).content.decode()
    with reading(shop.organization):
        front = next(one for one in terminals() if one.reader == "tmr_front")
        provider_of(known.id).check()
    assert "Comptoir test" in right
    assert "Front" in kept
    again = owner.get(place).content.decode() + owner.get(reverse("providers")).content.decode()
    assert KEY not in right + kept + again

    terminal = reverse("provider-terminal", args=[front.id])
    assert "First say" in owner.get(terminal, headers={"accept-language": "en"}).content.decode() or front.store is None
    owner.post(terminal, {"name": "Front", "place": f"{shop.store}/", "allows_tips": ""})
    test = reverse("provider-terminal-test", args=[front.id])
    peer.mood = Mood(waits=True)
    owner.post(test, {"act": "begin"})
    owner.post(test, {"act": "begin"})
    assert len(peer.intents) == 1
    owner.post(test, {"act": "stop"})
    assert [one["status"] for one in peer.intents.values()] == ["canceled"]
    peer.mood = Mood(customer_ms=0)
    for _ in range(4):
        owner.post(test, {"act": "look"})
    assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", 1), ("refund", -1)] * (len(peer.ledger) // 2)
    assert peer.ledger != []

    with reading(shop.organization):
        said = str(list(AuditEvent.objects.values("action", "details"))) + str(
            list(AuditChange.objects.values("before", "after"))
        )
        sealed = bytes(ProviderAccount.objects.get(organization_id=shop.organization).secrets)
    assert "payments.account_added" in said
    assert "secrets" not in said
    assert KEY not in said + caplog.text
    assert KEY.encode() not in sealed


def test_only_the_owner_of_the_whole_shop_comes_in(shop: Shop, sign_in: SignIn, peer: StripePeer) -> None:
    manager = sign_in(shop.organization, Role.MANAGER)
    answers = [manager.get(reverse("providers")), manager.post(reverse("provider-new", args=["stripe"]), {"name": "x"})]

    assert [one.status_code for one in answers] == [403, 403]
    owner = sign_in(shop.organization, Role.OWNER)
    spaced = owner.post(reverse("provider-new", args=["stripe"]), {"name": "x", "api_key": "sk_test a\nb"})
    assert spaced.status_code == 422
    assert owner.get(reverse("provider-new", args=["zvt"])).status_code == 404
    with reading(shop.organization):
        assert accounts() == []


def test_a_new_key_seals_everything_and_the_old_one_is_forgotten(
    alone: TestDatabase, shop: Shop, sign_in: SignIn, settings: Any, tmp_path: Path
) -> None:
    from comptoir.payments.accounts import save_account

    account = account_of(shop.organization, "mollie")
    save_account(account)
    with reading(shop.organization):
        before = bytes(ProviderAccount.objects.get(organization_id=shop.organization).secrets)

    done = rotate()

    with reading(shop.organization):
        after = bytes(ProviderAccount.objects.get(organization_id=shop.organization).secrets)
        assert provider_of(account.id) is not None
    assert (done.key, done.count, done.closed, done.forgotten) == (2, 1, 0, 1)
    assert (before[:2], after[:2]) == (b"\0\1", b"\0\2")
    assert sorted(one.name for one in (tmp_path / "secrets" / "box").iterdir()) == ["2"]
    assert (rotate().count, rotate().forgotten) == (1, 1)
