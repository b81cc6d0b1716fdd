"""What bytes in quarantine say of themselves, for the person who decides. Nothing here is believed: anybody may have
written it, so whatever is not what it should be is simply not shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import is_currency

from comptoir.journal import parse_envelope
from comptoir.journal.errors import JournalError

LINES_SHOWN = 50
NAME_LENGTH = 120
AMOUNT_MAX = 10**12


@dataclass(frozen=True, slots=True)
class StatedLine:
    """Goods, or how they were paid (`name` is then the tender's kind)."""

    name: str
    amount: int
    quantity_milli: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """An entry in a person's words. `currency` is empty where there are no amounts to show."""

    kind: str
    device_time: datetime | None
    currency: str
    gross: int | None
    lines: tuple[StatedLine, ...]
    tenders: tuple[StatedLine, ...]


def stated(content: bytes) -> Stated | None:
    """None for bytes that are no entry at all."""
    try:
        envelope = parse_envelope(content)
        body = envelope.parse_body()
    except JournalError:
        return None
    currency = body.get("currency")
    currency = currency if isinstance(currency, str) and is_currency(currency) else ""
    return Stated(
        kind=envelope.kind,
        device_time=_moment(envelope.device_time),
        currency=currency,
        gross=_amount(body, "gross") if currency else None,
        lines=tuple(_lines(body, "lines", "name")) if currency else (),
        tenders=tuple(_lines(body, "tenders", "kind")) if currency else (),
    )


def _lines(body: Mapping[str, object], member: str, name: str) -> Iterator[StatedLine]:
    rows = body.get(member)
    for row in rows[:LINES_SHOWN] if isinstance(rows, list) else []:
        amount = _amount(row, "amount") if isinstance(row, dict) else None
        if amount is not None:
            yield StatedLine(
                name=_text(row, name)[:NAME_LENGTH],
                amount=amount,
                quantity_milli=_amount(row, "quantity_milli") or 0,
                unit=_text(row, "unit"),
            )


def _amount(row: Mapping[str, object], member: str) -> int | None:
    value = row.get(member)
    return value if isinstance(value, int) and abs(value) <= AMOUNT_MAX else None


def _text(row: Mapping[str, object], member: str) -> str:
    value = row.get(member)
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
