"""A SumUp with one reader: checkouts without idempotency, transactions found by the shop's own reference."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from comptoir.payments.peers import app_page
from comptoir.payments.peers.app_page import Act
from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.providers.amounts import major, minor

KEY = "sup_sk_comptoir"
MERCHANT = "MTEST01"
READER = "rdr_FRONT0000000000000000000000"
Said = dict[str, Any]


@dataclass(slots=True)
class SumUpPeer(Peer):
    """One merchant. `running` is the checkout on the reader."""

    transactions: list[Said] = field(default_factory=list)
    running: Said | None = None
    began: float = 0.0

    def clear(self) -> None:
        Peer.clear(self)
        self.transactions.clear()
        self.running = None

    def serve(self, call: Call) -> Reply:
        if call.path.startswith("/app/"):
            return self._app(call)
        if call.headers.get("authorization", "") != f"Bearer {KEY}":
            return Reply(401, {"title": "Unauthorized", "status": 401, "detail": "Unauthorized."})
        self._work()
        match call.method, call.path.strip("/").split("/"):
            case "GET", ["v1", "merchants", code] if code == MERCHANT:
                return Reply(200, _MERCHANT)
            case "GET", ["v0.1", "merchants", code, "readers"] if code == MERCHANT:
                return Reply(200, {"items": [_READER]})
            case method, ["v0.1", "merchants", code, "readers", reader, verb] if (code, reader) == (MERCHANT, READER):
                return self._reader(method, verb, call)
            case "GET", ["v2.1", "merchants", code, "transactions"] if code == MERCHANT:
                found = self._find(call.query)
                return (
                    Reply(200, _shown(found))
                    if found
                    else Reply(404, {"error_code": "NOT_FOUND", "message": "Resource not found"})
                )
            case "POST", ["v1.0", "merchants", code, "payments", name, "refunds"] if code == MERCHANT:
                return self._refund(name, call)
            case _:
                return Reply(404, {"title": "Not Found", "status": 404})

    def _reader(self, method: str, verb: str, call: Call) -> Reply:
        match method, verb:
            case "GET", "status":
                state = "IDLE" if self.running is None else "WAITING_FOR_CARD"
                return Reply(200, {"data": {"status": "ONLINE", "state": state, "battery_level": 80}})
            case "POST", "checkout":
                return self._checkout(call)
            case "POST", "terminate":
                if self.running is not None and not self.mood.is_stubborn:
                    self._end("CANCELLED")
                return Reply(202)
            case _:
                return Reply(404, {"title": "Not Found", "status": 404})

    def _checkout(self, call: Call) -> Reply:
        total, affiliate = call.body.get("total_amount"), call.body.get("affiliate") or {}
        if (
            not isinstance(total, dict)
            or set(total) != {"currency", "minor_unit", "value"}
            or not isinstance(total["value"], int)
        ):
            return Reply(400, {"errors": {"detail": "total_amount is invalid", "type": "BAD_REQUEST"}})
        if affiliate and not {"app_id", "key"} <= set(affiliate):
            return Reply(400, {"errors": {"detail": "affiliate is invalid", "type": "BAD_REQUEST"}})
        if self.mood.answer == "offline":
            return Reply(422, {"errors": {"detail": "The device is offline.", "type": "READER_OFFLINE"}})
        if self.running is not None or self.mood.answer == "busy":
            return Reply(422, {"errors": {"detail": "The device is busy.", "type": "READER_BUSY"}})
        self.running = {
            "client_transaction_id": f"urn:comptoir:{len(self.transactions) + 1}",
            "foreign_transaction_id": affiliate.get("foreign_transaction_id", ""),
            "value": total["value"], "currency": total["currency"],
        }  # fmt: skip
        self.began = time.monotonic()
        return Reply(201, {"data": {"client_transaction_id": self.running["client_transaction_id"]}})

    def _app(self, call: Call) -> Reply:
        """The merchant's app on the same phone: opened by an address, and it returns by one."""
        asked = call.query
        amount = minor(asked.get("amount", asked.get("total", "")), asked.get("currency", ""))
        back = asked.get("callback", asked.get("callbacksuccess", ""))
        if amount is None or amount <= 0 or not asked.get("affiliate-key"):
            return Reply(400, page="<!doctype html><p>The app was opened without an amount or its key.")
        if call.path != "/app/act":
            shown = f"{major(amount, asked['currency'])} {asked['currency']}"
            return Reply(200, page=app_page.page("SumUp", shown, asked))
        act = Act(asked["act"])
        status = "success" if act in (Act.PAY, Act.OTHER, Act.FORGE) else "failed"
        is_known = self._find({"foreign_transaction_id": asked.get("foreign-tx-id", "")}) is not None
        if is_known and act is not Act.FORGE:
            # A reference is taken once.
            status = "failed"
        elif act not in (Act.LEAVE, Act.FORGE):
            self.running = {
                "client_transaction_id": f"urn:comptoir:{len(self.transactions) + 1}",
                "foreign_transaction_id": asked.get("foreign-tx-id", ""),
                "value": amount + (100 if act is Act.OTHER else 0), "currency": asked["currency"],
            }  # fmt: skip
            self._end("FAILED" if act is Act.DECLINE else "SUCCESSFUL")
        if act is Act.SILENT or not back:
            return Reply(200, page=app_page.KILLED)
        said = {"smp-status": status, "smp-tx-code": "TEENSK4W2K", "foreign-tx-id": asked.get("foreign-tx-id", "")}
        return Reply(302, place=f"{back}{'&' if '?' in back else '?'}{urlencode(said)}")

    def _work(self) -> None:
        """The customer at the reader."""
        if self.running is None or not self.is_ready(self.began):
            return
        match self.mood.answer:
            case "decline":
                self._end("FAILED")
            case "leave":
                self._end("CANCELLED")
            case _:
                self._end("SUCCESSFUL")

    def _end(self, status: str) -> None:
        running, self.running = self.running, None
        assert running is not None
        amount = running["value"] + self.mood.tip - self.mood.lacks
        self.transactions.append(
            {**running, "id": f"6b425463-0000-4000-8000-{len(self.transactions) + 1:012}", "status": status,
             "amount": amount, "tip": self.mood.tip, "refunds": []}
        )  # fmt: skip
        if status == "SUCCESSFUL":
            self.take("payment", running["foreign_transaction_id"], amount, running["currency"])

    def _find(self, query: Mapping[str, str]) -> Said | None:
        for name in ("id", "foreign_transaction_id", "client_transaction_id"):
            if name in query:
                return next((one for one in self.transactions if one[name] == query[name]), None)
        return None

    def _refund(self, name: str, call: Call) -> Reply:
        found = self._find({"id": name})
        if found is None or found["status"] not in ("SUCCESSFUL", "REFUNDED"):
            return Reply(404, {"title": "Not Found", "status": 404})
        left = found["amount"] - sum(found["refunds"])
        amount = minor(str(call.body["amount"]), found["currency"]) if "amount" in call.body else left
        if amount is None or not 0 < amount <= left:
            return Reply(409, {"title": "Conflict", "status": 409, "detail": "The transaction is not refundable"})
        found["refunds"].append(amount)
        found["status"] = "REFUNDED"
        self.take("refund", found["foreign_transaction_id"], -amount, found["currency"])
        return Reply(201, {})


_MERCHANT = {
    "merchant_code": MERCHANT, "business_profile": {"name": "Comptoir test"}, "country": "FR",
    "default_currency": "EUR", "default_locale": "fr-FR", "created_at": "2026-01-18T10:00:00Z",
    "updated_at": "2026-01-20T15:16:17Z",
}  # fmt: skip
_READER = {
    "id": READER, "name": "Front", "status": "paired", "device": {"identifier": "U1DT3NA00-CN", "model": "solo"},
    "created_at": "2026-01-18T10:00:00Z", "updated_at": "2026-01-20T15:16:17Z",
}  # fmt: skip


def _shown(found: Said) -> Said:
    currency = found["currency"]

    def number(amount: int) -> float:
        return float(major(amount, currency))

    return {
        "id": found["id"], "transaction_code": f"T{found['id'][-9:].upper()}",
        "amount": number(found["amount"]), "currency": currency,
        "tip_amount": number(found["tip"]), "status": found["status"], "payment_type": "POS", "auth_code": "A1B2C3",
        "client_transaction_id": found["client_transaction_id"],
        "foreign_transaction_id": found["foreign_transaction_id"],
        "card": {"last_4_digits": "1111", "type": "VISA"},
        "events": [
            {"id": place + 1, "type": "REFUND", "status": "REFUNDED", "amount": number(amount)}
            for place, amount in enumerate(found["refunds"])
        ],
    }  # fmt: skip
