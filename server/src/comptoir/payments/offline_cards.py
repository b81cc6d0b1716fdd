"""Cards that a terminal took without a line to the bank: waiting for its word, which may be no.

The shop bears what is refused then. The word comes by the company's signed call, or a person reads it in the company's
pages and says so. It is said once: what the company said a person does not unsay, and nobody says otherwise later.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comptoir.payments.errors import OfflineCardOver, OfflineCardUnknown
from comptoir.payments.models import CardAttempt
from comptoir.payments.terminal_attempts import LETTERS
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

WAITING, CONFIRMED, REFUSED = CardAttempt.Offline.WAITING, CardAttempt.Offline.CONFIRMED, CardAttempt.Offline.REFUSED
# A reference comes around again after some years; what waits for a bank's word waits for days.
DRIVERS = ("nexo",)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOfflineCard:
    """What a person has read in the company's pages."""

    organization: UUID
    person: UUID | None
    attempt: UUID
    is_confirmed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class BankWord:
    """What a company said of a payment, by the shop's reference: only with our figures it is ours."""

    reference: str
    amount: int
    currency: str
    is_good: bool


@operation
def decide_offline_card(command: DecideOfflineCard) -> None:
    """Said again it changes nothing; said otherwise it is refused."""
    row = _locked(command.organization).filter(id=command.attempt).first()
    if row is None or not row.offline:
        raise OfflineCardUnknown(payment=str(command.attempt))
    wanted = CONFIRMED if command.is_confirmed else REFUSED
    if row.offline == wanted:
        return
    if row.offline != WAITING:
        raise OfflineCardOver(payment=str(command.attempt))
    _decide(row, wanted, command.at, command.person)
    action = "payments.offline_confirmed" if command.is_confirmed else "payments.offline_refused"
    audit.record(action, person=command.person, subject=str(row.id), amount=_taken(row))


def mark_offline(organization: UUID, attempt: UUID) -> None:
    """Its till says that no bank was asked; inside an operation. What was decided since stands."""
    rows = CardAttempt.objects.filter(organization_id=organization, id=attempt, offline="")
    rows.filter(kind=CardAttempt.Kind.PAYMENT, state=CardAttempt.State.APPROVED).update(offline=WAITING)


def hear_bank(words: Iterable[BankWord], at: datetime) -> int:
    """A company's own, signed words; inside an operation. Answers how many of ours were decided by them."""
    heard = {word.reference: word for word in words if word.reference}
    rows = _locked(current_organization()).filter(offline=WAITING, driver__in=DRIVERS, receipt__in=list(heard))
    count = 0
    for row in rows.order_by("id"):
        word = heard[row.receipt]
        if (word.amount, word.currency) != (_taken(row), LETTERS.get(row.currency, "")):
            continue
        _decide(row, CONFIRMED if word.is_good else REFUSED, at, None)
        count += 1
    return count


def banks_said(organization: UUID, till: UUID, attempts: Collection[UUID]) -> dict[UUID, str]:
    """How those of a till's that were taken without the bank stand; inside a reading."""
    rows = CardAttempt.objects.filter(organization_id=organization, till_id=till, id__in=attempts).exclude(offline="")
    return dict(rows.order_by("id").values_list("id", "offline"))


def waiting_between(organization: UUID, begins: datetime, ends: datetime) -> dict[UUID, datetime]:
    """Those of this time whose bank has said nothing yet, and when each was taken; inside a reading or an operation."""
    rows = CardAttempt.objects.filter(organization_id=organization, offline=WAITING)
    return dict(rows.filter(made_at__gte=begins, made_at__lt=ends).values_list("id", "made_at"))


def confirm_paid(organization: UUID, attempts: Collection[UUID], at: datetime, person: UUID | None) -> int:
    """The company's file pays them; inside an operation. What was decided since stands. Answers how many are new."""
    rows = _locked(organization).filter(id__in=attempts, offline=WAITING).order_by("id")
    for row in rows:
        _decide(row, CONFIRMED, at, None)
        audit.record("payments.offline_confirmed", person=person, subject=str(row.id), amount=_taken(row))
    return len(rows)


def _decide(row: CardAttempt, standing: str, at: datetime, person: UUID | None) -> None:
    row.offline, row.offline_at, row.offline_by = standing, at, person
    row.save(update_fields=["offline", "offline_at", "offline_by"])


def _taken(row: CardAttempt) -> int:
    """With the tip; of a card that held less, what it gave."""
    return (row.approved or row.amount) + row.tip


def _locked(organization: UUID) -> QuerySet[CardAttempt]:
    return CardAttempt.objects.filter(organization_id=organization).select_for_update(of=("self",))
