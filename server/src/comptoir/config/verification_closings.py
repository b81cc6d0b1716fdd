"""Closings worked out again: those of days from the sealed entries of their chain, those of months and years from what
they say that they cover.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from comptoir.config.verification_chain import Sealed
from comptoir.config.verification_report import Finding, Report
from comptoir.sales.bodies import BodyNotUnderstood, decode_body
from comptoir.sales.period_reader import sums_of
from comptoir.sales.periods import Chain, ClosingOfPeriod, Reach, as_read, closing_body, read_period_closing

Connection = psycopg.Connection[tuple[object, ...]]
TURNED = frozenset({"sale", "refund", "exchange", "payment"})


class _Subtotal(msgspec.Struct, frozen=True):
    tax_category: str = ""
    tax_rate_ppm: int = 0
    net: int = 0
    tax: int = 0
    gross: int = 0


class _Turned(msgspec.Struct, frozen=True):
    gross: int = 0
    net: int = 0
    returned: int = 0
    tax_subtotals: tuple[_Subtotal, ...] = ()


class _Tax(msgspec.Struct, frozen=True):
    """Of one rate."""

    category: str = ""
    rate_ppm: int = 0
    net: int = 0
    tax: int = 0
    gross: int = 0


class _Closing(msgspec.Struct, frozen=True):
    """What a closing of a day states; an older till said less."""

    period: str = "day"
    first_sequence: int | None = None
    last_sequence: int | None = None
    sales_count: int | None = None
    refunds_count: int | None = None
    gross: int | None = None
    refunded: int | None = None
    documents: int | None = None
    net: int | None = None
    taxes: tuple[_Tax, ...] | None = None
    perpetual_gross: int | None = None
    perpetual_refunded: int | None = None


class _Started(msgspec.Struct, frozen=True):
    event: str = ""
    previous_chain: str = ""
    word: int = 0


_TURNED = msgspec.json.Decoder(_Turned)
_CLOSING = msgspec.json.Decoder(_Closing)
_STARTED = msgspec.json.Decoder(_Started)
NAMES = ("sales_count", "refunds_count", "gross", "refunded", "documents", "net")


class DayClosings:
    """Of one chain, entry by entry. A closing is judged where every entry of its day is here and could be read; the
    first of a chain that goes on with a broken one's day is not.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._sequence = 0
        self._is_whole = True
        self._can_judge = False
        self._sums = dict.fromkeys(NAMES, 0)
        self._taxes: dict[tuple[str, int], tuple[int, int, int]] = {}
        self._perpetual: tuple[int, int] | None = None

    def take(self, sealed: Sealed) -> None:
        """In the order of the chain; what was adopted beside it belongs to no closing."""
        envelope = sealed.envelope
        if sealed.stored.branch:
            return
        self._is_whole = self._is_whole and envelope.sequence == self._sequence + 1
        self._sequence = envelope.sequence
        try:
            self._read(sealed)
        except BodyNotUnderstood:
            self._is_whole = False

    def _read(self, sealed: Sealed) -> None:
        envelope = sealed.envelope
        if envelope.sequence == 1:
            started = decode_body(_STARTED, envelope.body)
            self._can_judge = not started.previous_chain or bool(started.word)
            self._perpetual = None if started.previous_chain else (0, 0)
        elif envelope.kind in TURNED:
            self._add(envelope.kind, decode_body(_TURNED, envelope.body))
        elif envelope.kind == "closing":
            self._judge(sealed, decode_body(_CLOSING, envelope.body))

    def _add(self, kind: str, turned: _Turned) -> None:
        is_back = kind == "refund" or (kind == "payment" and turned.gross < 0)
        back = turned.gross if is_back else turned.returned
        self._sums["gross"] += turned.gross - back
        self._sums["refunded"] += back
        self._sums["sales_count"] += kind in ("sale", "exchange")
        self._sums["refunds_count"] += kind in ("refund", "exchange")
        self._sums["documents"] += 1
        self._sums["net"] += turned.net
        for one in turned.tax_subtotals:
            net, tax, gross = self._taxes.get((one.tax_category, one.tax_rate_ppm), (0, 0, 0))
            key = (one.tax_category, one.tax_rate_ppm)
            self._taxes[key] = (net + one.net, tax + one.tax, gross + one.gross)

    def _judge(self, sealed: Sealed, closing: _Closing) -> None:
        if self._is_whole and self._can_judge and closing.period == "day":
            for name in NAMES:
                said = getattr(closing, name)
                if said is not None and said != self._sums[name]:
                    self._name(sealed, name, said, self._sums[name])
            self._judge_taxes(sealed, closing)
        last = closing.last_sequence
        if last is not None and last != sealed.envelope.sequence - 1:
            self._name(sealed, "last_sequence", last, sealed.envelope.sequence - 1)
        self._judge_perpetual(sealed, closing)
        self._sums, self._taxes = dict.fromkeys(NAMES, 0), {}
        self._is_whole = self._can_judge = True

    def _judge_taxes(self, sealed: Sealed, closing: _Closing) -> None:
        if closing.taxes is None:
            return
        said = {(one.category, one.rate_ppm): (one.net, one.tax, one.gross) for one in closing.taxes}
        for key in sorted({*said, *self._taxes}):
            mine, right = said.get(key, (0, 0, 0)), self._taxes.get(key, (0, 0, 0))
            for name, stated, found in zip(("net", "tax", "gross"), mine, right, strict=True):
                if stated != found:
                    self._name(sealed, f"{name} at {key[0]} {key[1]}", stated, found)

    def _judge_perpetual(self, sealed: Sealed, closing: _Closing) -> None:
        if closing.perpetual_gross is None or closing.perpetual_refunded is None:
            self._perpetual = None
            return
        said = (closing.perpetual_gross, closing.perpetual_refunded)
        if self._is_whole and self._perpetual is not None:
            gross, refunded = self._perpetual
            right = (gross + self._sums["gross"], refunded + self._sums["refunded"])
            for name, mine, theirs in zip(("perpetual_gross", "perpetual_refunded"), said, right, strict=True):
                if mine != theirs:
                    self._name(sealed, name, mine, theirs)
        self._perpetual = said

    def _name(self, sealed: Sealed, name: str, said: int, found: int) -> None:
        what = f"its closing says {name} {said}, its entries come to {found}"
        self._report.findings.append(Finding(sealed.stored.organization, sealed.document, sealed.stored.id, what))


class PeriodClosings:
    """Of the office's chain, in its order: each is worked out again from what it says that it covers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[tuple[UUID, UUID, str], ClosingOfPeriod] = {}

    def faults(self, organization: UUID, content: bytes) -> Iterator[str]:
        """What of it differs. Its bytes are the office's own, signed."""
        try:
            said = read_period_closing(content)
        except (msgspec.DecodeError, msgspec.ValidationError, KeyError):
            yield "its closing cannot be read"
            return
        key = (organization, said.company, said.period)
        before = self._before.get(key)
        yield from _differences(said, self._again(organization, said, before), before)
        self._before[key] = said

    def _again(self, organization: UUID, said: ClosingOfPeriod, before: ClosingOfPeriod | None) -> ClosingOfPeriod:
        reaches = [
            Reach(Chain(one.chain, one.till, one.till_code, one.enrolment), one.first, one.last) for one in said.chains
        ]
        with self._connection.cursor() as cursor:
            sums, late = sums_of(
                organization, reaches, position=said.log_position, previous=said.previous_position, cursor=cursor
            )
        body = closing_body(
            period=said.period, name=said.name, company=said.company, position=said.log_position,
            previous_position=said.previous_position, late_count=late, reaches=reaches, sums=sums, before=before,
        )  # fmt: skip
        return as_read(body)


def _differences(said: ClosingOfPeriod, right: ClosingOfPeriod, before: ClosingOfPeriod | None) -> Iterator[str]:
    ends: Mapping[UUID, int] = {} if before is None else {one.chain: one.last for one in before.chains}
    for one in said.chains:
        if one.first != ends.get(one.chain, 0) + 1:
            yield f"its closing begins {one.till_code}-{one.enrolment} at {one.first}, the one before ended elsewhere"
    if said.late_count != right.late_count:
        yield f"its closing says that {said.late_count} entries came late, and {right.late_count} did"
    known: dict[str, Any] = {one.currency: one for one in right.currencies}
    for currency in said.currencies:
        found = known.pop(currency.currency, None)
        for name in ("total", "perpetual", "taxes", "tenders", "tills"):
            if found is None or getattr(currency, name) != getattr(found, name):
                yield f"its closing says other {name} in {currency.currency} than its entries come to"
    for name in known:
        yield f"its closing leaves {name} out"
