"""OPay's cashier: an order whose page the customer's phone opens by a code, on the till or the customers' screen.

An order is made under the public key, everything else under a signature of its body by the private one. An order whose
answer got lost is on nobody's screen: it is closed. One that is closed can't be paid any more.
"""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha512
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

ADDRESS = "https://liveapi.opaycheckout.com"
TEST_ADDRESS = "https://testapi.opaycheckout.com"
GOOD = "00000"
MINUTES = 15
# Long after its minutes, what is not there can't come any more.
GRACE_SECONDS = MINUTES * 60.0 + 120
COUNTRIES = {"NGN": "NG", "EGP": "EG"}
CASHIER = "cashier"
_PLACE = "/api/v1/international"
_REFUSALS = {"02000": "credentials_refused", "02002": "not_possible", "02007": "merchant_unknown"}
_SAID_ABSENT = ("not exist", "not found")


class OPay:
    """One merchant."""

    def __init__(self, access: Access) -> None:
        self._address = access.address
        self._merchant = access.settings.get("merchant_id", "")
        self._public = access.settings.get("public_key", "")
        self._private = access.secrets.get("secret_key", "")
        self._origin = access.origin
        self._hook = access.hook

    def check(self) -> str:
        """There is no question for the account itself: a signed one for an order that there is not tells as much."""
        answer = self._signed("/cashier/status", {"country": "NG", "reference": "comptoir"})
        if not _is_absent(answer):
            _refuse(answer)
        return self._merchant

    def readers(self) -> list[Reader]:
        return [Reader(CASHIER, "OPay")]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked, note)
        country = _country(asked)
        note({"reference": str(asked.id)})
        back = f"{self._origin or self._address}/app-return?guest=1"
        body = {
            "amount": _money(asked), "callbackUrl": self._hook or back, "cancelUrl": back, "country": country,
            "expireAt": MINUTES, "product": {"description": "Comptoir", "name": "Comptoir"},
            "reference": str(asked.id), "returnUrl": back,
        }  # fmt: skip
        answer = self._ask("/cashier/create", body, self._public)
        if answer.said.get("code") == "02004":
            raise Lost("in_use")
        _refuse(answer)
        order = answer.part("data")
        note({"order": words(order.get("orderNo")), "code": words(order.get("cashierUrl"), 500)})
        return self._heard(order, asked)

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked)
        answer = self._signed("/cashier/status", {"country": _country(asked), "reference": str(asked.id)})
        if _is_absent(answer):
            is_over = asked.age_seconds > GRACE_SECONDS or not asked.names.get("code")
            return Heard(Standing.ABSENT if is_over else Standing.WAITING)
        _known(answer)
        order = answer.part("data")
        note({"order": words(order.get("orderNo"))})
        heard = self._heard(order, asked)
        if heard.standing is Standing.WAITING and not asked.names.get("code"):
            # Its page was lost with the answer: nobody has it, and nobody shall.
            self.stop(asked)
        return heard

    def stop(self, asked: Asked) -> None:
        if asked.kind is Kind.PAYMENT:
            self._signed("/payment/close", {"country": _country(asked), "reference": str(asked.id)})

    def _heard(self, order: Mapping[str, Any], asked: Asked) -> Heard:
        if order.get("reference") != str(asked.id):
            raise Lost("wrong_reference")
        amount = order.get("amount")
        amount = amount if isinstance(amount, dict) else {}
        match order.get("status"):
            case "SUCCESS":
                return Heard(
                    Standing.APPROVED, amount=whole(amount.get("total")), currency=words(amount.get("currency"), 3),
                    result=Result(brand="OPAY"),
                )  # fmt: skip
            case "FAIL":
                return Heard(Standing.DECLINED, "declined")
            case "CLOSE":
                return Heard(Standing.CANCELLED)
            case _:
                return Heard(Standing.WAITING, step="scan_code")

    def _give_back(self, asked: Asked, note: Note) -> Heard:
        original = asked.paid.get("reference", "")
        if not original:
            raise NotSent("not_found")
        body = {
            "amount": _money(asked), "callbackUrl": self._hook or self._address, "country": _country(asked),
            "originalReference": original, "reference": str(asked.id), "refundWay": "Original",
        }  # fmt: skip
        answer = self._signed("/payment/refund/create", body)
        if answer.said.get("code") == "02004":
            raise Lost("in_use")
        _refuse(answer)
        note({"refund": words(answer.part("data").get("orderNo"))})
        return _refund(answer, asked)

    def _look_for_refund(self, asked: Asked) -> Heard:
        answer = self._signed("/payment/refund/query", {"country": _country(asked), "reference": str(asked.id)})
        if _is_absent(answer):
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        _known(answer)
        return _refund(answer, asked)

    def _signed(self, path: str, body: Mapping[str, Any]) -> Answer:
        signature = hmac.new(self._private.encode(), canonical(body).encode(), sha512).hexdigest()
        return self._ask(path, body, signature)

    def _ask(self, path: str, body: Mapping[str, Any], bearer: str) -> Answer:
        client = Client(self._address, {"Authorization": f"Bearer {bearer}", "MerchantId": self._merchant})
        return client.post_text(f"{_PLACE}{path}", canonical(body))


def canonical(body: Mapping[str, Any]) -> str:
    """The bytes that are signed and sent: keys in order, no space between."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


def _refund(answer: Answer, asked: Asked) -> Heard:
    said = answer.part("data")
    if said.get("reference") != str(asked.id):
        raise Lost("wrong_reference")
    match said.get("orderStatus", said.get("status")):
        case "SUCCESS":
            amount = answer.part("data", "refundAmount") or answer.part("data", "amount")
            return Heard(
                Standing.APPROVED, amount=whole(amount.get("total")), currency=words(amount.get("currency"), 3)
            )
        case "FAIL" | "CLOSE":
            return Heard(Standing.DECLINED, "declined")
        case _:
            return Heard(Standing.WAITING)


def _money(asked: Asked) -> Mapping[str, Any]:
    return {"currency": asked.currency, "total": asked.amount}


def _country(asked: Asked) -> str:
    country = COUNTRIES.get(asked.currency)
    if country is None:
        raise NotSent("not_possible")
    return country


def _refuse(answer: Answer) -> None:
    """OPay refuses with 200 and a code."""
    code = words(answer.said.get("code"), 8)
    refuse(answer)
    if code == GOOD:
        return
    if code.startswith("5") or not code:
        # "Service not available": what it did before it said so, nobody knows.
        raise Lost("no_answer")
    raise NotSent(_REFUSALS.get(code, "provider_refused"))


def _known(answer: Answer) -> None:
    if not answer.is_good or answer.said.get("code") != GOOD:
        raise Lost("no_answer")


def _is_absent(answer: Answer) -> bool:
    """Its code for it is in no public list; its words are plain."""
    said = words(answer.said.get("message"), 200).lower()
    return answer.is_good and answer.said.get("code") != GOOD and any(one in said for one in _SAID_ABSENT)
