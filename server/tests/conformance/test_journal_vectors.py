import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from comptoir import journal
from comptoir.journal import Certificate, Essentials, JournalError
from comptoir.kernel import GtinInvalid, gtin_check_digit, is_gtin, normalize_gtin, uuid7
from comptoir.tills.own_chains import OWN_CHAIN_TAG
from tests.conformance.cases import SHARED_VECTORS, load

CANONICAL = load("journal/canonical.json")
NUMBERS = load("journal/numbers.json")
CHAIN = load("journal/chain.json")
ENVELOPES = load("journal/envelopes.json")
ESSENTIALS = load("journal/essentials.json")
CERTIFICATE = load("journal/certificate.json")
GTIN = load("journal/gtin.json")

Vector = Mapping[str, Any]


def named(vector: Vector) -> str:
    return str(vector.get("id") or vector.get("why") or vector.get("double"))


@pytest.mark.parametrize("case", CANONICAL["cases"], ids=named)
def test_canonical_bytes_and_digest(case: Vector) -> None:
    journal.check_entry_value(case["value"])
    data = journal.canonicalize(case["value"])

    assert data.decode("utf-8") == case["text"]
    assert journal.digest(data) == case["digest"]
    assert hashlib.sha256(b"comptoir-entry-v1\n" + data).hexdigest() == case["digest"]


@pytest.mark.parametrize("case", CANONICAL["refused"], ids=named)
def test_what_an_entry_may_not_hold(case: Vector) -> None:
    with pytest.raises(journal.NotCanonical) as refusal:
        journal.canonical_entry(case["value"])

    assert refusal.value.details == {"reason": case["reason"]}


@pytest.mark.parametrize("case", NUMBERS["cases"], ids=named)
def test_doubles_print_as_in_rfc_8785(case: Vector) -> None:
    assert journal.canonicalize(double(case["double"])).decode() == case["text"]


@pytest.mark.parametrize("bits", NUMBERS["refused"])
def test_what_is_not_finite_has_no_canonical_form(bits: str) -> None:
    with pytest.raises(journal.NotCanonical):
        journal.canonicalize([double(bits)])


def test_a_chain_that_a_till_began_by_itself() -> None:
    own = CHAIN["own_chain"]
    before = journal.load_public_key(own["previous_public_key"])
    said = hashlib.sha256(own["message"].encode()).digest()
    word = journal.from_base64url(own["vouched"], 64)
    assert word is not None

    assert own["message"] == f"{OWN_CHAIN_TAG}{own['chain']}\n{own['public_key']}"
    assert journal.own_enrolment(own["chain"]) == own["enrolment"]
    assert journal.verify_hash(before, said, word)


def test_public_vectors_of_jcs() -> None:
    folder = SHARED_VECTORS / "jcs" / "testdata"
    if not folder.is_dir():
        pytest.skip(f"the public JCS vectors are not at {folder.relative_to(SHARED_VECTORS.parents[1])}")
    inputs = sorted(folder.joinpath("input").glob("*.json"))

    for path in inputs:
        value = json.loads(path.read_text(encoding="utf-8"))
        assert journal.canonicalize(value) == folder.joinpath("output", path.name).read_bytes(), path.name
    assert len(inputs) == 6


def test_chain_links_and_seals() -> None:
    key = journal.load_public_key(CHAIN["public_key"])
    previous = journal.EMPTY_DIGEST

    for number, entry in enumerate(CHAIN["entries"], start=1):
        data = entry["text"].encode("utf-8")
        envelope = journal.parse_envelope(data)
        assert (envelope.sequence, envelope.previous) == (number, previous)
        assert journal.canonical_entry(json.loads(data)) == data
        assert journal.digest(data) == entry["digest"]
        assert journal.verify_seal(key, data, entry["seal"])
        assert journal.verify_digest_seal(key, entry["digest"], entry["seal"])
        previous = entry["digest"]


@pytest.mark.parametrize("entry", CHAIN["also_good"], ids=named)
def test_seals_that_must_be_taken(entry: Vector) -> None:
    assert journal.verify_seal(journal.load_public_key(CHAIN["public_key"]), entry["text"].encode(), entry["seal"])


@pytest.mark.parametrize("entry", CHAIN["tampered"], ids=named)
def test_tampered_entries_are_refused(entry: Vector) -> None:
    assert (entry["text"], entry["seal"]) not in [(good["text"], good["seal"]) for good in CHAIN["entries"]]
    assert not journal.verify_seal(journal.load_public_key(CHAIN["public_key"]), entry["text"].encode(), entry["seal"])


@pytest.mark.parametrize("key", CHAIN["bad_keys"], ids=named)
def test_bad_keys_are_refused(key: Vector) -> None:
    with pytest.raises(journal.KeyInvalid):
        journal.load_public_key(key["text"])


def test_receipt_number() -> None:
    given = CHAIN["receipt_number"]

    assert journal.receipt_number(given["till_code"], given["enrolment"], given["sequence"]) == given["text"]


@pytest.mark.parametrize("case", ENVELOPES["cases"], ids=named)
def test_envelopes(case: Vector) -> None:
    try:
        journal.parse_envelope(envelope_bytes(case)).parse_body()
        found = "ok"
    except JournalError as refusal:
        found = refusal.code

    assert found == case["expect"], case["why"]


@pytest.mark.parametrize("case", ESSENTIALS["good"], ids=named)
def test_essentials(case: Vector) -> None:
    essentials = Essentials(**case["essentials"])

    assert journal.parse_essentials(case["text"]) == essentials
    assert case["text"].startswith(journal.essentials_claim(essentials) + ".")
    assert journal.verify_essentials(journal.load_public_key(ESSENTIALS["public_key"]), case["text"])


@pytest.mark.parametrize("case", ESSENTIALS["forged"], ids=named)
def test_forged_essentials(case: Vector) -> None:
    journal.parse_essentials(case["text"])

    assert not journal.verify_essentials(journal.load_public_key(ESSENTIALS["public_key"]), case["text"])


@pytest.mark.parametrize("case", ESSENTIALS["unreadable"], ids=named)
def test_unreadable_essentials(case: Vector) -> None:
    with pytest.raises(journal.EssentialsUnreadable):
        journal.parse_essentials(case["text"])
    assert not journal.verify_essentials(journal.load_public_key(ESSENTIALS["public_key"]), case["text"])


def test_certificate() -> None:
    text = CERTIFICATE["text"]

    assert journal.parse_certificate(text) == Certificate(**CERTIFICATE["certificate"])
    assert journal.verify_certificate(journal.load_server_key(CERTIFICATE["server_key"]), text)
    assert journal.certificate_digest(text) == CERTIFICATE["digest"]


@pytest.mark.parametrize("case", CERTIFICATE["forged"], ids=named)
def test_forged_certificates(case: Vector) -> None:
    assert case["text"] != CERTIFICATE["text"]
    assert not journal.verify_certificate(journal.load_server_key(CERTIFICATE["server_key"]), case["text"])


@pytest.mark.parametrize("case", CERTIFICATE["unreadable"], ids=named)
def test_unreadable_certificates(case: Vector) -> None:
    with pytest.raises(journal.CertificateUnreadable):
        journal.parse_certificate(case["text"])


def test_barcodes() -> None:
    for case in GTIN["valid"]:
        assert normalize_gtin(case["text"]) == case["normalized"], case["why"]
        assert is_gtin(case["normalized"])
    for case in GTIN["invalid"]:
        assert not is_gtin(case["text"])
        with pytest.raises(GtinInvalid):
            normalize_gtin(case["text"])
    for case in GTIN["check_digits"]:
        assert gtin_check_digit(case["payload"]) == case["digit"], case["why"]


def test_identifiers() -> None:
    for case in load("journal/identifiers.json")["cases"]:
        assert uuid7(case["unix_ms"], bytes.fromhex(case["random"])) == UUID(case["uuid"]), case["why"]


def double(bits: str) -> float:
    [value] = struct.unpack(">d", bytes.fromhex(bits))
    assert isinstance(value, float)
    return value


def envelope_bytes(case: Vector) -> bytes:
    if "text" in case:
        return str(case["text"]).encode()
    members = {**ENVELOPES["base"], **case.get("change", {})}
    for name in case.get("remove", []):
        del members[name]
    if "depth" in case:
        return compact({**members, "body": {"a": "here"}}).replace(
            b'"here"', b"[" * case["depth"] + b"]" * case["depth"]
        )
    if "bytes" in case:
        missing = case["bytes"] - len(compact({**members, "body": {"a": ""}}))
        members["body"] = {"a": "x" * missing}
    return compact(members)


def compact(value: Vector) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
