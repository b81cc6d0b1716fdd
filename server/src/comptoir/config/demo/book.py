"""A simulated till's chain: planned acts become canonical entries, each naming the one before.

Pure and repeatable: the same enrolment and the same plan give the same bytes, so that a demo which was
interrupted sends what is missing and the ledger recognizes the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from comptoir.config.demo import bodies
from comptoir.config.demo.acts import (
    Act,
    CashierChanged,
    Closing,
    Copying,
    Opening,
    Pickup,
    Refunding,
    Selling,
    TillDay,
    Voiding,
    Wanted,
)
from comptoir.config.demo.bodies import Body, Document, Sold
from comptoir.config.demo.bodies_by_rules import sale_by_rules
from comptoir.config.demo.identity import boot_of, identifier
from comptoir.config.demo.lots import with_lots
from comptoir.config.demo.shop import CASHIER_IDS, CURRENCY, GROCERY
from comptoir.journal import EMPTY_DIGEST, canonical_entry, certificate_digest, digest
from comptoir.pricing import ENGINE_VERSION, v2


@dataclass(frozen=True, slots=True)
class Chain:
    """Which chain the till writes: what its enrolment answered."""

    organization: UUID
    till: UUID
    chain: UUID
    enrolment: int
    certificate: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before its seal."""

    sequence: int
    kind: str
    digest: str
    content: bytes


@dataclass(slots=True)
class _Session:
    id: UUID
    cashier: str
    first_sequence: int
    float_amount: int
    sales_count: int = 0
    refunds_count: int = 0
    gross: int = 0
    refunded: int = 0
    cash: int = 0
    card: int = 0
    moved: int = 0
    deposits_taken: int = 0
    deposits_given_back: int = 0


@dataclass(frozen=True, slots=True)
class Offers:
    """From which day the till knows which rules and the deposits, at which position of the catalogue."""

    first_day: date
    position: int
    rules: v2.Rules


class Book:
    """Writes one chain, day by day. `positions` holds the catalogue position of each era of prices."""

    def __init__(self, chain: Chain, positions: tuple[int, ...], offers: Offers | None = None) -> None:
        self.chain = chain
        self.positions = positions
        self.offers = offers
        self.sequence = 0
        self.previous = EMPTY_DIGEST
        self.perpetual_gross = 0
        self.perpetual_refunded = 0
        self._era = 0
        self._store = GROCERY
        self._known: Offers | None = None
        self._boot = ""
        self._on_duty = ""
        self._booted = datetime(1970, 1, 1, tzinfo=UTC)
        self._sold: list[Sold] = []
        self._session: _Session | None = None

    def write(self, day: TillDay) -> Iterator[Draft]:
        """The day's entries, in order. The chain's first day begins with the entry that starts the chain."""
        self._era = day.era
        self._store = day.till.store
        self._known = self.offers if self.offers is not None and day.day >= self.offers.first_day else None
        self._boot = boot_of(day.till.code, day.day.isoformat())
        self._booted = day.acts[0].at - timedelta(minutes=2)
        self._sold = []
        if self.sequence == 0:
            started: Body = {
                "event": "chain_started",
                "certificate": certificate_digest(self.chain.certificate),
                "enrolment": self.chain.enrolment,
            }
            yield self._append("technical_event", day.acts[0].at - timedelta(minutes=1), started)
        for act in day.acts:
            yield self._write_act(act)
            yield from self._clock(act)

    def forge(self, at: datetime) -> Draft:
        """A sale that the till never made, at the right place of its chain: only its seal will be wrong."""
        act = Selling(at, "damien", (Wanted(None, 24_900, 1000, 200_000),), "cash")
        session = identifier("session", f"{self.chain.chain}/forged", unix_ms=_unix_ms(at))
        return self._append("sale", at, bodies.sale(act, document=self._next_document(at), session=session).body)

    def _write_act(self, act: Act) -> Draft:
        match act:
            case Opening():
                return self._open(act)
            case Selling():
                return self._sell(act)
            case Refunding():
                return self._refund(act)
            case Voiding():
                return self._append("technical_event", act.at, self._voided(act))
            case CashierChanged():
                return self._append("technical_event", act.at, self._event("cashier_changed", act.cashier))
            case Copying():
                copied: Body = {
                    "refers_to": bodies.reference(self._sold[act.sale]),
                    "cashier": str(CASHIER_IDS[act.cashier]),
                    "copy_number": 1,
                }
                return self._append("copy", act.at, copied)
            case Pickup():
                return self._pick_up(act)
            case Closing():
                return self._close(act)

    def _clock(self, act: Act) -> Iterator[Draft]:
        """Who opens comes, who takes over comes and sends the other home, who closes goes: a few seconds later each."""
        match act:
            case Opening(at, cashier, _):
                yield self._clocked("come", cashier, at + timedelta(seconds=5))
                self._on_duty = cashier
            case CashierChanged(at, cashier):
                yield self._clocked("come", cashier, at + timedelta(seconds=4))
                yield self._clocked("go", self._on_duty, at + timedelta(seconds=8))
                self._on_duty = cashier
            case Closing(at, _, _):
                yield self._clocked("go", self._on_duty, at + timedelta(seconds=6))
            case _:
                pass

    def _clocked(self, act: str, cashier: str, at: datetime) -> Draft:
        body: Body = {"event": "time_clock", "act": act, "cashier": str(CASHIER_IDS[cashier]), "by": "pin"}
        return self._append("technical_event", at, body)

    def _open(self, act: Opening) -> Draft:
        session = identifier("session", f"{self.chain.chain}/{self._boot}", unix_ms=_unix_ms(act.at))
        self._session = _Session(session, act.cashier, self.sequence + 1, act.float_amount)
        body: Body = {
            "session": str(session),
            "cashier": str(CASHIER_IDS[act.cashier]),
            "currency": CURRENCY,
            "float": act.float_amount,
        }
        return self._append("opening", act.at, body)

    def _sell(self, act: Selling) -> Draft:
        session = self._open_session()
        document = self._priced(act, session.id)
        session.sales_count += 1
        self._count(sold=document.gross - document.given_back, back=document.given_back)
        session.deposits_taken += document.taken
        session.deposits_given_back += document.given_back
        self._take(document)
        draft = self._append("sale", act.at, document.body, by_rules=self._known is not None)
        if act.lines:
            self._sold.append(
                Sold(
                    self.chain.chain, draft.sequence, draft.digest, act.lines, document.amounts, document.numbers
                )
            )  # fmt: skip
        return draft

    def _count(self, *, sold: int, back: int) -> None:
        """What was sold and what came back stand apart, of empties too: what was ever sold never sinks."""
        session = self._open_session()
        session.gross += sold
        session.refunded += back
        self.perpetual_gross += sold
        self.perpetual_refunded += back

    def _priced(self, act: Selling, session: UUID) -> Document:
        document = self._next_document(act.at)
        if self._known is None:
            priced = bodies.sale(act, document=document, session=session)
        else:
            priced = sale_by_rules(act, document=document, session=session, store=self._store, rules=self._known.rules)
        with_lots(priced.body, act.lines, priced.numbers, act.at)
        return priced

    def _refund(self, act: Refunding) -> Draft:
        session = self._open_session()
        sold = self._sold[act.sale]
        document = bodies.refund(
            sold,
            lines=1 if act.only_first_line else len(sold.lines),
            in_cash=act.in_cash,
            document=self._next_document(act.at),
            session=session.id,
            cashier=act.cashier,
        )
        with_lots(document.body, sold.lines, range(1, len(document.amounts) + 1), act.at)
        session.refunds_count += 1
        self._count(sold=0, back=document.gross)
        self._take(document)
        return self._append("refund", act.at, document.body)

    def _take(self, document: Document) -> None:
        session = self._open_session()
        session.cash += document.cash
        session.card += document.card

    def _pick_up(self, act: Pickup) -> Draft:
        session = self._open_session()
        amount = min(act.amount, max(session.cash, 0))
        session.moved -= amount
        body: Body = {
            "session": str(session.id),
            "cashier": str(CASHIER_IDS[act.cashier]),
            "reason": "pickup",
            "amount": -amount,
        }
        return self._append("cash_movement", act.at, body)

    def _close(self, act: Closing) -> Draft:
        session = self._open_session()
        expected = session.float_amount + session.cash + session.moved
        tenders: list[Body] = [{"kind": "cash", "amount": session.cash}, {"kind": "card", "amount": session.card}]
        body: Body = {
            "session": str(session.id),
            "cashier": str(CASHIER_IDS[act.cashier]),
            "currency": CURRENCY,
            "period": "day",
            "first_sequence": session.first_sequence,
            "last_sequence": self.sequence,
            "sales_count": session.sales_count,
            "refunds_count": session.refunds_count,
            "gross": session.gross,
            "refunded": session.refunded,
            "cash_expected": expected,
            "cash_counted": expected - act.short,
            "cash_difference": -act.short,
            "tenders": tenders,
            "perpetual_gross": self.perpetual_gross,
            "perpetual_refunded": self.perpetual_refunded,
        }
        if session.deposits_taken or session.deposits_given_back:
            body["deposits"] = {"taken": session.deposits_taken, "given_back": session.deposits_given_back}
        self._session = None
        return self._append("closing", act.at, body)

    def _voided(self, act: Voiding) -> Body:
        body = self._event("basket_voided", act.cashier)
        body["lines_count"] = len(act.lines)
        body["gross"] = bodies.value_of(act.lines)
        return body

    def _event(self, event: str, cashier: str) -> Body:
        return {"event": event, "cashier": str(CASHIER_IDS[cashier]), "session": str(self._open_session().id)}

    def _open_session(self) -> _Session:
        assert self._session is not None, "the plan sells before it opens"
        return self._session

    def _next_document(self, at: datetime) -> UUID:
        return identifier("document", f"{self.chain.chain}/{self.sequence + 1}", unix_ms=_unix_ms(at))

    def _append(self, kind: str, at: datetime, body: Body, *, by_rules: bool = False) -> Draft:
        envelope: Body = {
            "format": 1,
            "organization": str(self.chain.organization),
            "till": str(self.chain.till),
            "chain": str(self.chain.chain),
            "sequence": self.sequence + 1,
            "previous": self.previous,
            "kind": kind,
            "device_time": at.isoformat(timespec="milliseconds"),
            "monotonic_ms": (at - self._booted) // timedelta(milliseconds=1),
            "boot": self._boot,
            "server_time_seen": _utc_text(at - timedelta(seconds=17)),
            "catalog_position": self._known.position if self._known else self.positions[self._era],
            "engine_version": v2.ENGINE_VERSION if by_rules else ENGINE_VERSION,
            "body": body,
        }
        content = canonical_entry(envelope)
        self.sequence += 1
        self.previous = digest(content)
        return Draft(self.sequence, kind, self.previous, content)


def _unix_ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _utc_text(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
