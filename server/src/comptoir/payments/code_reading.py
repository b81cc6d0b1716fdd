"""Reads of payments by code: accounts, what waits for a word, what is odd, and one payment's history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.payments.bank_messages import Judged, preview
from comptoir.payments.code_schemes import Facts, account_number
from comptoir.payments.models import BankMessage, BankMove, CodeAccount, CodePayment
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization

SHOWN = 200


@dataclass(frozen=True, slots=True)
class CodeAccountView:
    """An account that customers pay into by a code."""

    id: UUID
    store: UUID | None
    scheme: str
    name: str
    facts: Facts
    may_finish: bool
    is_active: bool

    @property
    def number(self) -> str:
        """What people know it by."""
        return account_number(self.scheme, self.facts)


@dataclass(frozen=True, slots=True)
class CodePaymentRow:
    """One payment, where it was asked for, and the receipt that it paid (empty: none, or not here yet)."""

    id: UUID
    account: str
    scheme: str
    amount: int
    currency: str
    reference: str
    state: str
    confirmation: str
    trouble: str
    received: int
    made_at: datetime
    seen_at: datetime | None
    store: str
    timezone: str
    till: str
    is_spent: bool
    sale: UUID | None
    number: str

    @property
    def is_open(self) -> bool:
        return self.state in ("pending", "unknown")

    @property
    def is_odd(self) -> bool:
        """Somebody should look at it."""
        return self.trouble != "" and self.seen_at is None

    @property
    def lacking(self) -> int:
        return max(0, self.amount - self.received)

    @property
    def beyond(self) -> int:
        return max(0, self.received - self.amount)


@dataclass(frozen=True, slots=True)
class CodeWord:
    """One word of a payment's history."""

    at: datetime
    state: str
    source: str
    trouble: str
    received: int
    person: UUID | None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move of the bank that no payment fits, or that is odd."""

    key: str
    booked_on: date | None
    amount: int
    currency: str
    text: str
    outcome: str
    payment: UUID | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A file of a bank, and what is or would be of each move."""

    id: UUID
    file_name: str
    uploaded_at: datetime
    taken_at: datetime | None
    judged: list[Judged]


def code_accounts() -> list[CodeAccountView]:
    """Those that tills offer first."""
    rows = CodeAccount.objects.filter(organization_id=current_organization()).order_by("-is_active", "place", "id")
    return [
        CodeAccountView(row.id, row.store_id, row.scheme, row.name, row.facts, row.may_finish, row.is_active)
        for row in rows
    ]


def unconfirmed() -> list[CodePaymentRow]:
    """What paid a sale, and what nobody withdrew, before anybody saw the money: oldest first."""
    return _payments("p.state IN ('pending', 'unknown')", "p.made_at, p.id")


def odd() -> list[CodePaymentRow]:
    """What was decided, and yet is not as it should be."""
    return _payments(
        "p.trouble <> '' AND p.seen_at IS NULL AND p.state NOT IN ('pending', 'unknown')", "p.made_at, p.id"
    )


def decided() -> list[CodePaymentRow]:
    """The last ones of which everything is known."""
    return _payments("p.state NOT IN ('pending', 'unknown')", "p.made_at DESC, p.id DESC")


def code_payment(payment: UUID) -> CodePaymentRow | None:
    """One, by its identifier."""
    return next(iter(_payments("p.id = %(payment)s", "p.id", payment)), None)


def paid_by_code(chain: UUID, sequence: int) -> list[CodePaymentRow]:
    """Those that paid one sale."""
    query = f"{_PAYMENTS} AND p.chain = %(chain)s AND p.sequence = %(sequence)s ORDER BY p.made_at, p.id"
    organization = current_organization()
    return select(CodePaymentRow, query, {"organization": organization, "chain": chain, "sequence": sequence})


def confirmed_codes(payments: Collection[str]) -> dict[str, str]:
    """Which of these were paid, and who says so: `bank` or `person`."""
    rows = CodePayment.objects.filter(
        organization_id=current_organization(), id__in=[one for one in payments if _is_uuid(one)], state="approved"
    )
    return {str(one): confirmation for one, confirmation in rows.values_list("id", "confirmation")}


def words_of(payment: UUID) -> list[CodeWord]:
    """Its history, oldest first."""
    return select(CodeWord, _WORDS, {"organization": current_organization(), "payment": payment})


def odd_moves() -> list[MoveRow]:
    """Moves that carry a reference like ours, and that no payment fits."""
    return select(MoveRow, _MOVES, {"organization": current_organization()})


def is_bank_move(key: str) -> bool:
    """Whether a bank told of it, be it dealt with or not."""
    return BankMove.objects.filter(organization_id=current_organization(), key=key).exists()


def bank_message(message: UUID) -> MessageView | None:
    """One file, judged as of now."""
    organization = current_organization()
    row = BankMessage.objects.filter(organization_id=organization, pk=message).first()
    if row is None:
        return None
    return MessageView(row.id, row.file_name, row.uploaded_at, row.taken_at, preview(organization, row))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _payments(condition: str, order: str, payment: UUID | None = None) -> list[CodePaymentRow]:
    query = f"{_PAYMENTS} AND {condition} ORDER BY {order} LIMIT {SHOWN}"
    return select(CodePaymentRow, query, {"organization": current_organization(), "payment": payment})


_PAYMENTS = """
    SELECT p.id, a.name, a.scheme, p.amount, p.currency, p.reference, p.state, p.confirmation, p.trouble, p.received,
        p.made_at, p.seen_at, s.name, s.timezone, coalesce(t.name, ''), p.sequence IS NOT NULL, e.id,
        coalesce(t.code || '-' || n.number || '-' || e.sequence, '')
    FROM payments_code_payment p
    JOIN payments_code_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
    JOIN platform_store s ON s.organization_id = p.organization_id AND s.id = p.store_id
    LEFT JOIN tills_till t ON t.organization_id = p.organization_id AND t.id = p.till_id
    LEFT JOIN sales_entry e ON e.organization_id = p.organization_id AND e.chain_id = p.chain
        AND e.sequence = p.sequence
    LEFT JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    WHERE p.organization_id = %(organization)s
"""
_WORDS = """
    SELECT at, state, source, trouble, received, person FROM payments_code_payment_event
    WHERE organization_id = %(organization)s AND payment = %(payment)s ORDER BY at, state DESC
"""
_MOVES = """
    SELECT key, booked_on, amount, currency, text, outcome, payment FROM payments_bank_move
    WHERE organization_id = %(organization)s AND seen_at IS NULL AND outcome IN ('unknown', 'currency')
    ORDER BY taken_at, key LIMIT 200
"""


def swiss_account(store: UUID) -> Facts | None:
    """What a QR-bill of this store names as the account: its own, or that of all stores; the first of several."""
    rows = CodeAccount.objects.filter(
        organization_id=current_organization(), scheme=CodeAccount.Scheme.SWISS, is_active=True
    )
    places = list(rows.order_by("place", "id").values_list("store_id", "facts"))
    for wanted in (store, None):
        for place, facts in places:
            if place == wanted:
                found: Facts = facts
                return found
    return None
