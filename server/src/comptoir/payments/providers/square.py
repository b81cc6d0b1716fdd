"""Square Terminals through Square's cloud: a checkout is put on a device, and its payment says what became of it.

A checkout whose answer got lost is looked for among those of its device: it carries the attempt's identifier, as does
the reason of a refund.
"""

from collections.abc import Mapping
from typing import Any

from comptoir.payments.providers.contract import (
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
from comptoir.payments.providers.http import Answer, Client, refuse, whole, words

ADDRESS = "https://connect.squareup.com"
TEST_ADDRESS = "https://connect.squareupsandbox.com"
VERSION = "2026-09-16"
GRACE_SECONDS = 90.0
PAGES_MAX = 10
LISTED_MAX = 100
# Square's sandbox pairs no device; these stand there for what a customer may do (Square's page on testing).
SANDBOX = (
    ("9fa747a2-25ff-48ee-b078-04381f7c828f", "Sandbox: card"),
    ("22cd266c-6246-4c06-9983-67f0c26346b0", "Sandbox: card and tip"),
    ("841100b9-ee60-4537-9bcf-e30b2ba5e215", "Sandbox: customer leaves"),
    ("0a956d49-619a-4530-8e5e-8eac603ffc5e", "Sandbox: no answer"),
    ("da40d603-c2ea-4a65-8cfd-f42e36dab0c7", "Sandbox: offline"),
)
_TROUBLES = {
    "NOT_FOUND": "terminal_unknown", "REFUND_AMOUNT_INVALID": "already_reversed",
    "REFUND_ALREADY_PENDING": "already_reversed", "PAYMENT_NOT_REFUNDABLE": "already_reversed",
    "MERCHANT_SUBSCRIPTION_NOT_FOUND": "provider_refused",
}  # fmt: skip
_DECLINED = {
    "CARD_EXPIRED": "card_expired", "INSUFFICIENT_FUNDS": "card_declined", "GENERIC_DECLINE": "card_declined",
    "CARD_DECLINED_CALL_ISSUER": "card_declined", "TRANSACTION_LIMIT": "card_declined",
}  # fmt: skip
_TAKEN = ("COMPLETED", "APPROVED")
Said = Mapping[str, Any]


class Square:
    """One seller."""

    def __init__(self, access: Access) -> None:
        self._is_live = access.is_live
        self._client = Client(
            access.address,
            {"Authorization": f"Bearer {access.secrets.get('api_key', '')}", "Square-Version": VERSION},
        )

    def check(self) -> str:
        answer = self._client.get("/v2/merchants/me")
        refuse(answer)
        merchant = answer.part("merchant")
        return words(merchant.get("business_name")) or words(merchant.get("id"))

    def readers(self) -> list[Reader]:
        found: dict[str, Reader] = {} if self._is_live else {one: Reader(one, name) for one, name in SANDBOX}
        cursor = ""
        for _ in range(PAGES_MAX):
            query = {"product_type": "TERMINAL_API", "status": "PAIRED"} | ({"cursor": cursor} if cursor else {})
            answer = self._client.get("/v2/devices/codes", query)
            refuse(answer)
            for one in _objects(answer.said, "device_codes"):
                device = words(one.get("device_id"))
                if device and one.get("status") == "PAIRED":
                    found[device] = Reader(device, words(one.get("name")) or device)
            cursor = words(answer.said.get("cursor"), 2_000)
            if not cursor:
                break
        return list(found.values())

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked, note)
        answer = self._client.post(
            "/v2/terminals/checkouts",
            {
                "idempotency_key": str(asked.id),
                "checkout": {
                    "amount_money": _money(asked), "reference_id": str(asked.id),
                    "device_options": {
                        "device_id": asked.reader, "skip_receipt_screen": True,
                        "tip_settings": {"allow_tipping": asked.allows_tips, "separate_tip_screen": asked.allows_tips},
                    },
                },
            },
        )  # fmt: skip
        _refuse(answer)
        checkout = answer.part("checkout")
        note({"checkout": words(checkout.get("id"))})
        return self._heard(asked, checkout, note)

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked, note)
        name = asked.names.get("checkout", "")
        if name:
            checkout: Said | None = self._get(f"/v2/terminals/checkouts/{name}").part("checkout")
        else:
            checkout = self._search(asked)
        if checkout is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        note({"checkout": words(checkout.get("id"))})
        return self._heard(asked, checkout, note)

    def stop(self, asked: Asked) -> None:
        name = asked.names.get("checkout", "")
        if name and asked.kind is Kind.PAYMENT:
            self._client.post(f"/v2/terminals/checkouts/{name}/cancel")

    def _search(self, asked: Asked) -> Said | None:
        wish = {
            "query": {"filter": {"device_id": asked.reader}, "sort": {"sort_order": "DESC"}}, "limit": LISTED_MAX,
        }  # fmt: skip
        answer = self._client.post("/v2/terminals/checkouts/search", wish)
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        listed = _objects(answer.said, "checkouts")
        return next((one for one in listed if one.get("reference_id") == str(asked.id)), None)

    def _heard(self, asked: Asked, checkout: Said, note: Note) -> Heard:
        if checkout.get("reference_id") != str(asked.id):
            raise Lost("wrong_reference")
        status = checkout.get("status")
        if status not in ("COMPLETED", "CANCELED"):
            return Heard(Standing.WAITING, step="insert_card" if status == "IN_PROGRESS" else "")
        listed = checkout.get("payment_ids")
        names = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
        payments = [self._get(f"/v2/payments/{name}").part("payment") for name in names]
        taken = [one for one in payments if one.get("status") in _TAKEN]
        if taken:
            note({"payment": words(taken[0].get("id"))})
            return paid_by(taken)
        if status == "COMPLETED":
            # It was paid, says Square, and not by what: whoever asks again learns it.
            raise Lost("no_payment")
        if payments:
            return Heard(Standing.DECLINED, declined(payments[-1]))
        if checkout.get("cancel_reason") == "TIMED_OUT":
            return Heard(Standing.DECLINED, "no_answer")
        return Heard(Standing.CANCELLED)

    def _get(self, path: str) -> Answer:
        answer = self._client.get(path)
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        return answer

    def _give_back(self, asked: Asked, note: Note) -> Heard:
        payment = asked.paid.get("payment", "")
        if not payment:
            raise NotSent("not_found")
        answer = self._client.post(
            "/v2/refunds",
            {
                "idempotency_key": str(asked.id), "payment_id": payment, "amount_money": _money(asked),
                "reason": _reason(asked),
            },
        )  # fmt: skip
        _refuse(answer)
        refund = answer.part("refund")
        note({"refund": words(refund.get("id"))})
        return _refund(refund)

    def _look_for_refund(self, asked: Asked, note: Note) -> Heard:
        name = asked.names.get("refund", "")
        if name:
            return _refund(self._get(f"/v2/refunds/{name}").part("refund"))
        payment = self._get(f"/v2/payments/{asked.paid.get('payment', '')}").part("payment")
        listed = payment.get("refund_ids")
        for one in listed if isinstance(listed, list) else []:
            refund = self._get(f"/v2/refunds/{one}").part("refund")
            if refund.get("reason") == _reason(asked):
                note({"refund": words(refund.get("id"))})
                return _refund(refund)
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)


def _money(asked: Asked) -> Said:
    return {"amount": asked.amount, "currency": asked.currency}


def _reason(asked: Asked) -> str:
    return f"Comptoir {asked.id}"


def paid_by(payments: list[Said]) -> Heard:
    """Several, where a customer paid the first part with a gift card."""
    first = payments[0]
    details = _part(first, "card_details")
    card = _part(details, "card")
    amounts = [whole(_part(one, "total_money").get("amount")) for one in payments]
    return Heard(
        Standing.APPROVED,
        amount=sum(one or 0 for one in amounts) if all(one is not None for one in amounts) else None,
        tip=sum(whole(_part(one, "tip_money").get("amount")) or 0 for one in payments),
        currency=words(_part(first, "total_money").get("currency"), 3),
        result=Result(
            brand=words(card.get("card_brand")).replace("_", " "),
            last_four=words(card.get("last_4"), 4),
            authorization=words(details.get("auth_result_code"), 8),
        ),
    )


def declined(payment: Said) -> str:
    errors = _objects(_part(payment, "card_details"), "errors")
    return _DECLINED.get(words(errors[0].get("code")), "declined") if errors else "declined"


def _refund(said: Said) -> Heard:
    status = said.get("status")
    if status in ("REJECTED", "FAILED"):
        return Heard(Standing.DECLINED, "declined")
    if status not in ("PENDING", "COMPLETED"):
        return Heard(Standing.WAITING)
    money = _part(said, "amount_money")
    return Heard(Standing.APPROVED, amount=whole(money.get("amount")), currency=words(money.get("currency"), 3))


def _part(said: Said, name: str) -> Said:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _objects(said: Said, name: str) -> list[Said]:
    listed = said.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _refuse(answer: Answer) -> None:
    errors = _objects(answer.said, "errors")
    code = words(errors[0].get("code"), 60) if errors else ""
    if answer.status == 409 or code == "IDEMPOTENCY_KEY_REUSED":
        raise Lost("in_use")
    refuse(answer, code=_TROUBLES.get(code, ""))
