"""What a till tells of itself (journal format §5.70) is understood, and is nobody's act."""

import json

import msgspec
import pytest

from comptoir.kernel import new_uuid7
from comptoir.sales.acts import acts_of, parse_acts

SOMEBODY = str(new_uuid7())
TOLD = (
    {"event": "till_started", "version": "1.0"},
    {"event": "version_changed", "version": "1.1", "previous_version": "1.0"},
    {"event": "clock_jumped", "back_ms": 86_400_000},
    {"event": "catalog_taken", "from_position": 4, "to_position": 9, "items": 3, "rules": 1, "taxes": 1},
    {"event": "signed_out", "cashier": SOMEBODY},
    {"event": "signed_in", "cashier": SOMEBODY, "by": "pin"},
    {"event": "outage_began", "what": "sync", "began_at": "2026-11-19T12:30:00.000+01:00", "code": "offline"},
    {"event": "outage_ended", "what": "sealer", "began_at": "2026-11-19T12:30:00.000+01:00", "plugin": "at",
     "first_sequence": 7, "documents": 3, "sealed_again": 1},
    {"event": "document_voided", "document": SOMEBODY, "document_kind": "sale", "document_sequence": 8, "gross": 1_200,
     "device": "lost", "code": "no_answer"},
    {"event": "seal_found", "document": SOMEBODY, "document_sequence": 8, "fiscal": {"plugin": "de"}},
    {"event": "fiscal_document", "plugin": "at", "purpose": "month", "fiscal": {"plugin": "at"}},
    {"event": "integrity_failed", "sequence": 8, "expected": "a" * 64, "found": ""},
)  # fmt: skip


@pytest.mark.parametrize("body", TOLD, ids=lambda body: body["event"])
def test_it_is_read_and_is_no_act(body: dict[str, object]) -> None:
    read = parse_acts("technical_event", msgspec.Raw(json.dumps(body).encode()))
    assert read is not None
    assert list(acts_of("technical_event", read)) == []
