"""What an entry holds of a note: a commitment, which says nothing once text and salt are erased. Twin of `note.ts`."""

from hashlib import sha256

NOTE_TAG = b"comptoir-note-v1\n"
SALT_BYTES = 16


def note_commitment(salt: bytes, text: str) -> str:
    """64 hex digits. Without the salt nobody can try likely texts against it."""
    return sha256(NOTE_TAG + salt + text.encode()).hexdigest()
