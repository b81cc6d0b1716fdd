"""What each process does: seals of a stretch of entries, or all of one table."""

from __future__ import annotations

import gc
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from comptoir_verify.canonical import read_entry
from comptoir_verify.reading import Rows, digest_of_member, octets
from comptoir_verify.rows import TABLES, rows_of, turnover
from comptoir_verify.sealing import ENTRY_TAG, NOTHING_BEFORE, Unreadable, digest_of, is_sealed, read_till_key
from comptoir_verify.sums import Sums
from comptoir_verify.tree import Growing, leaf_hash, leaf_text

LOG, OUTBOX, ENTRY = "tables/platform_log.csv", "tables/platform_outbox.csv", "tables/sales_entry.csv"
LOG_COLUMNS = ("position", "topic", "subject", "digest")
ENTRY_COLUMNS = ("id", "till_id", "chain_id", "sequence", "kind", "digest", "content", "seal")
TOPIC, OFFICE_TOPIC = "sales.entry", "office.entry"
# Entries make no cycles: looking for some after every few of them is a tenth of all the work.
GARBAGE_AT = 100_000
_WORDS = ("organization", "till", "chain", "previous", "kind", "device_time")
# What a closing states of its day, in the order of `chains.DAY_NAMES`.
DAY = ("gross", "refunded", "sales_count", "refunds_count")


@dataclass(frozen=True, slots=True)
class Chain:
    """Whose entries they are."""

    number: int
    name: str
    organization: str
    till: str
    chain: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one chain that follow each other, what each is called in tables (a line each), and the line before."""

    chain: Chain
    place: int
    before: bytes
    lines: bytes
    identifiers: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one entry. `sequence` 0: it could not be read, and `line` says where it stands."""

    code: str
    sequence: int
    line: int
    entry: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that another one names."""

    by: int
    entry: str
    chain: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Closing:
    """What was turned over in this stretch before it, and the totals that it states."""

    sequence: int
    entry: str
    gross: int
    back: int
    stated: tuple[int, int] | None
    last_sequence: int | None
    # What the day itself states: gross, refunded, how many sales and refunds; and how many there were so far.
    day: tuple[Any, ...] = ()
    counts: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The word of a key for the one that follows it."""

    sequence: int
    entry: str
    chain: str
    public_key: str
    certificate: str


@dataclass(slots=True)
class Checked:
    """What a stretch came to."""

    chain: int
    place: int
    sequences: array[int]
    digests: bytearray
    faults: list[Fault] = field(default_factory=list)
    loose: list[tuple[int, str, str]] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    gross: int = 0
    back: int = 0
    sales: int = 0
    refunds: int = 0
    renewals: list[Renewal] = field(default_factory=list)
    started: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A table that was read."""

    file: str
    rows: int
    digest: str


@dataclass(slots=True)
class LogRead:
    """The log: where its first hole is, its roots at the sizes that were asked for, and the office's lines."""

    size: int
    digest: str
    rows: int
    roots: dict[int, bytes] = field(default_factory=dict)
    office: dict[str, str] = field(default_factory=dict)


def make_worker(path: Path, key: bytes, sizes: Sequence[int]) -> Callable[[Any], Any]:
    """In each process."""
    gc.set_threshold(GARBAGE_AT)
    sums = Sums(key)
    archive = zipfile.ZipFile(path)

    def work(piece: Any) -> Any:
        if piece is None:
            return sums.heaps
        if isinstance(piece, Stretch):
            return check_stretch(piece, sums)
        file = str(piece)
        if file == LOG:
            return read_log(archive, sums, sizes)
        return read_table(archive, file, sums)

    return work


def check_stretch(stretch: Stretch, sums: Sums) -> Checked:
    """Seal, place and predecessor of each entry; what its rows must be goes into the sums.

    Seals first, all of them: mixed with the rest they take a tenth longer, as each pushes the other out of the
    processor's caches.
    """
    chain = stretch.chain
    checked = Checked(chain.number, stretch.place, array("q"), bytearray())
    parts = [raw.partition(b" ") for raw in stretch.lines.split(b"\n")]
    names = stretch.identifiers.decode("ascii", "replace").split("\n")
    key = read_till_key(chain.public_key)
    good = [is_sealed(key, ENTRY_TAG + content, seal) for seal, _, content in parts]
    before, group, sequence = _group_before(stretch.before)
    for number, (seal, _, content) in enumerate(parts):
        line, entry = stretch.place + number, names[number] if number < len(names) else ""
        hashed = sha256(ENTRY_TAG + content)
        envelope, oddity = read_envelope(content)
        checked.digests += hashed.digest()
        if not good[number]:
            here = envelope["sequence"] if envelope else 0
            checked.faults.append(Fault("seal", here, line, entry))
        if envelope is None:
            checked.sequences.append(0)
            checked.faults.append(Fault("unreadable", 0, line, entry))
            continue
        here, digest = envelope["sequence"], hashed.hexdigest()
        checked.sequences.append(here)
        is_branch = here == sequence
        if not is_branch:
            before, group, sequence = (group if here == sequence + 1 else set()), set(), here
        group.add(digest)
        if envelope["previous"] not in before and not (here == 1 and envelope["previous"] == NOTHING_BEFORE):
            checked.loose.append((here, envelope["previous"], entry))
        if oddity:
            checked.faults.append(Fault(oddity, here, line, entry))
        for name, said in (("organization", chain.organization), ("till", chain.till), ("chain", chain.chain)):
            if envelope[name] != said:
                checked.faults.append(Fault("misplaced", here, line, entry, {"what": name, "said": envelope[name]}))
        _read_body(checked, envelope, entry, is_branch=is_branch)
        _expect_rows(sums, chain, envelope, entry, digest, seal.decode("ascii", "replace"))
    return checked


def read_envelope(content: bytes) -> tuple[dict[str, Any] | None, str]:
    """None for what is no entry of format 1; and what is odd about its spelling."""
    try:
        found, oddity = read_entry(content)
        for word in _WORDS:
            if not isinstance(found[word], str):
                return None, ""
        if not isinstance(found["body"], dict) or found["format"] != 1:
            return None, ""
        if type(found["sequence"]) is not int or not 1 <= found["sequence"] < 1 << 53:
            return None, ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, ""
    return (found, oddity) if isinstance(found, dict) else (None, "")


def _group_before(line: bytes) -> tuple[set[str], set[str], int]:
    content = line.partition(b" ")[2]
    envelope = read_envelope(content)[0] if content else None
    if envelope is None:
        return set(), set(), 0
    return set(), {digest_of(content).hex()}, envelope["sequence"]


def _read_body(checked: Checked, envelope: dict[str, Any], entry: str, *, is_branch: bool) -> None:
    """What it names, what it turned over, and what it states of all before it."""
    kind, body, sequence = envelope["kind"], envelope["body"], envelope["sequence"]
    if sequence == 1 and not is_branch:
        checked.started = body
    named = body.get("refers_to") or body.get("order")
    if isinstance(named, dict) and type(named.get("sequence")) is int:
        chain, digest = str(named.get("chain")), str(named.get("digest"))
        checked.named.append(Named(sequence, entry, chain, named["sequence"], digest))
    if is_branch:
        return
    if kind == "closing":
        totals = (body.get("perpetual_gross"), body.get("perpetual_refunded"))
        stated = (totals[0], totals[1]) if type(totals[0]) is int and type(totals[1]) is int else None
        last = body.get("last_sequence")
        day = tuple(body.get(name) for name in DAY) if body.get("period", "day") == "day" else ()
        ends = last if type(last) is int else None
        counts = (checked.sales, checked.refunds)
        checked.closings.append(Closing(sequence, entry, checked.gross, checked.back, stated, ends, day, counts))
    if kind == "technical_event" and body.get("event") == "key_rotated":
        told = (str(body.get(name)) for name in ("chain", "public_key", "certificate"))
        checked.renewals.append(Renewal(sequence, entry, *told))
    gross, back = turnover(kind, body)
    checked.gross += gross
    checked.back += back
    checked.sales += kind in ("sale", "exchange")
    checked.refunds += kind in ("refund", "exchange")


def _expect_rows(sums: Sums, chain: Chain, envelope: dict[str, Any], entry: str, digest: str, seal: str) -> None:
    if not entry:
        return
    kind = envelope["kind"]
    own = (chain.till, chain.chain, str(envelope["sequence"]), kind, digest, digest, seal)
    sums.add_rows(entry, [("log", (digest,)), ("entry", own), *rows_of(kind, envelope)])


def read_table(archive: zipfile.ZipFile, file: str, sums: Sums) -> Counted:
    """Take what a table holds away from what the bytes say; a table that they say nothing of is only hashed."""
    for name, table in TABLES.items():
        if table.file == file:
            rows = Rows(archive, file, (table.entry, *table.columns))
            sums.take_all(name, table.spelled(rows))
            return Counted(file, rows.count, rows.digest())
    if file == ENTRY:
        rows = Rows(archive, file, ENTRY_COLUMNS)
        sums.take_all("entry", map(stored_entry, rows))
        return Counted(file, rows.count, rows.digest())
    if file == OUTBOX:
        rows = Rows(archive, file, LOG_COLUMNS[1:])
        sums.take_all("log", ((row[1], row[2].removeprefix("\\x")) for row in rows if row[0] == TOPIC))
        return Counted(file, rows.count, rows.digest())
    return Counted(file, -1, digest_of_member(archive, file))


def stored_entry(row: Sequence[str]) -> tuple[str, ...]:
    """A row of the table of entries, as what its bytes say."""
    entry, till, chain, sequence, kind, digest, content, seal = row
    said = sha256(ENTRY_TAG + octets(content)).hexdigest()
    return entry, till, chain, sequence, kind, digest.removeprefix("\\x"), said, octets(seal).decode("ascii", "replace")


def read_log(archive: zipfile.ZipFile, sums: Sums, sizes: Sequence[int]) -> LogRead:
    """Hash every line of the log. The rows are sorted by position: where one is missing, the tree ends."""
    tree, wanted = Growing(), {size for size in sizes if size > 0}
    rows = Rows(archive, LOG, LOG_COLUMNS)
    read = LogRead(0, "", 0)

    def entries() -> Iterator[tuple[str, str]]:
        is_whole = True
        for position, topic, subject, stored in rows:
            digest = stored.removeprefix("\\x")
            is_whole = is_whole and position == str(tree.size + 1)
            if is_whole:
                tree.add(leaf_hash(leaf_text(topic, subject, digest)))
                if tree.size in wanted:
                    read.roots[tree.size] = tree.root()
            if topic == TOPIC:
                yield subject, digest
            elif topic == OFFICE_TOPIC:
                read.office[subject] = digest

    sums.take_all("log", entries())
    read.size, read.digest, read.rows = tree.size, rows.digest(), rows.count
    return read


__all__ = [
    "Chain",
    "Checked",
    "Closing",
    "Counted",
    "Fault",
    "LogRead",
    "Named",
    "Renewal",
    "Stretch",
    "Unreadable",
    "make_worker",
]
