"""Status information (04 0F): how a payment ended, as far as anybody may remember it."""

from dataclasses import dataclass

from comptoir_agent.paying.result import Result
from comptoir_agent.paying.zvt.apdu import bitmaps, number

AMOUNT, TRACE, PAN, RESULT, TERMINAL = 0x04, 0x0B, 0x22, 0x27, 0x29
AUTHORIZATION, CURRENCY, RECEIPT, CARD_NAME = 0x3B, 0x49, 0x87, 0x8B
SUCCESS = 0x00


@dataclass(frozen=True, slots=True)
class Status:
    """`code` is ZVT's own (PA00P015, chapter 10); 0 is success."""

    code: int
    result: Result

    @property
    def is_success(self) -> bool:
        return self.code == SUCCESS


def read_status(data: bytes) -> Status:
    """Of a card's number, its last four digits are all that leaves this function. Raises `Garbled`."""
    found = bitmaps(data)
    result = Result(
        amount=number(found.get(AMOUNT, b"\0")),
        currency=number(found.get(CURRENCY, b"\0")),
        trace=_digits(found.get(TRACE)),
        receipt=_digits(found.get(RECEIPT)),
        authorization=_text(found.get(AUTHORIZATION, b""))[:8],
        brand=_text(found.get(CARD_NAME, b""))[:40],
        last_four=_last_four(found.get(PAN, b"")),
        terminal=_digits(found.get(TERMINAL)),
    )
    # A message that says nothing of it is no success.
    return Status(found.get(RESULT, b"\xff")[0], result)


def _digits(value: bytes | None) -> str:
    return "" if value is None else str(number(value)).zfill(2 * len(value))


def _text(value: bytes) -> str:
    """Printable ASCII, and no run of digits that is long enough to be a card's number."""
    text = "".join(chr(octet) for octet in value.split(b"\0")[0] if 0x20 <= octet < 0x7F).strip()
    return "" if sum(letter.isdecimal() for letter in text) > 8 else text


def _last_four(pan: bytes) -> str:
    """Masked places are E, an odd length is filled up with F."""
    last = pan.hex().rstrip("f")[-4:]
    return last if len(last) == 4 and last.isdecimal() else ""
