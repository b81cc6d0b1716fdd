"""An Adyen cloud with two connected terminals: messages of the Terminal API, with and without waiting, and a status.

Whoever waits (`/sync`) for a payment finds the customer quick: the card is there at once.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.providers.amounts import major, minor

KEY = "AQEcomptoirTestKey"
MERCHANT = "ComptoirTestECOM"
TERMINALS = ("V400m-324688179", "P400Plus-275479597")
MOMENT = "2026-01-02T03:04:05.000Z"
_NEEDED = ("ProtocolVersion", "MessageClass", "MessageCategory", "MessageType", "ServiceID", "SaleID", "POIID")
Said = dict[str, Any]


@dataclass(slots=True)
class Work:
    """A message that a terminal has. `said` null: the customer is still there."""

    head: Said
    body: Said
    began: float
    said: Said | None = None
    taken: int = 0
    back: int = 0


@dataclass(slots=True)
class AdyenPeer(Peer):
    """One merchant account's test terminals. `works` by the letters of each message."""

    works: dict[str, Work] = field(default_factory=dict)

    def clear(self) -> None:
        Peer.clear(self)
        self.works.clear()

    def serve(self, call: Call) -> Reply:
        if call.headers.get("x-api-key", "") != KEY:
            return Reply(401, {"status": 401, "errorCode": "000", "message": "HTTP Status Response - Unauthorized"})
        for work in self.works.values():
            if work.said is None and self.is_ready(work.began):
                self._finish(work)
        match call.method, call.path:
            case "POST", "/connectedTerminals":
                return self._connected(call.body)
            case "POST", "/sync" | "/async":
                return self._message(call)
            case _:
                return Reply(404, {"status": 404, "message": "Not Found"})

    def _connected(self, body: Mapping[str, Any]) -> Reply:
        if body.get("merchantAccount") != MERCHANT:
            return Reply(422, {"status": 422, "errorCode": "901", "message": "Invalid Merchant Account"})
        wanted = body.get("uniqueTerminalId")
        is_there = self.mood.answer != "offline"
        return Reply(200, {"uniqueTerminalIds": [one for one in TERMINALS if is_there and wanted in (None, one)]})

    def _message(self, call: Call) -> Reply:
        request = call.body.get("SaleToPOIRequest")
        request = request if isinstance(request, dict) else {}
        head = request.get("MessageHeader")
        if not isinstance(head, dict) or not all(head.get(name) for name in _NEEDED) or len(head["ServiceID"]) > 10:
            return Reply(400, {"status": 400, "message": "Message header is invalid"})
        if head["POIID"] not in TERMINALS or self.mood.answer == "unheard":
            return Reply(200, _rejected(head))
        waits = call.path == "/sync"
        match head["MessageCategory"]:
            case "TransactionStatus":
                said = self._status(request["TransactionStatusRequest"]["MessageReference"])
                return Reply(200, _answer(head, {"TransactionStatusResponse": said}))
            case "Abort":
                self._abort(request["AbortRequest"]["MessageReference"]["ServiceID"])
                return Reply(200, b"ok")
            case "Payment" | "Reversal" as category:
                work = self._begin(head, request[f"{category}Request"])
                if waits and work.said is None:
                    self._finish(work)
                return Reply(200, _answer(head, {f"{category}Response": work.said}) if waits else b"ok")
            case _:
                return Reply(400, {"status": 400, "message": "MessageCategory is invalid"})

    def _begin(self, head: Said, body: Said) -> Work:
        service, work = head["ServiceID"], Work(head, body, time.monotonic())
        others = [one for one in self.works.values() if one.said is None and one.head["POIID"] == head["POIID"]]
        if service in self.works:
            # Used within two days: refused, and what it was before stays.
            work.said = _failure(body, "NotAllowed", "message=Duplicate+ServiceID")
            return work
        if others or self.mood.answer == "busy":
            work.said = _failure(body, "Busy", "message=Terminal+is+busy")
        self.works[service] = work
        if head["MessageCategory"] == "Reversal" and work.said is None:
            self._finish(work)
        return work

    def _finish(self, work: Work) -> None:
        if work.head["MessageCategory"] == "Reversal":
            work.said = self._give_back(work)
            return
        match self.mood.answer:
            case "decline":
                work.said = _failure(work.body, "Refusal", "refusalReason=200+DECLINED")
            case "leave":
                work.said = _failure(work.body, "Cancel", "message=Cancelled+by+shopper")
            case _:
                work.said = self._take(work)

    def _take(self, work: Work) -> Said:
        wanted = work.body["PaymentTransaction"]["AmountsReq"]
        currency = wanted["Currency"]
        asks_tip = "AskGratuity" in work.body["SaleData"].get("SaleToAcquirerData", "")
        tip = self.mood.tip if asks_tip else 0
        work.taken = (_minor(wanted["RequestedAmount"], currency) or 0) + tip - self.mood.lacks
        reference = work.body["SaleData"]["SaleTransactionID"]["TransactionID"]
        self.take("payment", reference, work.taken, currency)
        amounts: Said = {"AuthorizedAmount": float(major(work.taken, currency)), "Currency": currency}
        if tip:
            amounts["TipAmount"] = float(major(tip, currency))
        return {
            "Response": {"Result": "Success", "AdditionalResponse": "tid=12345678"},
            "POIData": self._poi(work), "SaleData": _sale(work.body),
            "PaymentResult": {
                "AmountsResp": amounts,
                "OnlineFlag": True,
                "PaymentAcquirerData": {"AcquirerPOIID": work.head["POIID"], "ApprovalCode": "A1B2C3"},
                "PaymentInstrumentData": {
                    "PaymentInstrumentType": "Card",
                    "CardData": {"MaskedPan": "411111 **** 1111", "PaymentBrand": "visa", "EntryMode": ["Contactless"]},
                },
            },
        }  # fmt: skip

    def _give_back(self, work: Work) -> Said:
        name = work.body["OriginalPOITransaction"]["POITransactionID"]["TransactionID"]
        paid = next((one for one in self.works.values() if one.taken and _psp(one) == name.rpartition(".")[2]), None)
        currency = paid.body["PaymentTransaction"]["AmountsReq"]["Currency"] if paid else "EUR"
        amount = _minor(work.body.get("ReversedAmount"), currency) if "ReversedAmount" in work.body else None
        amount = paid.taken if amount is None and paid else amount
        if paid is None or not amount or paid.back + amount > paid.taken:
            return _failure(work.body, "NotAllowed", "message=Original+transaction+not+found")
        paid.back += amount
        self.take("refund", work.body["SaleData"]["SaleTransactionID"]["TransactionID"], -amount, currency)
        return {"Response": {"Result": "Success"}, "POIData": self._poi(work), "SaleData": _sale(work.body)}

    def _status(self, about: Said) -> Said:
        work = self.works.get(about.get("ServiceID", ""))
        if work is None or work.head["MessageCategory"] != about.get("MessageCategory"):
            return {"Response": {"Result": "Failure", "ErrorCondition": "NotFound"}}
        if work.said is None:
            return {"Response": {"Result": "Failure", "ErrorCondition": "InProgress"}}
        category = work.head["MessageCategory"]
        strange = {"ServiceID": "0000000000"} if self.mood.answer == "strange" else {}
        return {
            "Response": {"Result": "Success"}, "MessageReference": about,
            "RepeatedMessageResponse": {
                "MessageHeader": {**work.head, "MessageType": "Response", **strange},
                "RepeatedResponseMessageBody": {f"{category}Response": work.said},
            },
        }  # fmt: skip

    def _abort(self, service: str) -> None:
        work = self.works.get(service)
        if work is not None and work.said is None and not self.mood.is_stubborn:
            work.said = _failure(work.body, "Aborted", "message=Cancelled+by+merchant")

    def _poi(self, work: Work) -> Said:
        return {"POITransactionID": {"TransactionID": f"BV0q001643892070000.{_psp(work)}", "TimeStamp": MOMENT}}


def _psp(work: Work) -> str:
    return f"PSP{work.head['ServiceID']}"


def _minor(said: object, currency: str) -> int | None:
    return minor(Decimal(str(said)), currency) if isinstance(said, int | float) else None


def _sale(body: Said) -> Said:
    return {"SaleTransactionID": body["SaleData"]["SaleTransactionID"]}


def _failure(body: Said, condition: str, more: str) -> Said:
    response = {"Result": "Failure", "ErrorCondition": condition, "AdditionalResponse": more}
    return {"Response": response, "SaleData": _sale(body)}


def _answer(head: Said, body: Said) -> Said:
    return {"SaleToPOIResponse": {"MessageHeader": {**head, "MessageType": "Response"}, **body}}


def _rejected(head: Said) -> Said:
    notice = {
        "EventToNotify": "Reject", "EventDetails": "message=Did+not+receive+a+response+from+the+POI.",
        "TimeStamp": MOMENT,
    }  # fmt: skip
    said = {**head, "MessageCategory": "Event", "MessageClass": "Event", "MessageType": "Notification"}
    return {"SaleToPOIRequest": {"EventNotification": notice, "MessageHeader": said}}
