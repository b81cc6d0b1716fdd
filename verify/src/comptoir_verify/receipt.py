"""One receipt: the text of its code, and what shows that it stands in the shop's log."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from comptoir_verify.findings import Report
from comptoir_verify.notes import OF_A_LOG, Proof, Signer, read_proof, read_signer
from comptoir_verify.reading import LINE_BYTES_MAX, open_export, small
from comptoir_verify.sealing import (
    RECEIPT_TAG,
    Certificate,
    Unreadable,
    digest_of,
    from_base64url,
    is_certified,
    is_sealed,
    read_certificate,
    read_server_key,
    read_till_key,
)
from comptoir_verify.tree import leaf_hash, leaf_text, root_by_path

_ESSENTIALS = re.compile(
    r"1\.(?P<chain>[\w-]{22})\.(?P<sequence>[1-9][0-9]{0,15})\.(?P<gross>0|-?[1-9][0-9]{0,15})"
    r"\.(?P<currency>[A-Z]{3})\.(?P<seconds>0|[1-9][0-9]{0,11})\.(?P<digest>[\w-]{43})\.(?P<proof>[\w-]{86})",
    re.ASCII,
)
_LEAF = re.compile(r"comptoir-log-v1\nsales\.entry\n[0-9a-f-]{36}\n(?P<digest>[0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class Essentials:
    """What a receipt's code says."""

    chain: str
    sequence: int
    gross: int
    currency: str
    seconds: int
    digest: str
    claim: str
    proof: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What whoever checks has beside the receipt."""

    key: str = ""
    certificate: str = ""
    proof: str = ""
    export: Path | None = None
    witnesses: tuple[str, ...] = ()


def read_essentials(text: str) -> Essentials:
    """The code's text, or all of its address. Raises `Unreadable`."""
    found = _ESSENTIALS.fullmatch(text.strip().rpartition("#")[2])
    if found is None:
        raise Unreadable("receipt")
    chain, digest = from_base64url(found["chain"], 16), from_base64url(found["digest"], 32)
    if chain is None or digest is None:
        raise Unreadable("receipt")
    return Essentials(
        *(str(UUID(bytes=chain)), int(found["sequence"]), int(found["gross"]), found["currency"]),
        *(int(found["seconds"]), digest.hex(), found[0].rpartition(".")[0], found["proof"]),
    )


def verify_receipt(text: str, brought: Brought) -> Report:
    """Raises `Unreadable` for what can't be read at all."""
    essentials = read_essentials(text)
    report = Report(entries=1)
    report.remark(
        "receipt", amount=essentials.gross, currency=essentials.currency, seconds=essentials.seconds,
        digest=essentials.digest,
    )  # fmt: skip
    certificate, key, line = _certified(essentials, brought, report)
    document = f"{certificate.till_code}-{certificate.enrolment}-{essentials.sequence}" if certificate else ""
    report.name = document
    if certificate is None:
        report.add("certificate_needed", document)
    elif certificate.chain != essentials.chain:
        report.add("certificate_other", document, said=certificate.chain)
    elif not is_sealed(
        read_till_key(certificate.public_key), RECEIPT_TAG + essentials.claim.encode(), essentials.proof.encode()
    ):
        report.add("receipt_seal", document)
    if brought.export is not None:
        report.chains = 1
        if line is None or digest_of(line.partition(b" ")[2]).hex() != essentials.digest:
            report.add("receipt_missing", document)
    if brought.proof:
        _check_proof(read_proof(brought.proof), essentials, certificate, key, brought, document, report)
    else:
        report.remark("no_proof", document)
    return report


def _certified(
    essentials: Essentials, brought: Brought, report: Report
) -> tuple[Certificate | None, str, bytes | None]:
    text, key, line = brought.certificate, brought.key, None
    if brought.export is not None:
        found, own, line = _in_export(brought.export, essentials)
        text, key = text or found, key or own
    if not key:
        report.remark("no_key")
    elif not brought.key:
        report.remark("key_of_export")
    if not text:
        return None, key, line
    certificate = read_certificate(text.removesuffix("\n"))
    if key and not is_certified(read_server_key(key), text.removesuffix("\n")):
        report.add("certificate", certificate.till_code)
    return certificate, key, line


def _in_export(path: Path, essentials: Essentials) -> tuple[str, str, bytes | None]:
    """The certificate of the receipt's chain, the export's key, and the entry's line."""
    export = open_export(path)
    with zipfile.ZipFile(path) as archive:
        own = (small(archive, "server-key.txt") or "").strip()
        for name in export.chains:
            text = small(archive, f"certificates/{name}.txt") or ""
            if not text or read_certificate(text).chain != essentials.chain:
                continue
            with archive.open(f"entries/{name}.jsonl") as source:
                while line := source.readline(LINE_BYTES_MAX):
                    if digest_of(line.removesuffix(b"\n").partition(b" ")[2]).hex() == essentials.digest:
                        return text, own, line.removesuffix(b"\n")
            return text, own, None
    return "", own, None


def _check_proof(
    proof: Proof,
    essentials: Essentials,
    certificate: Certificate | None,
    key: str,
    brought: Brought,
    document: str,
    report: Report,
) -> None:
    """From the receipt's digest to the leaf, from there to the root, and from the root to who signed it."""
    leaf = _LEAF.fullmatch(proof.extra.decode("ascii", "replace"))
    if leaf is None or leaf["digest"] != essentials.digest:
        report.add("proof_other", document)
        return
    report.head_size = proof.head.size
    if root_by_path(leaf_hash(proof.extra), proof.index, proof.head.size, proof.path) != proof.head.root:
        report.add("proof_root", document, size=proof.head.size)
    raw = from_base64url(key, 32)
    if raw is not None and proof.head.signed_at(Signer(proof.head.origin, OF_A_LOG, raw)) is None:
        report.add("head_signature", document)
    if certificate is not None and not proof.head.origin.startswith("comptoir/" + certificate.organization):
        report.add("head_other", document, said=proof.head.origin)
    if proof.head.age > 1:
        report.remark("age", document, age=proof.head.age, before=proof.head.before)
    for text in brought.witnesses:
        witness = read_signer(text)
        at = proof.head.signed_at(witness)
        if at is None:
            report.add("not_cosigned", document, by=witness.name)
        else:
            report.cosigned += 1
            report.remark("cosigned", document, by=witness.name, size=proof.head.size, at=at)


def read_answer(text: str, receipt: str) -> tuple[str, str]:
    """Certificate and tlog-proof out of what the shop's server answers of a receipt (`/api/v1/receipts/…`); the proof
    is of the receipt's own digest, whatever the server says. Raises `Unreadable`.
    """
    try:
        members = json.loads(text)
        certificate, logged = str(members["certificate"]), members["logged"]
        if logged is None:
            return certificate, ""
        leaf = leaf_text(str(logged["topic"]), str(logged["subject"]), read_essentials(receipt).digest)
        path = [base64.b64decode(one, validate=True) for one in logged["path"]]
        return certificate, proof_text(int(logged["index"]), path, leaf, str(logged["note"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("answer") from error


def proof_text(index: int, path: list[bytes], leaf: bytes, note: str) -> str:
    """A tlog-proof, as others may write it for a receipt."""
    hashes = "".join(base64.b64encode(one).decode() + "\n" for one in path)
    return f"c2sp.org/tlog-proof@v1\nextra {base64.b64encode(leaf).decode()}\nindex {index}\n{hashes}\n{note}"
