"""Payments in a provider's app on the till's phone: what the app says is a hint, the provider's records decide."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener
from uuid import UUID

import pytest
from django.test import Client as Browser

from comptoir.kernel import new_uuid7
from comptoir.payments.peers.base import Peer
from comptoir.payments.peers.square import SquarePeer
from comptoir.payments.peers.sumup import SumUpPeer
from comptoir.payments.providers.contract import Access, Asked, Kind, Leap
from comptoir.payments.providers.square import ADDRESS as SQUARE
from comptoir.payments.providers.square_app import SquareApp
from comptoir.payments.providers.sumup import ADDRESS
from comptoir.payments.providers.sumup_app import SumUpApp
from tests.databases import TestDatabase
from tests.payments.counter import AtWork, Counter, serving

ORIGIN = "https://till.example"
APPS: dict[str, type[Peer]] = {"sumup-app": SumUpPeer, "square-app": SquarePeer}


@pytest.fixture(params=tuple(APPS))
def counter(request: Any, db: None, database: TestDatabase, settings: Any, tmp_path: Path) -> Iterator[Counter]:
    settings.HOME = tmp_path
    peer = APPS[request.param]()
    with serving(peer) as address:
        settings.PAYMENT_PEERS = {request.param: address}
        yield Counter(database, request.param, peer)


class Stays(HTTPRedirectHandler):
    """The app leads back: where to is looked at, not gone to."""

    def redirect_request(self, *args: Any) -> None:
        return None


def press(leap: str, act: str) -> str:
    """Open the app and press a button in it; answers where it returns to, or nothing."""
    parts = urlsplit(leap)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    address = f"{parts.scheme}://{parts.netloc}/app/act?{urlencode({**asked, 'act': act})}"
    try:
        with build_opener(Stays).open(address, timeout=10):
            return ""
    except HTTPError as led:
        return led.headers["Location"]


def come_back(address: str) -> int:
    """The browser of the phone opens what the app returned to."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == ORIGIN
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Browser().get(parts.path, said).status_code


async def leap_of(till: AtWork, name: UUID, *, till_number: int = 0, **more: Any) -> tuple[int, Any]:
    body = {"origin": ORIGIN, "is_ios": True, **more}
    place = f"terminals/{till.counter.terminal}/attempts/{name}/open"
    return await till.ask("POST", place, body, till=till_number)


async def opened(till: AtWork, name: UUID, amount: int = 1_234) -> str:
    """Begun, seen by the till, and the app opened."""
    assert (await till.begin(name, amount))[0] == 202
    known: Any = {"step": ""}
    while known["step"] != "open_app":
        known = (await till.ask("GET", f"attempts/{name}"))[1]
    status, said = await leap_of(till, name)
    assert status == 200, said
    return str(said["address"])


async def until(till: AtWork, name: UUID, *states: str) -> Any:
    return await till.until_over(name, states)


def test_the_app_is_opened_once_and_the_provider_says_that_it_was_paid(counter: Counter) -> None:
    name, back = new_uuid7(), new_uuid7()

    async def story(till: AtWork) -> None:
        leap = await opened(till, name)
        again = await leap_of(till, name)
        stranger = await leap_of(till, name, till_number=1)
        unknown = await leap_of(till, new_uuid7())
        silly = await leap_of(till, name, origin="javascript:alert(1)")
        known = (await till.ask("GET", f"attempts/{name}"))[1]
        assert (again[0], again[1]["code"]) == (409, "agent.attempt_closed")
        assert (stranger[0], stranger[1]["code"]) == (404, "agent.attempt_unknown")
        assert (unknown[0], unknown[1]["code"]) == (404, "agent.attempt_unknown")
        assert silly[0] == 422
        assert (known["state"], known["step"]) == ("pending", "in_app")
        assert counter.ledger() == []

        returned = press(leap, "pay")
        assert [await till.client_thread(lambda: come_back(returned)) for _ in range(3)] == [200] * 3
        paid = await until(till, name, "approved")
        assert (paid["approved"], paid["result"]["last_four"]) == (1_234, "1111")
        await till.begin(back, 1_234, kind="reversal", reverses=str(name))
        assert (await until(till, back, "approved"))["kind"] == "reversal"

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234), ("refund", -1_234)]


def test_sumup_takes_a_reference_once(counter: Counter) -> None:
    if not isinstance(counter.peer, SumUpPeer):
        pytest.skip("Square takes a note as often as it is given")
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        leap = await opened(till, name)
        press(leap, "pay")
        assert "smp-status=failed" in press(leap, "pay")
        assert (await until(till, name, "approved"))["approved"] == 1_234

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)]


@pytest.mark.parametrize(
    ("act", "state", "taken"),
    [
        ("silent", "approved", [("payment", 1_234)]),
        ("decline", "declined", []),
        ("leave", "unknown", []),
        ("forge", "unknown", []),
        ("other", "unknown", [("payment", 1_334)]),
    ],
)
def test_what_the_app_says_moves_nothing(counter: Counter, act: str, state: str, taken: list[tuple[str, int]]) -> None:
    """Killed, declined, left, success forged, another amount: where the provider can't tell, one person is asked."""
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        returned = press(await opened(till, name), act)
        if returned:
            await till.client_thread(lambda: come_back(returned))
        if act == "forge":
            # Success was said, and nobody paid: it is still asked for, until the cashier gives it up.
            assert (await till.ask("GET", f"attempts/{name}"))[1]["state"] == "pending"
            await till.begin(name, verb="/void")
        known = await until(till, name, state)
        assert known["needs_person"] is (state == "unknown")
        assert known["approved"] == (1_234 if state == "approved" else 0)
        if state == "unknown":
            decided = await till.ask("POST", f"attempts/{name}/decide", {"is_paid": False})
            assert decided[1]["state"] == "declined"

    counter.run(story)
    assert counter.ledger() == taken


def test_one_that_is_paid_after_all_is_found_while_a_person_is_asked(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        leap = await opened(till, name)
        await till.begin(name, verb="/void")
        assert (await until(till, name, "unknown"))["needs_person"]
        press(leap, "silent")
        await till.ask("POST", f"attempts/{name}/query")
        assert (await until(till, name, "approved"))["approved"] == 1_234

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)]


def test_one_whose_app_was_never_opened_is_over_when_the_till_gives_it_up(counter: Counter) -> None:
    name = new_uuid7()

    async def story(till: AtWork) -> None:
        await till.begin(name)
        await till.begin(name, verb="/void")
        assert (await until(till, name, "cancelled"))["needs_person"] is False
        late = await leap_of(till, name)
        assert (late[0], late[1]["code"]) == (409, "agent.attempt_closed")

    counter.run(story)
    assert counter.ledger() == []


def test_whoever_comes_back_with_nonsense_learns_nothing(counter: Counter) -> None:
    pages = {
        Browser().get("/app-return", said).content
        for said in (
            {}, {"state": "x"}, {"state": f"{counter.organization}.{new_uuid7()}"}, {"data": "[" * 900},
            {"state": f"{new_uuid7()}.{new_uuid7()}"}, {"data": '{"state": 7}'},
        )
    }  # fmt: skip

    assert len(pages) == 1
    assert Browser().post("/app-return").status_code == 405


def test_what_an_app_names_counts_only_with_our_note(counter: Counter) -> None:
    """Somebody else's payment of the same amount, named by whoever opens the address to which the app returns."""
    name, other = new_uuid7(), new_uuid7()

    async def story(till: AtWork) -> None:
        press(await opened(till, other), "pay")
        await until(till, other, "approved")
        await opened(till, name)
        said = {"status": "ok", "transaction_id": next(iter(getattr(till.counter.peer, "orders", {"x": ""})))}
        data = json.dumps({**said, "state": f"{counter.organization}.{name}"})
        forged = f"{ORIGIN}/app-return?{urlencode({'data': data, 'smp-status': 'success'})}"
        assert await till.client_thread(lambda: come_back(forged)) == 200
        await till.begin(name, verb="/void")
        known = await until(till, name, "unknown")
        assert (known["approved"], known["events"][-1]["trouble"]) == (0, "app_unsure")

    counter.run(story)
    assert counter.ledger() == [("payment", 1_234)]


def test_squares_real_app_is_opened_by_its_documented_addresses() -> None:
    """https://developer.squareup.com/docs/pos-api/web-technical-reference"""
    name = UUID("0190a7c0-0000-7000-8000-000000000001")
    access = Access(address=SQUARE, is_live=True, settings={"application_id": "sq0idp-1"}, secrets={"api_key": "k"})
    asked = Asked(id=name, kind=Kind.PAYMENT, reader="app", amount=1_205, currency="EUR")
    back = f"{ORIGIN}/app-return"

    ios, android = (
        SquareApp(access).leap(Leap(asked=asked, back=back, reference="o.a", is_ios=is_ios)) for is_ios in (True, False)
    )

    scheme, _, query = ios.partition("?")
    assert scheme == "square-commerce-v1://payment/create"
    assert json.loads(parse_qs(query)["data"][0]) == {
        "amount_money": {"amount": 1_205, "currency_code": "EUR"}, "callback_url": back, "client_id": "sq0idp-1",
        "version": "1.3", "notes": str(name), "state": "o.a",
        "options": {"supported_tender_types": ["CREDIT_CARD"], "auto_return": True},
    }  # fmt: skip
    parts = android.split(";")
    assert (parts[0], parts[-1]) == ("intent:#Intent", "end")
    assert "S.com.squareup.pos.WEB_CALLBACK_URI=https%3A%2F%2Ftill.example%2Fapp-return" in parts
    assert {"action=com.squareup.pos.action.CHARGE", "package=com.squareup"} <= set(parts)
    assert {"i.com.squareup.pos.TOTAL_AMOUNT=1205", "S.com.squareup.pos.CURRENCY_CODE=EUR"} <= set(parts)
    assert {f"S.com.squareup.pos.NOTE={name}", "S.com.squareup.pos.REQUEST_METADATA=o.a"} <= set(parts)


def test_the_real_app_is_opened_by_its_documented_address() -> None:
    """https://github.com/sumup/sumup-ios-url-scheme: names of parameters, the decimal point, the currency."""
    name = UUID("0190a7c0-0000-7000-8000-000000000001")
    access = Access(
        address=ADDRESS, is_live=True, settings={"merchant_code": "M1"}, secrets={"api_key": "k", "affiliate_key": "a1"}
    )
    asked = Asked(id=name, kind=Kind.PAYMENT, reader="app", amount=1_205, currency="EUR")
    leap = Leap(asked=asked, back=f"{ORIGIN}/app-return", reference="o.a", is_ios=True)

    address, _, query = SumUpApp(access).leap(leap).partition("?")

    back = f"{ORIGIN}/app-return?state=o.a"
    assert address == "sumupmerchant://pay/1.0"
    assert parse_qs(query) == {
        "amount": ["12.05"], "currency": ["EUR"], "affiliate-key": ["a1"], "foreign-tx-id": [str(name)],
        "skip-screen-success": ["true"], "callbacksuccess": [back], "callbackfail": [back],
    }  # fmt: skip
