"""Whether what a provider posted is the provider's: each one's signature, over the bytes as they came. Pure.

A good signature makes an event worth keeping, never true: what it names is asked of the provider again.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha3_512, sha256
from typing import Any
from urllib.parse import parse_qs

from comptoir.payments.offline_cards import BankWord

# A signature of longer ago, or of the future, may be a recording; clocks differ by less.
WINDOW_SECONDS = 300
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")


@dataclass(frozen=True, slots=True)
class Posted:
    """A request to a hook. `headers` by their names in small letters; `address`: as the provider knows it."""

    body: bytes
    headers: Mapping[str, str]
    address: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What is kept of it: its own identifier (empty: it has none, only a thing that it names) and what happened."""

    event: str
    kind: str
    is_signed: bool = True


Check = Callable[[Posted, Sequence[str]], Verified | None]


def stripe(posted: Posted, secrets: Sequence[str]) -> Verified | None:
    """`Stripe-Signature: t=…,v1=…`: HMAC-SHA256 of `t.body`; a `v0` proves nothing."""
    parts = [part.partition("=")[::2] for part in posted.headers.get("stripe-signature", "").split(",")]
    moments = [value for name, value in parts if name.strip() == "t"]
    found = [value for name, value in parts if name.strip() == "v1"]
    if len(moments) != 1 or not _is_fresh(moments[0], posted.now):
        return None
    signed = moments[0].encode() + b"." + posted.body
    wanted = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets]
    return _named(posted.body, "id", "type") if _is_any(wanted, found) else None


def standard(posted: Posted, secrets: Sequence[str]) -> Verified | None:
    """Standard Webhooks, as we sign our own."""
    name, moment = posted.headers.get("webhook-id", ""), posted.headers.get("webhook-timestamp", "")
    if not NAME.fullmatch(name) or not _is_fresh(moment, posted.now):
        return None
    signed = f"{name}.{moment}.".encode() + posted.body
    keys = [_base64(secret.removeprefix("whsec_")) for secret in secrets]
    wanted = [_encoded(hmac.digest(key, signed, "sha256")) for key in keys if key]
    found = posted.headers.get("webhook-signature", "").split(" ")
    if not _is_any([f"v1,{one}" for one in wanted], found):
        return None
    named = _named(posted.body, "type", "type")
    return Verified(name, named.kind if named else "")


def square(posted: Posted, secrets: Sequence[str]) -> Verified | None:
    """HMAC-SHA256 over our address and the body: it holds for this address alone."""
    signed = posted.address.encode() + posted.body
    wanted = [_encoded(hmac.new(secret.encode(), signed, sha256).digest()) for secret in secrets]
    is_good = _is_any(wanted, [posted.headers.get("x-square-hmacsha256-signature", "")])
    return _named(posted.body, "event_id", "type") if is_good else None


def adyen(posted: Posted, secrets: Sequence[str]) -> Verified | None:
    """Each item carries its own signature, over eight of its fields; of several, all must be good."""
    said = _object(posted.body)
    listed = said.get("notificationItems")
    listed = listed if isinstance(listed, list) else []
    said_items = [one.get("NotificationRequestItem") for one in listed if isinstance(one, dict)]
    items: list[Mapping[str, Any]] = [item for item in said_items if isinstance(item, dict)]
    if not items or len(items) < len(listed) or not all(_is_adyens(item, secrets) for item in items):
        return None
    first = items[0]
    names = [_text(first.get(name)) for name in ("pspReference", "eventCode", "success")]
    # What is signed says no time: a recording is known by having been here.
    event = ":".join(names) if len(items) == 1 else sha256(posted.body).hexdigest()
    return Verified(event, names[1][:40]) if NAME.fullmatch(event) else None


def opay(posted: Posted, secrets: Sequence[str]) -> Verified | None:
    """HMAC-SHA3-512 over fixed fields, in which `refunded` is one letter."""
    said = _object(posted.body)
    payload = said.get("payload")
    if not isinstance(payload, dict):
        return None
    value = {name: _text(payload.get(name)) for name in ("amount", "currency", "reference", "status", "timestamp")}
    refunded = "t" if payload.get("refunded") is True else "f"
    signed = (
        f'{{Amount:"{value["amount"]}",Currency:"{value["currency"]}",Reference:"{value["reference"]}",'
        f'Refunded:{refunded},Status:"{value["status"]}",Timestamp:"{value["timestamp"]}",'
        f'Token:"{_text(payload.get("token"))}",TransactionID:"{_text(payload.get("transactionId"))}"}}'
    ).encode()
    wanted = [hmac.new(secret.encode(), signed, sha3_512).hexdigest() for secret in secrets]
    if not _is_any(wanted, [_text(said.get("sha512")).lower()]):
        return None
    event = f"{_text(payload.get('transactionId'))}:{value['status']}:{refunded}"
    return Verified(event, value["status"][:40]) if NAME.fullmatch(event) else None


def by_name(posted: Posted, _secrets: Sequence[str]) -> Verified | None:
    """Mollie and SumUp sign nothing: they name a thing, and all else is asked of them. Anybody may post one."""
    name = thing_of(posted.body)
    return Verified("", "named", is_signed=False) if name else None


def nobody(_posted: Posted, _secrets: Sequence[str]) -> Verified | None:
    """Viva signs nothing, and calls only who proves itself with a key of another kind: its calls are not taken."""
    return None


def thing_of(body: bytes) -> str:
    """The one thing that an unsigned message names, as a form or as JSON."""
    said = _object(body).get("id")
    if not isinstance(said, str):
        try:
            said = (parse_qs(body.decode("ascii"), max_num_fields=10).get("id") or [""])[0]
        except ValueError:
            return ""
    # No letter in it: not a name, and it might be a card's number.
    return said if NAME.fullmatch(said) and re.search("[A-Za-z]", said) else ""


CHECKS: Mapping[str, Check] = {
    "stripe": stripe, "square": square, "adyen": adyen, "opay": opay, "mollie": by_name, "sumup": by_name,
    "viva": nobody,
}  # fmt: skip


def check_of(driver: str) -> Check:
    return CHECKS.get(driver, standard)


def needs_secret(driver: str) -> bool:
    """Whether nothing of this provider is believed before a person entered its secret."""
    return check_of(driver) is not by_name


def calls_us(driver: str) -> bool:
    """Whether anything that this provider posts is taken."""
    return check_of(driver) is not nobody


def names_in(body: bytes) -> frozenset[str]:
    """Every word of a message that could name a payment. A hint: whatever of ours is among them is asked about."""
    found: set[str] = set()
    # Of an unsigned one its name alone was kept.
    waiting: list[Any] = [_object(body), thing_of(body), body[:80].decode("ascii", "replace")]
    while waiting and len(found) < 500:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str) and NAME.fullmatch(one):
            found.add(one)
    return frozenset(found)


_DIGITS = re.compile(rb"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")


def without_card_numbers(body: bytes) -> bytes:
    """The bytes as they came; only what could be a card's number is struck out, wherever it stands."""
    return _DIGITS.sub(lambda found: b"*" * len(found[0]) if _is_luhn(found[0]) else found[0], body)


def _is_luhn(said: bytes) -> bool:
    digits = [one - 48 for one in said if 48 <= one <= 57]
    total = sum(
        digit if place % 2 == 0 else digit * 2 - (9 if digit > 4 else 0) for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0


@dataclass(frozen=True, slots=True)
class PaidWord:
    """What Adyen says of money: by our reference, and its own name."""

    event: str
    reference: str
    name: str
    amount: int
    currency: str
    is_good: bool


def bank_words(body: bytes) -> list[BankWord]:
    """What Adyen says of authorizations: of a message whose signature was good, which names reference and figures."""
    return [
        BankWord(word.reference, word.amount, word.currency, word.is_good)
        for word in paid_words(body)
        if word.event == "AUTHORISATION"
    ]


def paid_words(body: bytes) -> list[PaidWord]:
    """The same of all that names figures."""
    listed = _object(body).get("notificationItems")
    items = [one.get("NotificationRequestItem") for one in listed or [] if isinstance(one, dict)]
    found = []
    for item in items:
        amount = item.get("amount") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(amount, dict):
            continue
        value, currency = amount.get("value"), _text(amount.get("currency"))
        if isinstance(value, int) and _text(item.get("success")) in ("true", "false"):
            event, reference, name = map(_text, map(item.get, ("eventCode", "merchantReference", "pspReference")))
            found.append(PaidWord(event, reference, name, value, currency, _text(item.get("success")) == "true"))
    return found


def _is_adyens(item: Mapping[str, Any], secrets: Sequence[str]) -> bool:
    amount, more = item.get("amount"), item.get("additionalData")
    amount = amount if isinstance(amount, dict) else {}
    value = amount.get("value")
    parts = [
        *(_text(item.get(name)) for name in ("pspReference", "originalReference", "merchantAccountCode")),
        _text(item.get("merchantReference")), str(value) if isinstance(value, int) else "",
        _text(amount.get("currency")), _text(item.get("eventCode")), _text(item.get("success")),
    ]  # fmt: skip
    keys = [bytes.fromhex(secret) for secret in secrets if re.fullmatch("([0-9a-fA-F]{2}){16,64}", secret)]
    wanted = [_encoded(hmac.new(key, ":".join(parts).encode(), sha256).digest()) for key in keys]
    return _is_any(wanted, [_text(more.get("hmacSignature"))] if isinstance(more, dict) else [])


def _is_fresh(moment: str, now: datetime) -> bool:
    return bool(re.fullmatch("[0-9]{1,12}", moment)) and abs(int(now.timestamp()) - int(moment)) <= WINDOW_SECONDS


def _is_any(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether one of them is one of the others; how long it takes says nothing of either."""
    said = [one.encode() for one in found]
    return sum(hmac.compare_digest(one.encode(), other) for one in wanted for other in said) > 0


def _named(body: bytes, event: str, kind: str) -> Verified | None:
    said = _object(body)
    name = _text(said.get(event))
    return Verified(name, _text(said.get(kind))[:40]) if NAME.fullmatch(name) else None


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _base64(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except ValueError:
        return b""


def _encoded(said: bytes) -> str:
    return base64.b64encode(said).decode("ascii")
