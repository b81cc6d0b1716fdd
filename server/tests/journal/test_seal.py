from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comptoir import journal
from comptoir.journal import Certificate, Essentials
from tests.conformance.cases import load

KEY = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())
PUBLIC = KEY.public_key()
DATA = journal.canonical_entry(load("journal/envelopes.json")["base"])
SEAL = journal.seal(KEY, DATA)
ESSENTIALS = Essentials("0199f3a0-1000-7abc-9def-0123456789ab", 7, -1250, "CHF", 1_795_346_040, journal.digest(DATA))
TEXT = journal.build_essentials(KEY, ESSENTIALS)


def test_a_seal_is_good_for_its_bytes() -> None:
    assert len(SEAL) == 86
    assert journal.verify_seal(PUBLIC, DATA, SEAL)


@given(place=st.integers(min_value=0, max_value=len(DATA) - 1), change=st.integers(min_value=1, max_value=255))
def test_one_byte_changed_and_the_seal_is_refused(place: int, change: int) -> None:
    changed = bytearray(DATA)
    changed[place] ^= change

    assert not journal.verify_seal(PUBLIC, bytes(changed), SEAL)


@given(place=st.integers(min_value=0, max_value=85), letter=st.characters())
def test_one_letter_of_the_seal_changed_and_it_is_refused(place: int, letter: str) -> None:
    changed = SEAL[:place] + letter + SEAL[place + 1 :]

    assert journal.verify_seal(PUBLIC, DATA, changed) == (changed == SEAL)


@given(text=st.text(max_size=100))
def test_no_text_crashes_the_check_of_a_seal(text: str) -> None:
    assert not journal.verify_seal(PUBLIC, DATA, text)
    assert not journal.verify_essentials(PUBLIC, text)


@given(place=st.integers(min_value=0, max_value=len(TEXT) - 1), letter=st.characters())
def test_one_letter_of_a_receipt_changed_and_it_proves_nothing(place: int, letter: str) -> None:
    changed = TEXT[:place] + letter + TEXT[place + 1 :]

    assert journal.verify_essentials(PUBLIC, changed) == (changed == TEXT)


def test_essentials_are_read_back() -> None:
    assert journal.parse_essentials(TEXT) == ESSENTIALS
    assert journal.verify_essentials(PUBLIC, TEXT)
    assert len(TEXT) < 200


def test_a_receipt_of_another_sale_needs_another_proof() -> None:
    other = journal.essentials_claim(replace(ESSENTIALS, sequence=8)) + TEXT[TEXT.rindex(".") :]

    assert journal.parse_essentials(other).sequence == 8
    assert not journal.verify_essentials(PUBLIC, other)


def test_a_public_key_is_read_back_and_remembered() -> None:
    text = journal.dump_public_key(PUBLIC)

    assert journal.load_public_key(text).public_numbers() == PUBLIC.public_numbers()
    assert journal.load_public_key(text) is journal.load_public_key(text)


def test_a_certificate_is_good_under_its_server_only() -> None:
    server, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    certificate = Certificate(
        organization="o",
        store="s",
        till="t",
        till_code="Ä1",
        chain="c",
        enrolment=2,
        public_key=journal.dump_public_key(PUBLIC),
        issued_at="2026-11-22T10:00:00.000Z",
    )

    text = journal.build_certificate(server, certificate)

    assert journal.parse_certificate(text) == certificate
    assert journal.verify_certificate(server.public_key(), text)
    assert not journal.verify_certificate(stranger.public_key(), text)
    assert not journal.verify_certificate(server.public_key(), text.replace("Ä1", "A1"))


def test_a_server_key_must_be_one() -> None:
    with pytest.raises(journal.KeyInvalid):
        journal.load_server_key("AAAA")
