"""The simulated providers, judged by others: the vendor's own library as their client; and as a process of its own."""

import json
import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from comptoir.payments.peers.adyen import KEY as ADYEN_KEY
from comptoir.payments.peers.adyen import TERMINALS, AdyenPeer
from comptoir.payments.peers.base import Mood
from comptoir.payments.peers.stripe import KEYS, StripePeer
from tests.payments.counter import serving

ROOT = Path(__file__).resolve().parents[3]


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


# The vendor's library writes its request and reads the answer by its own models; only the way there is ours
# (its own wants a package for proxies).
ADYENS = """
const { root, address, key, terminal } = JSON.parse(require("fs").readFileSync(0));
const modules = require("module"), load = modules._load;
modules._load = (name, ...rest) => (name === "https-proxy-agent" ? {} : load(name, ...rest));
const { Client, EnvironmentEnum, TerminalCloudAPI } = require(root);
const http = { request: async (place, body, config) => (await fetch(place, {
  method: "POST", body, headers: { "Content-Type": "application/json", "x-api-key": config.apiKey },
})).text() };
const client = new Client({ apiKey: key, environment: EnvironmentEnum.TEST }, http);
client.config.terminalApiCloudEndpoint = address;
const api = new TerminalCloudAPI(client);
const head = (MessageCategory, ServiceID) => ({ ProtocolVersion: "3.0", MessageClass: "Service", MessageCategory,
  MessageType: "Request", ServiceID, SaleID: "Till", POIID: terminal });
const at = "2026-01-02T03:04:05+00:00";
const sale = (TransactionID) => ({ SaleTransactionID: { TransactionID, TimeStamp: at } });
const pay = (id, amount) => ({ SaleToPOIRequest: { MessageHeader: head("Payment", id), PaymentRequest: {
  SaleData: sale("lunch"), PaymentTransaction: { AmountsReq: { Currency: "EUR", RequestedAmount: amount } } } } });
const status = (about) => ({ SaleToPOIRequest: { MessageHeader: head("TransactionStatus", "s1"),
  TransactionStatusRequest: { ReceiptReprintFlag: false, MessageReference: { MessageCategory: "Payment",
    ServiceID: about, SaleID: "Till", POIID: terminal } } } });
(async () => {
  const paid = (await api.sync(pay("a1", 12.34))).SaleToPOIResponse.PaymentResponse;
  const unknown = (await api.sync(status("a9"))).SaleToPOIResponse.TransactionStatusResponse.Response;
  const known = (await api.sync(status("a1"))).SaleToPOIResponse.TransactionStatusResponse;
  const repeated = known.RepeatedMessageResponse;
  const back = (await api.sync({ SaleToPOIRequest: { MessageHeader: head("Reversal", "b1"), ReversalRequest: {
    OriginalPOITransaction: { POITransactionID: paid.POIData.POITransactionID }, ReversalReason: "MerchantCancel",
    SaleData: sale("back") } } })).SaleToPOIResponse.ReversalResponse;
  const sent = await api.async(pay("a2", 10));
  console.log(JSON.stringify([sent, unknown.ErrorCondition, paid.PaymentResult.AmountsResp.AuthorizedAmount,
    repeated.MessageHeader.ServiceID,
    repeated.RepeatedResponseMessageBody.PaymentResponse.PaymentResult.PaymentInstrumentData.CardData.PaymentBrand,
    back.Response.Result]));
})();
"""


def test_adyens_own_library_pays_and_gives_back_at_the_simulator() -> None:
    judges = runpy.run_path(str(ROOT / "agent" / "tests" / "judges.py"))
    root = judges["npm_package"]("@adyen/api-library", "32.1.0")
    peer = AdyenPeer()
    peer.mood = Mood(waits=True)
    with serving(peer) as address:
        wish = {"root": str(root), "address": address, "key": ADYEN_KEY, "terminal": TERMINALS[0]}
        said = judges["node"](ADYENS, wish)

    assert said == ["ok", "NotFound", 12.34, "a1", "visa", "Success"]
    assert [(one.kind, one.reference, one.amount) for one in peer.ledger] == [
        ("payment", "lunch", 1_234), ("refund", "back", -1_234),
    ]  # fmt: skip


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
