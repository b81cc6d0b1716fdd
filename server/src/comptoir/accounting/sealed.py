"""What only sealed bytes say of cash: purses that came back, foreign money, other heaps of a closing. Pure."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from comptoir.accounting.facts import Fact, What
from comptoir.kernel import CURRENCY_EXPONENTS

Json: TypeAlias = Mapping[str, object]
# What so much of a currency, in its minor units, was worth in a store on a day; None where no rate was known.
Worth: TypeAlias = Callable[[str, int, UUID, date], int | None]


@dataclass(frozen=True, slots=True)
class SealedAct:
    """One act, with the bytes of its entry."""

    store: UUID
    day: date
    deed: str
    reason: str
    amount: int | None
    counted: int | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Unvalued:
    """Foreign money that a count was off by, without a rate that says what it was worth."""

    store: UUID
    day: date
    currency: str
    amount: int


def read_sealed(acts: Sequence[SealedAct], worth: Worth) -> Iterator[Fact | Unvalued]:
    """The facts of these acts."""
    for act in acts:
        body = _body(act.content)
        if act.deed == "return" and body.get("into") == "safe":
            yield Fact(What.COUNTED, act.store, act.day, first=act.counted or 0)
        elif "foreign_amount" in body:
            yield Fact(What.MOVED_FOREIGN, act.store, act.day, key=act.deed, detail=act.reason, first=act.amount or 0)
        for row in _listed(body.get("foreign")):
            yield from _foreign(act, row, worth)
        for row in _listed(body.get("counted_tenders")):
            if row.get("currency"):
                yield from _foreign(act, row, worth)
            else:
                yield from _heap(act, row)


def _foreign(act: SealedAct, row: Json, worth: Worth) -> Iterator[Fact | Unvalued]:
    currency, off = row.get("currency"), row.get("difference")
    if not isinstance(off, int) or not off or not isinstance(currency, str) or currency not in CURRENCY_EXPONENTS:
        return
    value = worth(currency, off, act.store, act.day)
    if value is None:
        yield Unvalued(act.store, act.day, currency, off)
    else:
        yield Fact(What.DIFFERENCE, act.store, act.day, key="foreign_cash", first=value)


def _heap(act: SealedAct, row: Json) -> Iterator[Fact]:
    off, kind, tender = row.get("difference"), row.get("kind"), row.get("tender")
    if isinstance(off, int) and off and isinstance(kind, str):
        detail = tender if isinstance(tender, str) else ""
        yield Fact(What.DIFFERENCE, act.store, act.day, key=kind, detail=detail, first=off)


def _listed(stated: object) -> list[Json]:
    return [row for row in stated if isinstance(row, dict)] if isinstance(stated, list) else []


def _body(content: bytes) -> Json:
    envelope = json.loads(bytes(content))
    body = envelope.get("body") if isinstance(envelope, dict) else None
    return body if isinstance(body, dict) else {}
