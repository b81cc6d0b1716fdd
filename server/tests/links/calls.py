"""Calls of providers, signed as each of them signs."""

import base64
import hmac
import json
from datetime import datetime
from hashlib import sha3_512, sha256

SECRET = "whsec_" + base64.b64encode(b"comptoir" * 4).decode()
ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"


def stripe_headers(body: bytes, secret: str, at: datetime, *, scheme: str = "v1") -> dict[str, str]:
    moment = str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
    return {"stripe-signature": f"t={moment},{scheme}={signature}"}


def standard_headers(body: bytes, secret: str, at: datetime, name: str = "msg_1") -> dict[str, str]:
    moment = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"{name}.{moment}.".encode() + body, "sha256")).decode()
    return {"webhook-id": name, "webhook-timestamp": moment, "webhook-signature": f"v1,AAAA v1,{signature}"}


def square_headers(body: bytes, secret: str, address: str) -> dict[str, str]:
    signature = hmac.new(secret.encode(), address.encode() + body, sha256).digest()
    return {"x-square-hmacsha256-signature": base64.b64encode(signature).decode()}


def adyen_body(**changes: object) -> bytes:
    """The example of Adyen's documentation of how signatures are verified, with its published key and signature."""
    item: dict[str, object] = {
        "additionalData": {"hmacSignature": "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="},
        "amount": {"value": 1130, "currency": "EUR"}, "pspReference": "7914073381342284",
        "eventCode": "AUTHORISATION", "merchantAccountCode": "TestMerchant",
        "merchantReference": "TestPayment-1407325143704", "success": "true",
    }  # fmt: skip
    return json.dumps(
        {"live": "false", "notificationItems": [{"NotificationRequestItem": {**item, **changes}}]}
    ).encode()


def adyen_signed(
    reference: str, *, amount: int, merchant: str, at: str = "AUTHORISATION", name: str = "7914073381342284",
    success: str = "true",
) -> bytes:  # fmt: skip
    """As Adyen signs each item with the key above: eight of its fields."""
    fields = [name, "", merchant, reference, str(amount), "EUR", at, success]
    signature = hmac.new(bytes.fromhex(ADYEN_KEY), ":".join(fields).encode(), sha256).digest()
    return adyen_body(
        additionalData={"hmacSignature": base64.b64encode(signature).decode()}, merchantReference=reference,
        pspReference=name, success=success, merchantAccountCode=merchant,
        amount={"value": amount, "currency": "EUR"}, eventCode=at,
    )  # fmt: skip


def opay_body(secret: str, **changes: object) -> bytes:
    payload: dict[str, object] = {
        "amount": "49160", "currency": "NGN", "reference": "10023", "refunded": False, "status": "SUCCESS",
        "timestamp": "2022-05-07T06:20:46Z", "token": "220507145660712931829", "transactionId": "220507145660712931829",
    }  # fmt: skip
    signed = (
        '{Amount:"49160",Currency:"NGN",Reference:"10023",Refunded:f,Status:"SUCCESS",'
        'Timestamp:"2022-05-07T06:20:46Z",Token:"220507145660712931829",TransactionID:"220507145660712931829"}'
    )
    digest = hmac.new(secret.encode(), signed.encode(), sha3_512).hexdigest()
    return json.dumps({"payload": {**payload, **changes}, "sha512": digest, "type": "transaction-status"}).encode()
