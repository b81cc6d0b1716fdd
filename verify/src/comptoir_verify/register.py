"""The register of keys in the office's chain, and its place in the log (docs/auditor/export-format.md §5.1)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from comptoir_verify.chains import Followed
from comptoir_verify.findings import Report
from comptoir_verify.reading import Export, Rows, octets
from comptoir_verify.work import LOG_COLUMNS, OFFICE_TOPIC, OUTBOX, LogRead

OFFICE, QUARANTINE = "tables/tills_office_entry.csv", "tables/sales_quarantine.csv"
TAG = b"comptoir-office-v1\n"
COLUMNS = ("id", "sequence", "content")
ENDED = ("key_revoked", "key_lost")


def check_register(
    archive: zipfile.ZipFile, export: Export, chains: Sequence[Followed], log: LogRead | None, report: Report
) -> None:
    """Each entry of the office stands in the log, and none that the log knows is missing; then what the register of
    keys in it says of the tills' chains. Bytes, order and signatures: `office`.
    """
    if OFFICE not in export.members:
        report.remark("table_absent", OFFICE)
        return
    logged = _logged(archive, export, log)
    told: list[dict[str, Any]] = []
    for entry, sequence, content in sorted(Rows(archive, OFFICE, COLUMNS), key=_place):
        raw = octets(content)
        if logged.pop(entry, "") != sha256(TAG + raw).hexdigest():
            report.add("office_log", f"S-{sequence}", entry)
        told.append(_read(raw))
    for entry in sorted(logged):
        report.add("office_missing", "office", entry)
    _check_keys(told, chains, _adopted(archive, export), report)


def _place(row: Sequence[str]) -> tuple[int, str]:
    return int(row[1]) if row[1].isdigit() else 0, row[0]


def _logged(archive: zipfile.ZipFile, export: Export, log: LogRead | None) -> dict[str, str]:
    """The digests that the log, or what waits for it, has of the office's entries."""
    found = dict(log.office) if log is not None else {}
    if OUTBOX in export.members:
        for topic, subject, stored in Rows(archive, OUTBOX, LOG_COLUMNS[1:]):
            if topic == OFFICE_TOPIC:
                found[subject] = stored.removeprefix("\\x")
    return found


def _adopted(archive: zipfile.ZipFile, export: Export) -> set[str]:
    """Digests of what a person adopted out of quarantine."""
    if QUARANTINE not in export.members:
        return set()
    rows = Rows(archive, QUARANTINE, ("digest", "state"))
    return {stored.removeprefix("\\x") for stored, state in rows if state == "adopted"}


def _check_keys(told: Sequence[dict[str, Any]], chains: Sequence[Followed], adopted: set[str], report: Report) -> None:
    """A key is the one that was enrolled, and seals nothing behind the entry up to which it is believed."""
    by_chain = {chain.certificate.chain: chain for chain in chains if chain.certificate is not None}
    for one in told:
        body = one.get("body")
        chain = by_chain.get(str(body.get("chain"))) if isinstance(body, dict) else None
        if not isinstance(body, dict) or chain is None or chain.certificate is None:
            continue
        if one.get("kind") == "key_enrolled" and body.get("public_key") != chain.certificate.public_key:
            report.add("register_key", chain.name)
        if one.get("kind") in ENDED and type(body.get("last_sequence")) is int:
            _check_ended(chain, body["last_sequence"], str(body.get("last_digest", "")), adopted, report)


def _check_ended(chain: Followed, last: int, digest: str, adopted: set[str], report: Report) -> None:
    if last and digest and digest not in chain.digests_at(last):
        report.add("revoked_end", chain.document(last), last=last)
    later = 0
    for sequence in sorted({number for number in chain.sequences if number > last}):
        for found in chain.digests_at(sequence):
            if found in adopted:
                later += 1
            else:
                report.add("after_revoke", chain.document(sequence), last=last)
    if later:
        report.remark("adopted_after_revoke", chain.name, count=later, last=last)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
