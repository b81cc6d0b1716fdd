"""Mollie's terminals: a payment of the method *pointofsale*, made for one terminal.

Making it puts the amount on the terminal, so it is made once; one whose answer got lost is looked for in the list by
the attempt's identifier, which it carries.
"""

from collections.abc import Mapping
from typing import Any

from comptoir.payments.providers.amounts import major, minor
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
from comptoir.payments.providers.http import Answer, Client, plain_code, refuse, words

ADDRESS = "https://api.mollie.com"
GRACE_SECONDS = 90.0
LISTED_MAX = "100"
_DECLINED = {
    "insufficient_funds": "card_declined", "do_not_honor": "card_declined", "expired_card": "card_expired",
}  # fmt: skip


class Mollie:
    """One profile."""

    def __init__(self, access: Access) -> None:
        self._key = access.secrets.get("api_key", "")
        self._is_live = access.is_live
        self._client = Client(access.address, {"Authorization": f"Bearer {self._key}"})

    def check(self) -> str:
        if not self._key.startswith("live_" if self._is_live else "test_"):
            raise NotSent("wrong_mode")
        answer = self._client.get("/v2/profiles/me")
        refuse(answer)
        return words(answer.said.get("name")) or words(answer.said.get("id"))

    def readers(self) -> list[Reader]:
        answer = self._client.get("/v2/terminals", {"limit": LISTED_MAX})
        refuse(answer)
        return [
            Reader(words(one.get("id")), words(one.get("description")), words(one.get("model")))
            for one in _listed(answer, "terminals")
            if one.get("status") == "active"
        ]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked)
        answer = self._client.post("/v2/payments", _wish(asked, "pointofsale"), key=str(asked.id))
        if answer.status == 409:
            raise Lost("in_use")
        refuse(answer, code="terminal_unknown" if answer.said.get("field") == "terminalId" else "")
        note({"payment": words(answer.said.get("id"))})
        return _heard(answer.said)

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked)
        payment = asked.names.get("payment", "")
        if payment:
            return _heard(self._get(f"/v2/payments/{payment}").said)
        answer = self._get("/v2/payments", {"limit": LISTED_MAX})
        found = _ours(_listed(answer, "payments"), asked)
        if found is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        note({"payment": words(found.get("id"))})
        return _heard(found)

    def stop(self, asked: Asked) -> None:
        payment = asked.names.get("payment", "")
        if payment and asked.kind is Kind.PAYMENT:
            self._client.delete(f"/v2/payments/{payment}", key=f"{asked.id}-stop")

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        answer = self._client.get(path, query)
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        return answer

    def _give_back(self, asked: Asked) -> Heard:
        payment = asked.paid.get("payment", "")
        if not payment:
            raise NotSent("not_found")
        answer = self._client.post(f"/v2/payments/{payment}/refunds", _wish(asked), key=str(asked.id))
        if answer.status == 409:
            raise Lost("in_use")
        refuse(answer, code="already_reversed" if answer.said.get("field") == "amount" else "")
        return _refund(answer.said)

    def _look_for_refund(self, asked: Asked) -> Heard:
        payment = asked.paid.get("payment", "")
        found = _ours(_listed(self._get(f"/v2/payments/{payment}/refunds"), "refunds"), asked)
        if found is not None:
            return _refund(found)
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)


def _wish(asked: Asked, method: str = "") -> dict[str, object]:
    wish: dict[str, object] = {
        "amount": {"currency": asked.currency, "value": major(asked.amount, asked.currency)},
        "description": f"Comptoir {str(asked.id)[-12:]}",
        "metadata": {"attempt": str(asked.id)},
    }
    if method:
        wish |= {"method": method, "terminalId": asked.reader}
    return wish


def _heard(said: Mapping[str, Any]) -> Heard:
    status = said.get("status")
    if status == "paid":
        return _paid(said)
    if status == "canceled":
        return Heard(Standing.CANCELLED)
    if status == "expired":
        return Heard(Standing.DECLINED, "no_answer")
    if status == "failed":
        reason = said.get("statusReason")
        code = plain_code(reason.get("code")) if isinstance(reason, dict) else ""
        return Heard(Standing.DECLINED, _DECLINED.get(code, "declined"))
    return Heard(Standing.WAITING, step="insert_card")


def _paid(said: Mapping[str, Any]) -> Heard:
    amount, details = said.get("amount"), said.get("details")
    amount = amount if isinstance(amount, dict) else {}
    details = details if isinstance(details, dict) else {}
    receipt = details.get("receipt")
    currency = words(amount.get("currency"))
    return Heard(
        Standing.APPROVED,
        amount=minor(amount.get("value"), currency),
        currency=currency,
        result=Result(
            brand=words(details.get("cardLabel")),
            last_four=words(details.get("cardNumber"))[-4:],
            authorization=words(receipt.get("authorizationCode"), 8) if isinstance(receipt, dict) else "",
        ),
    )


def _refund(said: Mapping[str, Any]) -> Heard:
    if said.get("status") in ("failed", "canceled"):
        return Heard(Standing.DECLINED, "declined")
    amount = said.get("amount")
    amount = amount if isinstance(amount, dict) else {}
    currency = words(amount.get("currency"))
    return Heard(Standing.APPROVED, amount=minor(amount.get("value"), currency), currency=currency)


def _ours(listed: list[Mapping[str, Any]], asked: Asked) -> Mapping[str, Any] | None:
    for one in listed:
        names = one.get("metadata")
        if isinstance(names, dict) and names.get("attempt") == str(asked.id):
            return one
    return None


def _listed(answer: Answer, name: str) -> list[Mapping[str, Any]]:
    listed = answer.part("_embedded").get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
