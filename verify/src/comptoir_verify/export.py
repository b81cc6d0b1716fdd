"""A whole export: everything that its bytes can say about each other."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from comptoir_verify import looking
from comptoir_verify.chains import Followed, check_chain, check_head, check_named, check_renewals, check_succession
from comptoir_verify.findings import Report
from comptoir_verify.heads import Heads, check_heads, read_heads
from comptoir_verify.office import check_office
from comptoir_verify.pool import Pool
from comptoir_verify.reading import Blocks, Export, Rows, octets, open_export, small
from comptoir_verify.register import check_register
from comptoir_verify.rows import TABLES
from comptoir_verify.sealing import (
    Certificate,
    Unreadable,
    digest_of,
    is_certified,
    read_certificate,
    read_server_key,
    read_till_key,
)
from comptoir_verify.work import ENTRY, LOG, OUTBOX, Chain, Checked, Counted, LogRead, Stretch, make_worker

# About 1,200 ordinary sales: large enough that handing them over costs nothing, small enough to keep few of.
BYTES_AT_ONCE = 2 << 20
QUARANTINE, HEADS = "tables/sales_quarantine.csv", "tables/tills_chain_head.csv"
SERVER_KEY = "server-key.txt"
MASK = b"*"


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever checks brings along. Without a key the export's own is taken, and that is said."""

    key: str = ""
    heads: Sequence[str] = ()
    witnesses: Sequence[str] = ()
    processes: int = 0


def verify_export(path: Path, asked: Asked, progress: Callable[[int], None] = lambda _: None) -> Report:
    """Raises `Unreadable` for what is no export; what is wrong in one stands in the report."""
    export = open_export(path)
    report = Report(organization=export.organization, name=str(export.manifest["organization"].get("name", "")))
    with zipfile.ZipFile(path) as archive:
        heads = read_heads(archive, export, asked.key, asked.heads, asked.witnesses, report)
        chains = [_chain(archive, export, name, heads, report) for name in export.chains]
        held = _quarantined(archive, export, report)
        _check_files(export, report)
        secret = os.urandom(32)
        count = asked.processes or max(2, os.cpu_count() or 1)
        pool = Pool(count, make_worker, path, secret, heads.sizes)
        try:
            counted, log = _work(pool, archive, export, chains, report, progress)
            sums = looking.merged(secret, pool.finish())
        finally:
            pool.stop()
        _check_tables(export, counted, log, report)
        for chain in chains:
            check_chain(chain, held, report)
        _check_ends(archive, export, chains, report)
        check_named(chains, held, report)
        check_succession(chains, held, report)
        check_renewals(chains, report)
        check_office(archive, export, chains, heads.key, report)
        check_register(archive, export, chains, log, report)
        check_heads(heads, log, report)
        looking.look_closer(archive, export, chains, sums, report)
    report.chains = len(chains)
    return report


def _chain(archive: zipfile.ZipFile, export: Export, name: str, heads: Heads, report: Report) -> Followed:
    """Its certificate: who sealed it, by the word of the server's key."""
    text = small(archive, f"certificates/{name}.txt")
    if text is None:
        report.add("certificate_missing", name)
        return Followed(name, None)
    try:
        certificate = read_certificate(text)
        read_till_key(certificate.public_key)
    except Unreadable:
        report.add("certificate_unreadable", name)
        return Followed(name, None)
    if heads.key is None or not is_certified(read_server_key(heads.key), text):
        report.add("certificate", name)
    if certificate.organization != export.organization:
        report.add("certificate_other", name, said=certificate.organization)
    return Followed(name, certificate)


def _quarantined(archive: zipfile.ZipFile, export: Export, report: Report) -> set[str]:
    """Digests of what was set aside: a chain goes on behind it."""
    held: set[str] = set()
    if QUARANTINE not in export.members:
        return held
    for entry, stored, content in Rows(archive, QUARANTINE, ("id", "digest", "content")):
        report.quarantined += 1
        digest = stored.removeprefix("\\x")
        raw = octets(content)
        # Of what held a card's number only the digest is that of what came.
        if MASK not in raw and digest_of(raw).hex() != digest:
            report.add("quarantine", f"quarantine {entry}", entry)
        held.add(digest)
    return held


def _work(
    pool: Pool,
    archive: zipfile.ZipFile,
    export: Export,
    chains: Sequence[Followed],
    report: Report,
    progress: Callable[[int], None],
) -> tuple[dict[str, Counted], LogRead | None]:
    counted: dict[str, Counted] = {}
    log = None
    for result in pool.run(_pieces(archive, export, chains, report)):
        if isinstance(result, Checked):
            chains[result.chain].stretches.append(result)
            report.entries += len(result.sequences)
            progress(report.entries)
        elif isinstance(result, LogRead):
            log = result
        else:
            counted[result.file] = result
    for chain in chains:
        chain.gather()
    return counted, log


def _pieces(archive: zipfile.ZipFile, export: Export, chains: Sequence[Followed], report: Report) -> Iterator[Any]:
    """Tables first, the largest before others: at the end only short pieces are left."""
    known = {table.file for table in TABLES.values()} | {ENTRY, LOG, OUTBOX}
    files = [file for file in export.tables if file in export.members]
    yield from sorted(files, key=lambda file: (file not in known, -archive.getinfo(file).file_size))
    for number, followed in enumerate(chains):
        certificate = followed.certificate
        if certificate is None:
            continue
        chain = Chain(
            number, followed.name, export.organization, certificate.till, certificate.chain, certificate.public_key
        )
        yield from stretches(archive, export, chain, report)


def stretches(archive: zipfile.ZipFile, export: Export, chain: Chain, report: Report) -> Iterator[Stretch]:
    """The lines of a chain, some at a time, with what each is called in the tables."""
    file, name = f"entries/{chain.name}.jsonl", f"entries/{chain.name}.ids"
    names: Iterator[bytes] = iter(())
    if name in export.members:
        names = io.BufferedReader(cast(io.RawIOBase, archive.open(name)), BYTES_AT_ONCE)
    else:
        report.remark("no_names", name)
    place, before = 0, b""
    with archive.open(file) as source:
        for block in Blocks(source, file, BYTES_AT_ONCE):
            lines = block.removesuffix(b"\n")
            count = lines.count(b"\n") + 1
            called = b"".join(islice(names, count)).removesuffix(b"\n")
            yield Stretch(chain, place, before, lines, called)
            place, before = place + count, lines[lines.rfind(b"\n") + 1 :]


def _check_files(export: Export, report: Report) -> None:
    for file in export.tables:
        if file not in export.members:
            report.add("file_missing", file)


def _check_tables(export: Export, counted: dict[str, Counted], log: LogRead | None, report: Report) -> None:
    """Each file against the manifest."""
    read = dict(counted)
    if log is not None:
        read[LOG] = Counted(LOG, log.rows, log.digest)
        report.log_lines = log.rows
    for file, told in export.tables.items():
        one = read.get(file)
        if one is None:
            continue
        report.rows += max(one.rows, 0)
        if one.digest != told.get("sha256") or one.rows not in (-1, told.get("rows")):
            report.add("file", file)
    stated = export.manifest.get("entries")
    if isinstance(stated, int) and stated != report.entries:
        report.add("entries", "manifest.json", said=stated, found=report.entries)


def _check_ends(archive: zipfile.ZipFile, export: Export, chains: Sequence[Followed], report: Report) -> None:
    if HEADS not in export.members:
        return
    said = {
        chain: (int(sequence), digest.removeprefix("\\x"))
        for chain, sequence, digest in Rows(archive, HEADS, ("chain_id", "sequence", "digest"))
    }
    known = {chain.certificate.chain for chain in chains if chain.certificate is not None}
    for chain in chains:
        if chain.certificate is not None:
            check_head(chain, said.get(chain.certificate.chain), report)
    for chain_id in said.keys() - known:
        if said[chain_id][0]:
            report.add("chain_missing", chain_id, ends=said[chain_id][0])


__all__ = ["Asked", "Certificate", "verify_export"]
