"""nexo on the local network: its envelope and its messages; the judge is the vendor's own library for Node."""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from comptoir_agent.lines import Tcp
from comptoir_agent.paying.attempts import State
from comptoir_agent.paying.nexo.crypto import Forged, SharedKey, seal, unseal, unseal_document
from comptoir_agent.paying.nexo.messages import (
    Ends,
    abort_request,
    header,
    read_answer,
    read_status,
    request,
    status_request,
)
from comptoir_agent.paying.nexo.settings import NexoSettings
from comptoir_agent.paying.nexo.terminal import NexoTerminal, tls_of
from comptoir_agent.paying.result import Result
from comptoir_agent.paying.terminals import Kind, Lost, NotSent, Wish
from comptoir_agent.simulate.card_terminal import TEST_CARD
from comptoir_agent.simulate.hands import plug_in
from comptoir_agent.simulate.nexo_terminal import ENDS, KEY
from comptoir_agent.simulate.payment_rig import rig, wish_of
from tests.judges import node, npm_package

LUNCH = Wish(Kind.PAYMENT, 1_234, 978)
REFERENCE = "00000042"
HEAD = header("Payment", REFERENCE, ENDS)
AT = "2026-11-27T12:00:00+00:00"
PAID = Result(amount=1_234, transaction="BV0q001643892070000.NC6HT9CRT65ZGN82 2026-11-27T11:00:00.000Z")
SCRIPT = """
const words = JSON.parse(require("fs").readFileSync(0, "utf8"));
const lib = `${words.root}/lib/src`;
const NexoCrypto = require(`${lib}/security/nexoCrypto`).default;
const key = { Passphrase: words.key.passphrase, KeyIdentifier: words.key.identifier, KeyVersion: words.key.version,
  AdyenCryptoVersion: 1 };
const read = (envelope) => {
  try { return new NexoCrypto().decrypt(envelope, key); } catch (error) { return null; }
};
process.stdout.write(JSON.stringify({
  theirs: NexoCrypto.encrypt(words.header, words.text, key),
  read: words.ours.map(read),
}));
"""


def said(body: dict[str, Any], head: dict[str, str] = HEAD, **changes: str) -> dict[str, Any]:
    """An answer as the envelope gives it: its numbers are texts."""
    return {"MessageHeader": {**head, "MessageType": "Response", **changes}, **body}


def paid(
    result: str = "Success", amount: str = "12.34", currency: str = "EUR", more: dict[str, Any] | None = None
) -> dict[str, Any]:
    amounts = {"AmountsResp": {"AuthorizedAmount": amount, "Currency": currency}}
    card = {"MaskedPan": "541333 **** 0010", "PaymentBrand": "mc"}
    about = {"POITransactionID": {"TransactionID": "BV0q001643892070000.8815573255107661", "TimeStamp": AT}}
    found = {
        "Response": {"Result": result},
        "POIData": about,
        "PaymentResult": amounts
        | {"PaymentAcquirerData": {"ApprovalCode": "123456"}, "PaymentInstrumentData": {"CardData": card}},
    }
    return {"PaymentResponse": found | (more or {})}


def test_the_vendors_library_and_ours_read_each_other_and_neither_reads_a_flipped_bit() -> None:
    root = npm_package("@adyen/api-library", "32.1.0")
    key = SharedKey("mykey", 1, "pässphrase of 30 characters")
    text = request(LUNCH, HEAD, AT)
    envelope = seal(text, HEAD, key)
    blob = base64.b64decode(envelope["NexoBlob"])
    flipped = [
        envelope | {"NexoBlob": base64.b64encode(blob[:n] + bytes([blob[n] ^ 1]) + blob[n + 1 :]).decode()}
        for n in range(0, len(blob), 37)
    ]
    key_words = {"identifier": key.identifier, "version": key.version, "passphrase": key.passphrase}
    judged = node(
        SCRIPT, {"root": str(root), "key": key_words, "header": HEAD, "text": text, "ours": [envelope, *flipped]}
    )

    assert judged["read"] == [text, *[None] * len(flipped)]
    assert unseal(judged["theirs"], key) == text
    assert unseal_document(judged["theirs"], key)["MessageHeader"] == HEAD


def test_one_flipped_bit_anywhere_is_refused() -> None:
    envelope = seal(request(LUNCH, HEAD, AT), HEAD, KEY)
    for name, whole in (
        ("NexoBlob", envelope),
        ("Nonce", envelope["SecurityTrailer"]),
        ("Hmac", envelope["SecurityTrailer"]),
    ):
        data = base64.b64decode(whole[name])
        for place in range(len(data)):
            for bit in (0, 7):
                wrong = bytes([*data[:place], data[place] ^ 1 << bit, *data[place + 1 :]])
                changed = {name: base64.b64encode(wrong).decode()}
                forged = envelope | (changed if name == "NexoBlob" else {"SecurityTrailer": whole | changed})
                with pytest.raises(Forged):
                    unseal_document(forged, KEY)
    for forged in (
        envelope | {"MessageHeader": HEAD | {"ServiceID": "00000043"}},
        {"MessageHeader": HEAD},
        envelope | {"NexoBlob": 1},
    ):
        with pytest.raises(Forged):
            unseal_document(forged, KEY)
    with pytest.raises(Forged):
        unseal(envelope, SharedKey("comptoir", 1, "another passphrase"))


def test_amounts_are_written_and_read_as_decimals_of_their_currency() -> None:
    for currency, amount, text in (
        (978, 1_234, "12.34"),
        (978, 5, "0.05"),
        (352, 1_500, "1500"),
        (788, 1_234, "1.234"),
    ):
        asked = request(Wish(Kind.PAYMENT, amount, currency), HEAD, AT)
        assert f'"RequestedAmount": {text}' in asked
        letters = json.loads(asked)["SaleToPOIRequest"]["PaymentRequest"]["PaymentTransaction"]["AmountsReq"][
            "Currency"
        ]
        answer = read_answer(
            said(paid(amount=text, currency=letters)), HEAD, Wish(Kind.PAYMENT, amount, currency), REFERENCE
        )
        assert (answer.is_approved, answer.result.amount, answer.result.currency) == (True, amount, currency)
    assert read_answer(said(paid(amount="12.340")), HEAD, LUNCH, REFERENCE).result.amount == 1_234
    for wish in (Wish(Kind.PAYMENT, 1, 999), Wish(Kind.RECONCILE, 0, 978), Wish(Kind.REVERSAL, 1, 978, "00000001")):
        with pytest.raises(NotSent):
            request(wish, HEAD, AT)


def test_only_an_answer_to_what_was_asked_approves() -> None:
    yes = read_answer(said(paid()), HEAD, LUNCH, REFERENCE)
    assert (yes.result.brand, yes.result.last_four, yes.result.authorization) == ("MASTERCARD", "0010", "123456")
    assert (yes.result.receipt, yes.result.transaction) == (REFERENCE, f"BV0q001643892070000.8815573255107661 {AT}")
    sale = {"SaleData": {"SaleTransactionID": {"TransactionID": "00000041"}}}
    wrong: tuple[dict[str, Any], ...] = (
        said(paid(), ServiceID="00000041"), said(paid(), POIID="V400m-1"), said(paid(), SaleID="Other"),
        said(paid(), MessageCategory="Reversal"), said(paid(), MessageType="Request"), said({}), {},
        said(paid(currency="CHF")), said(paid(amount="12.345")), said(paid(amount="NaN")), said(paid(amount="much")),
        said(paid(result="Maybe")), said({"PaymentResponse": {"Response": {"Result": "Success"}}}),
        said(paid(more=sale)),
    )  # fmt: skip
    for answer in wrong:
        with pytest.raises(Lost):
            read_answer(answer, HEAD, LUNCH, REFERENCE)
    for condition, trouble in (
        ("Refusal", "declined"),
        ("Cancel", "cancelled"),
        ("Busy", "terminal_busy"),
        ("New", "declined"),
    ):
        failure = {"PaymentResponse": {"Response": {"Result": "Failure", "ErrorCondition": condition}}}
        no = read_answer(said(failure), HEAD, LUNCH, REFERENCE)
        assert (no.is_approved, no.trouble) == (False, trouble)


def test_a_status_is_of_the_payment_that_was_asked_for() -> None:
    head = header("TransactionStatus", "1234567890", ENDS)

    def status(result: str, condition: str = "", reference: str = REFERENCE) -> dict[str, Any]:
        repeated = {
            "MessageHeader": header("Payment", reference, ENDS, "Response"),
            "RepeatedResponseMessageBody": paid(),
        }
        found = {"Response": {"Result": result, "ErrorCondition": condition}, "RepeatedMessageResponse": repeated}
        return said({"TransactionStatusResponse": found}, head)

    assert json.loads(status_request(LUNCH, head, REFERENCE))["SaleToPOIRequest"]["TransactionStatusRequest"] == {
        "ReceiptReprintFlag": False,
        "MessageReference": {
            "MessageCategory": "Payment", "ServiceID": REFERENCE, "SaleID": ENDS.sale, "POIID": ENDS.poi,
        },
    }  # fmt: skip
    assert "MerchantAbort" in abort_request(LUNCH, head, REFERENCE)
    assert read_status(status("Success"), head, LUNCH, REFERENCE, ENDS).is_approved
    assert read_status(status("Failure", "NotFound"), head, LUNCH, REFERENCE, ENDS).trouble == "not_found"
    with pytest.raises(NotSent):
        read_status(status("Failure", "InProgress"), head, LUNCH, REFERENCE, ENDS)
    for other in (status("Failure", "Odd"), status("Success", reference="00000041"), said({}, head)):
        with pytest.raises(Lost):
            read_status(other, head, LUNCH, REFERENCE, ENDS)


def test_a_reversal_names_the_acquirers_transaction() -> None:
    wish = Wish(Kind.REVERSAL, 1_234, 978, REFERENCE)
    asked = json.loads(request(wish, header("Reversal", "00000043", ENDS), AT, original=PAID))
    body = asked["SaleToPOIRequest"]["ReversalRequest"]
    name, moment = PAID.transaction.split(" ")
    assert body["OriginalPOITransaction"] == {"POITransactionID": {"TransactionID": name, "TimeStamp": moment}}
    assert (body["ReversalReason"], body["ReversedAmount"]) == ("MerchantCancel", 12.34)


def test_a_part_is_paid_where_it_was_wished_and_a_customer_may_be_given_up(tmp_path: Path) -> None:
    async def story() -> None:
        async with rig("nexo", tmp_path) as shop:
            shop.hand("part 500", "bare")
            part = await shop.pay("a", wish_of(1_234, takes_less=True))
            assert (part.state, part.result.amount, part.tip) == (State.APPROVED, 500, 0)
            shop.hand("wait")
            shop.desk.begin("b", LUNCH)
            waiting = await shop.until("b", lambda one: shop.desk.step_of(one) == "insert_card")
            shop.desk.cancel(waiting)
            assert (await shop.until("b", lambda one: not one.is_open)).state is State.CANCELLED
            # The agent dies while a customer pays: the terminal is asked by our number until it is done.
            shop.hand("wait", "stubborn")
            shop.desk.begin("c", LUNCH)
            await shop.until("c", lambda one: shop.desk.step_of(one) == "insert_card")
            await shop.crash()
            shop.hand("card")
            found = await shop.until("c", lambda one: not one.is_open)
            assert shop.is_even
            assert found.state in (State.APPROVED, State.DECLINED)
            kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.json"))
            assert TEST_CARD.encode() not in kept

    asyncio.run(story())


@pytest.mark.slow
def test_a_virtual_terminal_of_its_own_process_is_paid_at_by_tls(tmp_path: Path) -> None:
    device = plug_in("terminal", "--driver", "nexo", "--port", "0", "--ledger", str(tmp_path / "ledger.jsonl"))

    async def story() -> None:
        line, settings = Tcp("127.0.0.1", device.port), NexoSettings(ENDS, KEY)
        terminal = NexoTerminal(line, settings, tls=tls_of(None))
        answer = await terminal.start(LUNCH, leaving=lambda: None, step=lambda _: None, reference=REFERENCE)
        assert (answer.is_approved, answer.result.amount) == (True, 1_234)
        again = await terminal.query(REFERENCE, LUNCH)
        assert again is not None
        assert again.result == answer.result
        stranger = NexoTerminal(
            line, NexoSettings(Ends("X", ENDS.poi), SharedKey("comptoir", 1, "a wrong one")), tls=tls_of(None)
        )
        with pytest.raises(Lost):
            await stranger.start(LUNCH, leaving=lambda: None, step=lambda _: None, reference="00000099")

    try:
        asyncio.run(story())
    finally:
        device.stop()
    assert len((tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()) == 1
