"""The message of Caisse-AP (Concert 3.x): tags of two letters, three digits of length, the value. `CZ` comes first."""

TAG, DIGITS = 2, 3
VALUE_MAX = 999
FIRST = "CZ"


class Garbled(Exception):
    """No message of this protocol."""


def encode(tags: dict[str, str]) -> bytes:
    """In the order given."""
    assert all(len(tag) == TAG and 0 < len(value) <= VALUE_MAX for tag, value in tags.items())
    return "".join(f"{tag}{len(value):03d}{value}" for tag, value in tags.items()).encode("latin-1")


def decode(data: bytes) -> dict[str, str] | None:
    """The values by their tag; None while the last one has not arrived whole. Raises `Garbled`."""
    found: dict[str, str] = {}
    place = 0
    while place < len(data):
        head = data[place : place + TAG + DIGITS].decode("latin-1")
        tag, digits = head[:TAG], head[TAG:]
        if not (tag.isascii() and tag.isalnum() and tag.upper() == tag) or (digits and not _are_digits(digits)):
            raise Garbled("no tag")
        if place == 0 and tag != FIRST[: len(tag)]:
            raise Garbled("does not begin with CZ")
        if place > 0 and tag == FIRST:
            return found  # the same once more, or another message
        if len(digits) < DIGITS:
            return None
        place += TAG + DIGITS
        value = data[place : place + int(digits)].decode("latin-1")
        if len(value) < int(digits):
            return None
        if tag in found:
            raise Garbled(f"{tag} twice")
        found[tag] = value
        place += len(value)
    return found or None


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
