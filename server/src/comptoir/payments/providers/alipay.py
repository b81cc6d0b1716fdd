"""Alipay+ at the counter (Antom, user-presented mode): the customer's phone shows a code, the till reads it.

A payment is asked for once, under the attempt's own number, and looked for by it ever after. A customer who must type
a password has a minute; whoever has not paid by then is cancelled, which also gives back what was taken meanwhile.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

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
from comptoir.payments.providers.http import Answer, Client, refuse, words
from comptoir.payments.providers.wallet_keys import is_signed, require_public, sign

ADDRESS = "https://open-de-global.alipay.com"
PAY, LOOK, CANCEL = "/ams/api/v1/payments/pay", "/ams/api/v1/payments/inquiryPayment", "/ams/api/v1/payments/cancel"
REFUND, LOOK_REFUND = "/ams/api/v1/payments/refund", "/ams/api/v1/payments/inquiryRefund"
# A code lives for a minute, and so does a customer's patience.
GRACE_SECONDS = 90.0
PATIENCE_SECONDS = 60.0
CODE = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")
_SIGNATURE = re.compile(r"(?:^|,)\s*signature=([^,]+)")
_CREDENTIALS = frozenset(
    {"INVALID_SIGNATURE", "KEY_NOT_FOUND", "CLIENT_INVALID", "INVALID_CLIENT", "INVALID_CLIENT_STATUS", "ACCESS_DENIED"}
)
_UNKNOWN = frozenset({"ORDER_NOT_EXIST", "REFUND_NOT_EXIST"})
_WHY: Mapping[str, str] = {
    "INVALID_CODE": "code_wrong", "INVALID_PAYMENT_CODE": "code_wrong", "EXPIRED_CODE": "code_expired",
    "USER_BALANCE_NOT_ENOUGH": "card_declined", "RISK_REJECT": "card_declined", "REPEAT_REQ_INCONSISTENT": "in_use",
    "REFUND_AMOUNT_EXCEED": "already_reversed", "CURRENCY_NOT_SUPPORT": "provider_refused",
}  # fmt: skip


class Alipay:
    """One merchant."""

    def __init__(self, access: Access) -> None:
        self._client_id = access.settings.get("client_id", "")
        self._merchant = access.settings.get("merchant_code", "")
        self._category = access.settings.get("category", "")
        self._key = access.secrets.get("private_key", "")
        self._platform_key = access.settings.get("platform_key", "")
        self._client = Client(access.address, {}, self._sign, self._is_signed)

    def check(self) -> str:
        # Whoever is allowed to ask for a payment that there is not hears just that.
        said = self._ask(LOOK, {"paymentRequestId": uuid4().hex})
        if words(_result(said).get("resultCode")) not in _UNKNOWN:
            raise NotSent("provider_refused")
        return self._merchant

    def readers(self) -> list[Reader]:
        """No device: the till's own reader takes the code."""
        return [Reader("wallet", "Alipay+")]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked)
        if CODE.fullmatch(asked.code) is None:
            raise NotSent("code_wrong" if asked.code else "code_missing")
        said = self._ask(PAY, self._wish(asked))
        note({"payment": words(said.get("paymentId"))})
        match _result(said).get("resultStatus"):
            case "S":
                return _paid(said)
            case "F":
                return Heard(Standing.DECLINED, _why(said))
            case "U" if _result(said).get("resultCode") == "PAYMENT_IN_PROCESS":
                return Heard(Standing.WAITING, step="on_phone")
            case _:
                raise Lost("answer_broken")

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked)
        said = self._look(LOOK, {"paymentRequestId": asked.id.hex})
        if said is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        note({"payment": words(said.get("paymentId"))})
        match said.get("paymentStatus"):
            case "SUCCESS":
                return _paid(said)
            case "FAIL":
                return Heard(Standing.DECLINED, _WHY.get(words(said.get("paymentResultCode")), "declined"))
            case "CANCELLED":
                return Heard(Standing.CANCELLED)
            case "PROCESSING" if asked.age_seconds > PATIENCE_SECONDS:
                self.stop(asked)
                # What it says next time counts: cancelled, or paid in the last moment and stubborn.
                return Heard(Standing.WAITING, step="on_phone")
            case _:
                return Heard(Standing.WAITING, step="on_phone")

    def stop(self, asked: Asked) -> None:
        if asked.kind is Kind.PAYMENT:
            self._ask(CANCEL, {"paymentRequestId": asked.id.hex})

    def _give_back(self, asked: Asked) -> Heard:
        payment = asked.paid.get("payment", "")
        if not payment:
            raise NotSent("not_found")
        said = self._ask(
            REFUND,
            {
                "paymentId": payment, "refundRequestId": asked.id.hex,
                "refundAmount": {"currency": asked.currency, "value": str(asked.amount)},
            },
        )  # fmt: skip
        match _result(said).get("resultStatus"):
            case "S":
                return _back(said)
            case "F":
                return Heard(Standing.DECLINED, _why(said))
            case "U" if _result(said).get("resultCode") == "REFUND_IN_PROCESS":
                return Heard(Standing.WAITING)
            case _:
                raise Lost("answer_broken")

    def _look_for_refund(self, asked: Asked) -> Heard:
        said = self._look(LOOK_REFUND, {"refundRequestId": asked.id.hex})
        if said is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        match said.get("refundStatus"):
            case "SUCCESS":
                return _back(said)
            case "FAIL":
                return Heard(Standing.DECLINED, "declined")
            case _:
                return Heard(Standing.WAITING)

    def _look(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What is known of it; none where the provider has never heard of it."""
        said = self._ask(path, body)
        if _result(said).get("resultStatus") == "S":
            return said
        if words(_result(said).get("resultCode")) in _UNKNOWN:
            return None
        raise Lost("no_answer")

    def _ask(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self._client.post(path, body)
        if not answer.is_good:
            refuse(answer)
        if not _result(answer.said):
            raise Lost("answer_broken")
        if words(_result(answer.said).get("resultCode")) in _CREDENTIALS:
            raise NotSent("credentials_refused")
        return answer.said

    def _wish(self, asked: Asked) -> dict[str, Any]:
        amount = {"currency": asked.currency, "value": str(asked.amount)}
        merchant = self._merchant
        return {
            "productCode": "IN_STORE_PAYMENT",
            "paymentRequestId": asked.id.hex,
            "paymentFactor": {"inStorePaymentScenario": "PaymentCode"},
            "order": {
                "referenceOrderId": asked.id.hex,
                "orderDescription": f"Comptoir {asked.id.hex[-12:]}",
                "orderAmount": amount,
                "merchant": {
                    "referenceMerchantId": merchant, "merchantName": merchant, "merchantMCC": self._category,
                    "store": {"referenceStoreId": merchant, "storeName": merchant, "storeMCC": self._category},
                },
            },
            "paymentAmount": amount,
            "paymentMethod": {"paymentMethodType": "CONNECT_WALLET", "paymentMethodId": asked.code},
        }  # fmt: skip

    def _sign(self, method: str, path: str, body: str) -> Mapping[str, str]:
        require_public(self._platform_key)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        made = sign(self._key, f"{method} {path}\n{self._client_id}.{at}.{body}")
        return {
            "Client-Id": self._client_id, "Request-Time": at,
            "Signature": f"algorithm=RSA256,keyVersion=1,signature={quote(made, safe='')}",
        }  # fmt: skip

    def _is_signed(self, path: str, headers: Mapping[str, str], body: str) -> bool:
        found = _SIGNATURE.search(headers.get("signature", ""))
        at = headers.get("response-time", "")
        text = f"POST {path}\n{self._client_id}.{at}.{body}"
        return found is not None and is_signed(self._platform_key, text, unquote(found[1]))


def _result(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return Answer(200, said).part("result")


def _why(said: Mapping[str, Any]) -> str:
    return _WHY.get(words(_result(said).get("resultCode")), "declined")


def _paid(said: Mapping[str, Any]) -> Heard:
    wallet = words(Answer(200, said).part("pspCustomerInfo").get("pspName"), 40)
    amount, currency = _money(said, "paymentAmount")
    return Heard(Standing.APPROVED, amount=amount, currency=currency, result=Result(brand=wallet or "Alipay+"))


def _back(said: Mapping[str, Any]) -> Heard:
    amount, currency = _money(said, "refundAmount")
    return Heard(Standing.APPROVED, amount=amount, currency=currency)


def _money(said: Mapping[str, Any], name: str) -> tuple[int | None, str]:
    money = Answer(200, said).part(name)
    value = money.get("value")
    is_whole = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16
    return (int(str(value)) if is_whole else None), words(money.get("currency"))
