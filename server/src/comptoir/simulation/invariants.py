"""What must hold when everything is quiet again: nothing lost, nothing doubled, no hole, and all sums equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from comptoir.journal import EMPTY_DIGEST
from comptoir.sales.closings import (
    Before,
    Period,
    Perpetual,
    Rare,
    RareBody,
    Summed,
    TenderKey,
    judge_closing,
    read_closing,
)
from comptoir.sales.entries import Code
from comptoir.simulation.books import Kept, Stored
from comptoir.simulation.relay import WAITS_MAX
from comptoir.simulation.trade import FLOAT, asked_of_devices

CASH, CARD = TenderKey("cash"), TenderKey("card")

if TYPE_CHECKING:
    from comptoir.simulation.sealing import Entry
    from comptoir.simulation.world import World

# What a person may take over into the books (`sales/adopting.py`), and so no sale that is lost.
WITH_A_WAY_OUT = frozenset({Code.FORK, Code.GAP, Code.REVOKED, Code.UNKNOWN_CHAIN})
# How the books must not judge what an honest till says.
FALSE_ALARMS = ("body", "line", "totals", "tenders", "price", "refund_", "closing")


class Broken(NamedTuple):
    """A rule that does not hold: `kind` is lost, doubled, gap, sums, alarm or stuck."""

    kind: str
    what: str


@dataclass(slots=True)
class Sums:
    """What a till's sales come to, one way or the other."""

    gross: int = 0
    cash: int = 0
    card: int = 0


def check(world: World) -> list[Broken]:
    """Everything that is wrong at the end of a history."""
    log = world.books.log
    stored = {row.entry.digest for row in log}
    kept = {row.entry.digest: row.code for row in world.books.quarantine}
    found = [*_lost(world, stored, kept), *_doubled(world, log), *_chains(world)]
    found += _devices(world)
    found += _sums(world, log)
    found += _closings(world, log)
    return [*found, *_alarms(world, log)]


def _lost(world: World, stored: set[str], kept: dict[str, Code]) -> Iterator[Broken]:
    told = {**world.acknowledged, **world.kept_by_relay}
    for cashier in world.cashiers:
        for entry in (*cashier.printer.receipts, *cashier.printer.copies):
            told[entry.digest] = entry
        if cashier.disk.outbox:
            yield Broken("stuck", f"till {cashier.number} still has {len(cashier.disk.outbox)} unsent")
        if cashier.next < len(cashier.acts):
            yield Broken("stuck", f"till {cashier.number} never came to act {cashier.next}")
    excused = (world.destroyed - world.kept_by_relay.keys()) | _for_a_person(world)
    for name, entry in told.items():
        if name not in stored and name not in excused:
            if name not in kept:
                yield Broken("lost", f"{entry.name} was printed or acknowledged, and is nowhere")
            elif kept[name] not in WITH_A_WAY_OUT:
                yield Broken("lost", f"{entry.name} is in quarantine as {kept[name]}, and nobody can take it over")


def _for_a_person(world: World) -> set[str]:
    """What lies on the relay's disk and can't go on: refused, or behind a hole that nobody can fill any more."""
    if world.relay is None:
        return set()
    found = {entry.digest for entry in world.relay.refused}
    if world.server.epoch:
        # The agent does not hear of a restore: what it had brought is on its disk, for a week.
        found |= world.relay.digests()
    if world.relay.waits >= WAITS_MAX and world.destroyed:
        for chain, entries in world.relay.kept.items():
            found |= {entry.digest for entry in entries[world.relay.sent.get(chain, 0) :]}
    return found


def _doubled(world: World, log: list[Stored]) -> Iterator[Broken]:
    entries: set[str] = set()
    documents: set[object] = set()
    for row in log:
        entry = row.entry
        if entry.digest in entries:
            yield Broken("doubled", f"{entry.name} is stored twice")
        entries.add(entry.digest)
        act = entry.act
        if act is not None and act.is_turned:
            if act in documents:
                yield Broken("doubled", f"sale {act.name} is in the books twice")
            documents.add(act)


def _chains(world: World) -> Iterator[Broken]:
    """Each entry was written behind the one that it names, or behind bytes that were known to be in quarantine."""
    here = {EMPTY_DIGEST}
    places: set[tuple[object, int]] = set()
    for row in world.books.written:
        if isinstance(row, Stored):
            entry = row.entry
            if entry.previous not in here:
                yield Broken("gap", f"{entry.name} was accepted behind a hole")
            place = (entry.chain, entry.sequence)
            if place in places:
                yield Broken("gap", f"another entry stands where {entry.name} was accepted")
            places.add(place)
            here.add(entry.digest)
        elif isinstance(row, Kept):
            here.add(row.entry.digest)


def _devices(world: World) -> Iterator[Broken]:
    for cashier in world.cashiers:
        wanted = asked_of_devices(cashier.acts)
        is_right = cashier.terminal.charged == wanted.charged and cashier.device.signed == wanted.signed
        # Who has done all acts, and has asked each device for exactly that, need not be looked at one by one.
        is_right = is_right and cashier.next == len(cashier.acts)
        for act in () if is_right else cashier.acts[: cashier.next]:
            charged = cashier.terminal.charged.get(act.name, 0)
            if charged != act.card:
                kind = "doubled" if charged > act.card else "lost"
                yield Broken(kind, f"card of sale {act.name}: charged {charged}, sold {act.card}")
            signed = cashier.device.signed.get(act.name, 0)
            if signed != act.is_turned:
                yield Broken("doubled", f"sale {act.name} was signed {signed} times")
        originals = cashier.printer.receipts
        if len({entry.digest for entry in originals}) < len(originals):
            twice = [name for name, count in Counter(e.digest for e in originals).items() if count > 1]
            yield Broken("doubled", f"till {cashier.number} printed {len(twice)} receipts twice as originals")
        printer = cashier.printer
        out = {entry.act for entry in (*printer.receipts, *printer.copies, *printer.failed)}
        missing = [act.name for act in cashier.acts[1 : cashier.next] if act not in out]
        if missing:
            yield Broken("lost", f"no paper for sales {' '.join(missing)}")


def _sums(world: World, log: list[Stored]) -> Iterator[Broken]:
    """What the tills sealed and what the books say: money by way to pay, and goods."""
    ours, theirs = Sums(), Sums()
    moved: dict[int, int] = {}
    for row in log:
        act, fragment = row.entry.act, row.fragment
        theirs.gross += fragment.gross
        theirs.cash += fragment.cash
        theirs.card += fragment.card
        if act is not None:
            ours.gross += act.gross
            ours.cash += act.cash
            ours.card += act.card
            for item, quantity in act.moves:
                moved[item] = moved.get(item, 0) + quantity
    if ours != theirs:
        yield Broken("sums", f"the tills sold {ours}, the books say {theirs}")
    for item, quantity in world.books.on_hand.items():
        if quantity != moved.get(item, 0):
            yield Broken("doubled", f"of {UUID(int=item)} {quantity} moved, and {moved.get(item, 0)} was sold")


def _closings(world: World, log: list[Stored]) -> Iterator[Broken]:
    """Every closing of a whole chain agrees with its entries, by the ledger's own judgement.

    A chain whose entries each name the one before is all sealed by its last digest: such a closing is judged once.
    """
    for book in world.books.chains.values():
        closing = book.at.get(len(book.at))
        if closing is None or closing.kind != "closing":
            continue
        entries = [book.at[sequence] for sequence in range(1, closing.sequence + 1) if sequence in book.at]
        if len(entries) != closing.sequence:
            continue
        previous = EMPTY_DIGEST
        is_linked = True
        for entry in entries:
            is_linked = is_linked and entry.previous == previous
            previous = entry.digest
        found = closing.judged if is_linked else None
        if found is None:
            found = _judge(closing, entries)
            closing.judged = found if is_linked else None
        for wrong in found:
            yield Broken("sums", wrong)


def _judge(closing: Entry, entries: list[Entry]) -> list[str]:
    envelope = closing.received.envelope
    stated = read_closing(envelope.body) if envelope is not None else None
    if stated is None or stated.first_sequence is None:
        return [f"the closing {closing.name} can't be read"]
    period = Period()
    for entry in entries[stated.first_sequence - 1 : -1]:
        _add(period, entry)
    if closing.chain.enrolment == 1:
        period.perpetual = Before(1, Perpetual()).perpetual.plus(period)
    return [
        f"the closing {closing.name}: {difference.code} {difference.claimed}, {difference.computed}"
        for difference in judge_closing(stated, closing.sequence, period)
    ]


def _add(period: Period, entry: Entry) -> None:
    act = entry.act
    period.entries += 1
    if act is None:
        return
    if entry.kind == "opening":
        session = UUID(str(entry.body["session"]))
        period.rare.append(Rare(entry.kind, entry.sequence, RareBody(session=session, float_amount=FLOAT)))
    elif entry.kind == "sale":
        period.sales_count += 1
        period.gross += act.gross
    else:
        period.refunds_count += 1
        period.refunded += act.gross
    period.drawer += act.cash
    for key, amount in ((CASH, act.cash), (CARD, act.card)):
        period.tenders[key] = Summed(period.tenders.get(key, Summed()).amount + amount)


def _alarms(world: World, log: list[Stored]) -> Iterator[Broken]:
    """An honest shop is not suspected: nothing of it is flagged, and only a restore leaves something for a person."""
    # A return may come before its sale: that is sent again later, or by the relay after its till lost its storage.
    is_disturbed = bool(world.plan.evictions or world.server.epoch)
    for row in log:
        for code, claimed, computed in row.fragment.differences:
            if code.startswith(FALSE_ALARMS) and not (code == "refund_unknown_sale" and is_disturbed):
                yield Broken("alarm", f"{row.entry.name} is flagged: {code} {claimed}, {computed}")
    expected = {Code.GAP} if world.server.epoch else set()
    codes = {row.code for row in world.books.quarantine} - expected
    if codes:
        yield Broken("alarm", f"entries in quarantine: {' '.join(sorted(codes))}")
