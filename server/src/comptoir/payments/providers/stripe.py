"""Stripe Terminal, driven by this server: a payment intent is handed to a reader, authorized there and captured here.

The intent moves no money until a reader processes it, and is cancelled where it is no longer wanted: so whatever still
comes late, comes to nothing. Its process request leaves once.
"""

from collections.abc import Mapping
from typing import Any

from comptoir.payments.providers.contract import (
    OF_HOLD,
    Access,
    Asked,
    Heard,
    Kind,
    Lost,
    Note,
    NotSent,
    Reader,
    Result,
    Standing,
)
from comptoir.payments.providers.http import Answer, Client, before_it_leaves, plain_code, refuse, whole, words

ADDRESS = "https://api.stripe.com"
VERSION = "2025-09-30.clover"
# A refund that was asked for and is not listed after so long never arrived.
GRACE_SECONDS = 90.0
# The reader may have taken the intent, or not: only a look tells.
_UNSURE = ("terminal_reader_timeout", "lock_timeout", "idempotency_key_in_use")
_TROUBLES = {
    "terminal_reader_busy": "terminal_busy",
    "terminal_reader_offline": "terminal_away",
    "terminal_reader_hardware_fault": "not_possible",
    "charge_already_refunded": "already_reversed",
    "resource_missing": "terminal_unknown",
    "payment_intent_unexpected_state": "hold_ended",
    "amount_too_large": "not_possible",
    "card_declined": "card_declined",
    "expired_card": "card_expired",
}
_CAN_GROW = "payment_method_options[card_present][request_incremental_authorization_support]"
_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


class Stripe:
    """One account."""

    def __init__(self, access: Access) -> None:
        self._key = access.secrets.get("api_key", "")
        self._is_live = access.is_live
        self._client = Client(
            access.address, {"Authorization": f"Bearer {self._key}", "Stripe-Version": VERSION}
        )  # fmt: skip

    def check(self) -> str:
        if not self._key.startswith(("sk_live_", "rk_live_") if self._is_live else ("sk_test_", "rk_test_")):
            raise NotSent("wrong_mode")
        answer = self._client.get("/v1/account")
        refuse(answer)
        name = words(answer.part("settings", "dashboard").get("display_name"))
        return name or words(answer.said.get("id"))

    def readers(self) -> list[Reader]:
        answer = self._client.get("/v1/terminal/readers", {"limit": "100"})
        refuse(answer)
        return [
            Reader(
                words(one.get("id")), words(one.get("label")) or words(one.get("id")), words(one.get("device_type")),
                is_online=one.get("status") == "online",
            )
            for one in _objects(answer)
        ]  # fmt: skip

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked, note)
        if asked.kind in OF_HOLD:
            return self._change_hold(asked, note)
        can_grow = {_CAN_GROW: "true"} if asked.kind is Kind.RESERVE else {}
        made = self._client.post_form(
            "/v1/payment_intents",
            {
                "amount": str(asked.amount), "currency": asked.currency.lower(), "capture_method": "manual",
                "payment_method_types[]": "card_present", "metadata[attempt]": str(asked.id), **can_grow,
            },
            key=str(asked.id),
        )  # fmt: skip
        _refuse(made)
        intent = words(made.said.get("id"))
        note({"intent": intent})
        handed = self._client.post_form(
            f"/v1/terminal/readers/{asked.reader}/process_payment_intent",
            {
                "payment_intent": intent, "process_config[enable_customer_cancellation]": "true",
                "process_config[skip_tipping]": "false" if _may_tip(asked) else "true",
            },
            key=f"{asked.id}-process",
        )  # fmt: skip
        if not handed.is_good:
            code = _code(handed)
            if code in _UNSURE or handed.status >= 500 or handed.status == 409:
                raise Lost(code)
            self._close(intent)
            _refuse(handed)
        return Heard(Standing.WAITING, step="insert_card")

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind not in (Kind.PAYMENT, Kind.RESERVE):
            return self._look_at_hold(asked) if asked.kind in OF_HOLD else self._look_for_refund(asked, note)
        intent = asked.names.get("intent", "")
        if not intent:
            # Its name is written down before a reader hears of it.
            return Heard(Standing.ABSENT, "not_sent")
        found = self._intent(intent)
        status = words(found.said.get("status"))
        charge = words(found.part("latest_charge").get("id"))
        if charge and asked.names.get("charge") != charge:
            # Some of its reports name the charge and not the intent.
            note({"charge": charge})
        if status == "succeeded":
            return _paid(found)
        if status == "requires_capture":
            return self._capture(asked, intent, found, note)
        if status == "canceled":
            return Heard(Standing.CANCELLED)
        if status not in _OPEN:
            return Heard(Standing.WAITING, step="working")
        action = self._action(asked.reader)
        is_ours = action.get("type") == "process_payment_intent" and _intent_of(action) == intent
        if is_ours and action.get("status") == "in_progress":
            return Heard(Standing.WAITING, step="insert_card")
        if is_ours and action.get("status") == "succeeded":
            return Heard(Standing.WAITING, step="working")
        return self._end(intent, found, action if is_ours else {})

    def stop(self, asked: Asked) -> None:
        if asked.kind not in (Kind.PAYMENT, Kind.RESERVE):
            return
        action = self._action(asked.reader)
        intent = asked.names.get("intent", "")
        # Whatever else the reader does is not ours to stop.
        if intent and _intent_of(action) == intent and action.get("status") == "in_progress":
            self._client.post_form(f"/v1/terminal/readers/{asked.reader}/cancel_action", {})

    def _end(self, intent: str, found: Answer, action: Mapping[str, Any]) -> Heard:
        """No reader works on it: it is closed, and then can't be paid any more."""
        if not self._close(intent):
            return Heard(Standing.WAITING, step="working")
        code = plain_code(action.get("failure_code")) or plain_code(found.part("last_payment_error").get("code"))
        if code in ("customer_canceled", "canceled"):
            return Heard(Standing.CANCELLED)
        if code:
            return Heard(Standing.DECLINED, _TROUBLES.get(code, "declined"))
        return Heard(Standing.ABSENT)

    def _close(self, intent: str) -> bool:
        """Whether it is surely closed. One that was paid meanwhile refuses."""
        answer = self._client.post_form(f"/v1/payment_intents/{intent}/cancel", {})
        if answer.status >= 500:
            raise Lost("no_answer")
        return answer.is_good and answer.said.get("status") == "canceled"

    def _capture(self, asked: Asked, intent: str, found: Answer, note: Note) -> Heard:
        """Only what was asked for is taken: of any other figures nothing is. What is reserved stays as it is."""
        heard = _paid(found, of="amount_capturable")
        wanted = asked.amount + (heard.tip if _may_tip(asked) else 0)
        if heard.amount != wanted or heard.currency != asked.currency:
            return Heard(Standing.DECLINED, "wrong_answer") if self._close(intent) else Heard(Standing.WAITING)
        if asked.kind is Kind.RESERVE:
            note({"expires": _expires(found)})
            return heard
        taken = self._client.post_form(f"/v1/payment_intents/{intent}/capture", {}, key=f"{asked.id}-capture")
        if not taken.is_good:
            raise Lost(_code(taken))
        return _paid(self._intent(intent))

    def _change_hold(self, asked: Asked, note: Note) -> Heard:
        """Raise it, take of it, let it go. The intent is noted first: what was taken goes back by it."""
        intent = asked.paid.get("intent", "")
        if not intent:
            raise NotSent("not_found")
        note({"intent": intent})
        verb, words_ = {
            Kind.INCREASE: ("increment_authorization", {"amount": str(asked.amount)}),
            Kind.CAPTURE: ("capture", {"amount_to_capture": str(asked.amount)}),
            Kind.RELEASE: ("cancel", {}),
        }[asked.kind]
        answer = self._client.post_form(f"/v1/payment_intents/{intent}/{verb}", words_, key=str(asked.id))
        _refuse(answer)
        return self._look_at_hold(asked)

    def _look_at_hold(self, asked: Asked) -> Heard:
        """What the intent says by now. What is not there long after it was asked for, never arrived."""
        intent = asked.names.get("intent", "") or asked.paid.get("intent", "")
        found = self._intent(intent)
        status = words(found.said.get("status"))
        if asked.kind is Kind.CAPTURE and status == "succeeded":
            return _paid(found)
        if asked.kind is Kind.RELEASE and status == "canceled":
            return Heard(Standing.APPROVED, amount=asked.amount, currency=asked.currency)
        if status != "requires_capture":
            return Heard(Standing.DECLINED, "hold_ended")
        if asked.kind is Kind.INCREASE and (whole(found.said.get("amount_capturable")) or 0) >= asked.amount:
            return _paid(found, of="amount_capturable")
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)

    def _intent(self, intent: str) -> Answer:
        answer = self._client.get(f"/v1/payment_intents/{intent}", {"expand[]": "latest_charge"})
        if not answer.is_good:
            raise Lost(_code(answer))
        return answer

    def _action(self, reader: str) -> Mapping[str, Any]:
        answer = self._client.get(f"/v1/terminal/readers/{reader}")
        if not answer.is_good:
            raise Lost(_code(answer))
        return answer.part("action")

    def _give_back(self, asked: Asked, note: Note) -> Heard:
        intent = asked.paid.get("intent", "") or self._paid_at(asked.paid.get("page", ""))
        if not intent:
            raise NotSent("not_found")
        note({"intent": intent})
        answer = self._client.post_form(
            "/v1/refunds",
            {"payment_intent": intent, "amount": str(asked.amount), "metadata[attempt]": str(asked.id)},
            key=str(asked.id),
        )
        _refuse(answer)
        note({"refund": words(answer.said.get("id"))})
        return _refund(answer.said)

    def _paid_at(self, page: str) -> str:
        """The intent of a checkout session. Nothing has left yet, whatever comes of this question."""
        answer = before_it_leaves(lambda: self._client.get(f"/v1/checkout/sessions/{page}")) if page else None
        return words(answer.said.get("payment_intent")) if answer is not None else ""

    def _look_for_refund(self, asked: Asked, note: Note) -> Heard:
        intent = asked.names.get("intent", "") or asked.paid.get("intent", "")
        if not intent:
            # It is written down before the request leaves.
            return Heard(Standing.ABSENT, "not_sent")
        answer = self._client.get("/v1/refunds", {"payment_intent": intent, "limit": "100"})
        if not answer.is_good:
            raise Lost(_code(answer))
        for one in _objects(answer):
            names = one.get("metadata")
            if isinstance(names, dict) and names.get("attempt") == str(asked.id):
                note({"refund": words(one.get("id"))})
                return _refund(one)
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)


def _may_tip(asked: Asked) -> bool:
    return asked.allows_tips and asked.kind is Kind.PAYMENT


def _expires(found: Answer) -> str:
    """Until when the bank holds it, in seconds of the epoch."""
    card = found.part("latest_charge", "payment_method_details", "card_present")
    return str(whole(card.get("capture_before")) or "")


def _refund(said: Mapping[str, Any]) -> Heard:
    status = said.get("status")
    if status in ("failed", "canceled"):
        return Heard(Standing.DECLINED, "declined")
    if status in ("succeeded", "pending"):
        return Heard(
            Standing.APPROVED, amount=whole(said.get("amount")), currency=words(said.get("currency")).upper()
        )  # fmt: skip
    return Heard(Standing.WAITING)


def _paid(found: Answer, *, of: str = "amount_received") -> Heard:
    charge = found.part("latest_charge")
    method = charge.get("payment_method_details")
    card = method.get("card_present") if isinstance(method, dict) else None
    card = card if isinstance(card, dict) else {}
    tip = found.part("amount_details", "tip").get("amount")
    code = words(charge.get("authorization_code")) or _authorization(card)
    return Heard(
        Standing.APPROVED,
        amount=whole(found.said.get(of)),
        tip=whole(tip) or 0,
        currency=words(found.said.get("currency")).upper(),
        result=Result(
            brand=words(card.get("brand")).upper(), last_four=words(card.get("last4"), 4), authorization=code[:8]
        ),
    )


def _authorization(card: Mapping[str, Any]) -> str:
    receipt = card.get("receipt")
    return words(receipt.get("authorization_code")) if isinstance(receipt, dict) else ""


def _intent_of(action: Mapping[str, Any]) -> str:
    work = action.get("process_payment_intent")
    found = work.get("payment_intent") if isinstance(work, dict) else None
    return words(found.get("id") if isinstance(found, dict) else found)


def _objects(answer: Answer) -> list[Mapping[str, Any]]:
    listed = answer.said.get("data")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _code(answer: Answer) -> str:
    return plain_code(answer.part("error").get("code"))


def _refuse(answer: Answer) -> None:
    if answer.status == 409:
        raise Lost("in_use")
    refuse(answer, code=_TROUBLES.get(_code(answer), ""))
