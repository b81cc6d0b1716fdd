"""What is read about receipts: the sealed sale behind one, the shop's choices, deliveries and their state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from comptoir.papers.models import Delivery, Note, PublicPage
from comptoir.papers.template_form import PARTS, read_template
from comptoir.platform.inherited import Level, effective
from comptoir.platform.tenancy import current_organization
from comptoir.receipts import ReceiptTemplate, TaxName


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A stored sale or refund with all that its paper says beside the body."""

    id: UUID
    chain: UUID
    sequence: int
    kind: str
    content: bytes
    public_key: bytes
    till_code: str
    enrolment: int
    store: UUID
    store_name: str
    address: str
    phone: str
    legal_entity: UUID
    legal_name: str
    registration: str
    tax_number: str
    country: str
    currency: str
    locale: str
    cashier: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """How receipts of a store look; `is_own` when the store chose itself."""

    language: str
    code: str
    template: ReceiptTemplate
    is_own: bool


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A receipt on its way, as a person sees it."""

    id: UUID
    entry: UUID
    channel: str
    hint: str
    has_address: bool
    state: str
    code: str
    detail: str
    attempts: int
    requested_at: datetime
    next_try_at: datetime
    concluded_at: datetime | None
    number: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryJob:
    """What a try needs."""

    id: UUID
    entry: UUID
    channel: str
    address: str
    language: str
    essentials: str
    attempt: int


@dataclass(frozen=True, slots=True)
class PageView:
    """Whether strangers reach the receipt page."""

    address: str
    is_reachable: bool
    code: str
    checked_at: datetime
    channels: tuple[str, ...]


# Where the number of a line would stand: what was shown for an exemption is kept as notes are, erasable.
EVIDENCE = -1


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note of a sale (`line` 0) or of a line, or what was shown so that no tax was owed; without a text it was
    erased.
    """

    line: int
    text: str
    erased_at: datetime | None

    @property
    def is_evidence(self) -> bool:
        return self.line == EVIDENCE


def notes_of(entry: UUID) -> list[NoteView]:
    """The whole sale's first, then those of its lines."""
    rows = Note.objects.filter(organization_id=current_organization(), entry_id=entry).order_by("number")
    return [NoteView(row.number, row.text, row.erased_at) for row in rows]


def erased_among(commitments: Sequence[str]) -> list[str]:
    """Which of these notes were erased here: whoever still holds a text must forget it."""
    rows = Note.objects.filter(
        organization_id=current_organization(),
        commitment__in=[bytes.fromhex(commitment) for commitment in commitments],
        erased_at__isnull=False,
    )
    return sorted(bytes(row.commitment).hex() for row in rows)


def find_entry(chain: UUID, sequence: int, digest: str, *, till: UUID | None = None) -> SealedEntry | None:
    """A stored sale or refund by its place and digest; of one till, where one asks."""
    try:
        digest_bytes = bytes.fromhex(digest)
    except ValueError:
        return None
    return _sealed("e.chain_id = %s AND e.sequence = %s AND e.digest = %s", [chain, sequence, digest_bytes], till)


def entry_of(entry: UUID) -> SealedEntry | None:
    """A stored sale or refund by its id."""
    return _sealed("e.id = %s", [entry], None)


def _sealed(where: str, parameters: Sequence[UUID | int | bytes], till: UUID | None) -> SealedEntry | None:
    of_till = " AND e.till_id = %s" if till else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ENTRY} AND {where}{of_till} ORDER BY e.branch LIMIT 1",
            [current_organization(), *parameters, *([till] if till else [])],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    entry, chain, sequence, kind, content, public_key, *place = row
    return SealedEntry(entry, chain, sequence, kind, bytes(content), bytes(public_key), *place)


_ENTRY = """
    SELECT e.id, e.chain_id, e.sequence, e.kind, e.content, n.public_key, t.code, n.number, p.id, p.name, p.address,
        p.phone, l.id, l.name, l.registration, l.tax_number, o.country, o.currency, o.locale, coalesce(m.name, '')
    FROM sales_entry e
    JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id
    JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id
    JOIN platform_store p ON p.organization_id = t.organization_id AND p.id = t.store_id
    JOIN platform_legalentity l ON l.organization_id = p.organization_id AND l.id = p.legal_entity_id
    JOIN platform_organization o ON o.id = e.organization_id
    LEFT JOIN sales_sale s ON s.organization_id = e.organization_id AND s.id = e.id
    LEFT JOIN sales_order r ON r.organization_id = e.organization_id AND r.id = e.id
    LEFT JOIN identity_employee m ON m.organization_id = e.organization_id AND m.id = coalesce(s.cashier, r.cashier)
    WHERE e.organization_id = %s AND e.kind IN ('sale', 'refund', 'exchange', 'payment', 'order')
"""


@dataclass(frozen=True, slots=True)
class OrderedView:
    """The order that a payment was made on, and what was paid on it up to that payment."""

    content: bytes
    paid: int


def ordered_of(payment: UUID) -> OrderedView | None:
    """What a payment was for: a later paper says what the first one said, so what was paid since does not count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.content, (SELECT sum(p.gross) FROM sales_sale p JOIN sales_payment y "
            "ON y.organization_id = p.organization_id AND y.sale_id = p.id AND y.purpose = 'deposit' "
            "JOIN sales_entry b ON b.organization_id = p.organization_id AND b.id = p.id "
            "WHERE p.organization_id = s.organization_id AND p.refers_to_chain = s.refers_to_chain "
            "AND p.refers_to_sequence = s.refers_to_sequence AND (p.sold_at, b.sequence) <= (s.sold_at, a.sequence)) "
            "FROM sales_sale s JOIN sales_entry a ON a.organization_id = s.organization_id AND a.id = s.id "
            "JOIN sales_order o ON o.organization_id = s.organization_id "
            "AND o.chain = s.refers_to_chain AND o.sequence = s.refers_to_sequence "
            "JOIN sales_entry e ON e.organization_id = o.organization_id AND e.id = o.id "
            "WHERE s.organization_id = %s AND s.id = %s",
            [current_organization(), payment],
        )
        row = cursor.fetchone()
    return OrderedView(bytes(row[0]), int(row[1] or 0)) if row else None


def store_of_till(till: UUID) -> UUID | None:
    """Where a till stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT store_id FROM tills_till WHERE organization_id = %s AND id = %s", [current_organization(), till]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def number_of_place(chain: UUID, sequence: int) -> str | None:
    """The receipt number of an entry of one of our chains."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.code, n.number FROM tills_enrolment n "
            "JOIN tills_till t ON t.organization_id = n.organization_id AND t.id = n.till_id "
            "WHERE n.organization_id = %s AND n.id = %s",
            [current_organization(), chain],
        )
        row = cursor.fetchone()
    return f"{row[0]}-{row[1]}-{sequence}" if row else None


def tax_names() -> list[TaxName]:
    """How the shop calls its rates; of two classes with one rate, the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (r.category, r.rate_ppm) r.category, r.rate_ppm, c.name FROM tax_taxrate r "
            "JOIN tax_taxclass c ON c.organization_id = r.organization_id AND c.id = r.tax_class_id "
            "WHERE r.organization_id = %s ORDER BY r.category, r.rate_ppm, c.position, c.id",
            [current_organization()],
        )
        return [TaxName(tax_category=row[0], tax_rate_ppm=row[1], name=row[2]) for row in cursor.fetchall()]


def choice_of(store: UUID | None) -> ChoiceView:
    """What counts in a store; without a store, what counts where none chose itself."""
    counts = effective(store=store)
    stored = {part: counts[f"receipt_{part}"].value for part in PARTS}
    is_own = any(one.level == Level.STORE for name, one in counts.items() if name.startswith("receipt_"))
    return ChoiceView(
        counts["receipt_language"].value, counts["receipt_code"].value, read_template(stored), is_own=is_own
    )


def job_of(delivery: UUID) -> DeliveryJob | None:
    """A claimed delivery; None when its address was erased meanwhile."""
    row = Delivery.objects.filter(
        organization_id=current_organization(), id=delivery, state=Delivery.State.QUEUED
    ).first()
    if row is None or not row.address:
        return None
    return DeliveryJob(row.id, row.entry_id, row.channel, row.address, row.language, row.essentials, row.attempts)


def delivery_states(ids: Sequence[UUID]) -> list[DeliveryView]:
    """Of these deliveries, those that are known."""
    rows = Delivery.objects.filter(organization_id=current_organization(), id__in=ids)
    return [_view(row) for row in rows]


def deliveries_of(entry: UUID) -> list[DeliveryView]:
    """Every delivery of a sale, newest first."""
    rows = Delivery.objects.filter(organization_id=current_organization(), entry_id=entry)
    return [_view(row) for row in rows.order_by("-requested_at", "-id")]


def newest_deliveries(*, state: str | None, limit: int = 200) -> list[DeliveryView]:
    """The list of the back office: newest first, of all or of one state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.entry_id, d.channel, d.hint, d.address <> '', d.state, d.code, d.detail, d.attempts, "
            "d.requested_at, d.next_try_at, d.concluded_at, t.code || '-' || n.number || '-' || e.sequence "
            "FROM papers_delivery d "
            "JOIN sales_entry e ON e.organization_id = d.organization_id AND e.id = d.entry_id "
            "JOIN tills_enrolment n ON n.organization_id = e.organization_id AND n.id = e.chain_id "
            "JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id "
            "WHERE d.organization_id = %s AND (%s::text IS NULL OR d.state = %s) "
            "ORDER BY d.requested_at DESC, d.id DESC LIMIT %s",
            [current_organization(), state, state, limit],
        )
        return [DeliveryView(*row) for row in cursor.fetchall()]


def public_page() -> PageView | None:
    """What we learnt about the public page last; None before the first look."""
    row = PublicPage.objects.filter(organization_id=current_organization()).first()
    return (
        PageView(row.address, row.is_reachable, row.code, row.checked_at, tuple(row.channels.split())) if row else None
    )


def _view(row: Delivery) -> DeliveryView:
    return DeliveryView(
        row.id, row.entry_id, row.channel, row.hint, bool(row.address), row.state, row.code, row.detail,
        row.attempts, row.requested_at, row.next_try_at, row.concluded_at,
    )  # fmt: skip
