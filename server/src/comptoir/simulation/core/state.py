"""What both runs of a history must agree about at the end, by acts: the real till's words of itself stand apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from comptoir.simulation.core.cast import CoreCashier
from comptoir.simulation.core.device import Device, RealEntry, acts_in
from comptoir.simulation.core.stage import stage_of
from comptoir.simulation.invariants import FALSE_ALARMS, Broken

if TYPE_CHECKING:
    from comptoir.simulation.world import World

# What only the settings of a real shop can say.
OTHER_FINDINGS = frozenset({"limit", "approval"})


def _name(till: int, enrolment: int, act: Any) -> str:
    return f"{till}-{enrolment} {act.kind} {act.name}"


def model_state(world: World) -> dict[str, object]:
    """Everything that both runs must agree about, as the model has it."""
    found: dict[str, object] = {}
    for row in world.books.log:
        entry, fragment = row.entry, row.fragment
        if entry.act is None:
            continue
        codes = tuple(sorted(code for code, _, _ in fragment.differences if code not in OTHER_FINDINGS))
        figures = (fragment.gross, fragment.cash, fragment.card, _folded(fragment.moves), codes)
        found[_name(entry.chain.till, entry.chain.enrolment, entry.act)] = (fragment.kind, *figures)
    for kept in world.books.quarantine:
        if kept.entry.act is not None:
            name = _name(kept.entry.chain.till, kept.entry.chain.enrolment, kept.entry.act)
            found[f"held {name}"] = str(kept.code)
    for cashier in world.cashiers:
        disk = cashier.disk
        is_open = disk.is_open and disk.entries[-1].kind != "closing"
        acts = acts_in(disk.entries)
        found[f"till {cashier.number}"] = (acts, len(disk.outbox), tuple(disk.perpetual), is_open, "no basket")
    found["goods"] = {item: milli for item, milli in world.books.on_hand.items() if milli}
    return found


def _folded(moves: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """By article: the real till rings the same article twice as one line, the model as two."""
    found: Counter[int] = Counter()
    for item, milli in moves:
        found[item] += milli
    return tuple(sorted(found.items()))


def real_state(world: World) -> dict[str, object]:
    """The same, as PostgreSQL and the real tills have it."""
    stage = stage_of(world)
    entries = {entry.digest: (device, entry) for device in stage.devices for entry in device.entries}
    found: dict[str, object] = {}
    on_hand: Counter[int] = Counter()
    for row in stage.ledger.rows():
        device, entry = entries[row.digest]
        for item, milli in row.moves:
            on_hand[item] += milli
        if entry.act is not None:
            codes = tuple(code for code in row.codes if code not in OTHER_FINDINGS)
            figures = (row.gross, row.cash, row.card, _folded(row.moves), codes)
            found[_name(device.till, device.enrolment, entry.act)] = (row.kind, *figures)
    for digest, code in stage.ledger.quarantine():
        device, entry = entries[digest]
        if entry.act is not None:
            found[f"held {_name(device.till, device.enrolment, entry.act)}"] = code
    for cashier in world.cashiers:
        assert isinstance(cashier, CoreCashier)
        state = cashier.device_here.state
        perpetual = (state["perpetual"]["gross"], state["perpetual"]["refunded"])
        basket = f"a basket of {state['basket']}" if state["basket"] else "no basket"
        acts = acts_in(cashier.device_here.entries)
        found[f"till {cashier.number}"] = (acts, len(state["outbox"]), perpetual, state["session"] is not None, basket)
    found["goods"] = {item: milli for item, milli in on_hand.items() if milli}
    return found


def real_broken(world: World) -> list[Broken]:
    """What is wrong with the real books by themselves: bytes, what was acknowledged, what stands twice."""
    stage = stage_of(world)
    rows = stage.ledger.rows()
    held = {digest for digest, _code in stage.ledger.quarantine()}
    entries = {entry.digest: entry for device in stage.devices for entry in device.entries}
    found = list(_bytes(rows, entries))
    counted = Counter(row.digest for row in rows)
    documents = Counter(id(entries[row.digest].act) for row in rows if _is_turned(entries[row.digest]))
    found += [
        Broken("doubled", f"{entries[name].name} is stored {count} times")
        for name, count in counted.items()
        if count > 1
    ]
    found += [Broken("doubled", "a sale is in the real books twice") for count in documents.values() if count > 1]
    for device in stage.devices:
        found += [Broken("stuck", f"the till's program tells of a fault: {bug}") for bug in device.bugs]
        if device in stage.evicted:
            continue
        found += _signatures(device)
        # Words of its own included: what a till still has, and what left its outbox, is there.
        gone = [entry.name for entry in device.entries if entry.digest not in counted and entry.digest not in held]
        if gone:
            found.append(Broken("lost", f"not in the real books: {' '.join(gone)}"))
    return found


def _signatures(device: Device) -> Iterator[Broken]:
    """Each signature of the device stands in the journal once: in a document, or in the word that one was voided."""
    counters = [
        json.loads(entry.line.partition(b" ")[2])["body"].get("fiscal", {}).get("counter") for entry in device.entries
    ]
    told = [counter for counter in counters if counter is not None]
    if sorted(told) != list(range(1, device.state["signed"] + 1)):
        yield Broken("lost", f"the sealing device signed {device.state['signed']} times, the journal tells of {told}")
    documents = [entry.name for entry in device.entries if entry.act is not None and entry.act.is_turned]
    if len(documents) > len(told):
        yield Broken("lost", f"of {len(documents)} documents {len(told)} were signed")


def _is_turned(entry: RealEntry) -> bool:
    return entry.act is not None and entry.act.is_turned


def _bytes(rows: list[Any], entries: dict[str, RealEntry]) -> Iterator[Broken]:
    for row in rows:
        entry = entries.get(row.digest)
        if entry is None:
            yield Broken("doubled", f"{row.digest} is in the books, and no till has sealed it")
        elif entry.line != row.line:
            yield Broken("lost", f"the books hold other bytes than {entry.name} was sealed with")
        elif entry.act is None:
            flagged = [code for code in row.codes if code.startswith(FALSE_ALARMS)]
            if flagged:
                yield Broken("alarm", f"{entry.name} is flagged: {' '.join(flagged)}")
