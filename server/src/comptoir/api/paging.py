"""Pages by cursor: an answer names where the next page begins, and a page deep in a list costs what the first costs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.api.errors import CursorInvalid

CURSOR_LENGTH_MAX = 800


def cursor_of(*parts: str | int) -> str:
    """Opaque to whoever gets it: only its list can read it."""
    text = json.dumps(list(parts), separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parts_of(cursor: str, count: int) -> Sequence[str]:
    """The parts of a cursor, as texts; refuses what no list made."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        parts = json.loads(text)
    except ValueError:
        raise CursorInvalid from None
    is_ours = isinstance(parts, list) and len(parts) == count and all(isinstance(part, str) for part in parts)
    if not is_ours or "\x00" in text or any("\x00" in part for part in parts):
        raise CursorInvalid
    return list(parts)


def uuid_part(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CursorInvalid from None


def moment_part(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CursorInvalid from None
    if moment.tzinfo is None:
        raise CursorInvalid
    return moment


def whole_part(text: str, most: int) -> int:
    """A whole number from 0 on."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise CursorInvalid
    return int(text)
