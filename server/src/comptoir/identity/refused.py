"""What somebody, or a program, asked for and may not: noted as an event, and not without end."""

from uuid import UUID

from comptoir.identity.commands import AccountEvent, NoteAccount
from comptoir.identity.operations import note_account
from comptoir.identity.roles import Permission
from comptoir.platform.buckets import TokenBuckets

# Whoever tries every page, or asks without end, fills no list of events: five at once, and one a minute.
refusal_buckets = TokenBuckets(burst=5, per_minute=1, name="right_refused")


def note_refused(organization: UUID, person: UUID | None, permission: Permission, *, asker: UUID) -> None:
    """Say it in the organization's events. `asker`: the person, or the token of a program of theirs."""
    if refusal_buckets.take(str(asker)):
        command = NoteAccount(
            organization=organization, person=person, event=AccountEvent.RIGHT_REFUSED, subject=asker,
            permission=permission,
        )  # fmt: skip
        note_account(command)
