"""What people do with a store's safe, and what terminals say: each is a row, and nothing of it changes an entry."""

from uuid import UUID

from comptoir.accounting.commands import BringToBank, CountSafe, StateTerminal, TakeBackBank
from comptoir.accounting.errors import AmountInvalid, MovementUnknown, RepeatDiffers, SlipMissing, StoreUnknown
from comptoir.accounting.models import SafeMovement, TerminalTotal
from comptoir.accounting.safe_queries import lock_safe, safe_of
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation

AMOUNT_MAX = 1_000_000_000_000
SLIP_MAX = 40


@operation
def bring_to_bank(command: BringToBank) -> None:
    """Note that money left the safe for the bank, with the number of its slip. Said twice, it left once."""
    _check_store(command.store)
    slip = command.slip.strip()[:SLIP_MAX]
    lock_safe(command.store)
    known = SafeMovement.objects.filter(organization_id=command.organization, pk=command.id).first()
    if known is not None:
        if (known.store_id, known.amount, known.slip) != (command.store, command.amount, slip):
            raise RepeatDiffers(movement=str(command.id))
        return
    if not 0 < abs(command.amount) <= AMOUNT_MAX:
        raise AmountInvalid
    if not slip:
        raise SlipMissing
    SafeMovement.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        kind=SafeMovement.Kind.BANK,
        day=command.day,
        amount=command.amount,
        slip=slip,
        person=command.person,
    )
    audit.record(
        "cash.brought_to_bank", person=command.person, subject=str(command.store), amount=command.amount, slip=slip
    )


@operation
def take_back_bank(command: TakeBackBank) -> None:
    """A deposit that was written down wrongly: an opposite row, so that both stay to be seen."""
    wrong = SafeMovement.objects.filter(
        organization_id=command.organization, pk=command.movement, kind=SafeMovement.Kind.BANK, takes_back__isnull=True
    ).first()
    if wrong is None:
        raise MovementUnknown(movement=str(command.movement))
    lock_safe(wrong.store_id)
    if SafeMovement.objects.filter(organization_id=command.organization, takes_back=wrong).exists():
        return
    SafeMovement.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=wrong.store_id,
        kind=SafeMovement.Kind.BANK,
        day=wrong.day,
        amount=-wrong.amount,
        slip=wrong.slip,
        person=command.person,
        takes_back=wrong,
    )
    audit.record(
        "cash.bank_taken_back", person=command.person, subject=str(wrong.store_id), amount=-wrong.amount,
        slip=wrong.slip,
    )  # fmt: skip


@operation
def count_safe(command: CountSafe) -> int:
    """Count the safe. What it is off by is booked and stays; answers that difference.

    Two people at once: each is off against what the other counted, because the safe's row is locked.
    """
    _check_store(command.store)
    lock_safe(command.store)
    known = SafeMovement.objects.filter(organization_id=command.organization, pk=command.id).first()
    if known is not None:
        if (known.store_id, known.counted) != (command.store, command.counted):
            raise RepeatDiffers(movement=str(command.id))
        return known.amount
    if not 0 <= command.counted <= AMOUNT_MAX:
        raise AmountInvalid
    difference = command.counted - safe_of(command.store, command.now).expected
    SafeMovement.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        kind=SafeMovement.Kind.COUNT,
        day=command.day,
        amount=difference,
        counted=command.counted,
        person=command.person,
        happened_at=command.now,
    )
    audit.record(
        "cash.safe_counted", person=command.person, subject=str(command.store), counted=command.counted,
        difference=difference,
    )  # fmt: skip
    return difference


@operation
def state_terminal(command: StateTerminal) -> None:
    """Write down what a terminal says of some days. Said again, the last word counts."""
    _check_store(command.store)
    if any(abs(total.amount) > AMOUNT_MAX for total in command.totals):
        raise AmountInvalid
    for total in sorted(command.totals, key=lambda row: (row.day, row.kind)):
        TerminalTotal.objects.update_or_create(
            organization_id=command.organization,
            store_id=command.store,
            day=total.day,
            kind=total.kind,
            defaults={"amount": total.amount, "is_typed": command.is_typed, "person": command.person},
        )
    audit.record("cash.terminal_stated", person=command.person, subject=str(command.store), count=len(command.totals))


def _check_store(store: UUID) -> None:
    if store not in {place.id for place in stores()}:
        raise StoreUnknown(store=str(store))
