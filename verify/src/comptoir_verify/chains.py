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
from comptoir_verify.work import DAY, Checked, Closing, Named, Renewal

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
    # The perpetual totals of each closing, by its place.
    totals: dict[int, tuple[int, int]] = field(default_factory=dict)
    # Those that it began with, where that can be known.
    began_with: tuple[int, int] | None = None

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


def check_renewals(chains: Iterable[Followed], report: Report) -> None:
    """A key that follows another one does so by that one's word, and the other one seals nothing behind its end."""
    by_chain = {chain.certificate.chain: chain for chain in chains if chain.certificate is not None}
    words = {(chain, one.sequence): one for chain, followed in by_chain.items() for one in _renewals(followed)}
    for (name, sequence), word in words.items():
        _check_word(by_chain[name], sequence, word, by_chain.get(word.chain), report)
    for name, chain in by_chain.items():
        started = _started(chain) or {}
        if "word" not in started:
            continue
        place = (str(started.get("previous_chain")), started["word"])
        stands = words.get(place) if type(place[1]) is int else None
        before = by_chain.get(place[0])
        if before is None or stands is None or stands.chain != name:
            report.add("renewal_missing", chain.document(1))
            continue
        head = started.get("previous_head")
        ended = head.get("sequence") if isinstance(head, dict) else None
        for sequence in sorted({one for one in before.sequences if type(ended) is int and one > ended}):
            report.add("renewal_behind", before.document(sequence), ended=str(ended))


def _check_word(chain: Followed, sequence: int, word: Renewal, other: Followed | None, report: Report) -> None:
    """Of a chain that is not here, nothing can be said: a key may be prepared and never begin."""
    certificate = None if other is None else other.certificate
    if certificate is None:
        report.remark("renewal_unused", chain.document(sequence), word.entry)
    elif (certificate.public_key, certificate.digest) != (word.public_key, word.certificate):
        report.add("renewal_other", chain.document(sequence), word.entry)


def _renewals(chain: Followed) -> Iterable[Renewal]:
    return (one for stretch in chain.stretches for one in stretch.renewals)


def _started(chain: Followed) -> dict[str, Any] | None:
    """The body of the first entry, where it is here."""
    return next((one.started for one in chain.stretches if one.started is not None), None)


def _check_closings(chain: Followed, report: Report) -> None:
    """Each closing's perpetual totals are those of the closing before, and all that was turned over since; what it
    states of its day is what was turned over since that closing. A chain that goes on with a broken one's day tells
    nothing of its first.
    """
    started = _started(chain)
    known = (0, 0) if started is not None and "previous_chain" not in started else None
    chain.began_with = known
    may_judge = known is not None or bool(started and started.get("word"))
    since = [0, 0, 0, 0]
    places = sum(here != before for before, here in pairwise(joined([0], chain.sequences)))
    is_whole = places == chain.last
    for stretch in chain.stretches:
        used = (0, 0, 0, 0)
        for closing in stretch.closings:
            here = (closing.gross, closing.back, *closing.counts)
            since = [sum_ + now - before for sum_, now, before in zip(since, here, used, strict=True)]
            used = here
            if is_whole and may_judge:
                _check_day(chain, closing, since, report)
            if known is not None and is_whole:
                _check_closing(chain, closing, (known[0] + since[0], known[1] + since[1]), report)
            may_judge = True
            if closing.stated is not None:
                known = closing.stated
                chain.totals[closing.sequence] = closing.stated
            since = [0, 0, 0, 0]
        rest = (stretch.gross, stretch.back, stretch.sales, stretch.refunds)
        since = [sum_ + now - before for sum_, now, before in zip(since, rest, used, strict=True)]


def _check_day(chain: Followed, closing: Closing, found: list[int], report: Report) -> None:
    for name, said, right in zip(DAY, closing.day, found, strict=False):
        if type(said) is int and said != right:
            report.add("closing", chain.document(closing.sequence), closing.entry, what=name, said=said, found=right)


def _check_closing(chain: Followed, closing: Closing, right: tuple[int, int], report: Report) -> None:
    document = chain.document(closing.sequence)
    if closing.stated is not None and closing.stated != right:
        said, found = f"{closing.stated[0]}/{closing.stated[1]}", f"{right[0]}/{right[1]}"
        report.add("perpetual", document, closing.entry, said=said, found=found)
    if closing.last_sequence is not None and closing.last_sequence != closing.sequence - 1:
        report.add("closing_end", document, closing.entry, said=closing.last_sequence)
