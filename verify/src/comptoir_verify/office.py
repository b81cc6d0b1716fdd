"""The office's own chain in an export, and the closings of months and years in it (journal-format.md §9).

Bytes, order and the server's signature of each entry; of a closing, that it begins where the one before ended, that its
sums fit each other and go on from that one, and that each till's turnover is what its chains' own closings come to.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature

from comptoir_verify.chains import Followed
from comptoir_verify.findings import Report
from comptoir_verify.reading import Export, Rows, octets
from comptoir_verify.sealing import NOTHING_BEFORE, read_server_key

TAG = b"comptoir-office-v1\n"
FILE = "tables/tills_office_entry.csv"
COLUMNS = ("id", "sequence", "kind", "digest", "content", "signature")
COUNTERS = ("gross", "refunded", "net", "documents")
Body = Mapping[str, Any]


def check_office(
    archive: zipfile.ZipFile, export: Export, chains: Sequence[Followed], key: str | None, report: Report
) -> None:
    """An export of before this table has none of it."""
    if FILE not in export.members:
        return
    last, previous = 0, NOTHING_BEFORE
    closings = _Closings(chains)
    rows = sorted(Rows(archive, FILE, COLUMNS), key=lambda row: int(row[1]))
    for entry, sequence, kind, stored, content, signature in rows:
        document, data = f"S-{sequence}", octets(content)
        digest = sha256(TAG + data).hexdigest()
        if digest != stored.removeprefix("\\x"):
            report.add("office_bytes", document, entry)
        if key is None or not _is_signed(key, data, octets(signature)):
            report.add("office_signature", document, entry)
        said = _read(data)
        place = (said.get("organization"), said.get("sequence"), said.get("kind"), said.get("previous"))
        if int(sequence) != last + 1 or place != (export.organization, last + 1, kind, previous):
            report.add("office_order", document, entry)
        last, previous = int(sequence), digest
        if kind == "period_closing" and isinstance(said.get("body"), dict):
            _check_closing(closings, said["body"], document, entry, report)


def _check_closing(closings: _Closings, body: Body, document: str, entry: str, report: Report) -> None:
    try:
        found = list(closings.faults(body))
    except (KeyError, TypeError, AttributeError):
        # No closing of the server's: its signature or digest was named above.
        report.add("office_bytes", document, entry)
        return
    for what, told, right in found:
        report.add("office_closing", document, entry, what=what, said=told, found=right)
    if closings.is_late:
        report.remark("office_late", document, entry)


def _is_signed(key: str, content: bytes, signature: bytes) -> bool:
    try:
        read_server_key(key).verify(signature, TAG + content)
    except InvalidSignature:
        return False
    return True


def _read(content: bytes) -> Body:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


class _Closings:
    """In the order of the chain."""

    def __init__(self, chains: Sequence[Followed]) -> None:
        self._chains = {chain.certificate.chain: chain for chain in chains if chain.certificate is not None}
        self._before: dict[tuple[str, str], Body] = {}
        self.is_late = False

    def faults(self, body: Body) -> Iterator[tuple[str, int, int]]:
        """What differs: its name, what is said, and what it comes to."""
        key = (str(body.get("company")), str(body.get("period")))
        before = self._before.get(key, {})
        self._before[key] = body
        self.is_late = body.get("late_count") != 0
        ends = {one["chain"]: one["last"] for one in before.get("chains", [])}
        for one in body["chains"]:
            if one["first"] != ends.get(one["chain"], 0) + 1:
                yield "first", one["first"], ends.get(one["chain"], 0) + 1
        known = {one["currency"]: one for one in before.get("currencies", [])}
        for currency in body["currencies"]:
            yield from _sums(currency, known.get(currency["currency"], {}))
        if not self.is_late and len(body["currencies"]) == 1:
            yield from self._turned(body)

    def _turned(self, body: Body) -> Iterator[tuple[str, int, int]]:
        """By till: what the chains' closings at both ends of the reach are apart by."""
        found: dict[str, list[int]] = {}
        for one in body["chains"]:
            apart = self._apart(one)
            if apart is None:
                return
            till = found.setdefault(one["till"], [0, 0])
            till[0], till[1] = till[0] + apart[0], till[1] + apart[1]
        for till in body["currencies"][0]["tills"]:
            for name, right in zip(("gross", "refunded"), found.get(till["till"], [0, 0]), strict=True):
                if till["period"][name] != right:
                    yield f"{till['till_code']} {name}", till["period"][name], right

    def _apart(self, reach: Body) -> tuple[int, int] | None:
        """None where the chain does not say it: it goes on with what another one had, or its closing is not here."""
        if reach["last"] < reach["first"]:
            return 0, 0
        chain = self._chains.get(reach["chain"])
        if chain is None:
            return None
        end = chain.totals.get(reach["last"])
        begin = chain.totals.get(reach["first"] - 1) if reach["first"] > 1 else chain.began_with
        return None if end is None or begin is None else (end[0] - begin[0], end[1] - begin[1])


def _sums(currency: Body, before: Body) -> Iterator[tuple[str, int, int]]:
    """The total is that of the tills, and goes on from the closing before; so does each till's."""
    name = currency["currency"]
    earlier = {till["till"]: till["perpetual"] for till in before.get("tills", [])}
    for part in COUNTERS:
        yield from _differs(
            f"{name} {part}", currency["total"][part], sum(t["period"][part] for t in currency["tills"])
        )
        ever = before.get("perpetual", {}).get(part, 0) + currency["total"][part]
        yield from _differs(f"{name} perpetual {part}", currency["perpetual"][part], ever)
        for till in currency["tills"]:
            right = earlier.get(till["till"], {}).get(part, 0) + till["period"][part]
            yield from _differs(f"{till['till_code']} perpetual {part}", till["perpetual"][part], right)


def _differs(what: str, said: int, found: int) -> Iterator[tuple[str, int, int]]:
    if said != found:
        yield what, said, found
