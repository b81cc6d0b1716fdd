"""Standard Webhooks, version 1: what a program needs to know that a message is ours, whole and fresh. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """As it is shown to a person, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def headers_of(message: str, body: bytes, *, now: datetime, secrets: Iterable[str]) -> dict[str, str]:
    """The three headers. While a secret is replaced there is a signature by each: the program knows one of them."""
    seconds = int(now.timestamp())
    signed = f"{message}.{seconds}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, sha256).digest()).decode("ascii")
