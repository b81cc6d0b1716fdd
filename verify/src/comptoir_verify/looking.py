"""Where sums differ: the rows themselves, of those entries alone, and what is wrong with each."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from comptoir_verify.cells import Cells
from comptoir_verify.chains import Followed
from comptoir_verify.findings import Report
from comptoir_verify.reading import LINE_BYTES_MAX, Export, Rows
from comptoir_verify.rows import TABLES, rows_of
from comptoir_verify.sealing import digest_of
from comptoir_verify.sums import Sums, bucket_of
from comptoir_verify.work import (
    ENTRY,
    ENTRY_COLUMNS,
    LOG,
    LOG_COLUMNS,
    OUTBOX,
    TOPIC,
    read_envelope,
    stored_entry,
)

# So many buckets are looked at in one pass: about fifteen entries each in a shop of a million.
AT_ONCE = 4_096
STORED = ("till_id", "chain_id", "sequence", "kind", "digest", "content", "seal")
DISCREPANCIES = "tables/sales_discrepancy.csv"
Heap = dict[str, list[Cells]]


def merged(secret: bytes, kept: Iterable[dict[str, list[int]]]) -> Sums:
    """The sums of all processes together."""
    sums = Sums(secret)
    for one in kept:
        sums.merge(one)
    return sums


def look_closer(
    archive: zipfile.ZipFile, export: Export, chains: Sequence[Followed], sums: Sums, report: Report
) -> None:
    """Name every entry whose rows are others than its bytes say."""
    absent = {name for name, table in TABLES.items() if table.file not in export.members}
    for name in sorted(absent):
        if TABLES[name].file not in export.tables:
            report.remark("table_absent", TABLES[name].file)
    odd = {name: found for name, found in sums.odd().items() if name not in absent}
    named = any(f"entries/{name}.ids" in export.members for name in export.chains)
    if not odd or not named:
        return
    buckets = sorted({bucket for found in odd.values() for bucket in found})
    for first in range(0, len(buckets), AT_ONCE):
        _look(archive, export, chains, set(buckets[first : first + AT_ONCE]), odd.keys(), report)


@dataclass(slots=True)
class _Sealed:
    """What the bytes of the odd entries say."""

    heaps: dict[str, Heap]
    documents: dict[str, str] = field(default_factory=dict)
    undated: set[str] = field(default_factory=set)

    def read(self, chain: Followed, entry: str, seal: str, content: bytes) -> None:
        envelope, _ = read_envelope(content)
        if envelope is None or chain.certificate is None:
            return
        self.documents[entry] = chain.document(envelope["sequence"])
        digest = digest_of(content).hex()
        place = (chain.certificate.till, chain.certificate.chain, str(envelope["sequence"]), envelope["kind"])
        self._add("entry", entry, (*place, digest, digest, seal))
        self._add("log", entry, (digest,))
        if not "1970-01-03" < envelope["device_time"] < "2199-12-31":
            self.undated.add(entry)
        for table, cells in rows_of(envelope["kind"], envelope):
            self._add(table, entry, cells)

    def _add(self, name: str, entry: str, cells: Cells) -> None:
        self.heaps[name].setdefault(entry, []).append(cells)


def _look(
    archive: zipfile.ZipFile,
    export: Export,
    chains: Sequence[Followed],
    buckets: set[int],
    names: Collection[str],
    report: Report,
) -> None:
    sealed = _Sealed({name: {} for name in (*TABLES, "entry", "log")})
    for chain in chains:
        for entry, seal, content in _entries(archive, export, chain.name):
            if bucket_of(entry) in buckets:
                sealed.read(chain, entry, seal, content)
    excused = _excused(archive, export, buckets)
    not_counted: set[str] = set()
    for name, said in sealed.heaps.items():
        if name not in names:
            continue
        kept = _kept(archive, export, name, buckets)
        for entry in sorted(said.keys() | kept.keys()):
            expected, found = sorted(said.get(entry, [])), sorted(kept.get(entry, []))
            if _are_same(
                expected, found, is_undated=name in TABLES and TABLES[name].moment >= 0 and entry in sealed.undated
            ):
                continue
            if name in TABLES and not found and entry in excused:
                not_counted.add(entry)
            else:
                _name(name, entry, sealed.documents.get(entry, ""), expected, found, report)
    for entry in sorted(not_counted):
        report.remark("not_counted", sealed.documents.get(entry, ""), entry)


def _name(name: str, entry: str, document: str, expected: list[Cells], found: list[Cells], report: Report) -> None:
    """What of its rows is another."""
    file = "tables/sales_entry.csv" if name == "entry" else LOG if name == "log" else TABLES[name].file
    if not document:
        report.add("invented", f"{file} {entry}", entry, table=file)
    elif not found:
        report.add("row_missing", document, entry, table=file)
    elif len(expected) == len(found) == 1:
        columns = STORED if name == "entry" else ("digest",) if name == "log" else TABLES[name].columns
        for column, said, kept in zip(columns, expected[0], found[0], strict=True):
            if said != kept:
                report.add("cell", document, entry, table=file, column=column, said=said[:80], kept=kept[:80])
    else:
        report.add("rows", document, entry, table=file)


def _are_same(expected: list[Cells], found: list[Cells], *, is_undated: bool) -> bool:
    """Identifiers may be sealed in capital letters; tables hold them in small ones. Where a till's clock was beyond
    any calendar, the ledger dated by its own.
    """
    if is_undated:
        expected, found = [row[:-1] for row in expected], [row[:-1] for row in found]
    lowered = sorted(tuple(cell.lower() for cell in row) for row in expected)
    return expected == found or lowered == sorted(tuple(cell.lower() for cell in row) for row in found)


def _entries(archive: zipfile.ZipFile, export: Export, name: str) -> Iterator[tuple[str, str, bytes]]:
    if f"entries/{name}.ids" not in export.members:
        return
    with archive.open(f"entries/{name}.jsonl") as lines, archive.open(f"entries/{name}.ids") as names:
        while line := lines.readline(LINE_BYTES_MAX):
            seal, _, content = line.removesuffix(b"\n").partition(b" ")
            yield names.readline().decode("ascii", "replace").strip(), seal.decode("ascii", "replace"), content


def _kept(archive: zipfile.ZipFile, export: Export, name: str, buckets: set[int]) -> Heap:
    """The rows of the odd entries in one table."""
    heap: Heap = {}
    for entry, cells in _rows(archive, export, name):
        if bucket_of(entry) in buckets:
            heap.setdefault(entry, []).append(cells)
    return heap


def _rows(archive: zipfile.ZipFile, export: Export, name: str) -> Iterator[tuple[str, Cells]]:
    if name == "entry" and ENTRY in export.members:
        for row in Rows(archive, ENTRY, ENTRY_COLUMNS):
            entry, *cells = stored_entry(row)
            yield entry, tuple(cells)
    elif name == "log":
        for file in {LOG, OUTBOX} & export.members:
            for topic, subject, digest in Rows(archive, file, LOG_COLUMNS[1:]):
                if topic == TOPIC:
                    yield subject, (digest.removeprefix("\\x"),)
    elif name in TABLES and TABLES[name].file in export.members:
        table = TABLES[name]
        for entry, *cells in table.spelled(Rows(archive, table.file, (table.entry, *table.columns))):
            yield entry, tuple(cells)


def _excused(archive: zipfile.ZipFile, export: Export, buckets: set[int]) -> set[str]:
    """Entries that the ledger says it can't count."""
    if DISCREPANCIES not in export.members:
        return set()
    rows = Rows(archive, DISCREPANCIES, ("entry_id", "code"))
    return {entry for entry, code in rows if code == "body" and bucket_of(entry) in buckets}
