"""Orders on their way to suppliers: each try is claimed, and its end is written down."""

from uuid import UUID

from django.db.models import F

from comptoir.papers.public import ATTEMPTS_MAX, LEASE, pause_after
from comptoir.platform.tenancy import operation
from comptoir.purchasing.commands import ClaimLetters, ConcludeLetter
from comptoir.purchasing.models import Letter


@operation
def claim_letters(command: ClaimLetters) -> list[UUID]:
    """Take due letters for one try each. Two workers never get the same one."""
    due = Letter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        organization_id=command.organization, state=Letter.State.QUEUED, next_try_at__lte=command.now
    )
    taken = [row.id for row in due.order_by("next_try_at", "id")[: command.limit]]
    Letter.objects.filter(organization_id=command.organization, id__in=taken).update(
        attempts=F("attempts") + 1, next_try_at=command.now + LEASE
    )
    return taken


@operation
def conclude_letter(command: ConcludeLetter) -> str:
    """Note how a try ended, and plan the next one while there is one. Answers the state."""
    row = Letter.objects.select_for_update(of=("self",)).get(organization_id=command.organization, id=command.id)
    if row.state != Letter.State.QUEUED or row.attempts != command.attempt:
        return row.state  # another worker concluded it after this one's lease had ended
    row.code = command.code
    if not command.code:
        row.state = Letter.State.SENT
    elif command.is_permanent or row.attempts >= ATTEMPTS_MAX:
        row.state = Letter.State.FAILED
    else:
        row.next_try_at = command.now + pause_after(row.attempts)
    row.save(update_fields=["code", "state", "next_try_at"])
    return row.state
