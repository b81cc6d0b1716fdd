"""The simulated providers, judged by others: the vendor's own library as their client; and as a process of its own."""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any
from urllib.request import Request, urlopen

import pytest

from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.stripe import KEYS, StripePeer
from tests.payments.counter import serving


def test_stripes_own_library_pays_and_gives_back_at_the_simulator() -> None:
    stripe: Any = import_module("stripe")
    peer = StripePeer()
    with serving(peer) as address:
        client = stripe.StripeClient(KEYS[0], base_addresses={"api": address}, max_network_retries=0)
        readers = client.v1.terminal.readers
        front = readers.list().data[0].id
        wish = {
            "amount": 1_234,
            "currency": "eur",
            "payment_method_types": ["card_present"],
            "capture_method": "manual",
        }
        made = client.v1.payment_intents.create(wish, {"idempotency_key": "one"})
        again = client.v1.payment_intents.create(wish, {"idempotency_key": "one"})
        peer.mood = Mood(customer_ms=0)
        readers.process_payment_intent(front, {"payment_intent": made.id})
        paid = client.v1.payment_intents.retrieve(made.id, {"expand": ["latest_charge"]})
        taken = client.v1.payment_intents.capture(made.id)
        back = client.v1.refunds.create({"payment_intent": made.id})
        with pytest.raises(stripe.InvalidRequestError) as twice:
            client.v1.refunds.create({"payment_intent": made.id, "amount": 1})
        with pytest.raises(stripe.AuthenticationError):
            stripe.StripeClient("sk_test_wrong", base_addresses={"api": address}).v1.terminal.readers.list()

    assert (made.id, made.status, paid.status, taken.status) == (
        again.id, "requires_payment_method", "requires_capture", "succeeded",
    )  # fmt: skip
    assert paid.latest_charge.payment_method_details.card_present.last4 == "1111"
    assert (back.status, twice.value.code) == ("succeeded", "charge_already_refunded")
    assert [(one.kind, one.amount) for one in peer.ledger] == [("payment", 1_234), ("refund", -1_234)]


def test_a_simulated_provider_is_a_process_that_is_asked_for_faults() -> None:
    command = [sys.executable, "-m", "comptoir.config.cli", "peer", "mollie"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        name, address, *_ = process.stdout.readline().split()
        mood = Request(f"{address}/_peer/mood", json.dumps({"answer": "decline"}).encode())
        mood.add_header("Content-Type", "application/json")
        with urlopen(mood, timeout=10) as answer:
            assert (name, answer.status) == ("mollie", 200)
        with urlopen(f"{address}/_peer/ledger", timeout=10) as answer:
            assert json.load(answer) == {"taken": [], "calls": []}
    finally:
        process.terminate()
        process.wait(10)
