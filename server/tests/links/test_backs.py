"""Money of a link that goes back by its provider: once, never more than was paid, and nothing written on refusal."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from comptoir.kernel import DomainError, new_uuid7
from comptoir.links.backs import GiveBackPaid, give_back_paid
from comptoir.links.counter import TakeLink, at_tills
from comptoir.links.errors import LinkTaken, LinkUnknown, NotPaid
from comptoir.links.hooks import SetHookSecret, set_hook_secret, work_once
from comptoir.links.peers import PAGES
from comptoir.links.public import look_at_link, take_link
from comptoir.payments.errors import AttemptDiffers, AttemptInvalid
from comptoir.payments.models import TerminalAttempt
from comptoir.payments.peers.adyen import MERCHANT
from comptoir.payments.peers.base import Mood
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import AttemptView
from comptoir.payments.terminal_desk import advance
from comptoir.platform.models import AuditEvent
from comptoir.platform.tenancy import as_one, reading
from tests.links.calls import ADYEN_KEY, adyen_signed
from tests.links.guests import House, a_house, at_page
from tests.sales.shop import count, open_shop

REFUND = {
    "stripe": "POST /v1/refunds", "mollie": "/refunds", "sumup": "/refunds", "adyen": "/refunds",
}  # fmt: skip
TILL, OTHER = new_uuid7(), new_uuid7()


class Paid:
    """A link that a guest has paid, with what goes back of it."""

    def __init__(self, house: House, amount: int = 1_000) -> None:
        self.house, self.organization, self.amount = house, house.organization, amount
        self.token = house.link(amount)
        assert at_page(house.go(self.token)) == 200
        look_at_link(house.organization, self.token)
        [self.payment] = house.see(self.token).tries
        if house.driver == "adyen":
            self.call(str(self.payment.id), at="AUTHORISATION", name=f"PSP{self.payment.name}", amount=amount)
        house.peer.ledger.clear()

    def call(self, reference: str, *, at: str, name: str, amount: int, success: str = "true") -> None:
        """Adyen's own word, signed."""
        secret = SetHookSecret(
            organization=self.organization, person=None, account=self.house.account, secret=ADYEN_KEY, now=now()
        )
        set_hook_secret(secret)
        body = adyen_signed(reference, amount=amount, merchant=MERCHANT, at=at, name=name, success=success)
        path = f"/hooks/adyen/{self.house.account}"
        assert Client().post(path, data=body, content_type="application/json").status_code == 200
        assert work_once(now()) == 1

    def take(self, till: UUID = TILL) -> None:
        link = self.house.see(self.token).id
        take_link(
            TakeLink(organization=self.organization, store=self.house.shop.store, till=till, link=link, now=now())
        )

    def wish(self, **changes: Any) -> GiveBackPaid:
        facts: dict[str, Any] = {
            "organization": self.organization, "store": self.house.shop.store, "till": TILL, "person": None,
            "id": new_uuid7(), "payment": self.payment.id, "kind": Kind.REFUND, "amount": self.amount,
            "currency": 978, "now": now(),
        }  # fmt: skip
        return GiveBackPaid(**{**facts, **changes})

    def followed(self, view: AttemptView) -> AttemptView:
        """Until it ends; Adyen says the end by a call."""
        for _ in range(6):
            view = advance(self.organization, view.id)
            if self.house.driver == "adyen" and view.is_open and self.back():
                self.call(str(view.id), at="REFUND", name=f"PSPBACK{view.id}", amount=view.amount)
            if not view.is_open:
                break
        return view

    def back(self) -> list[int]:
        return [one.amount for one in self.house.peer.ledger if one.kind == "refund"]

    def written(self) -> int:
        return count("payments_terminal_attempt", self.organization)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=tuple(PAGES))
def house(request: Any, db: None, settings: Any, tmp_path: Path) -> Iterator[House]:
    settings.HOME = tmp_path
    with a_house(open_shop(), request.param, settings) as found:
        yield found


def test_a_part_and_the_rest_go_back_once_each_and_never_more_than_was_paid(house: House) -> None:
    paid = Paid(house)
    paid.take()
    part = paid.wish(amount=400)
    with ThreadPoolExecutor(3) as pool:  # pressed three times
        views = list(pool.map(lambda _: asked(part), range(3)))
    assert {one.id for one in views} == {part.id}
    assert paid.followed(views[0]).state == "approved"
    assert paid.followed(give_back_paid(part)).state == "approved"
    assert paid.back() == [-400]

    for wrong in ({"amount": 601}, {"amount": 0 - 1}, {"kind": Kind.PAYMENT, "amount": 1}):
        with pytest.raises(AttemptInvalid):
            give_back_paid(paid.wish(**wrong))
    with pytest.raises(AttemptDiffers):
        give_back_paid(paid.wish(id=part.id, amount=300))
    with pytest.raises(LinkTaken):
        give_back_paid(paid.wish(till=OTHER, amount=1))
    with pytest.raises(LinkTaken):  # nor the office: the till has it
        give_back_paid(paid.wish(till=None, store=None, amount=None))
    for strange in ({"payment": new_uuid7()}, {"store": new_uuid7()}, {"currency": 756}):
        with pytest.raises(LinkUnknown):
            give_back_paid(paid.wish(**strange))
    assert (paid.written(), paid.back()) == (1, [-400])

    assert paid.followed(give_back_paid(paid.wish(amount=600, kind=Kind.REVERSAL))).state == "approved"
    assert (paid.written(), paid.back()) == (2, [-400, -600])
    [one] = house.see(paid.token).tries
    assert (one.back, house.see(paid.token).unsold) == (1_000, 0)


def asked(wish: GiveBackPaid) -> AttemptView:
    try:
        return give_back_paid(wish)
    finally:
        connections.close_all()


def test_two_at_once_never_give_back_more_than_was_paid(house: House) -> None:
    paid = Paid(house)
    paid.take()
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda _: tried(paid.wish(amount=600)), range(2)))
    assert sorted(type(one).__name__ for one in ended) == ["AttemptInvalid", "AttemptView"]
    assert paid.written() == 1


def tried(wish: GiveBackPaid) -> object:
    try:
        return asked(wish)
    except DomainError as refusal:
        return refusal


def test_an_answer_that_is_lost_is_looked_for_and_never_sent_again(house: House) -> None:
    paid = Paid(house)
    paid.take()
    house.peer.calls.clear()
    house.peer.mood = Mood(fault="lose", at=REFUND[house.driver])
    first = advance(paid.organization, give_back_paid(paid.wish()).id)
    assert (first.state, paid.back()) == ("pending", [-1_000])

    assert paid.followed(first).state == "approved"

    assert paid.back() == [-1_000]
    sent = [one for one in house.peer.calls if one.startswith("POST") and one.endswith("/refunds")]
    assert len(sent) == 1


def test_what_never_left_is_declined_and_can_be_asked_anew(house: House) -> None:
    paid = Paid(house)
    paid.take()
    wish = paid.wish()
    give_back_paid(wish)
    with as_one(paid.organization):
        late = now() - timedelta(minutes=2)
        TerminalAttempt.objects.filter(organization_id=paid.organization, id=wish.id).update(made_at=late)
    ended = advance(paid.organization, wish.id)
    assert (ended.state, ended.trouble, paid.back()) == ("declined", "not_sent", [])

    given_up = give_back_paid(paid.wish(is_void=True))
    assert given_up.state == "cancelled"
    assert paid.followed(give_back_paid(paid.wish())).state == "approved"
    assert paid.back() == [-1_000]


def test_the_office_gives_back_what_no_till_took_and_then_no_till_gets_it(house: House) -> None:
    paid = Paid(house)
    office = {"till": None, "store": None, "amount": None, "currency": None}
    with pytest.raises(LinkTaken):  # a till gives back only what it took
        give_back_paid(paid.wish())
    with pytest.raises(AttemptInvalid):
        give_back_paid(paid.wish(**{**office, "amount": 1_001}))
    unpaid = house.link(500)
    house.go(unpaid)
    [pending] = house.see(unpaid).tries
    with pytest.raises(NotPaid):
        give_back_paid(paid.wish(**{**office, "payment": pending.id}))
    assert (paid.written(), house.see(paid.token).state, house.see(paid.token).unsold) == (0, "paid", 1_000)

    wish = paid.wish(**office)
    assert paid.followed(give_back_paid(wish)).state == "approved"
    assert give_back_paid(wish).state == "approved"

    seen = house.see(paid.token)
    assert (seen.state, seen.unsold, paid.back()) == ("cancelled", 0, [-1_000])
    with reading(paid.organization):
        assert at_tills(house.shop.store, TILL, now()) == []
    with reading(paid.organization):
        assert AuditEvent.objects.filter(action="links.given_back").count() == 1


def test_adyen_refuses_without_its_reference_and_its_signed_no_counts(
    db: None, settings: Any, tmp_path: Path
) -> None:  # fmt: skip
    settings.HOME = tmp_path
    with a_house(open_shop(), "adyen", settings) as house:
        paid = Paid(house)
        paid.take()
        other = house.link(300)
        at_page(house.go(other))
        look_at_link(house.organization, other)
        [unnamed] = house.see(other).tries
        office = paid.wish(till=None, store=None, amount=None, payment=unnamed.id)
        ended = advance(house.organization, give_back_paid(office).id)
        assert (ended.state, ended.trouble, paid.back()) == ("declined", "not_found", [])
        assert house.see(other).unsold == 300

        view = advance(house.organization, give_back_paid(paid.wish()).id)
        assert view.state == "pending"
        # Other figures than ours are not ours.
        paid.call(str(view.id), at="REFUND", name="PSPBACK1", amount=999)
        assert advance(house.organization, view.id).state == "pending"
        paid.call(str(view.id), at="REFUND", name="PSPBACK2", amount=1_000, success="false")
        assert advance(house.organization, view.id).state == "declined"
        [one] = house.see(paid.token).tries
        assert one.back == 0
