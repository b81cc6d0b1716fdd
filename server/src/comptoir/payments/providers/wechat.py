"""WeChat Pay at the counter (API v3, outside mainland China): the customer's phone shows a code, the till reads it.

A payment is asked for once, under the attempt's own number, and looked for by it ever after. `USERPAYING` means that
the customer types a password: after a minute it is reversed, which also gives back what was taken meanwhile.
"""

import re
import time
from collections.abc import Mapping
from typing import Any
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
from comptoir.payments.providers.http import Answer, Client, refuse, whole, words
from comptoir.payments.providers.wallet_keys import is_signed, require_public, sign

ADDRESS = "https://apihk.mch.weixin.qq.com"
GRACE_SECONDS = 90.0
PATIENCE_SECONDS = 60.0
# An answer that is older or newer was not made for this question.
WINDOW_SECONDS = 300
CODE = re.compile(r"1[0-5][0-9]{16}")
_WHY: Mapping[str, str] = {
    "AUTHCODEEXPIRE": "code_expired", "AUTH_CODE_EXPIRED": "code_expired", "AUTHCODE_EXPIRE": "code_expired",
    "AUTH_CODE_ERROR": "code_wrong", "AUTH_CODE_INVALID": "code_wrong", "AUTHCODE_INVALID": "code_wrong",
    "NOTENOUGH": "card_declined", "NOT_ENOUGH": "card_declined", "RULELIMIT": "card_declined",
    "OUT_TRADE_NO_USED": "in_use",
}  # fmt: skip
_UNKNOWN = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "NOT_FOUND"})


class WeChat:
    """One merchant."""

    def __init__(self, access: Access) -> None:
        self._merchant = access.settings.get("merchant_code", "")
        self._app = access.settings.get("app_id", "")
        self._serial = access.settings.get("key_number", "")
        self._category = access.settings.get("category", "")
        self._key = access.secrets.get("private_key", "")
        self._platform_key = access.settings.get("platform_key", "")
        self._client = Client(access.address, {}, self._sign, self._is_signed)

    def check(self) -> str:
        # Whoever is allowed to ask for a payment that there is not hears just that.
        if self._look(f"/v3/global/transactions/out-trade-no/{uuid4().hex}") is not None:
            raise NotSent("provider_refused")
        return self._merchant

    def readers(self) -> list[Reader]:
        """No device: the till's own reader takes the code."""
        return [Reader("wallet", "WeChat Pay")]

    def begin(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._give_back(asked)
        if CODE.fullmatch(asked.code) is None:
            raise NotSent("code_wrong" if asked.code else "code_missing")
        answer = self._client.post(
            "/v3/global/micropay/transactions/pay",
            {
                "appid": self._app, "mchid": self._merchant, "description": f"Comptoir {asked.id.hex[-12:]}",
                "out_trade_no": asked.id.hex, "trade_type": "MICROPAY", "merchant_category_code": self._category,
                "payer": {"auth_code": asked.code},
                "amount": {"total": asked.amount, "currency": asked.currency},
                "scene_info": {"device_ip": "127.0.0.1", "device_id": "comptoir"},
            },
        )  # fmt: skip
        code = words(answer.said.get("code"))
        if answer.is_good or code == "USERPAYING":
            return _heard(answer.said, note)
        if code in _WHY:
            return Heard(Standing.DECLINED, _WHY[code])
        refuse(answer)
        raise Lost("answer_broken")

    def look(self, asked: Asked, note: Note) -> Heard:
        if asked.kind is Kind.REVERSAL:
            return self._look_for_refund(asked)
        said = self._look(f"/v3/global/transactions/out-trade-no/{asked.id.hex}")
        if said is None:
            return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)
        heard = _heard(said, note)
        if heard.standing is Standing.WAITING and asked.age_seconds > PATIENCE_SECONDS:
            # What it says next time counts: reversed, or paid in the last moment and stubborn.
            self.stop(asked)
        return heard

    def stop(self, asked: Asked) -> None:
        if asked.kind is Kind.PAYMENT:
            place = f"/v3/global/micropay/transactions/out-trade-no/{asked.id.hex}/reverse"
            self._client.post(place, {"appid": self._app, "mchid": self._merchant})

    def _give_back(self, asked: Asked) -> Heard:
        payment, total = asked.paid.get("payment", ""), asked.paid.get("total", "")
        if not payment or not total.isdigit():
            raise NotSent("not_found")
        answer = self._client.post(
            "/v3/global/refunds",
            {
                "appid": self._app, "mchid": self._merchant, "transaction_id": payment, "out_refund_no": asked.id.hex,
                "amount": {"refund": asked.amount, "total": int(total), "currency": asked.currency},
            },
        )  # fmt: skip
        refuse(answer, code="already_reversed" if answer.said.get("code") == "REFUND_AMOUNT_EXCEED" else "")
        return _back(answer.said)

    def _look_for_refund(self, asked: Asked) -> Heard:
        said = self._look(f"/v3/global/refunds/out-refund-no/{asked.id.hex}")
        if said is not None:
            return _back(said)
        return Heard(Standing.ABSENT if asked.age_seconds > GRACE_SECONDS else Standing.WAITING)

    def _look(self, place: str) -> Mapping[str, Any] | None:
        """What is known of it; none where the provider has never heard of it."""
        answer = self._client.get(place, {"mchid": self._merchant})
        if answer.is_good:
            return answer.said
        if answer.status == 404 and words(answer.said.get("code")) in _UNKNOWN:
            return None
        refuse(answer)
        raise Lost(f"status_{answer.status}")

    def _sign(self, method: str, path: str, body: str) -> Mapping[str, str]:
        require_public(self._platform_key)
        at, nonce = str(int(time.time())), uuid4().hex
        made = sign(self._key, f"{method}\n{path}\n{at}\n{nonce}\n{body}\n")
        facts = {
            "mchid": self._merchant, "nonce_str": nonce, "signature": made, "timestamp": at, "serial_no": self._serial,
        }  # fmt: skip
        said = ",".join(f'{name}="{value}"' for name, value in facts.items())
        return {"Authorization": f"WECHATPAY2-SHA256-RSA2048 {said}", "User-Agent": "comptoir"}

    def _is_signed(self, path: str, headers: Mapping[str, str], body: str) -> bool:
        at, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        if not at.isascii() or not at.isdigit() or abs(time.time() - int(at)) > WINDOW_SECONDS:
            return False
        return is_signed(self._platform_key, f"{at}\n{nonce}\n{body}\n", headers.get("wechatpay-signature", ""))


def _heard(said: Mapping[str, Any], note: Note) -> Heard:
    money = Answer(200, said).part("amount")
    total, currency = whole(money.get("total")), words(money.get("currency"))
    match said.get("trade_state"):
        case "SUCCESS":
            note({"payment": words(said.get("transaction_id")), "total": str(total or "")})
            return Heard(Standing.APPROVED, amount=total, currency=currency, result=Result(brand="WeChat Pay"))
        case "PAYERROR" | "CLOSED":
            return Heard(Standing.DECLINED, "declined")
        case "REVOKED" | "REFUND":
            return Heard(Standing.CANCELLED)
        case _:
            return Heard(Standing.WAITING, step="on_phone")


def _back(said: Mapping[str, Any]) -> Heard:
    if said.get("status") in ("CLOSED", "ABNORMAL"):
        return Heard(Standing.DECLINED, "declined")
    if said.get("status") == "PROCESSING":
        return Heard(Standing.WAITING)
    money = Answer(200, said).part("amount")
    return Heard(Standing.APPROVED, amount=whole(money.get("refund")), currency=words(money.get("currency")))
