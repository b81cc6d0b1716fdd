"""The app on somebody's phone: it reads the address of the picture, and shows codes."""

from base64 import b32decode
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from comptoir.identity.second_factor import code_at


def secret_of(address: str) -> bytes:
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    [secret] = parse_qs(parts.query)["secret"]
    return b32decode(secret)


def code_now(secret: bytes, *, drift: int = 0) -> str:
    return code_at(secret, int(datetime.now(UTC).timestamp()) // 30 + drift)
