"""A Square with two paired Terminals: checkouts, the payments that they end in, refunds, and its calls to us."""

import base64
import hmac
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from comptoir.payments.peers import app_page
from comptoir.payments.peers.app_page import Act
from comptoir.payments.peers.base import Call, Peer, Reply
from comptoir.payments.providers.square import SANDBOX

KEY = "EAAAl-comptoir-sandbox"
DEVICES = ("f1a8e1c0-0000-4000-8000-000000000001", "f1a8e1c0-0000-4000-8000-000000000002")
LOCATION = "L0COMPTOIR"
_OPEN = ("PENDING", "IN_PROGRESS", "CANCEL_REQUESTED")
Said = dict[str, Any]


@dataclass(slots=True)
class SquarePeer(Peer):
    """One seller's sandbox."""

    checkouts: dict[str, Said] = field(default_factory=dict)
    payments: dict[str, Said] = field(default_factory=dict)
    refunds: dict[str, Said] = field(default_factory=dict)
    # What the app on the phone took: the order that it names, and its payment.
    orders: dict[str, str] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        Peer.clear(self)
        for kept in (self.checkouts, self.payments, self.refunds, self.orders, self.began):
            kept.clear()

    def serve(self, call: Call) -> Reply:
        if call.path.startswith("/app/"):
            return self._app(call)
        if call.headers.get("authorization", "") != f"Bearer {KEY}":
            return _error(401, "AUTHENTICATION_ERROR", "UNAUTHORIZED", "This request could not be authorized.")
        if not call.headers.get("square-version", ""):
            return _error(400, "INVALID_REQUEST_ERROR", "BAD_REQUEST", "Square-Version is missing")
        for checkout in self.checkouts.values():
            self._work(checkout)
        key = str(call.body.get("idempotency_key", ""))
        reused = _error(400, "INVALID_REQUEST_ERROR", "IDEMPOTENCY_KEY_REUSED", "Different parameters, same key")
        if call.method == "GET" and (listed := self._listed(call.path)) is not None:
            return listed
        return self.once(call, lambda: self._route(call), conflict=reused, key=key)

    def _listed(self, path: str) -> Reply | None:
        """What an app's payments are found by."""
        if path == "/v2/payments":
            return Reply(200, {"payments": list(self.payments.values())[::-1]})
        paid = self.orders.get(path.removeprefix("/v2/orders/"))
        return Reply(200, {"order": {"tenders": [{"id": paid, "type": "CARD"}]}}) if paid else None

    def _route(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/")[1:]:
            case "GET", ["merchants", "me"]:
                return Reply(200, {"merchant": {"id": "MLCOMPTOIR", "business_name": "Comptoir test"}})
            case "GET", ["devices", "codes"]:
                return Reply(200, {"device_codes": [_code(place) for place in range(len(DEVICES))]})
            case "POST", ["terminals", "checkouts"]:
                return self._make(call)
            case "POST", ["terminals", "checkouts", "search"]:
                return self._search(call)
            case "GET", ["terminals", "checkouts", name] if name in self.checkouts:
                return Reply(200, {"checkout": self.checkouts[name]})
            case "POST", ["terminals", "checkouts", name, "cancel"] if name in self.checkouts:
                return self._cancel(self.checkouts[name])
            case "GET", ["payments", name] if name in self.payments:
                return Reply(200, {"payment": self.payments[name]})
            case "POST", ["refunds"]:
                return self._refund(call)
            case "GET", ["refunds", name] if name in self.refunds:
                return Reply(200, {"refund": self.refunds[name]})
            case _:
                return _error(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "Could not find what was asked for")

    def _app(self, call: Call) -> Reply:
        """The seller's app on the same phone: nothing keeps it from being paid in twice."""
        wish = _read(call.query.get("data", ""))
        money = wish.get("amount_money", {})
        amount, currency = money.get("amount", 0), money.get("currency_code", "")
        if not (amount > 0 and currency and wish.get("client_id") and wish.get("callback_url")):
            return Reply(400, page="<!doctype html><p>The app was opened with data that it does not read.")
        if call.path != "/app/act":
            return Reply(200, page=app_page.page("Square", f"{amount} {currency}", call.query))
        act = Act(call.query["act"])
        said: Said = {"status": "ok", "state": wish.get("state", "")}
        if act is not Act.FORGE and act is not Act.LEAVE:
            taken = amount + (100 if act is Act.OTHER else 0)
            payment = self._payment({"reference_id": ""}, taken, 0, currency, is_paid=act is not Act.DECLINE)
            payment |= {"note": wish.get("notes", "")}
            self.payments[payment["id"]] = payment
            order = f"oHyQ6w9wEc72nlKaIptsnc{len(self.orders) + 1:04}"
            self.orders[order] = payment["id"]
            if act is not Act.DECLINE:
                self.take("payment", wish.get("notes", ""), taken, currency)
                said |= {"transaction_id": order, "client_transaction_id": f"client-{len(self.orders)}"}
        if act in (Act.LEAVE, Act.DECLINE):
            said |= {"status": "error", "error_code": "payment_canceled"}
        if act is Act.SILENT:
            return Reply(200, page=app_page.KILLED)
        return Reply(302, place=f"{wish['callback_url']}?{urlencode({'data': json.dumps(said)})}")

    def _make(self, call: Call) -> Reply:
        wish = call.body.get("checkout")
        wish = wish if isinstance(wish, dict) else {}
        money, options = wish.get("amount_money") or {}, wish.get("device_options") or {}
        if not call.body.get("idempotency_key") or not isinstance(money.get("amount"), int) or money["amount"] < 1:
            return _error(400, "INVALID_REQUEST_ERROR", "INVALID_VALUE", "Invalid value", name="checkout.amount_money")
        if options.get("device_id") not in (*DEVICES, *(one for one, _ in SANDBOX)):
            return _error(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "No such device", name="device_id")
        if len(wish.get("reference_id", "")) > 40:
            return _error(400, "INVALID_REQUEST_ERROR", "VALUE_TOO_LONG", "Too long", name="checkout.reference_id")
        name = f"08YceKh7B3ZqO{len(self.checkouts) + 1:04}"
        self.checkouts[name] = {
            "id": name, "amount_money": dict(money), "reference_id": wish.get("reference_id", ""),
            "device_options": options, "status": "PENDING", "created_at": "2026-04-06T16:39:32.545Z",
            "updated_at": "2026-04-06T16:39:32.545Z", "app_id": "APP_ID", "deadline_duration": "PT5M",
            "location_id": LOCATION, "payment_type": "CARD_PRESENT",
        }  # fmt: skip
        self.began[name] = time.monotonic()
        return Reply(200, {"checkout": dict(self.checkouts[name])})

    def _search(self, call: Call) -> Reply:
        wanted = ((call.body.get("query") or {}).get("filter") or {}).get("device_id")
        found = [one for one in self.checkouts.values() if wanted in (None, one["device_options"]["device_id"])]
        limit = int(call.body.get("limit", 10))
        return Reply(200, {"checkouts": found[::-1][:limit]} if found else {})

    def _cancel(self, checkout: Said) -> Reply:
        if checkout["status"] not in _OPEN:
            return _error(400, "INVALID_REQUEST_ERROR", "BAD_REQUEST", "The checkout can't be canceled")
        if self.mood.is_stubborn:
            checkout["status"] = "CANCEL_REQUESTED"
        else:
            checkout |= {"status": "CANCELED", "cancel_reason": "SELLER_CANCELED"}
        return Reply(200, {"checkout": dict(checkout)})

    def _work(self, checkout: Said) -> None:
        """The customer at the device."""
        if checkout["status"] not in _OPEN or self.mood.answer == "offline":
            return
        if checkout["status"] == "PENDING":
            checkout["status"] = "IN_PROGRESS"
        if not self.is_ready(self.began[checkout["id"]]):
            return
        if self.mood.answer == "leave":
            checkout |= {"status": "CANCELED", "cancel_reason": "BUYER_CANCELED"}
            return
        if self.mood.answer == "late":
            checkout |= {"status": "CANCELED", "cancel_reason": "TIMED_OUT"}
            return
        is_paid = self.mood.answer != "decline"
        amount, currency = checkout["amount_money"]["amount"] - self.mood.lacks, checkout["amount_money"]["currency"]
        tips = (checkout["device_options"].get("tip_settings") or {}).get("allow_tipping")
        tip = self.mood.tip if tips else 0
        payment = self._payment(checkout, amount, tip, currency, is_paid=is_paid)
        self.payments[payment["id"]] = payment
        checkout |= {
            "status": "COMPLETED" if is_paid else "CANCELED", "payment_ids": [payment["id"]],
            **({} if is_paid else {"cancel_reason": "BUYER_CANCELED"}),
        }  # fmt: skip
        if is_paid:
            self.take("payment", checkout["reference_id"], amount + tip, currency)

    def _payment(self, checkout: Said, amount: int, tip: int, currency: str, *, is_paid: bool) -> Said:
        card = {"card_brand": "VISA", "last_4": "1111", "exp_month": 11, "exp_year": 2028}
        failed = [{"category": "PAYMENT_METHOD_ERROR", "code": "INSUFFICIENT_FUNDS", "detail": "no"}]
        more = {"auth_result_code": "A1B2C3"} if is_paid else {"errors": failed}
        return {
            "id": f"hYy9pRFVxpDsO1FB05SunFWUe9JZ{len(self.payments) + 1:04}",
            "status": "COMPLETED" if is_paid else "FAILED",
            "amount_money": {"amount": amount, "currency": currency},
            "tip_money": {"amount": tip, "currency": currency},
            "total_money": {"amount": amount + tip, "currency": currency},
            "source_type": "CARD", "reference_id": checkout["reference_id"], "location_id": LOCATION,
            "card_details": {
                "status": "CAPTURED" if is_paid else "FAILED", "card": card, "entry_method": "EMV", **more,
            },
        }  # fmt: skip

    def _refund(self, call: Call) -> Reply:
        payment = self.payments.get(str(call.body.get("payment_id")))
        money = call.body.get("amount_money") or {}
        if payment is None or payment["status"] != "COMPLETED":
            return _error(404, "INVALID_REQUEST_ERROR", "NOT_FOUND", "Could not find payment")
        gone = sum(self.refunds[one]["amount_money"]["amount"] for one in payment.get("refund_ids", []))
        amount, currency = money.get("amount"), payment["total_money"]["currency"]
        if not isinstance(amount, int) or not 0 < amount <= payment["total_money"]["amount"] - gone:
            return _error(400, "REFUND_ERROR", "REFUND_AMOUNT_INVALID", "The requested refund amount is too high")
        name = f"{payment['id']}_R{len(self.refunds) + 1:04}"
        self.refunds[name] = {
            "id": name, "status": "PENDING", "amount_money": {"amount": amount, "currency": currency},
            "payment_id": payment["id"], "location_id": LOCATION, "reason": call.body.get("reason", ""),
        }  # fmt: skip
        payment.setdefault("refund_ids", []).append(name)
        self.take("refund", str(call.body.get("reason", "")).rpartition(" ")[2], -amount, currency)
        return Reply(200, {"refund": self.refunds[name]})

    def event(self, checkout: str) -> bytes:
        """What it posts to whoever subscribed to `terminal.checkout.updated`."""
        said = {
            "merchant_id": "MLCOMPTOIR", "type": "terminal.checkout.updated", "created_at": "2026-04-06T16:39:59.100Z",
            "event_id": f"bc316346-6691-4243-88ed-{len(self.calls):012}",
            "data": {"type": "checkout.event", "id": checkout, "object": {"checkout": self.checkouts[checkout]}},
        }  # fmt: skip
        return json.dumps(said).encode()


def signature(secret: str, address: str, body: bytes) -> str:
    """`X-Square-HmacSha256-Signature`: over the address that it posts to, and the body."""
    return base64.b64encode(hmac.digest(secret.encode(), address.encode() + body, sha256)).decode("ascii")


def _read(data: str) -> Said:
    try:
        wish: Said = json.loads(data)
    except ValueError:
        return {}
    return wish if wish.get("version") == "1.3" else {}


def _code(place: int) -> Said:
    return {
        "id": f"B3Z6NAMYQSMTM{place}", "name": ("Front", "Back")[place], "code": "EBCARJ", "status": "PAIRED",
        "device_id": DEVICES[place], "product_type": "TERMINAL_API", "location_id": LOCATION,
    }  # fmt: skip


def _error(status: int, category: str, code: str, detail: str, *, name: str = "") -> Reply:
    more = {"field": name} if name else {}
    return Reply(status, {"errors": [{"category": category, "code": code, "detail": detail, **more}]})
