"""Files in requests: they travel as base64."""

from base64 import b64decode
from binascii import Error as Unreadable

from comptoir.api.errors import NotBase64


def content_of(text: str) -> bytes:
    """What was sent; refuses what is no base64."""
    try:
        return b64decode(text, validate=True)
    except Unreadable as error:
        raise NotBase64 from error
