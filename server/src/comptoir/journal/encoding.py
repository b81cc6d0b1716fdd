"""base64 and base64url, one text for one value: a second spelling of a seal is refused."""

import base64
import binascii


def to_base64url(data: bytes) -> str:
    """Encode without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str, length: int) -> bytes | None:
    """Decode to exactly `length` bytes, or None: other lengths, padding and stray bits are no seal."""
    if len(text) != (length * 4 + 2) // 3:
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length and to_base64url(data) == text else None


def to_base64(data: bytes) -> str:
    """Encode with padding, as signed notes do (C2SP signed-note)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Decode, or None: missing padding and stray bits are no base64 here."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None
