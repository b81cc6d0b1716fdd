"""An Antom with Alipay+ in store: payments by a customer's code, inquiry, cancellation, refunds; everything signed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from comptoir.payments.peers.base import Call, Reply
from comptoir.payments.peers.wallet import WalletPeer, pair_of
from comptoir.payments.providers.wallet_keys import is_signed, sign

CLIENT = "SANDBOX_COMPTOIR0000"
PREFIX = "/ams/api/v1/payments/"
_STATES = {"open": "PROCESSING", "paid": "SUCCESS", "cancelled": "CANCELLED"}


class AlipayPeer(WalletPeer):
    """One merchant of the sandbox."""

    def serve(self, call: Call) -> Reply:
        said, _, made = call.headers.get("signature", "").rpartition("signature=")
        text = f"{call.method} {call.address}\n{CLIENT}.{call.headers.get('request-time', '')}.{call.raw}"
        is_right = said.startswith("algorithm=RSA256") and is_signed(pair_of("shop").public, text, unquote(made))
        if call.headers.get("client-id") != CLIENT or not is_right:
            return _result("F", "INVALID_SIGNATURE")
        name = str(call.body.get("paymentRequestId", ""))
        self.work(name)
        match call.method, call.path.removeprefix(PREFIX):
            case "POST", "pay":
                return self._pay(name, call.body)
            case "POST", "inquiryPayment":
                return self._look(name)
            case "POST", "cancel":
                if name not in self.payments:
                    return _result("F", "ORDER_NOT_EXIST")
                done = self.cancel(name)
                return _result("S", "SUCCESS", paymentRequestId=name) if done else _result("U", "UNKNOWN_EXCEPTION")
            case "POST", "refund":
                return self._refund(call.body)
            case "POST", "inquiryRefund":
                refund = self.refunds.get(str(call.body.get("refundRequestId", "")))
                if refund is None:
                    return _result("F", "REFUND_NOT_EXIST")
                return _result("S", "SUCCESS", refundStatus="SUCCESS", refundAmount=_money(refund))
            case _:
                return Reply(404, {})

    def headers_of(self, call: Call, content: str) -> Mapping[str, str]:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        made = sign(pair_of("alipay").private, f"POST {call.address}\n{CLIENT}.{at}.{content}")
        signature = f"algorithm=RSA256,keyVersion=1,signature={quote(made, safe='')}"
        return {"Client-Id": CLIENT, "Response-Time": at, "Signature": signature}

    def _pay(self, name: str, body: Mapping[str, Any]) -> Reply:
        method, money = body.get("paymentMethod") or {}, body.get("paymentAmount") or {}
        merchant = (body.get("order") or {}).get("merchant") or {}
        is_whole = (
            body.get("productCode") == "IN_STORE_PAYMENT" and 0 < len(name) <= 64 and name.isalnum()
            and method.get("paymentMethodType") == "CONNECT_WALLET" and merchant.get("merchantMCC")
            and (body.get("paymentFactor") or {}).get("inStorePaymentScenario") == "PaymentCode"
            and str(money.get("value", "")).isdigit() and body["order"].get("orderAmount") == money
        )  # fmt: skip
        if not is_whole:
            return _result("F", "PARAM_ILLEGAL")
        payment = self.make(name, str(method.get("paymentMethodId", "")), int(money["value"]), str(money["currency"]))
        match payment["state"]:
            case "paid":
                return self._look(name)
            case "open":
                return _result("U", "PAYMENT_IN_PROCESS", paymentRequestId=name, paymentId=payment["number"])
            case "expired":
                return _result("F", "EXPIRED_CODE")
            case "wrong":
                return _result("F", "INVALID_CODE")
            case _:
                return _result("F", "USER_BALANCE_NOT_ENOUGH")

    def _look(self, name: str) -> Reply:
        payment = self.payments.get(name)
        if payment is None:
            return _result("F", "ORDER_NOT_EXIST")
        return _result(
            "S", "SUCCESS", paymentRequestId=name, paymentId=payment["number"], paymentAmount=_money(payment),
            paymentStatus=_STATES.get(payment["state"], "FAIL"), pspCustomerInfo={"pspName": "AlipayHK"},
        )  # fmt: skip

    def _refund(self, body: Mapping[str, Any]) -> Reply:
        value = str((body.get("refundAmount") or {}).get("value", ""))
        number, name = str(body.get("paymentId", "")), str(body.get("refundRequestId", ""))
        refund = self.refund(name, number, int(value)) if value.isdigit() else None
        if refund is None:
            return _result("F", "REFUND_AMOUNT_EXCEED")
        return _result("S", "SUCCESS", refundRequestId=name, refundAmount=_money(refund))


def _money(one: Mapping[str, Any]) -> dict[str, str]:
    return {"currency": one["currency"], "value": str(one["amount"])}


def _result(status: str, code: str, **more: object) -> Reply:
    return Reply(200, {"result": {"resultCode": code, "resultStatus": status, "resultMessage": code.lower()}, **more})
