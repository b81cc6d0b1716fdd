"""Notes of sales: kept when their entry holds their commitment, and erased for ever when somebody asks."""

import msgspec
from django.db.models.functions import Now

from comptoir.journal import note_commitment, parse_envelope
from comptoir.papers.commands import EraseNote, KeepNote
from comptoir.papers.errors import NoteUnknown, NoteUnproved, SaleUnknown
from comptoir.papers.forgetting import names_erased
from comptoir.papers.models import Note
from comptoir.papers.queries import EVIDENCE, find_entry
from comptoir.platform import audit
from comptoir.platform.tenancy import operation


class NotedLine(msgspec.Struct, frozen=True):
    """What a line says of its note: the commitment."""

    line: int
    note: str = ""


class NotedExemption(msgspec.Struct, frozen=True):
    """What the sale says of the evidence that a customer owes no tax."""

    evidence: str = ""


class NotedBody(msgspec.Struct, frozen=True):
    """What a body says of notes."""

    note: str = ""
    lines: list[NotedLine] = []
    exemption: NotedExemption = NotedExemption()


_BODY = msgspec.json.Decoder(NotedBody)


@operation
def keep_note(command: KeepNote) -> bool:
    """Keep a text with the entry that promised it. Answers whether it is new: a repeat, or one that was erased, is not.

    The till delivers entries first, so the sale is known; one in quarantine is not, and the till tries again.
    """
    entry = find_entry(command.chain, command.sequence, command.digest, till=command.till)
    if entry is None:
        raise SaleUnknown
    commitment = note_commitment(command.salt, command.text)
    if not _is_promised(entry.content, commitment, command.line):
        raise NoteUnproved
    # A till that was away brings words of somebody who was erased meanwhile: what it hears is that they are erased.
    is_erased = names_erased(entry.id)
    _, created = Note.objects.get_or_create(
        organization_id=command.organization,
        entry_id=entry.id,
        number=command.line,
        defaults={
            "commitment": bytes.fromhex(commitment),
            "salt": b"" if is_erased else command.salt,
            "text": "" if is_erased else command.text,
            "erased_at": Now() if is_erased else None,
        },
    )
    return created and not is_erased


@operation
def erase_note(command: EraseNote) -> bool:
    """Forget what was written. The entry stays as it was sealed, and so does its chain."""
    notes = Note.objects.filter(organization_id=command.organization, entry_id=command.entry, number=command.line)
    row = notes.select_for_update().first()
    if row is None:
        raise NoteUnknown
    if row.erased_at is not None:
        return False
    notes.update(salt=b"", text="", erased_at=command.now, erased_by=command.person)
    audit.record("papers.note_erased", person=command.person, subject=str(command.entry))
    return True


def _is_promised(content: bytes, commitment: str, line: int) -> bool:
    """Whether the sealed body holds this commitment at this place. A body that says nonsense of notes promises none."""
    try:
        body = _BODY.decode(parse_envelope(content).body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    if line == 0:
        return body.note == commitment
    if line == EVIDENCE:
        return body.exemption.evidence == commitment
    return NotedLine(line, commitment) in body.lines
