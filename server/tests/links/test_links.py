"""Payment links: what a provider took is counted once, whoever pays at the same time, leaves, or comes back."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from comptoir.kernel import DomainError, new_uuid7
from comptoir.links.desk import look_at_due
from comptoir.links.errors import LinkInvalid, LinkOver, LinkUnknown, PartInvalid, ProviderAway, SomebodyPays
from comptoir.links.hooks import SetHookSecret, set_hook_secret, work_once
from comptoir.links.models import LinkTry
from comptoir.links.peers import PAGES
from comptoir.links.public import (
    BeginTry,
    CancelLink,
    come_back,
    look_at_link,
    make_link,
    send_guest,
    shares,
    withdraw_link,
)
from comptoir.payments.peers.adyen import MERCHANT as ADYEN_MERCHANT
from comptoir.payments.peers.base import Mood
from comptoir.platform.tenancy import as_one
from tests.links.calls import ADYEN_KEY, adyen_signed
from tests.links.guests import House, a_house, at_page
from tests.sales.shop import count, open_shop, rows


@pytest.fixture(params=tuple(PAGES))
def house(request: Any, db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    settings.HOME = tmp_path
    with a_house(open_shop(), request.param, settings) as found:
        yield found


def test_a_link_is_paid_once_however_often_the_guest_presses_and_is_asked_about(house: House) -> None:
    token = house.link(1_234)
    first, again = house.go(token), house.go(token)
    assert first == again
    look_at_link(house.organization, token)  # back without having paid
    assert (house.see(token).state, house.see(token).under_way, house.see(token).free) == ("open", 1_234, 0)

    assert (at_page(first), at_page(first)) == (200, 410)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: looked(house, token), range(3)))

    seen = house.see(token)
    assert (seen.state, seen.paid, seen.rest, seen.too_much) == ("paid", 1_234, 0, 0)
    assert house.ledger() == [1_234]
    assert [(one.state, one.taken) for one in seen.tries] == [("approved", 1_234)]
    told = [str(row["topic"]) for row in rows("platform_outbox", house.organization)]
    assert told.count("links.paid") == 1
    with pytest.raises(LinkOver):
        house.go(token)


def looked(house: House, token: str) -> None:
    try:
        look_at_link(house.organization, token)
    finally:
        connections.close_all()


def test_guests_pay_shares_and_nobody_what_another_is_paying(house: House) -> None:
    token = house.link(1_000, allows_parts=True)
    assert shares(1_000, 3) == [334, 333, 333]
    mine, theirs = house.go(token, 334), house.go(token, 333)
    assert mine != theirs
    for amount in (334, 1_000, 0, -1):
        with pytest.raises(PartInvalid):
            house.go(token, amount)
    with ThreadPoolExecutor(2) as pool:  # the last share, by two at once
        ended = list(pool.map(lambda _: tried(house, token), range(2)))
    assert sorted(type(one).__name__ for one in ended) == ["SomebodyPays", "str"]
    assert at_page(mine) == 200
    assert at_page(theirs, "DELETE") == 200

    look_at_link(house.organization, token)
    # Whoever comes back without having paid holds nobody up.
    left = [one.id for one in house.see(token).tries if one.state == "pending"]
    assert [come_back(house.organization, one) for one in left] == ["ended"] * len(left)

    seen = house.see(token)
    assert (seen.state, seen.paid, seen.rest, seen.under_way) == ("part", 334, 666, 0)
    with pytest.raises(PartInvalid):
        house.go(token, 667)


def tried(house: House, token: str) -> object:
    try:
        return house.go(token, 333)
    except DomainError as refusal:
        return refusal
    finally:
        connections.close_all()


def test_what_comes_late_counts_and_too_much_is_shown(house: House) -> None:
    token = house.link(500)
    address = house.go(token)
    long_ago = datetime.now(UTC) - timedelta(minutes=36)
    with as_one(house.organization):
        LinkTry.objects.filter(organization_id=house.organization).update(made_at=long_ago)
    other = house.go(token)  # the first page should have been over by now
    assert other != address
    assert (at_page(address), at_page(other)) == (200, 200)
    with as_one(house.organization):
        LinkTry.objects.filter(organization_id=house.organization).update(next_at=long_ago)

    assert look_at_due(datetime.now(UTC)) >= 2

    seen = house.see(token)
    assert (seen.state, seen.paid, seen.too_much) == ("paid", 1_000, 500)
    assert house.ledger() == [500, 500]


def test_other_figures_than_ours_are_for_a_person_and_pay_nothing(house: House) -> None:
    token = house.link(500)
    house.peer.mood = Mood(lacks=100)
    at_page(house.go(token))
    look_at_link(house.organization, token)

    seen = house.see(token)

    assert (seen.state, seen.paid, seen.differs) == ("open", 0, True)
    assert [(one.state, one.taken) for one in seen.tries] == [("differs", 400)]


def test_a_cancelled_link_has_its_page_closed_and_a_payment_before_that_still_counts(house: House) -> None:
    token, paid = house.link(500), house.link(700)
    address, late = house.go(token), house.go(paid)
    assert at_page(late) == 200  # nobody has asked yet

    for one in (token, paid, token):
        withdraw_link(
            CancelLink(organization=house.organization, person=None, link=house.see(one).id, now=datetime.now(UTC))
        )

    assert at_page(address) == 410
    assert (house.see(token).state, house.see(token).paid) == ("cancelled", 0)
    assert (house.see(paid).state, house.see(paid).paid) == ("cancelled", 700)
    with pytest.raises(LinkOver):
        house.go(token)
    with pytest.raises(LinkUnknown):
        withdraw_link(CancelLink(organization=house.organization, person=None, link=new_uuid7(), now=datetime.now(UTC)))


def test_a_provider_that_is_away_or_loses_its_answer_keeps_nothing_aside(house: House) -> None:
    token = house.link(500)
    place = {
        "stripe": "POST /v1/checkout", "mollie": "POST /v2/payments", "sumup": "POST /v0.1/checkouts",
        "adyen": "POST /v71/paymentLinks",
    }[house.driver]  # fmt: skip
    for fault in ("refuse", "lose", "break", "error"):
        house.peer.mood = Mood(fault=fault, at=place)
        with pytest.raises(ProviderAway):
            house.go(token)
    assert (house.see(token).under_way, house.see(token).state) == (0, "open")

    address = house.go(token)
    house.peer.mood = Mood(fault="error", at="GET", times=1)
    at_page(address)
    look_at_link(house.organization, token)
    assert house.see(token).under_way == 500  # nobody knows: it stays aside
    look_at_link(house.organization, token)
    assert (house.see(token).state, house.ledger()) == ("paid", [500])


def test_what_cannot_be_a_link_is_refused_and_one_whose_time_has_passed_sends_nobody(house: House) -> None:
    now = datetime.now(UTC)
    wrong: tuple[dict[str, Any], ...] = (
        {"amount": 0}, {"amount": -5}, {"amount": 100_000_000}, {"text": " "}, {"text": "x" * 141},
        {"account": new_uuid7()}, {"store": new_uuid7()}, {"expires_at": now - timedelta(seconds=1)},
    )  # fmt: skip
    for broken in wrong:
        with pytest.raises(LinkInvalid):
            make_link(house.wish(**{"amount": 500, **broken}))
    assert count("links_link", house.organization) == 0
    wish = house.wish(500, expires_at=now + timedelta(seconds=1))
    assert make_link(wish) == make_link(wish)
    token = make_link(wish)
    while datetime.now(UTC) <= now + timedelta(seconds=1):
        time.sleep(0.05)
    assert house.see(token).state == "expired"
    with pytest.raises(LinkOver):
        house.go(token)
    with pytest.raises(LinkUnknown):
        send_guest(
            BeginTry(organization=house.organization, token="nobody", amount=None, now=now), "https://shop.example/"
        )
    assert count("links_try", house.organization) == 0
    assert SomebodyPays().code == "links.somebody_pays"


def test_a_call_makes_the_provider_be_asked_and_a_forged_one_does_not(
    db: None, settings: Any, tmp_path: Path
) -> None:  # fmt: skip
    """Adyen signs its items; SumUp signs nothing, so its call names a page, and what the page says counts."""
    settings.HOME = tmp_path
    shop = open_shop()
    for driver in ("adyen", "sumup"):
        with a_house(shop, driver, settings) as house:
            token = house.link(700)
            at_page(house.go(token))
            [one] = house.see(token).tries
            forged = json.dumps({"id": "someone-else", "status": "PAID"}).encode()
            call = json.dumps({"event_type": "CHECKOUT_STATUS_CHANGED", "id": one.name}).encode()
            if driver == "adyen":
                set_hook_secret(
                    SetHookSecret(
                        organization=house.organization, person=None, account=house.account, secret=ADYEN_KEY,
                        now=datetime.now(UTC),
                    )
                )  # fmt: skip
                call = adyen_signed(str(one.id), amount=700, merchant=ADYEN_MERCHANT)
                forged = call.replace(b"700", b"701")

            statuses = [posted(driver, house, body) for body in (forged, call, call)]
            assert statuses[1:] == [statuses[1]] * 2
            assert (statuses[0] >= 400) is (driver == "adyen")
            now = datetime.now(UTC)
            assert work_once(now) >= 1
            assert look_at_due(now) == 1

            assert (house.see(token).state, house.see(token).paid, house.ledger()) == ("paid", 700, [700])


def posted(driver: str, house: House, body: bytes) -> int:
    return Client().post(f"/hooks/{driver}/{house.account}", data=body, content_type="application/json").status_code
