"""Who brings attempts to providers and finds out what became of each: one exchange at a time, nothing held open.

The edge's process works on an attempt as long as its till waits; whatever it leaves behind, the worker takes up.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from comptoir.kernel import DomainError
from comptoir.payments.accounts import provider_of
from comptoir.payments.providers.contract import Heard, Lost, NotSent, Standing
from comptoir.payments.terminal_attempts import (
    AttemptView,
    Held,
    NoteHeard,
    NoteNames,
    OneAttempt,
    due_attempts,
    find_attempt,
    hold,
    note_heard,
    note_names,
)
from comptoir.platform.rounds import organizations_of
from comptoir.platform.tenancy import reading


def advance(organization: UUID, attempt: UUID) -> AttemptView:
    """One step: begin what is new, look for what has left. Where somebody else works on it, only say how it stands."""
    held = hold(OneAttempt(organization=organization, id=attempt, now=_now()))
    if held is None:
        with reading(organization):
            return find_attempt(organization, attempt)
    heard, lost, source = _ask(organization, held)
    return note_heard(
        NoteHeard(organization=organization, id=attempt, now=_now(), heard=heard, lost=lost, source=source)
    )


def advance_due(now: datetime) -> int:
    """Take up what nobody looks after; answers how many came to an end."""
    return sum(advance_due_of(organization, now) for organization in organizations_of("payments_due_organizations"))


def advance_due_of(organization: UUID, now: datetime) -> int:
    """The same for one organization."""
    with reading(organization):
        due = due_attempts(organization, now)
    return sum(not advance(organization, attempt).is_open for attempt in due)


def _ask(organization: UUID, held: Held) -> tuple[Heard | None, str, str]:
    asked = held.asked

    def note(names: Mapping[str, str]) -> None:
        note_names(NoteNames(organization=organization, id=asked.id, now=_now(), names=names))

    try:
        with reading(organization):
            provider = provider_of(held.account)
    except DomainError as refusal:
        # Its account is gone or closed to us: what is new never left, of the rest nothing is known.
        code = refusal.code.rpartition(".")[2]
        return (Heard(Standing.DECLINED, code), "", "agent") if held.is_new else (None, code, "agent")
    try:
        if held.is_new:
            return provider.begin(asked, note), "", "terminal"
        if held.is_unwanted:
            provider.stop(asked)
        return provider.look(asked, note), "", "terminal"
    except NotSent as refused:
        # Of one that has left, "can't ask now" is no answer.
        return (Heard(Standing.DECLINED, refused.code), "", "agent") if held.is_new else (None, "no_answer", "agent")
    except Lost:
        return None, "no_answer", "agent"


def _now() -> datetime:
    return datetime.now(UTC)
