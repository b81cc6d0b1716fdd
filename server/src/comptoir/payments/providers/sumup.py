"""SumUp's readers through its cloud: a checkout is put on a reader, and its transaction says what became of it.

A checkout has no idempotency key: it is asked for once, under a reference that is the attempt's own, and looked for by
that reference ever after. The service gives a reader 60 seconds to begin; what is not there long after that, never was.
"""

import json
from collections.abc import Mapping
from typing import Any

from comptoir.kernel import currency_exponent
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
from comptoir.payments.providers.http import Answer, Client, before_it_leaves, refuse, words

ADDRESS = "https://api.sumup.com"
GRACE_SECONDS = 150.0
_STEPS = {
    "WAITING_FOR_CARD": "insert_card", "WAITING_FOR_PIN": "pin", "WAITING_FOR_SIGNATURE": "confirm",
    "SELECTING_TIP": "confirm",
}  # fmt: skip


class SumUp:
    """One merchant."""

    def __init__(self, access: Access) -> None:
        self._merchant = access.settings.get("merchant_code", "")
        self._app = access.settings.get("app_id", "")
        self._affiliate = access.secrets.get("affiliate_key", "")
        self._client = Client(access.address, {"Authorization": f"Bearer {access.secrets.get('api_key', '')}"})

    def check(self) -> str:
        answer = self._client.get(f"/v1/merchants/{self._merchant}")
        refuse(answer, code="merchant_unknown" if answer.status == 404 else "")
        return words(answer.part("business_profile").get("name")) or words(answer.said.get("merchant_code"))

    def readers(self) -> list[Reader]:
        answer = self._client.get(f"/v0.1/merchants/{self._merchant}/readers")
        refuse(answer)
        listed = answer.said.get("items")
        found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return [
            Reader(words(one.get("id")), words(one.get("name")), _model(one))
            for one in found
            if one.get("status") == "paired"
        ]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked, note)
        answer = self._client.post(
            f"/v0.1/merchants/{self._merchant}/readers/{asked.reader}/checkout",
            {
                "total_amount": {
                    "currency": asked.currency,
                    "minor_unit": currency_exponent(asked.currency),
                    "value": asked.amount,
                },
                "affiliate": {
                    "app_id": self._app, "key": self._affiliate, "foreign_transaction_id": str(asked.id),
                },
            },
        )  # fmt: skip
        if not answer.is_good:
            refuse(answer, code=_trouble(answer))
        note({"client": words(answer.part("data").get("client_transaction_id"))})
        return Heard(Standing.WAITING)

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked)
        answer = self._transaction({"foreign_transaction_id": str(asked.id)})
        client = asked.names.get("client", "")
        if answer is None and client:
            answer = self._transaction({"client_transaction_id": client})
        if answer is None:
            return self._not_there(asked)
        status = answer.said.get("status")
        # Its files name a transaction by its code.
        note({"transaction": words(answer.said.get("id")), "code": words(answer.said.get("transaction_code"))})
        if status in ("SUCCESSFUL", "REFUNDED"):
            return _paid(answer)
        if status == "FAILED":
            return Heard(Standing.DECLINED, "declined")
        if status == "CANCELLED":
            return Heard(Standing.CANCELLED)
        return Heard(Standing.WAITING, step="working")

    def stop(self, asked: Asked) -> None:
        if asked.kind is Kind.PAYMENT:
            self._client.post(f"/v0.1/merchants/{self._merchant}/readers/{asked.reader}/terminate")

    def _not_there(self, asked: Asked) -> Heard:
        """No transaction yet: the reader says whether there may still be one."""
        answer = self._client.get(f"/v0.1/merchants/{self._merchant}/readers/{asked.reader}/status")
        if not answer.is_good:
            raise Lost("no_answer")
        state = words(answer.part("data").get("state"))
        if state in ("IDLE", "") and asked.age_seconds > GRACE_SECONDS:
            return Heard(Standing.ABSENT)
        return Heard(Standing.WAITING, step=_STEPS.get(state, ""))

    def _transaction(self, query: Mapping[str, str]) -> Answer | None:
        answer = self._client.get(f"/v2.1/merchants/{self._merchant}/transactions", query)
        if answer.status == 404:
            return None
        if not answer.is_good:
            raise Lost(f"status_{answer.status}")
        return answer

    def _give_back(self, asked: Asked, note: Note) -> Heard:
        """What was given back before is noted first: the refund itself has no name to look for."""
        transaction = asked.paid.get("transaction", "") or self._paid_at(asked.paid.get("page", ""))
        found = self._transaction({"id": transaction}) if transaction else None
        if found is None:
            raise NotSent("not_found")
        note({"before": str(_given_back(found, asked.currency)), "transaction": transaction})
        body = f'{{"amount": {major(asked.amount, asked.currency)}}}'
        answer = self._client.post_text(f"/v1.0/merchants/{self._merchant}/payments/{transaction}/refunds", body)
        if answer.status == 409:
            raise NotSent("already_reversed")
        refuse(answer, code="not_found" if answer.status == 404 else "")
        return Heard(Standing.WAITING)

    def _paid_at(self, page: str) -> str:
        """The transaction by which a checkout was paid."""
        if not page:
            return ""
        answer = before_it_leaves(lambda: self._client.get(f"/v0.1/checkouts/{page}"))
        listed = answer.said.get("transactions")
        taken = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return next((words(one.get("id")) for one in taken if one.get("status") == "SUCCESSFUL"), "")

    def _look_for_refund(self, asked: Asked) -> Heard:
        known = asked.names.get("before", "")
        if not known:
            # It is written down before the request leaves.
            return Heard(Standing.ABSENT, "not_sent")
        transaction = asked.names.get("transaction", "") or asked.paid.get("transaction", "")
        found = self._transaction({"id": transaction})
        if found is not None and _given_back(found, asked.currency) >= int(known) + asked.amount:
            return Heard(Standing.APPROVED, amount=asked.amount, currency=asked.currency)
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)


def _paid(answer: Answer) -> Heard:
    currency = words(answer.said.get("currency"))
    card = answer.part("card")
    return Heard(
        Standing.APPROVED,
        amount=minor(answer.said.get("amount"), currency),
        tip=minor(answer.said.get("tip_amount"), currency) or 0,
        currency=currency,
        result=Result(
            brand=words(card.get("type")).replace("_", " "),
            last_four=words(card.get("last_4_digits"), 4),
            authorization=words(answer.said.get("auth_code"), 8),
        ),
    )


def _given_back(answer: Answer, currency: str) -> int:
    listed = answer.said.get("events")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return sum(
        minor(one.get("amount"), currency) or 0
        for one in found
        if one.get("type") == "REFUND" and one.get("status") not in ("FAILED", "CANCELLED")
    )


def _model(one: Mapping[str, Any]) -> str:
    device = one.get("device")
    return words(device.get("model")) if isinstance(device, dict) else ""


def _trouble(answer: Answer) -> str:
    said = json.dumps(answer.said, default=str).upper()
    if "OFFLINE" in said:
        return "terminal_away"
    if "BUSY" in said or "PENDING" in said:
        return "terminal_busy"
    return "terminal_unknown" if answer.status == 404 else ""
