"""Money that was paid on a provider's page goes back there: an attempt like those at terminals (ADR 0038), without one.

Whoever sent the customer to the page holds its lock meanwhile, and says what was paid.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.payments.errors import AttemptDiffers, AttemptInvalid
from comptoir.payments.models import CardAttempt, TerminalAttempt
from comptoir.payments.providers.contract import Kind
from comptoir.payments.terminal_attempts import (
    BEGUN_LATE,
    LETTERS,
    NUMBERS,
    OFFICE,
    AttemptView,
    add_word,
    give_up_row,
    view_of,
)
from comptoir.platform.tenancy import current_organization

BACK = (Kind.REVERSAL, Kind.REFUND)
FAILED = (CardAttempt.State.DECLINED, CardAttempt.State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRefund:
    """`payment` is what goes back, `paid` the provider's names for it, `most` what it took. No till: the office."""

    id: UUID
    kind: Kind
    amount: int
    currency: str
    store: UUID
    till: UUID | None
    account: UUID
    payment: UUID
    paid: Mapping[str, str]
    most: int
    now: datetime
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class RefundWord:
    """A provider's own, signed word of a refund, by our name or its own: only with our figures it is ours."""

    reference: str
    # The provider's own, which it also answered with.
    name: str
    amount: int
    currency: str
    is_good: bool


def page_refund(key: UUID) -> AttemptView | None:
    """One that was asked for, by its identifier; in an operation or a reading."""
    row = TerminalAttempt.objects.filter(organization_id=current_organization(), id=key).first()
    return view_of(row) if row is not None else None


def begin_page_refund(wish: PageRefund) -> AttemptView:
    """Write it down before anybody is asked; in an operation that locks what was paid.

    A repeat is answered as it stands. All that goes back is never more than was paid.
    """
    rows = TerminalAttempt.objects.filter(organization_id=current_organization(), id=wish.id)
    known = rows.select_for_update(of=("self",)).first()
    till = wish.till or OFFICE
    if known is not None:
        if (known.till_id, known.reverses, known.kind, known.amount) != (till, wish.payment, wish.kind, wish.amount):
            raise AttemptDiffers
        if wish.is_void:
            give_up_row(known, wish.now)
        return view_of(known)
    before = given_back([wish.payment]).get(wish.payment, 0)
    is_right = wish.kind in BACK and wish.currency in NUMBERS and 0 < wish.amount <= wish.most - before
    if not is_right and not wish.is_void:
        raise AttemptInvalid
    row = TerminalAttempt(
        organization_id=current_organization(), id=wish.id, page_account=wish.account, paid=dict(wish.paid),
        store_id=wish.store, till_id=till, kind=wish.kind, amount=wish.amount, currency=NUMBERS[wish.currency],
        reverses=wish.payment, made_at=wish.now, state=CardAttempt.State.PENDING,
        # A till brings its own to the provider; of the office nobody may wait for the answer.
        next_at=wish.now if wish.till is None else wish.now + BEGUN_LATE,
    )  # fmt: skip
    add_word(row, CardAttempt.State.PENDING, "till", wish.now)
    if wish.is_void:
        add_word(row, CardAttempt.State.CANCELLED, "till", wish.now)
    row.save(force_insert=True)
    return view_of(row)


def given_back(payments: Collection[UUID]) -> dict[UUID, int]:
    """What goes back of each, or may have; in an operation or a reading."""
    sums: dict[UUID, int] = {}
    for row in _of(payments).exclude(state__in=FAILED):
        if row.reverses is not None:
            sums[row.reverses] = sums.get(row.reverses, 0) + row.amount
    return sums


def refunds_of(payments: Collection[UUID]) -> dict[UUID, list[AttemptView]]:
    """Every one that was asked for, oldest first; in a reading."""
    found: dict[UUID, list[AttemptView]] = {}
    for row in _of(payments).order_by("made_at", "id"):
        if row.reverses is not None:
            found.setdefault(row.reverses, []).append(view_of(row))
    return found


def hear_refunds(words: Iterable[RefundWord], now: datetime) -> int:
    """Let those that a provider spoke of be looked at now, with its word; in an operation. Answers how many."""
    count = 0
    for word in words:
        rows = TerminalAttempt.objects.filter(organization_id=current_organization(), page_account__isnull=False)
        named = Q(id=as_uuid(word.reference)) | Q(names__refund=word.name)
        row = rows.select_for_update(of=("self",)).filter(named).first()
        if row is None or (word.amount, word.currency) != (row.amount, LETTERS[row.currency]):
            continue
        row.names = {**row.names, "told": "true" if word.is_good else "false"}
        row.next_at = now
        row.save(update_fields=["names", "next_at"])
        count += 1
    return count


def _of(payments: Collection[UUID]) -> QuerySet[TerminalAttempt]:
    return TerminalAttempt.objects.filter(
        organization_id=current_organization(), page_account__isnull=False, reverses__in=payments
    )


def as_uuid(said: str) -> UUID | None:
    """A reference, if it is one of ours."""
    try:
        return UUID(said)
    except ValueError:
        return None
