"""A virtual terminal that speaks nexo (Adyen's JSON) over HTTPS; hand and moods are those of `card_terminal.py`.

It keeps the answer to each number that it was asked by, as long as it is on; what it took, also after that.
"""

import asyncio
import json
import re
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from comptoir_agent.paying.nexo.crypto import Forged, SharedKey, seal, unseal_document
from comptoir_agent.paying.nexo.messages import CURRENCIES, Ends, header
from comptoir_agent.simulate.cable import Cable
from comptoir_agent.simulate.card_ledger import CANCELLED, Ledger, Taken
from comptoir_agent.simulate.card_machine import Ask, CardMachine
from comptoir_agent.simulate.card_terminal import TEST_CARD, Mood
from comptoir_agent.simulate.certificates import self_signed
from comptoir_agent.simulate.holds import OF_HOLD
from comptoir_agent.simulate.terminal import LOOPBACK, Say

ENDS = Ends("Comptoir", "V400m-324688179")
KEY = SharedKey("comptoir", 1, "a passphrase for trying")
NUMBERS = {letters: number for number, (letters, _) in CURRENCIES.items()}
MOMENT = "2026-01-02T03:04:05.000Z"
KINDS = {
    "Normal": "payment", "Refund": "refund", "FirstReservation": "reserve", "UpdateReservation": "increase",
    "Completion": "capture",
}  # fmt: skip
# For these the customer shows a card.
WITH_CARD = ("payment", "refund", "reserve")
Document = dict[str, Any]
# A number that is written as it stands, and never goes through a binary fraction.
NUMBER = "number "
_NUMBER = re.compile(f'"{NUMBER}([0-9.]+)"')


class VirtualNexo(CardMachine):
    """See the module."""

    key = KEY

    def __init__(self, say: Say, ledger: Ledger | None = None) -> None:
        super().__init__(say, ledger)
        self._answers: dict[str, Document] = {}
        self._busy_with = ""

    async def serve(self, port: int, control_port: int) -> None:
        """As the others, by TLS."""
        paying = await asyncio.start_server(self.hear, LOOPBACK, port, ssl=self_signed(ENDS.poi))
        control = await asyncio.start_server(self._hand, LOOPBACK, control_port)
        ports = [server.sockets[0].getsockname()[1] for server in (paying, control)]
        self._say({"event": "ready", "port": ports[0], "control_port": ports[1]})
        async with paying, control:
            await asyncio.gather(paying.serve_forever(), control.serve_forever())

    async def talk(self, cable: Cable) -> None:
        body = await _body(cable)
        try:
            asked = unseal_document(json.loads(body)["SaleToPOIRequest"], self.key)
        except (ValueError, KeyError, TypeError, Forged):
            await cable.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        head = asked["MessageHeader"]
        match head["MessageCategory"]:
            case "Abort":
                self._abort(asked["AbortRequest"]["MessageReference"]["ServiceID"])
                await cable.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            case "TransactionStatus":
                about = asked["TransactionStatusRequest"]["MessageReference"]
                await self._answer(cable, head, {"TransactionStatusResponse": self._status(about, head)})
            case category:
                mood = self.next_mood()
                said = await self._pay(cable, head, asked[f"{category}Request"], mood)
                for _ in range(2 if mood.says_twice else 1):
                    await self._answer(cable, head, said, stray=mood.strays)

    def obey(self, words: list[str]) -> bool:
        """`forward`: the line is back, and the bank says yes to what was stored; `forward refused`: no."""
        match words:
            case ["forward", *more] if more in ([], ["refused"]):
                for one in self.ledger.forward(is_accepted=not more):
                    self._say({"event": "forwarded", **asdict(one), "is_accepted": not more})
                return True
        return super().obey(words)

    def forget(self) -> None:
        super().forget()
        self._answers.clear()

    def _abort(self, reference: str) -> None:
        if reference == self._busy_with:
            self._stop.set()

    def _status(self, about: Document, head: Document) -> Document:
        reference = about["ServiceID"]
        if reference == self._busy_with:
            return {"Response": {"Result": "Failure", "ErrorCondition": "InProgress"}}
        found = self._answers.get(reference) or self._from_ledger(about["MessageCategory"], reference)
        if found is None:
            return {"Response": {"Result": "Failure", "ErrorCondition": "NotFound"}}
        repeated = header(about["MessageCategory"], reference, Ends(head["SaleID"], head["POIID"]), "Response")
        return {
            "Response": {"Result": "Success"}, "MessageReference": about,
            "RepeatedMessageResponse": {"MessageHeader": repeated, "RepeatedResponseMessageBody": found},
        }  # fmt: skip

    def _from_ledger(self, category: str, reference: str) -> Document | None:
        found = next((one for one in self.ledger.taken if one.reference == reference), None)
        return None if found is None else _said(category, found, Mood())

    async def _pay(self, cable: Cable, head: Document, asked: Document, mood: Mood) -> Document:
        category, reference = head["MessageCategory"], head["ServiceID"]
        if mood.answer == "busy" or self._busy_with:
            return _failure(category, "Busy", reference)
        if reference in self._answers or self._from_ledger(category, reference):
            return _failure(category, "NotAllowed", reference)
        self._busy_with = reference
        try:
            kind = self._ask(category, reference, asked).kind
            is_wanted = await self.customer(mood) if kind in WITH_CARD else True
            if not is_wanted or (cable.is_gone and not mood.is_stubborn):
                said = _failure(category, "Aborted", reference)
            else:
                said = self._take_it(category, reference, asked, mood)
            self._answers[reference] = said
        finally:
            self._busy_with = ""
        if mood.loses:
            cable.pull()
        if mood.is_stale and len(self.ledger.taken) > 1:
            return _said(category, self.ledger.taken[-2], mood)
        return said

    def _take_it(self, category: str, reference: str, asked: Document, mood: Mood) -> Document:
        if mood.is_offline and _wants_online(asked):
            return _failure(category, "UnreachableHost", reference)
        taken = self.take(self._ask(category, reference, asked), mood)
        if mood.is_offline and isinstance(taken, Taken) and not taken.code:
            taken = self.ledger.store(taken)
        if isinstance(taken, int):
            return _failure(category, "Aborted" if taken == CANCELLED else "NotAllowed", reference)
        return _said(category, taken, mood)

    def _ask(self, category: str, reference: str, asked: Document) -> Ask:
        if category == "Reversal":
            number = _original(asked)
            before = next((one for one in self.ledger.taken if one.number == number), None)
            kind = "release" if before is not None and before.kind == "reserve" else "reversal"
            return Ask(kind, 0, before.currency if before else 978, reference, original=number)
        amounts = asked["PaymentTransaction"]["AmountsReq"]
        number = NUMBERS[amounts["Currency"]]
        minor = int(Decimal(amounts["RequestedAmount"]).scaleb(CURRENCIES[number][1]))
        kind = KINDS[asked.get("PaymentData", {}).get("PaymentType", "Normal")]
        original = _original(asked["PaymentTransaction"]) if kind in OF_HOLD else None
        return Ask(kind, minor, number, reference, original=original)

    async def _answer(self, cable: Cable, head: Document, said: Document, *, stray: bool = False) -> None:
        number = "00000000" if stray else head["ServiceID"]
        ends = Ends(head["SaleID"], head["POIID"])
        said_head = header(head["MessageCategory"], number, ends, "Response")
        text = _NUMBER.sub(r"\1", json.dumps({"SaleToPOIResponse": {"MessageHeader": said_head, **said}}))
        body = json.dumps({"SaleToPOIResponse": seal(text, said_head, self.key)}).encode()
        top = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        await cable.write(f"HTTP/1.1 200 OK\r\n{top}".encode() + body)


def _original(asked: Document) -> int:
    name = asked["OriginalPOITransaction"]["POITransactionID"]["TransactionID"]
    return int(name.rpartition(".")[2])


async def _body(cable: Cable) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += await cable.read()
    head, _, body = heard.partition(b"\r\n\r\n")
    [length] = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < length:
        body += await cable.read()
    return body


def _failure(category: str, condition: str, reference: str) -> Document:
    sale = {"SaleTransactionID": {"TransactionID": reference, "TimeStamp": MOMENT}}
    return {f"{category}Response": {"Response": {"Result": "Failure", "ErrorCondition": condition}, "SaleData": sale}}


def _wants_online(asked: Document) -> bool:
    conditions = asked.get("PaymentTransaction", {}).get("TransactionConditions", {})
    return bool(conditions.get("ForceOnlineFlag", False))


def _said(category: str, taken: Taken, mood: Mood) -> Document:
    """As an answer says it."""
    if taken.code:
        return _failure(category, "Refusal", taken.reference)
    letters, digits = CURRENCIES[taken.currency]
    amount = str(Decimal(abs(taken.amount)).scaleb(-digits))
    sale = {"SaleTransactionID": {"TransactionID": taken.reference, "TimeStamp": MOMENT}}
    poi = {"POITransactionID": {"TransactionID": f"BV0q001643892070000.{taken.number}", "TimeStamp": MOMENT}}
    response = {"Result": "Partial" if taken.is_part else "Success"}
    if category == "Reversal":
        return {"ReversalResponse": {"Response": response, "POIData": poi, "SaleData": sale}}
    card = {
        "MaskedPan": TEST_CARD if mood.is_bare else f"{TEST_CARD[:6]} **** {TEST_CARD[-4:]}",
        "PaymentBrand": "visa",
    }
    result = {
        "AmountsResp": {"AuthorizedAmount": f"{NUMBER}{amount}", "Currency": letters},
        "PaymentAcquirerData": {"ApprovalCode": "A1B2C3"},
        "PaymentInstrumentData": {"PaymentInstrumentType": "Card", "CardData": card},
    }
    if mood.is_offline or taken.is_stored:
        result |= {"OnlineFlag": False}
        more = {"offline": "true", "offlineAuthCode": "Failed go online offline declined", "unconfirmedBatchCount": "1"}
        response |= {"AdditionalResponse": urlencode(more)}
    return {"PaymentResponse": {"Response": response, "POIData": poi, "SaleData": sale, "PaymentResult": result}}
