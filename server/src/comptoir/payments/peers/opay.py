"""An OPay with one merchant: orders of its cashier, whose page a customer opens, and refunds."""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha512
from typing import Any

from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.providers.opay import COUNTRIES

KEY = "OPAYPRV-comptoir"
PUBLIC = "OPAYPUB-comptoir"
MERCHANT = "256612345678901"
PLACE = "/api/v1/international"
_OPEN = ("INITIAL", "PENDING")
Said = dict[str, Any]


@dataclass(slots=True)
class OPayPeer(Peer):
    """One merchant's sandbox."""

    orders: dict[str, Said] = field(default_factory=dict)
    refunds: dict[str, Said] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        Peer.clear(self)
        for kept in (self.orders, self.refunds, self.began):
            kept.clear()

    def serve(self, call: Call) -> Reply:
        if call.path.startswith("/checkout/"):
            return self._page(call)
        path = call.path.removeprefix(PLACE)
        signed = hmac.new(KEY.encode(), call.raw.encode(), sha512).hexdigest()
        bearer = PUBLIC if path == "/cashier/create" else signed
        is_ours = call.headers.get("merchantid") == MERCHANT
        if call.headers.get("authorization") != f"Bearer {bearer}" or not is_ours:
            return _no("02000", "authentication failed.")
        for order in self.orders.values():
            self._work(order)
        if call.body.get("country") not in COUNTRIES.values() or not call.body.get("reference"):
            return _no("02001", "request params not valid.")
        match path:
            case "/cashier/create":
                return self._make(call.body, call.headers.get("host", ""))
            case "/cashier/status":
                return _yes(self.orders.get(call.body["reference"]))
            case "/payment/close":
                return self._close(call.body)
            case "/payment/refund/create":
                return self._refund(call.body)
            case "/payment/refund/query":
                return _yes(self.refunds.get(call.body["reference"]))
            case _:
                return Reply(404, {})

    def _make(self, wish: Mapping[str, Any], host: str) -> Reply:
        name, amount = wish["reference"], wish.get("amount") or {}
        if name in self.orders:
            return _no("02004", "the payment reference(merchant order number) already exists.")
        is_sound = isinstance(amount.get("total"), int) and amount["total"] > 0
        if not is_sound or COUNTRIES.get(amount.get("currency", "")) != wish["country"] or not wish.get("returnUrl"):
            return _no("02001", "request params not valid.")
        order = {
            "reference": name, "orderNo": f"2110040{len(self.orders) + 1:013}", "status": "INITIAL",
            "amount": dict(amount), "vat": {"total": 0, "currency": amount["currency"]},
        }  # fmt: skip
        self.orders[name] = order
        self.began[name] = time.monotonic()
        return _yes({**order, "cashierUrl": f"http://{host}/checkout/{order['orderNo']}"})

    def _work(self, order: Said) -> None:
        """The customer at the page."""
        if order["status"] in _OPEN and self.is_ready(self.began[order["reference"]]):
            self._end(order, {"decline": "FAIL", "leave": "CLOSE"}.get(self.mood.answer, "SUCCESS"))

    def _end(self, order: Said, status: str) -> None:
        order["status"] = status
        if status == "SUCCESS":
            order["amount"]["total"] -= self.mood.lacks
            self.take("payment", order["reference"], order["amount"]["total"], order["amount"]["currency"])

    def _page(self, call: Call) -> Reply:
        """`/checkout/ORDER`, and `/checkout/ORDER/pay`: the customer's own phone."""
        name, _, verb = call.path.removeprefix("/checkout/").partition("/")
        order = next((one for one in self.orders.values() if one["orderNo"] == name), None)
        if order is None:
            return Reply(404, page="<!doctype html><p>No such order.")
        if verb == "pay" and order["status"] in _OPEN:
            self._end(order, "SUCCESS")
        return Reply(200, page=f"<!doctype html><title>OPay</title><p>{order['status']}<p><a href='{name}/pay'>Pay</a>")

    def _close(self, wish: Mapping[str, Any]) -> Reply:
        order = self.orders.get(wish["reference"])
        if order is not None and order["status"] in _OPEN and not self.mood.is_stubborn:
            order["status"] = "CLOSE"
        return _yes(order)

    def _refund(self, wish: Mapping[str, Any]) -> Reply:
        order, amount = self.orders.get(wish.get("originalReference", "")), wish.get("amount") or {}
        if wish["reference"] in self.refunds:
            return _no("02004", "the payment reference(merchant order number) already exists.")
        if order is None or order["status"] != "SUCCESS" or not wish.get("callbackUrl"):
            return _no("02001", "request params not valid.")
        back = sum(
            one["refundAmount"]["total"]
            for one in self.refunds.values()
            if one["originalReference"] == order["reference"]
        )
        if amount.get("total", 0) < 1 or amount["total"] + back > order["amount"]["total"]:
            return _no("02001", "request params not valid.")
        refund = {
            "reference": wish["reference"], "originalReference": order["reference"],
            "orderNo": f"2110031{len(self.refunds) + 1:011}", "originalOrderNo": order["orderNo"],
            "refundAmount": dict(amount), "country": wish["country"], "orderStatus": "SUCCESS",
        }  # fmt: skip
        self.refunds[wish["reference"]] = refund
        self.take("refund", order["reference"], -amount["total"], amount["currency"])
        return _yes(refund)


def _yes(said: Said | None) -> Reply:
    if said is None:
        return _no("02006", "the order does not exist.")
    return Reply(200, {"code": "00000", "message": "SUCCESSFUL", "data": said})


def _no(code: str, message: str) -> Reply:
    return Reply(200, {"code": code, "message": message})
