"""What somebody who examines does: check, and take copies away. Both are noted before anything leaves."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.fiscal.archiving import PAGE_ENTRIES_MAX
from comptoir.fiscal.build import software
from comptoir.fiscal.checking import ChainCheck, SealedBytes
from comptoir.fiscal.commands import CheckBooks, NoteProgram, TakeArchive, TellTills
from comptoir.fiscal.entries import chains, entries
from comptoir.fiscal.errors import ArchiveLarge
from comptoir.fiscal.models import Archive, Fact
from comptoir.fiscal.operations import put_document
from comptoir.fiscal.queries import fact
from comptoir.fiscal.registry import plugin_of
from comptoir.journal.canonical import EntryValue
from comptoir.platform import audit
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import operation
from comptoir.tills.public import write_office_entry

EVER = date(9000, 1, 1)
FAULTS_SHOWN = 100
# What is no archive and no file of the country's form.
TAKEN = frozenset({"closings", "events", "journal"})


@dataclass(frozen=True, slots=True)
class BooksChecked:
    """What was looked at, and each document that is not as it was sealed."""

    chains: int
    entries: int
    faults: list[str]


@operation
def check_books(command: CheckBooks) -> BooksChecked:
    """Follow every chain by its bytes and note that it was done, by whom, and how it ended."""
    found = chains(EVER)
    limit = PAGE_ENTRIES_MAX if command.entries_max is None else command.entries_max
    if sum(chain.until for chain in found) > limit:
        raise ArchiveLarge
    count, faults = 0, []
    for chain in found:
        check = ChainCheck(str(chain.id), chain.key_text)
        lines = (
            SealedBytes(bytes(entry.seal).decode("ascii", "replace"), bytes(entry.content))
            for entry in entries(chain.id, 0, chain.until)
        )
        faults += [f"{chain.number(fault.sequence)}: {fault.what}" for fault in check.check(lines)]
        count += check.entries
    audit.record(
        "fiscal.checked", person=command.person, subject=str(command.organization), entries=count, faults=len(faults)
    )
    return BooksChecked(len(found), count, faults[:FAULTS_SHOWN])


@operation
def note_taken(command: TakeArchive) -> None:
    """Somebody takes an archive, or a list of events or closings, away: the office's chain says so first."""
    audit.record(
        "fiscal.taken", person=command.person, subject=command.subject, first=command.first.isoformat(),
        last=command.last.isoformat(),
    )  # fmt: skip
    body: dict[str, EntryValue] = {
        "subject": command.subject, "first": command.first.isoformat(), "last": command.last.isoformat(),
    }  # fmt: skip
    named = as_uuid(command.subject)
    archive = None if named is None else Archive.objects.filter(organization_id=command.organization, pk=named).first()
    if archive is not None:
        body |= {"subject": "archive", "number": archive.number}
    elif command.subject not in TAKEN:
        body |= {"subject": "country", "code": command.subject}
    write_office_entry("export_taken", body, person=command.person, now=command.now)


@operation
def note_program(command: NoteProgram) -> bool:
    """Note which program serves the shop, once for each, and tell its tills, so that papers name it.

    Answers whether it is another one than before.
    """
    program, plugin = software(), plugin_of(organization_view().country)
    known = fact("core", "program")
    said = {"version": program.version, "fingerprint": program.fingerprint}
    if plugin is not None and plugin.names_build:
        put_document(TellTills(command.organization, None, plugin.name, "", {"build": program.short}))
    if known == said:
        return False
    Fact.objects.create(
        organization_id=command.organization, plugin="core", subject="", name="program", value=said, person=None
    )
    audit.record("fiscal.program", person=None, subject=program.name, **said)
    return True


def as_uuid(text: str) -> UUID | None:
    """None for what is no identifier."""
    try:
        return UUID(text)
    except ValueError:
        return None
