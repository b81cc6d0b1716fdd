"""Every write on one person: they are erased, once and for good; what the law kept goes when its day has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from comptoir.customers.errors import CustomerOwes
from comptoir.customers.public import bury, lock_customer
from comptoir.invoices.public import forget_buyers, restrict
from comptoir.moving.public import forget_moved
from comptoir.papers.public import forget_papers
from comptoir.platform import audit
from comptoir.platform.privacy import Kept
from comptoir.platform.tenancy import current_organization, operation
from comptoir.privacy.commands import EndRestrictions, EraseAgain, ErasePerson
from comptoir.privacy.errors import PersonUnknown, ReasonInvalid
from comptoir.privacy.holding import held_of
from comptoir.privacy.keeping import invoice_kept_until
from comptoir.privacy.models import Erasure
from comptoir.privacy.register import note
from comptoir.retention.public import terms
from comptoir.sales.credit import customer_row, open_orders
from comptoir.tills.parking import forget_parked

Reason = Erasure.Reason


@dataclass(frozen=True, slots=True)
class Erased:
    """That somebody is erased, and until when the law keeps their name on documents; null: on none."""

    customer: UUID
    erased_at: datetime
    kept_until: date | None
    documents: int


@operation
def erase_person(command: ErasePerson) -> Erased:
    """Forget who a customer was, everywhere. A repeat answers what came of the first one.

    Who owes something, or has goods kept aside, is refused: that is a contract which still runs. Sealed entries stay
    as they are: they know an identifier, and commitments that say nothing once their salts are gone.
    """
    view = lock_customer(command.customer)
    lock_erasures()
    known = Erasure.objects.filter(organization_id=command.organization, customer_id=command.customer).first()
    if known is not None:
        return Erased(command.customer, known.erased_at, known.kept_until, 0)
    if view is None:
        raise PersonUnknown
    if command.reason not in Reason.values or command.reason == Reason.RESTORED:
        raise ReasonInvalid(field="reason")
    row = customer_row(command.organization, command.customer)
    if (row is not None and row.balance != 0) or open_orders(command.organization, command.customer):
        raise CustomerOwes
    return _erase(command.customer, command.reason, command.person, command.now)


@operation
def erase_again(command: EraseAgain) -> int:
    """After a restore: erase whom the register names and the books do not. Answers how many."""
    for customer in sorted(command.customers):
        lock_customer(customer)
    lock_erasures()
    known = set(
        Erasure.objects.filter(
            organization_id=command.organization, customer_id__in=command.customers
        ).values_list("customer_id", flat=True)
    )  # fmt: skip
    missing = sorted(set(command.customers) - known)
    for customer in missing:
        _erase(customer, Reason.RESTORED, None, command.now)
    return len(missing)


def erase_unused(customers: Sequence[UUID], now: datetime) -> None:
    """Erase whom the shop needs no more, in the running operation of a clock that holds their rows."""
    lock_erasures()
    for customer in customers:
        _erase(customer, Reason.UNNEEDED, None, now)


@operation
def end_restrictions(command: EndRestrictions) -> int:
    """Erase the names whose day has passed. Answers of how many people."""
    today = command.now.astimezone(ZoneInfo(terms().zone)).date()
    people = forget_buyers(today, command.now)
    ended = Erasure.objects.filter(
        organization_id=command.organization, ended_at__isnull=True, kept_until__lt=today
    ).update(ended_at=command.now)
    if people:
        audit.record("privacy.ended", person=None, subject="", people=len(people))
    return max(len(people), ended)


def lock_erasures() -> None:
    """Until the transaction ends nobody else is erased: positions follow commits. Lock customers before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.privacy:' || %s, 0))",
            [str(current_organization())],
        )


def _erase(customer: UUID, reason: str, person: UUID | None, now: datetime) -> Erased:
    organization = current_organization()
    view = lock_customer(customer)
    held = held_of(customer, view)
    found = terms()
    law = found.law(Kept.INVOICES)
    kept_until = restrict(
        held.documents, person=customer, now=now,
        until=lambda issued_at: invoice_kept_until(issued_at.astimezone(ZoneInfo(found.zone)).date(), law),
    )  # fmt: skip
    forget_papers(held.reached, person=person, now=now)
    words = (view.email, view.phone, view.name) if view is not None else ()
    forget_moved(customer, words=words, now=now)
    forget_parked(customer)
    _forget_answers(customer)
    bury(customer, now)
    last = Erasure.objects.filter(organization_id=organization).order_by("-position").first()
    Erasure.objects.create(
        organization_id=organization, position=_position(last, now), customer_id=customer, reason=reason,
        person=person, erased_at=now, kept_until=kept_until, ended_at=None if kept_until else now,
    )  # fmt: skip
    # Who it was is no business of the audit's.
    audit.record(
        "customers.erased", person=person, subject=str(customer), reason=reason,
        kept_until=kept_until.isoformat() if kept_until else "", documents=len(held.documents),
    )  # fmt: skip
    # Should this process die before it is done, the worker notes it.
    transaction.on_commit(partial(note, organization, [(customer, now.isoformat(timespec="seconds"))]))
    return Erased(customer, now, kept_until, len(held.documents))


def _position(last: Erasure | None, now: datetime) -> int:
    """Above all before, also above those of a database that was brought back to a time before them: by the clock."""
    by_clock = int(now.timestamp() * 1_000)
    return by_clock if last is None else max(by_clock, last.position + 1)


def _forget_answers(customer: UUID) -> None:
    """Answers that programs may ask for again hold what stood in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM api_kept_answer WHERE organization_id = %s AND position(convert_to(%s, 'UTF8') IN body) > 0",
            [current_organization(), str(customer)],
        )
