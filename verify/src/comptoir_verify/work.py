"""What each process does: seals of a stretch of entries, or all of one table."""

from __future__ import annotations

import json
import zipfile
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comptoir_verify.reading import Rows, digest_of_member, octets
from comptoir_verify.rows import TABLES, NotCounted, milliseconds, rows_of, turnover
from comptoir_verify.sealing import ENTRY_TAG, NOTHING_BEFORE, Unreadable, digest_of, is_sealed, read_till_key
from comptoir_verify.sums import Sums
from comptoir_verify.tree import Growing, leaf_hash, leaf_text

LOG, OUTBOX, ENTRY = "tables/platform_log.csv", "tables/platform_outbox.csv", "tables/sales_entry.csv"
LOG_COLUMNS = ("position", "topic", "subject", "digest")
ENTRY_COLUMNS = ("id", "till_id", "chain_id", "sequence", "kind", "digest", "content", "seal")
TOPIC = "sales.entry"


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
    """Lines of one chain that follow each other, what each is called in tables, and the line before them."""

    chain: Chain
    place: int
    before: bytes
    lines: Sequence[bytes]
    identifiers: Sequence[str]


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
    started: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A table that was read."""

    file: str
    rows: int
    digest: str


@dataclass(slots=True)
class LogRead:
    """The log: where its first hole is, and its roots at the sizes that were asked for."""

    size: int
    digest: str
    rows: int
    roots: dict[int, bytes] = field(default_factory=dict)


def make_worker(path: Path, key: bytes, sizes: Sequence[int]) -> Callable[[Any], Any]:
    """In each process."""
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
    """Seal, place and predecessor of each entry; what its rows must be goes into the sums."""
    chain = stretch.chain
    checked = Checked(chain.number, stretch.place, array("q"), bytearray())
    key = read_till_key(chain.public_key)
    before, group, sequence = _group_before(stretch.before)
    for line, (raw, entry) in enumerate(zip(stretch.lines, stretch.identifiers, strict=True), start=stretch.place):
        seal, _, content = raw.partition(b" ")
        digest = digest_of(content)
        envelope = read_envelope(content)
        checked.digests += digest
        if not is_sealed(key, ENTRY_TAG + content, seal.decode("ascii", "replace")):
            here = envelope["sequence"] if envelope else 0
            checked.faults.append(Fault("seal", here, line, entry))
        if envelope is None:
            checked.sequences.append(0)
            checked.faults.append(Fault("unreadable", 0, line, entry))
            continue
        here = envelope["sequence"]
        checked.sequences.append(here)
        is_branch = here == sequence
        if not is_branch:
            before, group, sequence = (group if here == sequence + 1 else set()), set(), here
        group.add(digest.hex())
        if envelope["previous"] not in before and not (here == 1 and envelope["previous"] == NOTHING_BEFORE):
            checked.loose.append((here, envelope["previous"], entry))
        for name, said in (("organization", chain.organization), ("till", chain.till), ("chain", chain.chain)):
            if envelope[name] != said:
                checked.faults.append(Fault("misplaced", here, line, entry, {"what": name, "said": envelope[name]}))
        _read_body(checked, envelope, entry, is_branch=is_branch)
        _expect_rows(sums, chain, envelope, entry, digest.hex(), seal.decode("ascii", "replace"))
    return checked


def read_envelope(content: bytes) -> dict[str, Any] | None:
    """None for what is no entry of format 1."""
    try:
        found = json.loads(content)
        words = ("organization", "till", "chain", "previous", "kind", "device_time")
        if not all(isinstance(found[word], str) for word in words) or not isinstance(found["body"], dict):
            return None
        if found["format"] != 1 or type(found["sequence"]) is not int or not 1 <= found["sequence"] < 1 << 53:
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _group_before(line: bytes) -> tuple[set[str], set[str], int]:
    content = line.partition(b" ")[2]
    envelope = read_envelope(content) if content else None
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
        checked.closings.append(
            Closing(sequence, entry, checked.gross, checked.back, stated, last if type(last) is int else None)
        )
    gross, back = turnover(kind, body)
    checked.gross += gross
    checked.back += back


def _expect_rows(sums: Sums, chain: Chain, envelope: dict[str, Any], entry: str, digest: str, seal: str) -> None:
    if not entry:
        return
    sums.add("log", entry, (digest,))
    kind = envelope["kind"]
    sums.add("entry", entry, (chain.till, chain.chain, str(envelope["sequence"]), kind, digest, digest, seal))
    try:
        rows = list(rows_of(kind, envelope))
    except NotCounted:
        return
    for table, cells in rows:
        sums.add(table, entry, cells)


def read_table(archive: zipfile.ZipFile, file: str, sums: Sums) -> Counted:
    """Take what a table holds away from what the bytes say; a table that they say nothing of is only hashed."""
    for name, table in TABLES.items():
        if table.file == file:
            rows = Rows(archive, file, (table.entry, *table.columns))
            if name == "sale":
                for entry, *cells in rows:
                    sums.take(name, entry, (*cells[:-1], moment(cells[-1])))
            else:
                for entry, *cells in rows:
                    sums.take(name, entry, cells)
            return Counted(file, rows.count, rows.digest())
    if file in (ENTRY, OUTBOX):
        return _read_entries(archive, file, sums)
    return Counted(file, -1, digest_of_member(archive, file))


def _read_entries(archive: zipfile.ZipFile, file: str, sums: Sums) -> Counted:
    """The table of entries, or what of them the log does not have yet."""
    rows = Rows(archive, file, ENTRY_COLUMNS if file == ENTRY else LOG_COLUMNS[1:])
    for row in rows:
        if file == ENTRY:
            sums.take("entry", row[0], stored_entry(row))
        elif row[0] == TOPIC:
            sums.take("log", row[1], (row[2].removeprefix("\\x"),))
    return Counted(file, rows.count, rows.digest())


def stored_entry(row: Sequence[str]) -> tuple[str, ...]:
    """A row of the table of entries, as what its bytes say."""
    _, till, chain, sequence, kind, digest, content, seal = row
    return (
        *(till, chain, sequence, kind, digest.removeprefix("\\x"), digest_of(octets(content)).hex()),
        octets(seal).decode("ascii", "replace"),
    )


def moment(text: str) -> str:
    """In milliseconds; as it stands, where it is none."""
    try:
        return milliseconds(text)
    except NotCounted:
        return text


def read_log(archive: zipfile.ZipFile, sums: Sums, sizes: Sequence[int]) -> LogRead:
    """Hash every line of the log. The rows are sorted by position: where one is missing, the tree ends."""
    tree = Growing()
    rows = Rows(archive, LOG, LOG_COLUMNS)
    wanted = {size for size in sizes if size > 0}
    read = LogRead(0, "", 0)
    is_whole = True
    for position, topic, subject, stored in rows:
        digest = stored.removeprefix("\\x")
        if topic == TOPIC:
            sums.take("log", subject, (digest,))
        is_whole = is_whole and position == str(tree.size + 1)
        if is_whole:
            tree.add(leaf_hash(leaf_text(topic, subject, digest)))
            if tree.size in wanted:
                read.roots[tree.size] = tree.root()
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
    "Stretch",
    "Unreadable",
    "make_worker",
]
