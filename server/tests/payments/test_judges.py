"""The simulated providers, judged by others: each vendor's own library pays, looks and gives back at ours."""

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from comptoir.payments.peers import mollie, square, sumup
from comptoir.payments.peers.base import Mood
from tests.payments.counter import serving

PATIENCE_SECONDS = 10.0
AT_ONCE = Mood(customer_ms=0)


def _until(look: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.02)
    return found


def test_sumups_own_library_pays_and_gives_back_at_the_simulator() -> None:
    library: Any = import_module("sumup")
    peer = sumup.SumUpPeer(mood=AT_ONCE)
    with serving(peer) as address:
        client = library.Sumup(api_key=sumup.KEY, base_url=address)
        merchant = client.merchants.get(sumup.MERCHANT)
        [reader] = client.readers.list(sumup.MERCHANT).items
        status = client.readers.get_status(sumup.MERCHANT, reader.id)
        begun = client.readers.create_checkout(
            sumup.MERCHANT,
            reader.id,
            total_amount={"currency": "EUR", "minor_unit": 2, "value": 1_234},
            affiliate={"app_id": "comptoir", "key": "affiliate", "foreign_transaction_id": "attempt-1", "tags": {}},
        )
        paid = client.transactions.get(sumup.MERCHANT, foreign_transaction_id="attempt-1")
        client.transactions.refund(sumup.MERCHANT, paid.id, amount=2.34)
        with pytest.raises(import_module("sumup._exceptions").APIError) as too_much:
            client.transactions.refund(sumup.MERCHANT, paid.id, amount=10.01)
        with pytest.raises(import_module("sumup._exceptions").APIError) as stranger:
            library.Sumup(api_key="sup_sk_wrong", base_url=address).readers.list(sumup.MERCHANT)

    assert (merchant.merchant_code, reader.status, status.data.state) == ("MTEST01", "paired", "IDLE")
    assert begun.data.client_transaction_id == paid.client_transaction_id
    assert (paid.amount, paid.currency, paid.status, paid.card.last_4_digits) == (12.34, "EUR", "SUCCESSFUL", "1111")
    assert [too_much.value.status, stranger.value.status] == [409, 401]
    assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", 1_234), ("refund", -234)]


def test_mollies_own_library_pays_and_gives_back_at_the_simulator() -> None:
    client_of: Any = import_module("mollie.api.client").Client
    error: Any = import_module("mollie.api.error")
    peer = mollie.MolliePeer()
    with serving(peer) as address:
        client = client_of(api_endpoint=address, retry=0)
        client.set_api_key(mollie.KEY)
        terminals = [one.id for one in client.terminals.list()]
        wish = {
            "amount": {"currency": "EUR", "value": "12.34"},
            "description": "A1-1-7",
            "method": "pointofsale",
            "terminalId": terminals[0],
        }
        made = client.payments.create(wish, idempotency_key="one")
        again = client.payments.create(wish, idempotency_key="one")
        peer.mood = AT_ONCE
        paid = _until(lambda: client.payments.get(made.id), lambda payment: payment.is_paid())
        back = paid.refunds.create({"amount": {"currency": "EUR", "value": "2.34"}})
        with pytest.raises(error.UnprocessableEntityError) as too_much:
            paid.refunds.create({"amount": {"currency": "EUR", "value": "10.01"}})
        stranger = client_of(api_endpoint=address, retry=0)
        stranger.set_api_key("test_" + "x" * 30)
        with pytest.raises(error.UnauthorizedError):
            stranger.terminals.list()

    assert (made.id, made.is_open(), made.is_cancelable) == (again.id, True, True)
    assert (paid.amount["value"], paid.details["cardNumber"], paid.is_cancelable) == ("12.34", "1111", False)
    assert (back.payment_id, back.amount["value"], back.is_queued()) == (made.id, "2.34", True)
    assert (too_much.value.status, too_much.value.field) == (422, "amount")
    assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", 1_234), ("refund", -234)]


def test_squares_own_library_pays_and_gives_back_at_the_simulator() -> None:
    library: Any = import_module("square")
    refused: Any = import_module("square.core.api_error").ApiError
    peer = square.SquarePeer()
    with serving(peer) as address:
        client = library.Square(token=square.KEY, base_url=address)
        [front, _] = list(client.devices.codes.list())
        wish = {
            "amount_money": {"amount": 1_234, "currency": "EUR"},
            "reference_id": "attempt-1",
            "device_options": {"device_id": front.device_id},
        }
        made = client.terminal.checkouts.create(idempotency_key="one", checkout=wish).checkout
        again = client.terminal.checkouts.create(idempotency_key="one", checkout=wish).checkout
        peer.mood = AT_ONCE
        done = _until(
            lambda: client.terminal.checkouts.get(made.id).checkout, lambda checkout: checkout.status == "COMPLETED"
        )
        paid = client.payments.get(done.payment_ids[0]).payment
        money = {"amount": 234, "currency": "EUR"}
        back = client.refunds.refund_payment(idempotency_key="two", payment_id=paid.id, amount_money=money).refund
        rest = {"amount": 1_001, "currency": "EUR"}
        with pytest.raises(refused) as too_much:
            client.refunds.refund_payment(idempotency_key="three", payment_id=paid.id, amount_money=rest)
        with pytest.raises(refused) as stranger:
            list(library.Square(token="wrong", base_url=address).devices.codes.list())

    assert (made.id, made.status, done.reference_id) == (again.id, "PENDING", "attempt-1")
    assert (paid.total_money.amount, paid.card_details.card.last4, paid.status) == (1_234, "1111", "COMPLETED")
    assert (back.status, back.amount_money.amount) == ("PENDING", 234)
    assert [too_much.value.status_code, stranger.value.status_code] == [400, 401]
    assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", 1_234), ("refund", -234)]


def test_squares_own_library_believes_the_simulators_signature_and_no_other() -> None:
    verify: Any = import_module("square.utils.webhooks_helper").verify_signature
    address, body = "https://shop.example/webhooks/square/1", b'{"type":"terminal.checkout.updated","note":"\xc3\xa9"}'
    said = {"signature_key": "secret", "notification_url": address}

    header = square.signature("secret", address, body)

    assert verify(request_body=body.decode(), signature_header=header, **said)
    assert not verify(request_body=body.decode() + " ", signature_header=header, **said)
