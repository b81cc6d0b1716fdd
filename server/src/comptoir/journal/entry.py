"""The envelope of format 1: read from received bytes, never written back."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, cast

import msgspec

from comptoir.journal.canonical import ENTRY_DEPTH_MAX, INTEGER_MAX, EntryValue, canonicalize_entry, check_entry_value
from comptoir.journal.errors import EntryTooDeep, EntryTooLarge, EntryUnreadable, NotCanonical

FORMAT = 1
ENTRY_BYTES_MAX = 64 * 1024


class EntryKind(StrEnum):
    """The kinds of format 1. Any other kind is stored, not understood, so `Envelope.kind` is a string."""

    SALE = "sale"
    REFUND = "refund"
    EXCHANGE = "exchange"
    PAYMENT = "payment"
    ORDER = "order"
    TENDER_CORRECTION = "tender_correction"
    LATE_TIP = "late_tip"
    PROVISIONAL_BILL = "provisional_bill"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    COPY = "copy"
    TRAINING = "training"
    CASH_MOVEMENT = "cash_movement"
    CASH_COUNT = "cash_count"
    OPENING = "opening"
    CLOSING = "closing"
    TECHNICAL_EVENT = "technical_event"
    CUSTOMER_CORRECTION = "customer_correction"


Count = Annotated[int, msgspec.Meta(ge=0, le=INTEGER_MAX)]


class Envelope(msgspec.Struct, frozen=True):
    """What every entry says about itself. `body` is still JSON text: decode it by kind.

    A struct of msgspec and not a dataclass because it is made once for every entry received.
    """

    format: Literal[1]
    organization: str
    till: str
    chain: str
    sequence: Annotated[int, msgspec.Meta(ge=1, le=INTEGER_MAX)]
    previous: str
    kind: str
    device_time: str
    monotonic_ms: Count
    boot: str
    server_time_seen: str
    catalog_position: Count
    engine_version: Count
    body: msgspec.Raw

    def parse_body(self) -> dict[str, EntryValue]:
        """The body as plain values, for whoever has no type for its kind.

        Raises EntryUnreadable where the body holds what no entry may (a float, a null).
        """
        try:
            body = msgspec.json.decode(self.body, type=dict[str, object])
            check_entry_value(body, depth_max=ENTRY_DEPTH_MAX - 1)
        except (msgspec.DecodeError, NotCanonical, UnicodeDecodeError):
            raise EntryUnreadable(part="body") from None
        return cast("dict[str, EntryValue]", body)


_ENVELOPE = msgspec.json.Decoder(Envelope)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_DIGEST = re.compile(r"[0-9a-f]{64}").fullmatch
_BOOT = re.compile(r"[0-9a-f]{16}").fullmatch
_KIND = re.compile(r"[a-z][a-z_]{0,39}").fullmatch
_DEVICE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}"
).fullmatch
_SERVER_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z").fullmatch
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACES = bytes.maketrans(b"[]", b"{}")
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def parse_envelope(data: bytes) -> Envelope:
    """Read the envelope of received bytes.

    Only reads: the seal is checked over these very bytes (`verify_seal`), so whether they
    are canonical changes nothing. Unknown members are ignored and stay in the bytes.
    Raises EntryTooLarge, EntryTooDeep or EntryUnreadable.
    """
    check_limits(data)
    try:
        envelope = _ENVELOPE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise EntryUnreadable(part="envelope") from None
    if not (_UUID(envelope.organization) and _UUID(envelope.till) and _UUID(envelope.chain)):
        raise EntryUnreadable(part="identifier")
    if not (_DIGEST(envelope.previous) and _BOOT(envelope.boot) and _KIND(envelope.kind)):
        raise EntryUnreadable(part="envelope")
    if not _is_time(envelope):
        raise EntryUnreadable(part="time")
    if not bytes(envelope.body).startswith(b"{"):
        raise EntryUnreadable(part="body")
    return envelope


def check_limits(data: bytes) -> None:
    """Refuse what is too large or nested too deep, before anything parses it."""
    if len(data) > ENTRY_BYTES_MAX:
        raise EntryTooLarge(bytes=len(data))
    # A few brackets can't nest deeply: this spares most entries the exact count.
    if data.count(b"{") + data.count(b"[") > ENTRY_DEPTH_MAX and depth_of(data) > ENTRY_DEPTH_MAX:
        raise EntryTooDeep()


def depth_of(data: bytes) -> int:
    """How deep JSON text nests: 0 for a bare value; brackets inside strings do not count.

    Stops one above ENTRY_DEPTH_MAX. Of text that is no JSON the answer means nothing, but
    it comes without recursion and in time proportional to the length.
    """
    brackets = _STRING.sub(b"", data).translate(_BRACES, _NOT_BRACKETS)
    depth = 0
    while brackets and depth <= ENTRY_DEPTH_MAX:
        # Takes away the innermost pairs of every branch, so each round is one level.
        brackets = brackets.replace(b"{}", b"")
        depth += 1
    return depth


def canonical_entry(envelope: Mapping[str, EntryValue]) -> bytes:
    """The canonical bytes of an entry being made; refuses what an entry may not hold."""
    check_entry_value(envelope)
    data = canonicalize_entry(envelope)
    check_limits(data)
    return data


def receipt_number(till_code: str, enrolment: int, sequence: int) -> str:
    """The number that a customer holds: `A1-1-42`. Derived, never stored in an entry."""
    return f"{till_code}-{enrolment}-{sequence}"


OWN_ENROLMENTS = 1_000_000


def own_enrolment(chain: str) -> int:
    """The enrolment number of a chain that a till began by itself: a million and its identifier's last six hex digits.

    Both sides know it without asking, and no number of the server's own comes near.
    """
    return OWN_ENROLMENTS + int(chain[-6:], 16)


def _is_time(envelope: Envelope) -> bool:
    """Times as the format writes them, and on the calendar: the ledger computes with them."""
    seen = envelope.server_time_seen
    if not _DEVICE_TIME(envelope.device_time) or (seen and not _SERVER_TIME(seen)):
        return False
    try:
        datetime.fromisoformat(envelope.device_time)
        if seen:
            datetime.fromisoformat(seen)
    except ValueError:
        return False
    return True
