"""What other apps may ask about customers, and what they write of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from comptoir.catalog.folding import fold
from comptoir.customers.consents import (
    WAYS,
    Addressed,
    ConsentView,
    consents_of,
    record_consent,
    standing_consents,
    take_addresses,
    who_said_yes,
)
from comptoir.customers.exemptions import end_exemption, grant_exemption
from comptoir.customers.importing import (
    ImportedCustomers,
    TakenCustomer,
    import_customers,
    return_customers,
)
from comptoir.customers.models import Customer, StandingExemption
from comptoir.customers.operations import bury, issue_card, meet_customer, save_customer
from comptoir.customers.words import digits
from comptoir.platform.searching import CANDIDATES_MAX, Question, Words, patterns, written
from comptoir.platform.tenancy import current_organization

__all__ = [
    "WAYS",
    "Addressed",
    "ConsentView",
    "CustomerView",
    "ImportedCustomers",
    "StandingView",
    "TakenCustomer",
    "bury",
    "consents_of",
    "customer",
    "digits",
    "end_exemption",
    "find_customers",
    "grant_exemption",
    "import_customers",
    "issue_card",
    "list_customers",
    "lock_customer",
    "meet_customer",
    "record_consent",
    "return_customers",
    "save_customer",
    "standing_consents",
    "standing_exemption",
    "take_addresses",
    "who_said_yes",
]


# What a list shows at most.
FOUND_MAX = 500


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer; of one who was erased only the identifier is left."""

    id: UUID
    name: str
    phone: str
    email: str
    credit_limit: int | None
    card: str
    group: UUID | None
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandingView:
    """Why a customer owes no tax, what proves it, and until when."""

    id: UUID
    reason: UUID
    evidence: str
    valid_from: date
    valid_until: date


def standing_exemption(key: UUID) -> StandingView | None:
    """The one that stands for a customer, also when its last day is over."""
    row = StandingExemption.objects.filter(
        organization_id=current_organization(), customer_id=key, ended_position__isnull=True
    ).first()
    if row is None:
        return None
    return StandingView(row.id, row.reason_id, row.evidence, row.valid_from, row.valid_until)


def customer(key: UUID) -> CustomerView | None:
    """One customer of the organization."""
    row = Customer.objects.filter(organization_id=current_organization(), pk=key).first()
    return None if row is None else _view(row)


def lock_customer(key: UUID) -> CustomerView | None:
    """One customer, whom nobody else changes until the transaction ends."""
    rows = Customer.objects.filter(organization_id=current_organization(), pk=key)
    row = rows.select_for_update(of=("self",)).first()
    return None if row is None else _view(row)


def list_customers(text: str = "", *, after: UUID | None = None, limit: int = 50) -> list[CustomerView]:
    """Customers who are not erased, in order of their making; those whose words hold the text."""
    rows = Customer.objects.filter(organization_id=current_organization(), erased_at__isnull=True)
    if text.strip():
        words = _words(text)
        found = _found(words)
        is_told = found is not None and len(found) <= FOUND_MAX
        rows = rows.filter(Q(pk__in=found) if is_told else _walking(words))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return [_view(row) for row in rows.order_by("id")[:limit]]


def find_customers(text: str) -> list[UUID]:
    """Those whose name, e-mail or phone hold every word, in any case and accent; a number however it is written. When
    there is none, those whose words hold them but for a slip. At most FOUND_MAX: who has more must say more.
    """
    words = _words(text)
    found = _found(words)
    if found is None:
        rows = Customer.objects.filter(organization_id=current_organization(), erased_at__isnull=True)
        return list(rows.filter(_walking(words)).values_list("pk", flat=True)[:FOUND_MAX])
    return (found or _almost(words))[:FOUND_MAX]


def _words(text: str) -> Words:
    number = digits(text)
    is_number = bool(number) and not any(sign.isalpha() or sign == "@" for sign in text)
    return Words((number,) if is_number else tuple(fold(text).split()))


def _found(words: Words) -> list[UUID] | None:
    """Those who hold every word, or one more than FOUND_MAX; null when the index knows none of the words."""
    return _holding([words.exactly], patterns(words), FOUND_MAX + 1) if words.is_indexed else None


def _walking(words: Words) -> Q:
    condition = Q()
    for word in words.words:
        condition &= Q(folded__contains=word)
    return condition


def _almost(words: Words) -> list[UUID]:
    candidates = Customer.objects.filter(
        organization_id=current_organization(), pk__in=_holding(words.with_a_slip(), [], CANDIDATES_MAX)
    )
    return words.are_almost_in(candidates.values_list("pk", "folded"))


def _holding(questions: list[Question], alike: list[str], many: int) -> list[UUID]:
    if not questions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customers_holding(%s, %s::jsonb, %s, %s)",
            [current_organization(), written(questions), alike, many],
        )
        return [row[0] for row in cursor.fetchall()]


def _view(row: Customer) -> CustomerView:
    return CustomerView(
        row.id, row.name, row.phone, row.email, row.credit_limit, row.card, row.group, row.created_at, row.erased_at
    )
