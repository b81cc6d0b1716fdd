"""A Mollie with two test terminals: payments of the method *pointofsale*, refunds, the list that finds a lost one."""

import time
from dataclasses import dataclass, field
from typing import Any

from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.providers.amounts import major, minor

KEY = "test_comptoir0000000000000000000000"
TERMINALS = ("term_front", "term_back")
NOW = "2026-01-20T15:16:17+00:00"
Said = dict[str, Any]


@dataclass(slots=True)
class MolliePeer(Peer):
    """One profile in test mode."""

    payments: list[Said] = field(default_factory=list)
    refunds: list[Said] = field(default_factory=list)
    began: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        Peer.clear(self)
        self.payments.clear()
        self.refunds.clear()
        self.began.clear()

    def serve(self, call: Call) -> Reply:
        if call.headers.get("authorization", "") != f"Bearer {KEY}":
            return _error(401, "Unauthorized Request", "Missing authentication, or failed to authenticate")
        for payment in self.payments:
            self._work(payment)
        return self.once(call, lambda: self._route(call), conflict=_error(409, "Conflict", "key reused"))

    def _route(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case "GET", ["v2", "profiles", "me"]:
                return Reply(200, {"resource": "profile", "id": "pfl_test", "name": "Comptoir test", "mode": "test"})
            case "GET", ["v2", "terminals"]:
                rows = [
                    {
                        "resource": "terminal", "id": name, "description": name.removeprefix("term_").title(),
                        "status": "active", "brand": "PAX", "model": "A920", "currency": "EUR",
                    }
                    for name in TERMINALS
                ]  # fmt: skip
                return _listed("terminals", rows)
            case "POST", ["v2", "payments"]:
                return self._make(call)
            case "GET", ["v2", "payments"]:
                return _listed("payments", self.payments[::-1])
            case method, ["v2", "payments", name, *rest]:
                payment = next((one for one in self.payments if one["id"] == name), None)
                if payment is not None:
                    return self._one(payment, method, rest, call)
            case _:
                pass
        return _error(404, "Not Found", "No such resource")

    def _one(self, payment: Said, method: str, rest: list[str], call: Call) -> Reply:
        match method, rest:
            case "GET", []:
                return Reply(200, payment)
            case "DELETE", []:
                if payment["status"] != "open" or self.mood.is_stubborn:
                    return _error(422, "Unprocessable Entity", "The payment cannot be canceled")
                payment |= {"status": "canceled", "canceledAt": NOW, "isCancelable": False}
                return Reply(200, payment)
            case "POST", ["refunds"]:
                return self._refund(payment, call)
            case "GET", ["refunds"]:
                return _listed("refunds", [one for one in self.refunds if one["paymentId"] == payment["id"]])
            case _:
                return _error(405, "Method Not Allowed", "no")

    def _make(self, call: Call) -> Reply:
        amount = _amount(call)
        if amount is None or amount < 1:
            return _error(422, "Unprocessable Entity", "The amount is invalid", name="amount")
        if call.body.get("method") != "pointofsale" or call.body.get("terminalId") not in TERMINALS:
            return _error(422, "Unprocessable Entity", "The terminal id is invalid", name="terminalId")
        if not call.body.get("description"):
            return _error(422, "Unprocessable Entity", "The description is missing", name="description")
        payment: Said = {
            "resource": "payment", "id": f"tr_{len(self.payments) + 1:06}", "mode": "test", "status": "open",
            "createdAt": NOW, "isCancelable": True, "amount": dict(call.body["amount"]),
            "description": call.body["description"],
            "method": "pointofsale", "metadata": call.body.get("metadata"),
            "details": {"terminalId": call.body["terminalId"]},
        }  # fmt: skip
        self.payments.append(payment)
        self.began[payment["id"]] = time.monotonic()
        return Reply(201, payment)

    def _work(self, payment: Said) -> None:
        """The customer at the terminal."""
        if payment["status"] != "open" or not self.is_ready(self.began[payment["id"]]):
            return
        payment["isCancelable"] = False
        if self.mood.answer == "decline":
            payment |= {
                "status": "failed",
                "failedAt": NOW,
                "statusReason": {"code": "insufficient_funds", "message": "no"},
            }
            return
        if self.mood.answer == "leave":
            payment |= {"status": "expired", "expiredAt": NOW}
            return
        currency = payment["amount"]["currency"]
        taken = (minor(payment["amount"]["value"], currency) or 0) - self.mood.lacks
        payment["amount"] = {"currency": currency, "value": major(taken, currency)}
        payment |= {"status": "paid", "paidAt": NOW}
        payment["details"] |= {
            "cardNumber": "1111", "cardLabel": "Visa", "cardCountryCode": "NL",
            "receipt": {"authorizationCode": "A1B2C3", "cardReadMethod": "contactless"},
        }  # fmt: skip
        self.take("payment", (payment["metadata"] or {}).get("attempt", ""), taken, currency)

    def _refund(self, payment: Said, call: Call) -> Reply:
        amount = _amount(call)
        currency = payment["amount"]["currency"]
        ours = [one for one in self.refunds if one["paymentId"] == payment["id"]]
        back = sum(minor(one["amount"]["value"], currency) or 0 for one in ours)
        left = (minor(payment["amount"]["value"], currency) or 0) - back
        if payment["status"] != "paid" or amount is None or amount > left:
            return _error(422, "Unprocessable Entity", "The amount is higher than the maximum", name="amount")
        refund = {
            "resource": "refund", "id": f"re_{len(self.refunds) + 1:06}", "status": "queued", "createdAt": NOW,
            "paymentId": payment["id"], "amount": dict(call.body["amount"]), "metadata": call.body.get("metadata"),
        }  # fmt: skip
        self.refunds.append(refund)
        self.take("refund", (call.body.get("metadata") or {}).get("attempt", ""), -amount, currency)
        return Reply(201, refund)


def _amount(call: Call) -> int | None:
    said = call.body.get("amount")
    return minor(said.get("value"), str(said.get("currency"))) if isinstance(said, dict) else None


def _listed(name: str, rows: list[Said]) -> Reply:
    return Reply(200, {"count": len(rows), "_embedded": {name: rows}, "_links": {}})


def _error(status: int, title: str, detail: str, *, name: str = "") -> Reply:
    said = {"status": status, "title": title, "detail": detail}
    return Reply(status, {**said, "field": name} if name else said)
