"""Simulated providers that have pages to pay on (Stripe, Mollie, SumUp, Adyen), with a guest who does as told.

The page itself is `/_pay/{name}`: `POST` there is the guest who pays, `DELETE` (or `POST` with `leave`) the one who
leaves. A browser is shown two buttons, and led back to the shop.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from comptoir.payments.peers.adyen import KEY as ADYEN_KEY
from comptoir.payments.peers.adyen import MERCHANT as ADYEN_MERCHANT
from comptoir.payments.peers.adyen import AdyenPeer
from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.peers.mollie import MolliePeer
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.peers.sumup import KEY as SUMUP_KEY
from comptoir.payments.peers.sumup import MERCHANT, SumUpPeer
from comptoir.payments.providers.amounts import major, minor

Said = dict[str, Any]
_PAGE = (
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Simulated payment</title>'
    "<h1>{amount}</h1><p>Simulated: no money moves.</p>"
    '<form method="post"><button>Pay</button> <button name="leave" value="1">Leave</button></form></html>'
)


def at_page(call: Call, amount: str, back: str, pay: Callable[[str], Reply]) -> Reply:
    """What a guest does at a page: a browser sees it, and goes back to the shop afterwards."""
    is_browser = "text/html" in call.headers.get("accept", "")
    if call.method == "GET":
        return Reply(200, page=_PAGE.format(amount=escape(amount)))
    reply = pay("DELETE" if call.body.get("leave") else call.method)
    return Reply(303, place=back) if is_browser and reply.status == 200 else reply


@dataclass(slots=True)
class StripePages(StripePeer):
    """Checkout sessions beside readers."""

    sessions: dict[str, Said] = field(default_factory=dict)

    def serve(self, call: Call) -> Reply:
        parts = call.path.strip("/").split("/")
        if parts[0] == "_pay" and parts[-1] in self.sessions:
            session = self.sessions[parts[-1]]
            amount = f"{session['amount_total']} {session['currency']}"
            return at_page(call, amount, session["success_url"], lambda verb: self._guest(verb, session))
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
            "success_url": body["success_url"], "client_reference_id": body.get("client_reference_id"),
            "url": f"{self.place}/_pay/{name}",
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
            intent = f"pi_page_{session['id'][8:]}"
            self.intents[intent] = {
                "id": intent, "object": "payment_intent", "amount_received": amount, "amount_capturable": 0,
                "currency": session["currency"], "status": "succeeded", "metadata": session["metadata"],
            }  # fmt: skip
            session |= {
                "status": "complete", "payment_status": "paid", "amount_total": amount, "payment_intent": intent,
            }  # fmt: skip
            self.take("payment", session["metadata"]["attempt"], amount, session["currency"].upper())
        return Reply(200, {"status": session["status"]})


@dataclass(slots=True)
class MolliePages(MolliePeer):
    """Payments whose method the guest chooses."""

    def serve(self, call: Call) -> Reply:
        parts = call.path.strip("/").split("/")
        if parts[0] == "_pay":
            payment = next(one for one in self.payments if one["id"] == parts[-1])
            amount = " ".join(map(str, payment["amount"].values()))
            return at_page(call, amount, payment["redirectUrl"], lambda verb: self._guest(verb, payment))
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
            "metadata": call.body.get("metadata"), "details": None, "redirectUrl": call.body["redirectUrl"],
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


@dataclass(slots=True)
class SumUpPages(SumUpPeer):
    """Checkouts with a page beside readers. What they are called by is unsigned, and what they say is a hint."""

    checkouts: list[Said] = field(default_factory=list)

    def serve(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case _, ["_pay", name] if found := self._named(name):
                return self._at_page(call, found)
            case _, ["v0.1", "checkouts", *_] if call.headers.get("authorization") != f"Bearer {SUMUP_KEY}":
                return Reply(401, {"error_code": "NOT_AUTHORIZED", "error_message": "Not authorized"})
            case "POST", ["v0.1", "checkouts"]:
                return self._open(call)
            case "GET", ["v0.1", "checkouts"]:
                wanted = call.query.get("checkout_reference")
                return Reply(200, [one for one in self.checkouts if one["checkout_reference"] == wanted])
            case "GET", ["v0.1", "checkouts", name] if found := self._named(name):
                return Reply(200, found)
            case "DELETE", ["v0.1", "checkouts", name] if found := self._named(name):
                if found["status"] == "PAID":
                    return Reply(409, {"error_code": "CHECKOUT_PROCESSED", "message": "Checkout is already processed"})
                found["status"] = "EXPIRED"
                return Reply(200, found)
            case _:
                return SumUpPeer.serve(self, call)

    def _at_page(self, call: Call, checkout: Said) -> Reply:
        amount = f"{checkout['amount']} {checkout['currency']}"
        return at_page(call, amount, checkout["redirect_url"], lambda verb: self._guest(verb, checkout))

    def _named(self, name: str) -> Said | None:
        return next((one for one in self.checkouts if one["id"] == name), None)

    def _open(self, call: Call) -> Reply:
        body = call.body
        wanted = ("checkout_reference", "currency", "description", "redirect_url")
        is_fit = body.get("merchant_code") == MERCHANT and all(isinstance(body.get(one), str) for one in wanted)
        if not is_fit or not isinstance(body.get("amount"), int | float) or len(body["checkout_reference"]) > 64:
            return Reply(400, {"error_code": "INVALID", "message": "Validation error"})
        if any(one["checkout_reference"] == body["checkout_reference"] for one in self.checkouts):
            return Reply(409, {"error_code": "DUPLICATED_CHECKOUT", "message": "Checkout exists already"})
        name = f"4e425463-3e1b-431d-83fa-{len(self.checkouts) + 1:012}"
        hosted = body.get("hosted_checkout") == {"enabled": True}
        checkout: Said = {
            **{one: body[one] for one in (*wanted, "merchant_code", "amount")}, "id": name, "status": "PENDING",
            "transactions": [], **({"hosted_checkout_url": f"{self.place}/_pay/{name}"} if hosted else {}),
        }  # fmt: skip
        self.checkouts.append(checkout)
        return Reply(201, checkout)

    def _guest(self, method: str, checkout: Said) -> Reply:
        if checkout["status"] in ("PAID", "EXPIRED"):
            return Reply(410, {})
        if method == "DELETE":
            return Reply(200, {})
        currency = checkout["currency"]
        taken = (minor(str(checkout["amount"]), currency) or 0) - self.mood.lacks
        is_good = self.mood.answer == "approve"
        checkout["status"] = "PAID" if is_good else "FAILED"
        amount, status = float(major(taken, currency)), "SUCCESSFUL" if is_good else "FAILED"
        name = f"6b425463-0000-4000-9000-{len(self.transactions) + 1:012}"
        checkout["transactions"].append({"id": name, "amount": amount, "status": status})
        self.transactions.append(
            {
                "id": name, "client_transaction_id": f"urn:page:{name}", "foreign_transaction_id": "",
                "currency": currency, "status": status, "amount": taken, "tip": 0, "refunds": [],
            }
        )  # fmt: skip
        if is_good:
            self.take("payment", checkout["checkout_reference"], taken, currency)
        return Reply(200, {})


@dataclass(slots=True)
class AdyenPages(AdyenPeer):
    """Pay by Link beside terminals: a link is good for one payment of its amount, and known again by its key."""

    links: dict[str, Said] = field(default_factory=dict)
    # What went back of each payment, by its reference.
    back: dict[str, int] = field(default_factory=dict)

    def serve(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case _, ["_pay", name] if name in self.links:
                link = self.links[name]
                amount = f"{link['amount']['value']} {link['amount']['currency']}"
                return at_page(call, amount, link["returnUrl"], lambda verb: self._guest(verb, link))
            case _, ["v71", "paymentLinks", *_] if call.headers.get("x-api-key") != ADYEN_KEY:
                return Reply(401, {"status": 401, "errorCode": "000", "message": "HTTP Status Response - Unauthorized"})
            case "POST", ["v71", "paymentLinks"]:
                conflict = Reply(422, {"status": 422, "errorCode": "704", "message": "request already processed"})
                return self.once(call, lambda: self._link(call), conflict=conflict)
            case "POST", ["v71", "payments", psp, "refunds"] if call.headers.get("x-api-key") == ADYEN_KEY:
                conflict = Reply(422, {"status": 422, "errorCode": "704", "message": "request already processed"})
                return self.once(call, lambda: self._refund(psp, call), conflict=conflict)
            case "GET", ["v71", "paymentLinks", name] if name in self.links:
                return Reply(200, self.links[name])
            case "PATCH", ["v71", "paymentLinks", name] if name in self.links:
                link = self.links[name]
                if link["status"] != "active" or call.body != {"status": "expired"}:
                    return Reply(422, {"status": 422, "errorCode": "29_102", "message": "Invalid status change"})
                link["status"] = "expired"
                return Reply(200, link)
            case _:
                return AdyenPeer.serve(self, call)

    def _link(self, call: Call) -> Reply:
        body, amount = call.body, call.body.get("amount")
        texts = all(isinstance(body.get(one), str) for one in ("reference", "returnUrl", "expiresAt"))
        is_whole = isinstance(amount, dict) and isinstance(amount.get("value"), int) and amount["value"] > 0
        if body.get("merchantAccount") != ADYEN_MERCHANT or not texts or not is_whole:
            return Reply(422, {"status": 422, "errorCode": "14_012", "message": "The provided value is invalid"})
        name = f"PL{len(self.links) + 1:014X}"
        self.links[name] = {**body, "id": name, "url": f"{self.place}/_pay/{name}", "status": "active"}
        return Reply(201, self.links[name])

    def _refund(self, psp: str, call: Call) -> Reply:
        """Received, whatever becomes of it: that is said by a call."""
        link = self.links.get(psp.removeprefix("PSP"))
        amount = call.body.get("amount")
        value = amount.get("value") if isinstance(amount, dict) else None
        left = link["amount"]["value"] - self.back.get(psp, 0) if link and link["status"] == "completed" else 0
        if call.body.get("merchantAccount") != ADYEN_MERCHANT or not isinstance(value, int) or not 0 < value <= left:
            return Reply(422, {"status": 422, "errorCode": "167", "message": "Original pspReference required"})
        self.back[psp] = self.back.get(psp, 0) + value
        self.take("refund", call.body["reference"], -value, link["amount"]["currency"] if link else "")
        name = f"PSPBACK{len(self.ledger):09}"
        said = {**call.body, "paymentPspReference": psp, "pspReference": name, "status": "received"}
        return Reply(201, said)

    def _guest(self, method: str, link: Said) -> Reply:
        if link["status"] != "active":
            return Reply(410, {})
        if method == "POST" and self.mood.answer == "approve":
            taken = link["amount"]["value"] - self.mood.lacks
            link |= {"status": "completed", "amount": {**link["amount"], "value": taken}}
            self.take("payment", link["reference"], taken, link["amount"]["currency"])
        return Reply(200, {})


PAGES: Mapping[str, Callable[[], Peer]] = {
    "stripe": StripePages, "mollie": MolliePages, "sumup": SumUpPages, "adyen": AdyenPages,
}  # fmt: skip
