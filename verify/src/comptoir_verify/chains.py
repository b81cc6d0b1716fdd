"""A chain as a whole: what only shows between entries, in 40 bytes an entry."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain as joined
from itertools import pairwise
from typing import Any

from comptoir_verify.findings import Report
from comptoir_verify.sealing import NOTHING_BEFORE, Certificate
from comptoir_verify.work import Checked, Closing, Named

DIGEST_BYTES = 32
# Sealed as it stands and read in one way, though no till of ours writes so.
HARMLESS = frozenset({"spelling"})


@dataclass(slots=True)
class Followed:
    """What was read of a chain, in the order of its lines."""

    name: str
    certificate: Certificate | None
    sequences: array[int] = field(default_factory=lambda: array("q"))
    digests: bytearray = field(default_factory=bytearray)
    stretches: list[Checked] = field(default_factory=list)

    def document(self, sequence: int) -> str:
        """The number that a customer holds."""
        if self.certificate is None:
            return f"{self.name}-{sequence}"
        return f"{self.certificate.till_code}-{self.certificate.enrolment}-{sequence}"

    def digests_at(self, sequence: int) -> list[str]:
        """Of the entry there, and of those that were adopted beside it."""
        place = bisect_left(self.sequences, sequence)
        found = []
        while place < len(self.sequences) and self.sequences[place] == sequence:
            found.append(bytes(self.digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]).hex())
            place += 1
        return found

    @property
    def last(self) -> int:
        return self.sequences[-1] if self.sequences else 0

    def gather(self) -> None:
        """Put the stretches together, once all of them came."""
        self.stretches.sort(key=lambda one: one.place)
        for stretch in self.stretches:
            self.sequences.extend(stretch.sequences)
            self.digests += stretch.digests
            stretch.sequences, stretch.digests = array("q"), bytearray()


def check_chain(chain: Followed, held: set[str], report: Report) -> None:
    """Predecessors, faults, and the totals of closings."""
    for stretch in chain.stretches:
        for fault in stretch.faults:
            document = chain.document(fault.sequence) if fault.sequence else f"{chain.name}:{fault.line + 1}"
            told = report.remark if fault.code in HARMLESS else report.add
            told(fault.code, document, fault.entry, **fault.details)
        for sequence, previous, entry in stretch.loose:
            _check_loose(chain, sequence, previous, entry, held, report)
    steps = Counter(_step(before, here) for before, here in pairwise(chain.sequences))
    if steps["back"]:
        report.add("order", chain.name)
    if steps["beside"]:
        report.remark("adopted", chain.name, count=steps["beside"])
    _check_beginning(chain, report)
    _check_closings(chain, report)


def _step(before: int, here: int) -> str:
    return "back" if here < before else "beside" if here == before else "on"


def check_head(chain: Followed, stated: tuple[int, str] | None, report: Report) -> None:
    """What the table of heads says of the chain's end."""
    if stated is None:
        if chain.last:
            report.add("head_missing", chain.document(chain.last))
    elif stated[0] != chain.last or (chain.last and stated[1] not in chain.digests_at(chain.last)):
        report.add("head", chain.document(chain.last), ends=stated[0])


def check_named(chains: Iterable[Followed], held: set[str], report: Report) -> None:
    """Refunds, corrections and copies name the entry that they are of: it must be there."""
    by_chain = {chain.certificate.chain: chain for chain in chains if chain.certificate is not None}
    for chain in by_chain.values():
        for stretch in chain.stretches:
            for named in stretch.named:
                _check_one_named(chain, named, by_chain, held, report)


def _check_one_named(
    chain: Followed, named: Named, by_chain: Mapping[str, Followed], held: set[str], report: Report
) -> None:
    other = by_chain.get(named.chain)
    if named.digest in held or (other is not None and named.digest in other.digests_at(named.sequence)):
        return
    whose = other.document(named.sequence) if other is not None else f"{named.chain} {named.sequence}"
    # A till may name the sale of a chain that waits in quarantine or never came; of a chain that is here it is missing.
    if other is None:
        report.remark("named_elsewhere", chain.document(named.by), named.entry, named=whose)
    else:
        report.add("named", chain.document(named.by), named.entry, named=whose)


def _check_loose(chain: Followed, sequence: int, previous: str, entry: str, held: set[str], report: Report) -> None:
    if previous in held or previous in chain.digests_at(sequence - 1):
        return
    if sequence == 1 and previous == NOTHING_BEFORE:
        return
    is_gap = bool(sequence > 1 and not chain.digests_at(sequence - 1))
    report.add("gap" if is_gap else "previous", chain.document(sequence), entry, missing=chain.document(sequence - 1))


def _check_beginning(chain: Followed, report: Report) -> None:
    started = _started(chain)
    if chain.certificate is None or not chain.sequences:
        return
    if started is None:
        if chain.sequences[0] > 1:
            report.add("beginning", chain.document(chain.sequences[0]), first=chain.sequences[0])
        return
    if started.get("event") != "chain_started":
        report.add("started", chain.document(1))
    elif not started.get("vouched") and started.get("certificate") != chain.certificate.digest:
        report.add("started_certificate", chain.document(1))


def check_succession(chains: Iterable[Followed], held: set[str], report: Report) -> None:
    """A chain names the last entry of the one before it: that one must not be shorter."""
    by_chain = {chain.certificate.chain: chain for chain in chains if chain.certificate is not None}
    for chain in by_chain.values():
        started: dict[str, Any] = _started(chain) or {}
        head = started.get("previous_head")
        before = by_chain.get(str(started.get("previous_chain")))
        if before is None or not isinstance(head, dict) or type(head.get("sequence")) is not int:
            continue
        sequence, digest = head["sequence"], str(head.get("digest"))
        if sequence and digest not in before.digests_at(sequence) and digest not in held:
            report.add("succession", before.document(sequence), by=chain.document(1))


def _started(chain: Followed) -> dict[str, Any] | None:
    """The body of the first entry, where it is here."""
    return next((one.started for one in chain.stretches if one.started is not None), None)


def _check_closings(chain: Followed, report: Report) -> None:
    """Each closing's perpetual totals are those of the closing before, and all that was turned over since."""
    started = _started(chain)
    known = (0, 0) if started is not None and "previous_chain" not in started else None
    gross = back = 0
    places = sum(here != before for before, here in pairwise(joined([0], chain.sequences)))
    is_whole = places == chain.last
    for stretch in chain.stretches:
        used = (0, 0)
        for closing in stretch.closings:
            gross, back = gross + closing.gross - used[0], back + closing.back - used[1]
            used = (closing.gross, closing.back)
            if known is not None and is_whole:
                _check_closing(chain, closing, (known[0] + gross, known[1] + back), report)
            if closing.stated is not None:
                known, gross, back = closing.stated, 0, 0
        gross, back = gross + stretch.gross - used[0], back + stretch.back - used[1]


def _check_closing(chain: Followed, closing: Closing, right: tuple[int, int], report: Report) -> None:
    document = chain.document(closing.sequence)
    if closing.stated is not None and closing.stated != right:
        said, found = f"{closing.stated[0]}/{closing.stated[1]}", f"{right[0]}/{right[1]}"
        report.add("perpetual", document, closing.entry, said=said, found=found)
    if closing.last_sequence is not None and closing.last_sequence != closing.sequence - 1:
        report.add("closing_end", document, closing.entry, said=closing.last_sequence)
