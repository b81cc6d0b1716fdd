"""Whose a call is: each provider's signature, and the ways in which somebody else's looks like it."""

from datetime import UTC, datetime, timedelta

import pytest

from comptoir.links.signatures import (
    Posted,
    Verified,
    check_of,
    names_in,
    needs_secret,
    thing_of,
    without_card_numbers,
)
from tests.links.calls import (
    ADYEN_KEY,
    SECRET,
    adyen_body,
    opay_body,
    square_headers,
    standard_headers,
    stripe_headers,
)

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ADDRESS = "https://shop.example/hooks/square/1"
EVENT = b'{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_7"}}}'


def judged(
    driver: str, body: bytes, headers: dict[str, str], secrets: tuple[str, ...] = (SECRET,), address: str = ADDRESS
) -> Verified | None:
    return check_of(driver)(Posted(body, headers, address, NOW), secrets)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_stripe_and_standard_webhooks_are_taken_inside_the_window(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)

    assert judged("stripe", EVENT, stripe_headers(EVENT, SECRET, at)) == Verified("evt_1", "payment_intent.succeeded")
    assert judged("other", EVENT, standard_headers(EVENT, SECRET, at)) == Verified("msg_1", "payment_intent.succeeded")


@pytest.mark.parametrize("seconds", [-301, 301, 400, -400, 86_400])
def test_a_recording_and_one_of_the_future_are_refused(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)

    assert judged("stripe", EVENT, stripe_headers(EVENT, SECRET, at)) is None
    assert judged("other", EVENT, standard_headers(EVENT, SECRET, at)) is None


def test_forged_calls_of_every_driver_are_refused() -> None:
    good = stripe_headers(EVENT, SECRET, NOW)
    twice = {"stripe-signature": good["stripe-signature"] + ",t=1"}
    assert judged("stripe", EVENT + b" ", good) is None
    assert judged("stripe", EVENT, stripe_headers(EVENT, "whsec_other", NOW)) is None
    assert judged("stripe", EVENT, stripe_headers(EVENT, SECRET, NOW, scheme="v0")) is None
    assert judged("stripe", EVENT, twice) is None
    assert judged("stripe", EVENT, good, ()) is None
    for broken in ({}, {"stripe-signature": ""}, {"stripe-signature": "t=x,v1=é"}, {"stripe-signature": "v1=a"}):
        assert judged("stripe", EVENT, broken) is None
    assert judged("other", EVENT, {**standard_headers(EVENT, SECRET, NOW), "webhook-id": "msg_2"}) is None
    square = square_headers(b'{"event_id":"e1","type":"payment.updated"}', SECRET, ADDRESS)
    assert judged("square", b'{"event_id":"e1","type":"payment.updated"}', square) == Verified("e1", "payment.updated")
    assert judged("square", b'{"event_id":"e1","type":"payment.updated"}', square, address=ADDRESS + "2") is None
    assert judged("square", b'{"event_id":"e2","type":"payment.updated"}', square) is None
    assert judged("opay", opay_body(SECRET), {}) == Verified("220507145660712931829:SUCCESS:f", "SUCCESS")
    for change in ({"amount": "49161"}, {"refunded": True}, {"status": "FAIL"}, {"reference": "1"}):
        assert judged("opay", opay_body(SECRET, **change), {}) is None
    assert judged("opay", opay_body("other"), {}) is None


def test_adyens_published_example_is_taken_and_every_changed_field_refused() -> None:
    taken = judged("adyen", adyen_body(), {}, (ADYEN_KEY,))
    assert taken == Verified("7914073381342284:AUTHORISATION:true", "AUTHORISATION")
    changes: tuple[dict[str, object], ...] = (
        {"success": "false"}, {"amount": {"value": 1131, "currency": "EUR"}}, {"pspReference": "1"},
        {"merchantReference": "x"}, {"eventCode": "REFUND"}, {"additionalData": {}}, {"originalReference": "1"},
        {"amount": {"value": 1130, "currency": "USD"}}, {"merchantAccountCode": "Other"},
    )  # fmt: skip
    for change in changes:
        assert judged("adyen", adyen_body(**change), {}, (ADYEN_KEY,)) is None
    assert judged("adyen", adyen_body(), {}, ("00" * 32, "no key")) is None
    # A good item does not vouch for another.
    half = adyen_body().replace(b"}}]}", b'}},{"NotificationRequestItem":{"pspReference":"2"}}]}')
    assert judged("adyen", half, {}, (ADYEN_KEY,)) is None


def test_an_unsigned_call_names_a_thing_and_nothing_more() -> None:
    assert (needs_secret("mollie"), needs_secret("sumup"), needs_secret("stripe"), needs_secret("new")) == (
        False, False, True, True,
    )  # fmt: skip
    assert judged("mollie", b"id=tr_WDqYK6vllg", {}) == Verified("", "named", is_signed=False)
    assert thing_of(b'{"event_type":"CHECKOUT_STATUS_CHANGED","id":"4e425463-3e1b"}') == "4e425463-3e1b"
    for nothing in (b"", b"id=", b"{}", b"id=4111111111111111", b'{"id":4}', b"\xff", b"id=" + b"x" * 81, b"id=a%20b"):
        assert (thing_of(nothing), judged("mollie", nothing, {})) == ("", None)
    assert names_in(EVENT) == {"evt_1", "payment_intent.succeeded", "pi_7"}
    assert names_in(b"tr_WDqYK6vllg") == {"tr_WDqYK6vllg"}
    assert names_in(b'{"a":' * 5_000) == frozenset()


def test_what_could_be_a_cards_number_is_struck_out_and_all_else_left() -> None:
    body = (
        b'{"a":"4111111111111111","b":4111111111111112,"c":"4111 1111 1111 1111","at":1795776000,'
        b'"d":"3782822463100051"}'
    )

    assert without_card_numbers(body) == (
        b'{"a":"****************","b":4111111111111112,"c":"*******************","at":1795776000,'
        b'"d":"3782822463100051"}'
    )
