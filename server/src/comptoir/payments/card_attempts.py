"""What tills tell of payments at card terminals: kept as it was told, and never made less than it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.payments.models import CardAttempt, CardAttemptEvent
from comptoir.payments.offline_cards import mark_offline
from comptoir.platform.outbox import emit
from comptoir.platform.tenancy import current_organization, operation

# What whoever asked to hear of payments wants to know.
TOLD = (CardAttempt.State.APPROVED, CardAttempt.State.DECLINED, CardAttempt.State.UNKNOWN)
MONEY_IN = (CardAttempt.Kind.PAYMENT, CardAttempt.Kind.CAPTURE)
OPEN = (CardAttempt.State.PENDING, CardAttempt.State.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptWord:
    """One word of an attempt's history. `source`: till, agent, terminal or person."""

    at: datetime
    state: str
    source: str
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAttempt:
    """An attempt as its till tells it; `spent` is the entry that it paid."""

    id: UUID
    kind: str
    amount: int
    tip: int
    currency: int
    driver: str
    terminal: str
    terminal_name: str
    state: str
    made_at: datetime
    cashier: UUID | None
    words: tuple[AttemptWord, ...]
    brand: str = ""
    last_four: str = ""
    authorization: str = ""
    trace: str = ""
    receipt: str = ""
    terminal_number: str = ""
    chain: UUID | None = None
    sequence: int | None = None
    reverses: UUID | None = None
    # The part of `amount` that the card held.
    approved: int | None = None
    label: str = ""
    expires_at: datetime | None = None
    # Approved by the terminal alone: its bank is asked when there is a line again.
    is_offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttempts:
    """What one till tells."""

    organization: UUID
    till: UUID
    store: UUID
    attempts: tuple[ToldAttempt, ...]


# What an attempt is cannot change; only how it stands can.
_STANDING = (
    "state", "tip", "brand", "last_four", "authorization", "trace", "receipt", "terminal_number", "chain", "sequence",
    "expires_at", "approved",
)  # fmt: skip


@operation
def record_attempts(command: RecordAttempts) -> None:
    """Keep them. A repeat changes nothing; one of another till with the same id is left as it is.

    What ended does not become open again by a message that was late, and an entry that was paid stays named.
    """
    for told in sorted(command.attempts, key=lambda one: one.id):
        known = (
            CardAttempt.objects.filter(organization_id=command.organization, id=told.id)
            .select_for_update(of=("self",))
            .first()
        )
        stood = known.state if known else ""
        if known is None:
            _insert(command, told)
        elif known.till_id != command.till or (known.kind, known.amount) != (told.kind, told.amount):
            continue
        elif known.state in OPEN or told.state not in OPEN:
            _update(known, told)
        now = known.state if known else told.state
        if told.kind in MONEY_IN and now != stood and now in TOLD:
            emit(f"payments.attempt_{now}", told.id)
        if told.is_offline:
            mark_offline(command.organization, told.id)
        CardAttemptEvent.objects.bulk_create(
            [
                CardAttemptEvent(
                    organization_id=command.organization, attempt=told.id, at=word.at, state=word.state,
                    source=word.source, trouble=word.trouble,
                )
                for word in told.words
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def _insert(command: RecordAttempts, told: ToldAttempt) -> None:
    CardAttempt.objects.create(
        organization_id=command.organization, id=told.id, store_id=command.store, till_id=command.till,
        cashier=told.cashier, kind=told.kind, amount=told.amount, currency=told.currency, driver=told.driver,
        terminal=told.terminal, terminal_name=told.terminal_name, made_at=told.made_at, reverses=told.reverses,
        label=told.label,
        **{name: getattr(told, name) for name in _STANDING},
    )  # fmt: skip


def _update(known: CardAttempt, told: ToldAttempt) -> None:
    for name in _STANDING:
        found = getattr(told, name)
        if name in ("state", "tip") or found:
            setattr(known, name, found)
    known.save(update_fields=_STANDING)


def spent_of(attempts: Collection[UUID]) -> dict[UUID, tuple[UUID, int]]:
    """Of these, those that a till sealed into an entry: its chain and sequence; inside a reading."""
    rows = CardAttempt.objects.filter(
        organization_id=current_organization(), id__in=attempts, chain__isnull=False, sequence__isnull=False
    )  # fmt: skip
    return {row.id: (row.chain, row.sequence) for row in rows if row.chain and row.sequence}
