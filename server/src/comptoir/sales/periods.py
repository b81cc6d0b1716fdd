"""Closings of months and years, by sequence and not by date, in the server's own chain (ADR 0060, journal format §9.2).

A closing covers of each chain the entries behind those of the closing before, up to the last day closing whose business
day lies in the period, as far as they stood in the log then; and what came late for periods that were closed. So each
entry is in one closing, whenever it arrives, and a closing can be worked out again from the log at any time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from comptoir.journal import JournalError, parse_envelope
from comptoir.journal.canonical import EntryValue
from comptoir.sales.bodies import BodyNotUnderstood, decode_body

KIND: Final = "period_closing"


class Chain(NamedTuple):
    """A chain of the company's tills, in the order of tills and enrolments."""

    chain: UUID
    till: UUID
    till_code: str
    enrolment: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What a closing covers of one chain: `first` to `last` (none where it ends before), and late entries before."""

    chain: Chain
    first: int
    last: int


class Counters(NamedTuple):
    """What was sold, what came back (zero or less), what is left without tax, and how many documents."""

    gross: int = 0
    refunded: int = 0
    net: int = 0
    documents: int = 0

    def plus(self, other: "Counters") -> "Counters":
        return Counters(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def body(self) -> dict[str, EntryValue]:
        return dict(self._asdict())


NOTHING: Final = Counters()


class TaxSum(NamedTuple):
    """Turnover of one category and rate."""

    category: str
    rate_ppm: int
    net: int
    tax: int
    gross: int


class TenderSum(NamedTuple):
    """What came by one way to pay."""

    kind: str
    amount: int


@dataclass(slots=True)
class Sums:
    """What one currency of a period comes to, by till."""

    tills: dict[UUID, Counters] = field(default_factory=dict)
    taxes: list[TaxSum] = field(default_factory=list)
    tenders: list[TenderSum] = field(default_factory=list)

    @property
    def total(self) -> Counters:
        return _sum(self.tills.values())


class PerpetualBody(msgspec.Struct, frozen=True):
    """Since the beginning."""

    gross: int = 0
    refunded: int = 0
    net: int = 0
    documents: int = 0

    def counters(self) -> Counters:
        return Counters(self.gross, self.refunded, self.net, self.documents)


class TillBody(msgspec.Struct, frozen=True):
    """A till in a closing."""

    till: UUID
    till_code: str
    period: PerpetualBody
    perpetual: PerpetualBody


class TaxBody(msgspec.Struct, frozen=True):
    """As `TaxSum`."""

    category: str
    rate_ppm: int
    net: int
    tax: int
    gross: int


class TenderBody(msgspec.Struct, frozen=True):
    """As `TenderSum`."""

    kind: str
    amount: int


class CurrencyBody(msgspec.Struct, frozen=True):
    """All of one currency."""

    currency: str
    total: PerpetualBody
    perpetual: PerpetualBody
    taxes: list[TaxBody]
    tenders: list[TenderBody]
    tills: list[TillBody]


class ChainBody(msgspec.Struct, frozen=True):
    """What of a chain is covered."""

    chain: UUID
    till: UUID
    till_code: str
    enrolment: int
    first: int
    last: int


class ClosingOfPeriod(msgspec.Struct, frozen=True):
    """The body of a closing, read."""

    period: str
    name: str
    company: UUID
    log_position: int
    previous_position: int
    late_count: int
    chains: list[ChainBody]
    currencies: list[CurrencyBody]


class _Day(msgspec.Struct, frozen=True):
    business_day: date | None = None


_DAY = msgspec.json.Decoder(_Day)


def read_period_closing(content: bytes) -> ClosingOfPeriod:
    """The body of an office entry of this kind; ours, so it can be read."""
    return msgspec.convert(msgspec.json.decode(content)["body"], ClosingOfPeriod)


def as_read(body: Mapping[str, EntryValue]) -> ClosingOfPeriod:
    """A body that was just made, as it will be read."""
    return msgspec.convert(body, ClosingOfPeriod)


def last_day_closing(closings: Iterable[tuple[int, bytes]], until: date) -> int | None:
    """The place of the last closing of a day up to `until`. `closings`: of one chain, in order of sequence.

    One of a later day that was sealed before it (a clock that ran ahead) goes with it: sequence decides.
    """
    found = None
    for sequence, content in closings:
        try:
            envelope = parse_envelope(content)
            # Tills of before said no business day.
            day = decode_body(_DAY, envelope.body).business_day or date.fromisoformat(envelope.device_time[:10])
        except (JournalError, BodyNotUnderstood):
            continue
        if day <= until:
            found = sequence
    return found


def _sum(counters: Iterable[Counters]) -> Counters:
    total = NOTHING
    for one in counters:
        total = total.plus(one)
    return total


def closing_body(
    *,
    period: str,
    name: str,
    company: UUID,
    position: int,
    previous_position: int,
    late_count: int,
    reaches: Sequence[Reach],
    sums: Mapping[str, Sums],
    before: ClosingOfPeriod | None,
) -> dict[str, EntryValue]:
    """What is sealed. Currencies that were ever sold in stay, so that no perpetual total is ever lost."""
    known = {one.currency: one for one in before.currencies} if before else {}
    codes = {reach.chain.till: reach.chain.till_code for reach in reaches}
    currencies = [
        _currency_body(currency, sums.get(currency, Sums()), known.get(currency), codes)
        for currency in sorted({*sums, *known})
    ]
    return {
        "period": period,
        "name": name,
        "company": str(company),
        "log_position": position,
        "previous_position": previous_position,
        "late_count": late_count,
        "chains": [
            {
                "chain": str(reach.chain.chain),
                "till": str(reach.chain.till),
                "till_code": reach.chain.till_code,
                "enrolment": reach.chain.enrolment,
                "first": reach.first,
                "last": reach.last,
            }
            for reach in reaches
        ],
        "currencies": currencies,
    }


def _currency_body(
    currency: str, sums: Sums, before: CurrencyBody | None, codes: Mapping[UUID, str]
) -> dict[str, EntryValue]:
    earlier = {till.till: till for till in before.tills} if before else {}
    named = {**{till: row.till_code for till, row in earlier.items()}, **codes}
    tills: list[EntryValue] = []
    for till in sorted({*sums.tills, *earlier}, key=lambda one: (named.get(one, ""), str(one))):
        now = sums.tills.get(till, NOTHING)
        ever = earlier[till].perpetual.counters() if till in earlier else NOTHING
        tills.append(
            {
                "till": str(till),
                "till_code": named.get(till, ""),
                "period": now.body(),
                "perpetual": ever.plus(now).body(),
            }
        )
    ever = before.perpetual.counters() if before else NOTHING
    return {
        "currency": currency,
        "total": sums.total.body(),
        "perpetual": ever.plus(sums.total).body(),
        "taxes": [dict(row._asdict()) for row in sums.taxes],
        "tenders": [dict(row._asdict()) for row in sums.tenders],
        "tills": tills,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriodByLog:
    """Close a month (`2026-11`) or a year (`2026`) of a company."""

    organization: UUID
    company: UUID
    name: str
    person: UUID | None
    now: datetime
