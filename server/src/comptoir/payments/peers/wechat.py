"""A WeChat Pay (API v3, outside China): quick pay by a code, inquiry, reversal, refunds; everything signed."""

import re
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from comptoir.payments.peers.base import Call, Reply
from comptoir.payments.peers.wallet import MERCHANT, WalletPeer, pair_of
from comptoir.payments.providers.wallet_keys import is_signed, sign

APP, SERIAL = "wx0000000000000000", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
_FACT = re.compile(r'(\w+)="([^"]*)"')
_STATES = {"open": "USERPAYING", "paid": "SUCCESS", "cancelled": "REVOKED"}
_REFUSED = {"expired": "AUTH_CODE_EXPIRED", "wrong": "AUTH_CODE_INVALID", "declined": "NOTENOUGH"}


class WeChatPeer(WalletPeer):
    """One merchant."""

    def serve(self, call: Call) -> Reply:
        if not _is_shop(call):
            return _error(401, "SIGN_ERROR")
        parts = call.path.removeprefix("/v3/global/").split("/")
        match call.method, parts:
            case "POST", ["micropay", "transactions", "pay"]:
                return self._pay(call.body)
            case "GET", ["transactions", "out-trade-no", name]:
                self.work(name)
                return self._say(name) if name in self.payments else _error(404, "ORDER_NOT_EXIST")
            case "POST", ["micropay", "transactions", "out-trade-no", name, "reverse"]:
                if name not in self.payments:
                    return _error(404, "ORDER_NOT_EXIST")
                return Reply(200, {"recall": "N"}) if self.cancel(name) else _error(500, "SYSTEM_ERROR")
            case "POST", ["refunds"]:
                return self._refund(call.body)
            case "GET", ["refunds", "out-refund-no", name]:
                return _refunded(name, self.refunds.get(name))
            case _:
                return _error(404, "NOT_FOUND")

    def headers_of(self, call: Call, content: str) -> Mapping[str, str]:
        at, nonce = str(int(time.time())), uuid4().hex
        made = sign(pair_of("wechat").private, f"{at}\n{nonce}\n{content}\n")
        return {
            "Wechatpay-Timestamp": at, "Wechatpay-Nonce": nonce, "Wechatpay-Serial": "PUB_KEY_ID_0000",
            "Wechatpay-Signature": made,
        }  # fmt: skip

    def _pay(self, body: Mapping[str, Any]) -> Reply:
        money, name = body.get("amount") or {}, str(body.get("out_trade_no", ""))
        amount, code = money.get("total"), str((body.get("payer") or {}).get("auth_code", ""))
        is_whole = (
            (body.get("appid"), body.get("mchid"), body.get("trade_type")) == (APP, MERCHANT, "MICROPAY")
            and re.fullmatch(r"[\w|*-]{6,32}", name) and isinstance(amount, int) and amount > 0
            and body.get("description") and body.get("merchant_category_code")
            and (body.get("scene_info") or {}).get("device_ip")
        )  # fmt: skip
        if not is_whole:
            return _error(400, "PARAM_ERROR")
        payment = self.make(name, code, int(amount or 0), str(money.get("currency")))
        refused = _REFUSED.get(payment["state"])
        if refused is not None:
            return _error(403 if refused == "NOTENOUGH" else 400, refused)
        return self._say(name)

    def _say(self, name: str) -> Reply:
        payment = self.payments[name]
        state = _STATES.get(payment["state"], "PAYERROR")
        said: dict[str, Any] = {"mchid": MERCHANT, "out_trade_no": name, "trade_state": state, "trade_type": "MICROPAY"}
        said["amount"] = {"total": payment["amount"], "currency": payment["currency"]}
        if state == "SUCCESS":
            said["transaction_id"] = payment["number"]
        return Reply(200, said)

    def _refund(self, body: Mapping[str, Any]) -> Reply:
        money, name = body.get("amount") or {}, str(body.get("out_refund_no", ""))
        refund = self.refund(name, str(body.get("transaction_id", "")), int(money.get("refund", 0)))
        return _refunded(name, refund) if refund is not None else _error(403, "REFUND_AMOUNT_EXCEED")


def _is_shop(call: Call) -> bool:
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    facts = dict(_FACT.findall(rest))
    at, nonce = facts.get("timestamp", ""), facts.get("nonce_str", "")
    text = f"{call.method}\n{call.address}\n{at}\n{nonce}\n{call.raw}\n"
    is_known = (scheme, facts.get("mchid"), facts.get("serial_no")) == ("WECHATPAY2-SHA256-RSA2048", MERCHANT, SERIAL)
    return is_known and is_signed(pair_of("shop").public, text, facts.get("signature", ""))


def _refunded(name: str, refund: Mapping[str, Any] | None) -> Reply:
    if refund is None:
        return _error(404, "RESOURCE_NOT_EXISTS")
    money = {"refund": refund["amount"], "currency": refund["currency"]}
    return Reply(200, {"out_refund_no": name, "status": "SUCCESS", "amount": money})


def _error(status: int, code: str) -> Reply:
    return Reply(status, {"code": code, "message": code.lower()})
