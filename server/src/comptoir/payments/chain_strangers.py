"""Transfers to the shop's addresses that fit no payment: whose they are a person says, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from comptoir.payments.chain_watch import KNOWN_FOR, TakeTransfers, chain_words, judge, strangers
from comptoir.payments.code_payments import OPEN, lock_code_payment, note
from comptoir.payments.errors import ChainTransferOver, ChainTransferUnknown, CodePaymentOver, CodePaymentUnknown
from comptoir.payments.models import ChainTransfer, ChainWatch, CodeAccount, CodePayment
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation

# What a person may still give money to: what waits, and what was given up.
GIVEN_UP = ("cancelled", "declined")
SHOWN = 50


@dataclass(frozen=True, slots=True)
class TransferKey:
    """A transfer, as its chain names it."""

    account: UUID
    block_hash: str
    log_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTransfer:
    """A person knows which payment it was for."""

    organization: UUID
    person: UUID | None
    transfer: TransferKey
    payment: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteReturned:
    """A person has sent it back from the shop's own wallet."""

    organization: UUID
    person: UUID | None
    transfer: TransferKey
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment that a transfer may be for."""

    id: UUID
    amount: int
    currency: str
    made_at: datetime
    reference: str
    state: str


@dataclass(frozen=True, slots=True)
class StrangerRow:
    """A transfer that fits no payment, and what it may be for."""

    key: TransferKey
    at: datetime
    tokens: Decimal
    sender: str
    receiver: str
    transaction: str
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class ChainAccountView:
    """An account on a chain: when its chain was last looked at, what was wrong, and what came that fits nothing."""

    id: UUID
    name: str
    timezone: str
    looked_at: datetime | None
    trouble: str
    strangers: Sequence[StrangerRow]


@operation
def assign_transfer(command: AssignTransfer) -> None:
    """Its money counts for that payment as if its digits had said so. Said again it changes nothing."""
    row, head = _locked(command.organization, command.transfer)
    if row.payment == command.payment:
        return
    if row.payment is not None or row.returned_at is not None:
        raise ChainTransferOver
    payment = lock_code_payment(command.organization, command.payment)
    if payment is None or payment.account_id != row.account_id or not payment.units:
        raise CodePaymentUnknown(payment=str(command.payment))
    if payment.state not in (*OPEN, *GIVEN_UP):
        raise CodePaymentOver(payment=str(command.payment))
    row.payment = payment.id
    row.save(update_fields=["payment"])
    facts = CodeAccount.objects.get(organization_id=command.organization, pk=row.account_id).facts
    looked = TakeTransfers(organization=command.organization, account=row.account_id, now=command.at, head=head)
    judge(looked, facts, payment.id)
    stands = lock_code_payment(command.organization, payment.id)
    assert stands is not None
    note(stands, at=command.at, source="person", person=command.person)
    audit.record(
        "payments.chain_assigned", person=command.person, subject=str(payment.id), transaction=row.transaction
    )  # fmt: skip


@operation
def note_returned(command: NoteReturned) -> None:
    """It leaves the list, and nobody can give it to a payment any more. Said again it changes nothing."""
    row, _head = _locked(command.organization, command.transfer)
    if row.payment is not None:
        raise ChainTransferOver
    if row.returned_at is not None:
        return
    row.returned_at, row.returned_by = command.at, command.person
    row.save(update_fields=["returned_at", "returned_by"])
    audit.record(
        "payments.chain_returned", person=command.person, subject=str(row.account_id), transaction=row.transaction
    )  # fmt: skip


def chain_accounts() -> list[ChainAccountView]:
    """Each account on a chain; inside a reading."""
    organization = current_organization()
    accounts = list(CodeAccount.objects.filter(organization_id=organization, scheme="evm").order_by("place", "id"))
    if not accounts:
        return []
    looked, found = chain_words(organization), strangers(organization)
    zones: dict[UUID | None, str] = {store.id: store.timezone for store in stores()}
    candidates = _candidates(organization, found) if found else {}
    views = []
    for account in accounts:
        at, trouble = looked.get(account.pk, (None, ""))
        zone = zones.get(account.store_id) or next(iter(zones.values()), "UTC")
        rows = [
            _row(one, account.facts, candidates.get(account.pk, ())) for one in found if one.account_id == account.pk
        ]
        views.append(ChainAccountView(account.pk, account.name, zone, at, trouble, rows))
    return views


def _locked(organization: UUID, key: TransferKey) -> tuple[ChainTransfer, int]:
    """With how far its chain was looked at: nobody looks there or decides meanwhile."""
    watched = ChainWatch.objects.filter(organization_id=organization, account_id=key.account)
    watch = watched.select_for_update(of=("self",)).first()
    row = ChainTransfer.objects.filter(
        organization_id=organization, account_id=key.account, block_hash=key.block_hash, log_index=key.log_index,
        is_gone=False,
    ).first()  # fmt: skip
    if watch is None or row is None:
        raise ChainTransferUnknown
    return row, watch.block


def _candidates(organization: UUID, found: Sequence[ChainTransfer]) -> Mapping[UUID, Sequence[Candidate]]:
    since = min(one.at for one in found) - KNOWN_FOR
    rows = CodePayment.objects.filter(
        organization_id=organization, account_id__in={one.account_id for one in found}, made_at__gt=since,
        made_at__lte=max(one.at for one in found) + timedelta(days=1), state__in=(*OPEN, *GIVEN_UP),
    ).exclude(units="")  # fmt: skip
    listed: dict[UUID, list[Candidate]] = {}
    for row in rows.order_by("-made_at")[:SHOWN]:
        one = Candidate(row.id, row.amount, row.currency, row.made_at, row.reference, row.state)
        listed.setdefault(row.account_id, []).append(one)
    return listed


def _row(one: ChainTransfer, facts: Mapping[str, str], candidates: Sequence[Candidate]) -> StrangerRow:
    tokens = Decimal(int(one.units, 16)).scaleb(-int(facts["decimals"]))
    key = TransferKey(one.account_id, one.block_hash, one.log_index)
    return StrangerRow(
        key, one.at, tokens, _short(one.sender), _short(one.receiver), _short(one.transaction), candidates
    )


def _short(said: str) -> str:
    return f"{said[:8]}…{said[-6:]}" if said else ""
