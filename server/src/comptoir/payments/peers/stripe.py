"""A Stripe that has two readers and no money: intents, readers, captures, refunds, with the API's fields and codes."""

import time
from dataclasses import dataclass, field
from typing import Any

from comptoir.payments.peers.base import Call, Peer, Reply

KEYS = ("sk_test_comptoir", "rk_test_comptoir")
READERS = ("tmr_front", "tmr_back")
# How long banks hold an amount.
HELD_SECONDS = 7 * 86_400
_CAN_GROW = "request_incremental_authorization_support"
Said = dict[str, Any]


@dataclass(slots=True)
class Reader:
    """What a reader does."""

    id: str
    action: Said | None = None
    began: float = 0.0


@dataclass(slots=True)
class StripePeer(Peer):
    """One test account."""

    intents: dict[str, Said] = field(default_factory=dict)
    refunds: list[Said] = field(default_factory=list)
    growing: set[str] = field(default_factory=set)
    readers: dict[str, Reader] = field(default_factory=lambda: {name: Reader(name) for name in READERS})

    def clear(self) -> None:
        Peer.clear(self)
        self.intents.clear()
        self.refunds.clear()
        self.growing.clear()
        self.readers = {name: Reader(name) for name in READERS}

    def serve(self, call: Call) -> Reply:
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in KEYS:
            return _error(401, "", "Invalid API Key provided", kind="invalid_request_error")
        for reader in self.readers.values():
            self._work(reader)
        return self.once(
            call, lambda: self._route(call), conflict=_error(400, "", "key reused", kind="idempotency_error")
        )

    def _route(self, call: Call) -> Reply:
        match call.method, call.path.strip("/").split("/"):
            case "GET", ["v1", "account"]:
                shown = {"dashboard": {"display_name": "Comptoir test"}}
                return Reply(200, {"id": "acct_test", "object": "account", "settings": shown})
            case "GET", ["v1", "terminal", "readers"]:
                return _listed("/v1/terminal/readers", [_reader(one) for one in self.readers.values()])
            case "GET", ["v1", "terminal", "readers", name] if name in self.readers:
                return Reply(200, _reader(self.readers[name]))
            case "POST", ["v1", "terminal", "readers", name, "process_payment_intent"] if name in self.readers:
                return self._process(self.readers[name], call)
            case "POST", ["v1", "terminal", "readers", name, "cancel_action"] if name in self.readers:
                return self._cancel_action(self.readers[name])
            case method, ["v1", "payment_intents" | "refunds" as kind, *rest]:
                return self._of_intents(method, rest, call) if kind == "payment_intents" else self._refunds(call)
            case _:
                return _error(404, "resource_missing", "No such object")

    def _of_intents(self, method: str, rest: list[str], call: Call) -> Reply:
        match method, rest:
            case "POST", []:
                return self._make(call)
            case "GET", [name] if name in self.intents:
                return Reply(200, self.intents[name])
            case "POST", [name, "cancel"] if name in self.intents:
                return self._cancel(self.intents[name])
            case "POST", [name, "increment_authorization"] if name in self.intents:
                return self._increase(self.intents[name], call)
            case "POST", [name, "capture"] if name in self.intents:
                return self._capture(self.intents[name], call)
            case _:
                return _error(404, "resource_missing", "No such payment_intent")

    def _refunds(self, call: Call) -> Reply:
        if call.method == "POST":
            return self._refund(call)
        of = call.query.get("payment_intent")
        return _listed("/v1/refunds", [one for one in self.refunds if one["payment_intent"] == of])

    def _make(self, call: Call) -> Reply:
        amount, currency = call.body.get("amount", ""), call.body.get("currency", "")
        if not amount.isdigit() or int(amount) < 1 or len(currency) != 3:
            return _error(400, "parameter_invalid_integer", "Invalid integer")
        if (
            call.body.get("payment_method_types[]") != "card_present"
            and call.body.get("payment_method_types[0]") != "card_present"
        ):
            return _error(400, "payment_intent_invalid_parameter", "card_present is needed")
        name = f"pi_{len(self.intents) + 1:04}"
        self.intents[name] = {
            "id": name, "object": "payment_intent", "amount": int(amount), "amount_capturable": 0,
            "amount_received": 0, "amount_details": {"tip": {}}, "currency": currency, "status": _NEW,
            "capture_method": call.body.get("capture_method", "automatic"), "latest_charge": None,
            "last_payment_error": None, "livemode": False, "payment_method_types": ["card_present"],
            "metadata": {"attempt": call.body.get("metadata[attempt]", "")},
        }  # fmt: skip
        option = f"payment_method_options[card_present][{_CAN_GROW}]"
        self.growing |= {name} if call.body.get(option) == "true" else set()
        return Reply(200, self.intents[name])

    def _process(self, reader: Reader, call: Call) -> Reply:
        intent = self.intents.get(call.body.get("payment_intent", ""))
        if intent is None:
            return _error(404, "resource_missing", "No such payment_intent")
        if self.mood.answer == "offline":
            return _error(400, "terminal_reader_offline", "Reader is currently offline")
        if self.mood.answer == "busy" or (reader.action or {}).get("status") == "in_progress":
            return _error(400, "terminal_reader_busy", "Reader is currently processing another request")
        if intent["status"] != _NEW:
            return _error(400, "intent_invalid_state", "The intent can't be processed")
        reader.action = {
            "type": "process_payment_intent", "status": "in_progress", "failure_code": None, "failure_message": None,
            "process_payment_intent": {"payment_intent": intent["id"]},
        }  # fmt: skip
        reader.began = time.monotonic()
        if self.mood.answer == "unheard":
            return _error(400, "terminal_reader_timeout", "Timeout communicating with the reader")
        return Reply(200, _reader(reader))

    def _work(self, reader: Reader) -> None:
        """The customer at the reader."""
        action = reader.action
        if action is None or action["status"] != "in_progress" or not self.is_ready(reader.began):
            return
        intent = self.intents[action["process_payment_intent"]["payment_intent"]]
        if intent["status"] != _NEW:
            action |= {"status": "failed", "failure_code": "intent_invalid_state"}
            return
        if self.mood.answer in ("decline", "leave"):
            code = "card_declined" if self.mood.answer == "decline" else "customer_canceled"
            action |= {"status": "failed", "failure_code": code, "failure_message": "no"}
            intent["last_payment_error"] = {"code": code, "type": "card_error"} if code == "card_declined" else None
            return
        action["status"] = "succeeded"
        amount = intent["amount"] + self.mood.tip - self.mood.lacks
        receipt = {"authorization_code": "A1B2C3", "application_preferred_name": "VISA DEBIT"}
        until = int(time.time()) + HELD_SECONDS
        card: Said = {"brand": "visa", "last4": "1111", "receipt": receipt, "capture_before": until}
        intent |= {
            "amount": amount, "status": "requires_capture", "amount_capturable": amount,
            "amount_details": {"tip": {"amount": self.mood.tip} if self.mood.tip else {}},
            "latest_charge": {
                "id": f"ch_{intent['id'][3:]}", "object": "charge", "amount": amount,
                "payment_method_details": {"type": "card_present", "card_present": card},
            },
        }  # fmt: skip
        if intent["capture_method"] != "manual":
            self._take(intent, intent["amount"])

    def _cancel_action(self, reader: Reader) -> Reply:
        if self.mood.is_stubborn:
            return _error(400, "terminal_reader_busy", "Reader is currently processing a payment")
        reader.action = None
        return Reply(200, _reader(reader))

    def _cancel(self, intent: Said) -> Reply:
        if intent["status"] in ("succeeded", "canceled"):
            return _error(400, "payment_intent_unexpected_state", "You cannot cancel this PaymentIntent")
        if intent["status"] == "requires_capture" and self.mood.is_stubborn:
            return _error(400, "payment_intent_unexpected_state", "You cannot cancel this PaymentIntent")
        intent |= {"status": "canceled", "amount_capturable": 0}
        return Reply(200, intent)

    def _capture(self, intent: Said, call: Call) -> Reply:
        if intent["status"] != "requires_capture":
            return _error(400, "payment_intent_unexpected_state", "This PaymentIntent could not be captured")
        amount = int(call.body.get("amount_to_capture", intent["amount"]))
        if not 0 < amount <= intent["amount_capturable"]:
            return _error(400, "amount_too_large", "More than can be captured")
        self._take(intent, amount)
        return Reply(200, intent)

    def _increase(self, intent: Said, call: Call) -> Reply:
        amount = int(call.body.get("amount", 0))
        if intent["status"] != "requires_capture":
            return _error(400, "payment_intent_unexpected_state", "This PaymentIntent can't be incremented")
        if intent["id"] not in self.growing or amount <= intent["amount"]:
            return _error(400, "payment_intent_invalid_parameter", "It can't be incremented to this")
        if self.mood.answer == "decline":
            return _error(402, "card_declined", "Your card was declined", kind="card_error")
        intent |= {"amount": amount, "amount_capturable": amount}
        return Reply(200, intent)

    @property
    def held(self) -> int:
        """What cards hold for it."""
        return sum(one["amount_capturable"] for one in self.intents.values())

    def _take(self, intent: Said, amount: int) -> None:
        self.take("payment", intent["metadata"]["attempt"], amount, intent["currency"].upper())
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}

    def _refund(self, call: Call) -> Reply:
        intent = self.intents.get(call.body.get("payment_intent", ""))
        if intent is None or intent["status"] != "succeeded":
            return _error(404, "resource_missing", "No such payment_intent")
        back = sum(one["amount"] for one in self.refunds if one["payment_intent"] == intent["id"])
        amount = int(call.body.get("amount", intent["amount_received"] - back))
        if amount > intent["amount_received"] - back:
            return _error(400, "charge_already_refunded", "Charge has already been refunded")
        reference = call.body.get("metadata[attempt]", "")
        refund = {
            "id": f"re_{len(self.refunds) + 1:04}", "object": "refund", "amount": amount, "status": "succeeded",
            "currency": intent["currency"], "payment_intent": intent["id"], "metadata": {"attempt": reference},
        }  # fmt: skip
        self.refunds.append(refund)
        self.take("refund", reference, -amount, intent["currency"].upper())
        return Reply(200, refund)


_NEW = "requires_payment_method"


def _reader(reader: Reader) -> Said:
    return {
        "id": reader.id, "object": "terminal.reader", "label": reader.id.removeprefix("tmr_").title(),
        "device_type": "stripe_s700", "status": "online", "livemode": False, "action": reader.action,
    }  # fmt: skip


def _listed(url: str, rows: list[Said]) -> Reply:
    return Reply(200, {"object": "list", "url": url, "has_more": False, "data": rows})


def _error(status: int, code: str, message: str, *, kind: str = "invalid_request_error") -> Reply:
    return Reply(status, {"error": {"type": kind, "code": code or None, "message": message}})
