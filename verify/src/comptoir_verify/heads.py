"""The signed heads: the export's own, what the server remembered outside its database, and those that others kept."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from comptoir_verify.findings import Report
from comptoir_verify.notes import OF_A_LOG, Head, Signer, read_head, read_signer
from comptoir_verify.reading import Export, small
from comptoir_verify.sealing import Unreadable, from_base64url
from comptoir_verify.tree import EMPTY_ROOT
from comptoir_verify.work import LogRead

HEAD, REMEMBERED, SERVER_KEY, COSIGNED = "log/head.txt", "log/remembered.json", "server-key.txt", "log/cosigned/"


@dataclass(slots=True)
class Heads:
    """`others`: name of where it came from, and the head."""

    key: str | None
    head: Head | None = None
    others: list[tuple[str, Head]] = field(default_factory=list)
    remembered: int = 0
    witnesses: list[Signer] = field(default_factory=list)

    @property
    def sizes(self) -> list[int]:
        found = {head.size for _, head in self.others}
        if self.head is not None:
            found.add(self.head.size)
        return sorted(found)


def read_heads(
    archive: zipfile.ZipFile, export: Export, key: str, files: Sequence[str], witnesses: Sequence[str], report: Report
) -> Heads:
    """Raises `Unreadable` for what the reader brought; what the export says wrongly stands in the report."""
    own = (small(archive, SERVER_KEY) or "").strip()
    heads = Heads(key or own or None, witnesses=[read_signer(text) for text in witnesses])
    if not key:
        report.remark("key_of_export" if own else "no_key", SERVER_KEY)
    elif own and own != key:
        report.add("key", SERVER_KEY)
    heads.head = _read(HEAD, small(archive, HEAD), report)
    for name in sorted(export.members):
        if name.startswith(COSIGNED) and (head := _read(name, small(archive, name), report)) is not None:
            heads.others.append((name, head))
    heads.others += [(f"--head {number}", read_head(text)) for number, text in enumerate(files, start=1)]
    try:
        heads.remembered = int(json.loads(small(archive, REMEMBERED) or "{}").get("size", 0))
    except (ValueError, TypeError, AttributeError):
        report.add("head_unreadable", REMEMBERED)
    return heads


def check_heads(heads: Heads, log: LogRead | None, report: Report) -> None:
    """The lines of the log lead to every head that is known of it."""
    if heads.head is None:
        report.remark("no_head", HEAD)
    else:
        report.head_size = heads.head.size
        _check_one(HEAD, heads.head, heads, log, report)
        if heads.head.age > 1:
            report.remark("age", HEAD, age=heads.head.age, before=heads.head.before)
    for name, head in heads.others:
        _check_one(name, head, heads, log, report)
    lines = log.size if log is not None else 0
    if log is not None and log.size != log.rows:
        report.add("log_hole", "log", position=log.size + 1)
    if heads.remembered > lines:
        report.add("log_short", "log", said=heads.remembered, found=lines)


def _check_one(name: str, head: Head, heads: Heads, log: LogRead | None, report: Report) -> None:
    if heads.key is not None and (raw := from_base64url(heads.key, 32)) is not None:
        if not head.origin.startswith("comptoir/" + report.organization):
            report.add("head_other", name, said=head.origin)
        elif head.signed_at(Signer(head.origin, OF_A_LOG, raw)) is None:
            report.add("head_signature", name)
    for witness in heads.witnesses:
        if (at := head.signed_at(witness)) is not None:
            report.cosigned += 1
            report.remark("cosigned", name, by=witness.name, size=head.size, at=at)
    root = EMPTY_ROOT if head.size == 0 else (log.roots.get(head.size) if log is not None else None)
    if root is None:
        report.add("log_short", name, said=head.size, found=log.size if log is not None else 0)
    elif root != head.root:
        report.add("log_root", name, size=head.size)


def _read(name: str, text: str | None, report: Report) -> Head | None:
    if text is None:
        return None
    try:
        return read_head(text)
    except Unreadable:
        report.add("head_unreadable", name)
        return None
