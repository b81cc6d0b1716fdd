"""Events of renewed keys and the office's entries: the same bytes, digests and words in both languages."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from comptoir.journal import canonical_entry, digest, from_base64url, load_public_key, verify_hash
from comptoir.journal.canonical import canonicalize_entry
from comptoir.journal.office import EMPTY, office_digest
from comptoir.tills.rotating import PROOF_TAG, WORD_TAG

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[3] / "conformance/journal/events.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["entries"], ids=lambda case: str(case["id"]))
def test_an_event_has_these_bytes_and_this_digest(case: dict[str, Any]) -> None:
    data = canonical_entry(case["value"])

    assert data.decode() == case["text"]
    assert digest(data) == case["digest"]


def test_the_offices_entries_have_these_bytes_and_follow_each_other() -> None:
    before = EMPTY
    for case in VECTORS["office"]:
        data = canonicalize_entry(case["value"])
        assert (data.decode(), office_digest(data).hex()) == (case["text"], case["digest"]), case["id"]
        assert case["value"]["previous"] == before
        before = case["digest"]


def is_good(key: str, message: str, seal: str) -> bool:
    signature = from_base64url(seal, 64)
    return signature is not None and verify_hash(load_public_key(key), sha256(message.encode()).digest(), signature)


def test_both_keys_speak_for_a_renewal() -> None:
    case = VECTORS["renewal"]
    held = sha256(case["token"].encode()).hexdigest()

    assert case["proof_message"] == f"{PROOF_TAG}{case['chain']}\n{held}"
    assert case["vouched_message"] == f"{WORD_TAG}{case['chain']}\n{case['public_key']}"
    assert is_good(case["public_key"], case["proof_message"], case["proof"])
    assert is_good(case["previous_public_key"], case["vouched_message"], case["vouched"])


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: str(case["id"]))
def test_a_word_of_the_wrong_key_is_none(case: dict[str, Any]) -> None:
    assert not is_good(VECTORS["renewal"][case["key"]], case["message"], case["seal"])
