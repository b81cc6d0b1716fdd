"""Commitments to notes: the published ones, on this side as on the till's."""

from comptoir.journal import SALT_BYTES, from_base64url, note_commitment
from tests.conformance.cases import load


def test_commitments_are_the_published_ones() -> None:
    notes = load("journal/notes.json")["notes"]

    for note in notes:
        salt = from_base64url(note["salt"], SALT_BYTES)
        assert salt is not None
        assert note_commitment(salt, note["text"]) == note["commitment"]
    assert len(notes) == 3
