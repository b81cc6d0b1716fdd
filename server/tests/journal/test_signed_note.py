"""Signed notes: the published example of others, and what a reader refuses."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comptoir.journal.signed_note import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    NoteUnreadable,
    Verifier,
    cosign_note,
    read_checkpoint,
    read_note,
    read_verifier,
    sign_note,
    signed_at,
)

# The example in the documentation of golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = bytes(range(32))
LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)


def test_the_published_note_is_read_believed_and_signed_alike() -> None:
    verifier = read_verifier(PUBLISHED_KEY)
    note = read_note(PUBLISHED_NOTE)
    key = Ed25519PrivateKey.from_private_bytes(b64decode(PUBLISHED_SECRET)[1:])
    assert (str(verifier), str(note)) == (PUBLISHED_KEY, PUBLISHED_NOTE)
    assert signed_at(note, verifier) == 0
    assert sign_note(key, "PeterNeumann", note.text) == note.signatures[0]


def test_a_head_is_believed_of_its_log_and_of_its_witness_and_of_nobody_else() -> None:
    text = str(Checkpoint("comptoir.example/log", 7, ROOT))
    foot = (
        sign_note(LOG, "comptoir.example/log", text),
        cosign_note(WITNESS, "accountant.example", text, 1_795_000_000),
    )
    note = read_note(str(Note(text, foot)))
    log = Verifier("comptoir.example/log", ED25519, LOG.public_key().public_bytes_raw())
    witness = Verifier("accountant.example", COSIGNATURE, WITNESS.public_key().public_bytes_raw())
    assert (signed_at(note, log), signed_at(note, witness)) == (0, 1_795_000_000)
    assert read_checkpoint(note.text) == Checkpoint("comptoir.example/log", 7, ROOT)
    # Another key under the same name, another name with the same key, another text with the same foot.
    assert signed_at(note, Verifier(log.name, ED25519, witness.key)) is None
    assert signed_at(note, Verifier("other.example", ED25519, log.key)) is None
    assert signed_at(Note(str(Checkpoint("comptoir.example/log", 8, ROOT)), note.signatures), log) is None
    assert signed_at(Note(str(Checkpoint("comptoir.example/log", 8, ROOT)), note.signatures), witness) is None
    # A witness's own time is signed with it.
    late = note.signatures[1].signature
    shifted = type(note.signatures[1])("accountant.example", note.signatures[1].key_hash, b"\1" + late[1:])
    assert signed_at(Note(text, (shifted,)), witness) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "text\n", "text\n\n", "text\n\n\u2014 name\n", "text\n\n- name AAAAAAA=\n", "text\n\n\u2014 name AAAAAAA=",
        "a\tb\n\n\u2014 n AAAAAAA=\n",
        "text\n\n\u2014 na+me AAAAAAA=\n", "text\n\n\u2014 name AAAAAA\n", "text\n\n\u2014 name AAAA\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteUnreadable):
        read_note(text)


@pytest.mark.parametrize(
    "text", ["o\n01\nAA==\n", "o\n-1\n" + "A" * 43 + "=\n", "\n1\n" + "A" * 43 + "=\n", "o\n1\nAAAA\n", "o\n1\n"]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(NoteUnreadable):
        read_checkpoint(text)
