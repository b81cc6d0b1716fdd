"""Who brings attempts to providers and finds out what became of each: one exchange at a time, nothing held open.

The edge's process works on an attempt as long as its till waits; whatever it leaves behind, the worker takes up.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from comptoir.kernel import DomainError
from comptoir.payments.accounts import provider_of
from comptoir.payments.errors import AttemptClosed
from comptoir.payments.providers.contract import App, Heard, Leap, Lost, NotSent, Standing
from comptoir.payments.terminal_attempts import (
    AttemptView,
    Held,
    NoteHeard,
    NoteNames,
    NoteReturn,
    OneAttempt,
    account_of_attempt,
    due_attempts,
    find_attempt,
    hold,
    mark_opened,
    note_heard,
    note_names,
    note_return,
)
from comptoir.platform.rounds import organizations_of
from comptoir.platform.tenancy import reading


def advance(organization: UUID, attempt: UUID, code: str = "") -> AttemptView:
    """One step: begin what is new, look for what has left. Where somebody else works on it, only say how it stands.

    `code`: what the customer's phone shows. It is in no row: an attempt that nobody begins while its till waits, never
    begins.
    """
    held = hold(OneAttempt(organization=organization, id=attempt, now=_now()))
    if held is None:
        with reading(organization):
            return find_attempt(organization, attempt)
    heard, lost, source = _ask(organization, held, code)
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


def leap_of(command: OneAttempt, *, back: str, is_ios: bool) -> str:
    """The address that opens the provider's app for an attempt: handed out once, and noted before it is."""
    with reading(command.organization):
        account = account_of_attempt(command.organization, command.id, command.till)
        app = provider_of(account)
    if not isinstance(app, App):
        raise AttemptClosed
    held = mark_opened(command)
    reference = f"{command.organization}.{command.id}"
    return app.leap(Leap(asked=held.asked, back=back, reference=reference, is_ios=is_ios))


def come_back(organization: UUID, attempt: UUID, said: Mapping[str, str]) -> bool:
    """An app returned with these words; answers whether there is such a payment to ask about."""
    try:
        with reading(organization):
            app = provider_of(account_of_attempt(organization, attempt))
        if not isinstance(app, App):
            return False
        hint = app.hint(said)
        return note_return(NoteReturn(organization=organization, id=attempt, now=_now(), hint=hint))
    except DomainError:
        return False


def _ask(organization: UUID, held: Held, code: str) -> tuple[Heard | None, str, str]:
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
            return provider.begin(replace(asked, code=code), note), "", "terminal"
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
