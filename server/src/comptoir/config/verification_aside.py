"""What was set aside, and with what reason; and what looks moved where the log is not the one that was signed."""

from __future__ import annotations

from uuid import UUID

import psycopg

from comptoir.config.verification_chain import Enrolments
from comptoir.config.verification_report import Finding, Report
from comptoir.config.verification_sql import FOLLOWED, OUT_OF_ORDER, QUARANTINE
from comptoir.journal import KeyInvalid, digest, load_public_key, receipt_number, verify_digest_seal
from comptoir.kernel.card_numbers import is_masked

Connection = psycopg.Connection[tuple[object, ...]]


def check_quarantine(
    connection: Connection, organization: UUID | None, enrolments: Enrolments, wrong: set[UUID], report: Report
) -> None:
    """`wrong`: whose log is not the one that was signed. There, a genuine entry that was set aside and that its chain
    goes on behind is named: it may have counted once.
    """
    for tenant, entry, stored, content, seal, code, chain, sequence, state in connection.execute(
        QUARANTINE, [organization, organization]
    ).fetchall():
        report.quarantined += 1
        assert isinstance(tenant, UUID)
        assert isinstance(entry, UUID)
        assert isinstance(stored, bytes)
        assert isinstance(content, bytes)
        assert isinstance(seal, bytes)
        computed = digest(content)
        # Of what holds a card's number only the digest is that of what came (`docs/pci.md`).
        if computed != stored.hex() and not is_masked(content):
            report.findings.append(Finding(tenant, "quarantine", entry, "quarantined bytes do not have their digest"))
        if not isinstance(chain, UUID) or not isinstance(sequence, int) or state == "adopted":
            continue
        enrolled = enrolments.of(tenant, chain)
        if enrolled is None or not _is_sealed(enrolled.key, computed, seal):
            continue
        document = receipt_number(enrolled.code, enrolled.number, sequence)
        if code == "bad_seal":
            what = "it was set aside as badly sealed, and its seal fits"
            report.findings.append(Finding(tenant, document, entry, what))
        elif tenant in wrong and connection.execute(FOLLOWED, [tenant, chain, sequence + 1]).fetchone():
            what = "it is genuine and was set aside, its chain goes on behind it, and the log is not the one signed"
            report.findings.append(Finding(tenant, document, entry, what))


def name_suspects(connection: Connection, enrolments: Enrolments, wrong: set[UUID], report: Report) -> None:
    """Where the log is not the one that was signed: entries that stand in it in another order than in their chain.
    (In a good one some may: a person adopts an entry long after those behind it came.)
    """
    for tenant in sorted(wrong):
        for chain, sequence, entry in connection.execute(OUT_OF_ORDER, [tenant]).fetchall():
            assert isinstance(chain, UUID)
            assert isinstance(sequence, int)
            assert isinstance(entry, UUID)
            enrolled = enrolments.of(tenant, chain)
            document = receipt_number(enrolled.code, enrolled.number, sequence) if enrolled else ""
            what = "it stands in the log in another order than in its chain, and the log is not the one signed"
            report.findings.append(Finding(tenant, document, entry, what))


def _is_sealed(key: str, computed: str, seal: bytes) -> bool:
    try:
        return verify_digest_seal(load_public_key(key), computed, seal.decode("ascii", "replace"))
    except KeyInvalid:
        return False
