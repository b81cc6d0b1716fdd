"""Checks an archive by its own bytes: the signature, each file, each chain from its first entry to its last.

It needs no database and no secret. The server's key comes in the archive; whoever knows it from elsewhere (a till, an
older archive, the operator's page) says it, and only then is the signature proof of whose it is.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from comptoir.fiscal.archive_format import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    SIGNATURE,
    ArchiveUnreadable,
    Signed,
    is_signed,
    read_signature,
)
from comptoir.fiscal.checking import ChainCheck, SealedBytes
from comptoir.journal import EMPTY_DIGEST, load_server_key, parse_certificate, receipt_number, verify_certificate
from comptoir.journal.errors import JournalError

PIECE = 1 << 20


@dataclass(slots=True)
class Checked:
    """What was looked at, and each thing that is not as it was archived."""

    number: int = 0
    digest: str = ""
    key: str = ""
    first: str = ""
    last: str = ""
    chains: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def check_archive(file: Path, *, key: str = "") -> Checked:
    """`key`: the server's, as it is known from elsewhere. Raises `ArchiveUnreadable` for what is no archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _check(archive, key)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, EOFError) as error:
        raise ArchiveUnreadable(f"{file} is no archive that can be read: {error}") from error


def _check(archive: zipfile.ZipFile, key: str) -> Checked:
    raw = archive.read(MANIFEST)
    manifest = json.loads(raw)
    if (manifest.get("format"), manifest.get("format_version")) != (FORMAT, FORMAT_VERSION):
        raise ArchiveUnreadable("it is no archive of this format")
    signed = read_signature(archive.read(SIGNATURE).decode("ascii"))
    report = Checked(
        number=manifest["number"], digest=sha256(raw).hexdigest(), key=signed.key,
        first=manifest["first"], last=manifest["last"],
    )  # fmt: skip
    if not is_signed(signed, raw):
        report.faults.append("manifest.json: the signature does not fit its bytes")
    if key and key != signed.key:
        report.faults.append("manifest.json: it was signed by another key than the one you know")
    report.faults += _files(archive, manifest)
    for chain in manifest["chains"]:
        report.chains += 1
        report.faults += _chain(archive, chain, signed, report)
    return report


def _files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[str]:
    said = {one["name"]: one for one in manifest["files"]}
    here = set(archive.namelist()) - {MANIFEST, SIGNATURE}
    yield from (f"{name}: it is missing" for name in sorted(set(said) - here))
    yield from (f"{name}: nobody signed that it belongs here" for name in sorted(here - set(said)))
    for name in sorted(here & set(said)):
        digest, size = sha256(), 0
        try:
            with archive.open(name) as stream:
                while piece := stream.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
        except zipfile.BadZipFile:
            yield f"{name}: it cannot be unpacked"
            continue
        if (digest.hexdigest(), size) != (said[name]["sha256"], said[name]["bytes"]):
            yield f"{name}: its bytes are not those that were archived"


def _chain(archive: zipfile.ZipFile, chain: dict[str, Any], signed: Signed, report: Checked) -> Iterator[str]:
    """From the entry that the archive before ended with to the last of this one."""
    name = f"{chain['till_code']}-{chain['enrolment']}"
    yield from _certificate(archive, chain, signed, name)
    start = chain["first_sequence"] - 1
    check = ChainCheck(
        chain["chain"], chain["public_key"], sequence=start, previous=chain["first_previous"] if start else EMPTY_DIGEST
    )
    try:
        lines = archive.open(f"entries/{name}.jsonl")
        with lines:
            for fault in check.check(_lines(lines)):
                number = receipt_number(chain["till_code"], chain["enrolment"], fault.sequence)
                yield f"{number if fault.sequence else name}: {fault.what}"
    except (KeyError, zipfile.BadZipFile):
        yield f"{name}: its entries cannot be read"
        return
    report.entries += check.entries
    for fault in check.ends_at(chain["last_sequence"], chain["last_digest"]):
        yield f"{receipt_number(chain['till_code'], chain['enrolment'], fault.sequence)}: {fault.what}"
    if check.entries != chain["entries"]:
        yield f"{name}: {chain['entries']} entries were archived, {check.entries} are here"


def _certificate(archive: zipfile.ZipFile, chain: dict[str, Any], signed: Signed, name: str) -> Iterator[str]:
    """The till's key is the one that the server vouched for. Of what was never enrolled there is no certificate."""
    if not chain["is_enrolled"]:
        return
    try:
        text = archive.read(f"certificates/{name}.txt").decode("utf-8")
        certificate = parse_certificate(text)
        is_vouched = verify_certificate(load_server_key(signed.key), text)
    except (KeyError, ValueError, JournalError, zipfile.BadZipFile):
        yield f"{name}: its certificate cannot be read"
        return
    if not is_vouched:
        yield f"{name}: its certificate was not signed by the key that signed this archive"
    if (certificate.chain, certificate.public_key) != (chain["chain"], chain["public_key"]):
        yield f"{name}: its certificate is for another key"


def _lines(stream: Any) -> Iterator[SealedBytes]:
    for line in stream:
        seal, _gap, content = line.rstrip(b"\n").partition(b" ")
        yield SealedBytes(seal.decode("ascii", "replace"), content)
