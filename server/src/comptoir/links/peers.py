"""Simulated providers that have pages to pay on: Stripe's Checkout and Mollie's, with a guest who does as told.

The page itself is `/_pay/{name}`: `POST` there is the guest who pays, `DELETE` the one who leaves.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from comptoir.payments.peers.base import Call, Reply
from comptoir.payments.peers.mollie import MolliePeer
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.providers.amounts import major, minor

Said = dict[str, Any]


@dataclass(slots=True)
class StripePages(StripePeer):
    """Checkout sessions beside readers."""

    sessions: dict[str, Said] = field(default_factory=dict)
    place: str = ""

    def serve(self, call: Call) -> Reply:
        parts = call.path.strip("/").split("/")
        if parts[0] == "_pay" and parts[-1] in self.sessions:
            return self._guest(call.method, self.sessions[parts[-1]])
        return StripePeer.serve(self, call)

    def _route(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case "POST", ["v1", "checkout", "sessions"]:
                return self._open(call)
            case "GET", ["v1", "checkout", "sessions", name] if name in self.sessions:
                return Reply(200, self._aged(self.sessions[name]))
            case "POST", ["v1", "checkout", "sessions", name, "expire"] if name in self.sessions:
                session = self._aged(self.sessions[name])
                if session["status"] != "open":
                    return Reply(400, {"error": {"code": "", "message": "Only open sessions can be expired."}})
                session["status"] = "expired"
                return Reply(200, session)
            case _:
                return StripePeer._route(self, call)

    def _open(self, call: Call) -> Reply:
        body = call.body
        amount = body.get("line_items[0][price_data][unit_amount]", "")
        wanted = ("success_url", "expires_at", "line_items[0][price_data][product_data][name]")
        ends = int(body.get("expires_at", "0") or 0) - time.time()
        is_fit = body.get("mode") == "payment" and amount.isdigit() and all(body.get(name) for name in wanted)
        if not is_fit or not 1_795 <= ends <= 86_400:
            return Reply(400, {"error": {"type": "invalid_request_error", "code": "parameter_invalid"}})
        name = f"cs_test_{len(self.sessions) + 1:04}"
        self.sessions[name] = {
            "id": name, "object": "checkout.session", "status": "open", "payment_status": "unpaid",
            "amount_total": int(amount), "currency": body["line_items[0][price_data][currency]"],
            "client_reference_id": body.get("client_reference_id"), "url": f"{self.place}/_pay/{name}",
            "expires_at": int(body["expires_at"]), "metadata": {"attempt": body.get("metadata[attempt]", "")},
        }  # fmt: skip
        return Reply(200, self.sessions[name])

    def _aged(self, session: Said) -> Said:
        if session["status"] == "open" and session["expires_at"] <= time.time():
            session["status"] = "expired"
        return session

    def _guest(self, method: str, session: Said) -> Reply:
        if self._aged(session)["status"] != "open":
            return Reply(410, {})
        if method == "POST" and self.mood.answer == "approve":
            amount = session["amount_total"] - self.mood.lacks
            session |= {"status": "complete", "payment_status": "paid", "amount_total": amount}
            self.take("payment", session["metadata"]["attempt"], amount, session["currency"].upper())
        return Reply(200, {"status": session["status"]})


@dataclass(slots=True)
class MolliePages(MolliePeer):
    """Payments whose method the guest chooses."""

    place: str = ""

    def serve(self, call: Call) -> Reply:
        parts = call.path.strip("/").split("/")
        if parts[0] == "_pay":
            return self._guest(call.method, next(one for one in self.payments if one["id"] == parts[-1]))
        return MolliePeer.serve(self, call)

    def _make(self, call: Call) -> Reply:
        if "method" in call.body:
            return MolliePeer._make(self, call)
        amount = call.body.get("amount")
        value = minor(amount.get("value"), str(amount.get("currency"))) if isinstance(amount, dict) else None
        if not value or not call.body.get("description") or not call.body.get("redirectUrl"):
            return Reply(422, {"status": 422, "title": "Unprocessable Entity", "detail": "The payment is invalid"})
        name = f"tr_{len(self.payments) + 1:06}"
        payment: Said = {
            "resource": "payment", "id": name, "mode": "test", "status": "open", "isCancelable": True,
            "amount": dict(call.body["amount"]), "description": call.body["description"], "method": None,
            "metadata": call.body.get("metadata"), "details": None,
            "_links": {"checkout": {"href": f"{self.place}/_pay/{name}", "type": "text/html"}},
        }  # fmt: skip
        self.payments.append(payment)
        return Reply(201, payment)

    def _work(self, payment: Said) -> None:
        if payment["method"] is not None:
            MolliePeer._work(self, payment)

    def _guest(self, method: str, payment: Said) -> Reply:
        if payment["status"] != "open":
            return Reply(410, {})
        if method == "DELETE" or self.mood.answer != "approve":
            payment["status"] = "canceled" if method == "DELETE" else "failed"
            return Reply(200, {})
        currency = payment["amount"]["currency"]
        taken = (minor(payment["amount"]["value"], currency) or 0) - self.mood.lacks
        payment |= {"status": "paid", "amount": {"currency": currency, "value": major(taken, currency)}}
        self.take("payment", payment["metadata"]["attempt"], taken, currency)
        return Reply(200, {})
