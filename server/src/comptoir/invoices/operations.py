"""Every write about invoices. Numbers are drawn in the transaction that writes the document: no hole, no double."""

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from comptoir.catalog.public import settings_changed
from comptoir.countries.vat_numbers import can_be_vat_number, vat_number
from comptoir.invoices.commands import Buyer, CancelInvoice, CreditRefund, MakeInvoice, SaveIssuer
from comptoir.invoices.content import (
    Figures,
    InvoiceContent,
    Seller,
    content_of,
    explained_as,
    figures_of,
    needs_tax_number,
    returned_part,
    subtract,
)
from comptoir.invoices.deposits import (
    body_of,
    can_be_invoiced,
    deposit_figures,
    deposit_invoices,
    deposits_with,
    went_back,
    what_ended,
    with_deposits,
)
from comptoir.invoices.errors import (
    AlreadyCancelled,
    AlreadyInvoiced,
    BuyerInvalid,
    DocumentUnknown,
    IssuerInvalid,
    IssuerMissing,
    NotInvoiceable,
    SaleUnknown,
    TaxNumberInvalid,
    TaxNumberMissing,
)
from comptoir.invoices.models import Document, Issuer
from comptoir.invoices.prepaid import credit_of, figures_of_deposit, sold_in
from comptoir.invoices.queries import (
    DocumentView,
    IssuerView,
    document_of,
    documents_of,
    invoiced_sale_of,
    issuer_of,
    refunds_of,
    valid_invoice,
)
from comptoir.invoices.restricting import restrict_like
from comptoir.invoices.transfer import COUNTRIES, CURRENCIES, Transfer, transfer_of
from comptoir.invoices.xml import xml_of
from comptoir.journal import JournalError, load_public_key, parse_essentials, to_base64url, verify_essentials
from comptoir.kernel import currency_exponent, new_uuid7
from comptoir.papers.public import SealedEntry, entry_of, find_entry, number_of_place
from comptoir.payments.public import swiss_account
from comptoir.platform import audit
from comptoir.platform.outbox import emit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation
from comptoir.receipts import languages, speech

# A series of its own each: no hole in any, and a deposit is never taken for a final invoice.
LETTERS = {Document.Kind.INVOICE: "F", Document.Kind.CREDIT_NOTE: "A", Document.Kind.PREPAYMENT: "D"}
TEXT_LENGTH_MAX = 200


@operation
def save_issuer(command: SaveIssuer) -> bool:
    """Let a company issue invoices, or correct what it says of itself. Answers whether it is new."""
    said = {name: value.strip() for name, value in asdict(command).items() if isinstance(value, str)}
    needed = ("street", "postal_code", "city", "country", "tax_number")
    if any(not said[name] for name in needed) or not _is_country(said["country"]) or not _fits(*said.values()):
        raise IssuerInvalid
    lock_issuer(command.legal_entity)
    _, created = Issuer.objects.update_or_create(
        organization_id=command.organization, legal_entity_id=command.legal_entity, defaults=said
    )
    audit.record("invoices.issuer_saved", person=command.person, subject=str(command.legal_entity))
    settings_changed()
    return created


def lock_issuer(legal_entity: UUID) -> None:
    """One at a time decides what a company's invoices say of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('comptoir.issuer:' || %s, 0))", [str(legal_entity)]
        )


@operation
def make_invoice(command: MakeInvoice) -> UUID:
    """Make the invoice of a sale, or of a deposit; answers its id. The same wish again gets the same invoice.

    Refunds that came before become its credit notes at once: an invoice says what was sold, they say what came back.
    """
    entry = find_entry(command.chain, command.sequence, command.digest, till=command.till)
    if entry is None or not _is_proven(command.essentials, entry, command.digest):
        raise SaleUnknown
    _lock(entry.id)
    buyer = _clean(command.buyer)
    if (before := valid_invoice(entry.id)) is not None:
        if content_of(before.content).buyer == buyer:
            return before.id
        raise AlreadyInvoiced(number=before.number)
    issuer = issuer_of(entry.legal_entity)
    if issuer is None:
        raise IssuerMissing
    language = _language(command.language)
    content, backs = _first_content(entry, issuer, buyer, language, now=command.now)
    invoice = _write(entry, content, language=language, now=command.now)
    for back in backs:
        _credit(invoice, back, now=command.now)
    made: UUID = invoice.id
    return made


def _first_content(
    entry: SealedEntry, issuer: IssuerView, buyer: Buyer, language: str, *, now: datetime
) -> tuple[InvoiceContent, list[SealedEntry]]:
    """What an invoice will say, and the entries whose credit notes come with it. Only then is a number drawn."""
    if not can_be_invoiced(entry):
        raise NotInvoiceable
    body, figures = body_of(entry), _figures(entry, language)
    if entry.kind == "payment":
        kind, sold, end = Document.Kind.PREPAYMENT, figures.gross, what_ended(entry)
        back = went_back(entry, end) if end is not None else {}
        ends = [end] if end is not None and back else []
        given_back = sum(row.net + row.tax for row in back.values())
    else:
        # Empties alone: the customer bought nothing.
        kind, sold = Document.Kind.INVOICE, sold_in(body) if body["gross"] >= 0 else 0
        ends = [refund for key in refunds_of(entry.chain, entry.sequence) if (refund := entry_of(key)) is not None]
        given_back = sum(_figures(refund, language).gross for refund in ends)
    if given_back >= sold:
        raise NotInvoiceable
    if needs_tax_number(figures) and not buyer.tax_number:
        raise TaxNumberMissing
    if buyer.tax_number and not can_be_vat_number(buyer.tax_number, country=buyer.country):
        raise TaxNumberInvalid
    return _content(entry, figures, issuer, buyer, kind=kind, now=now), ends


@operation
def cancel_invoice(command: CancelInvoice) -> UUID:
    """Take back what is left of an invoice; answers the credit note. The sale can then be invoiced anew."""
    view = document_of(command.invoice)
    if view is None or view.kind == Document.Kind.CREDIT_NOTE:
        raise DocumentUnknown
    _lock(view.entry)
    documents = documents_of(view.entry)
    if any(row.corrects == view.id and row.is_cancellation for row in documents):
        raise AlreadyCancelled(number=view.number)
    entry = entry_of(view.entry)
    assert entry is not None
    content = content_of(view.content)
    left = Figures(
        lines=content.lines, taxes=content.taxes, net=content.net, tax=content.tax, gross=content.gross,
        rounding=content.rounding, means=content.means,
    )  # fmt: skip
    for credit in (row for row in documents if row.corrects == view.id):
        left = subtract(left, content_of(credit.content))
    if not any(line.net > 0 for line in left.lines):
        # What was paid ahead is no goods: where all of these came back, nothing is left to take back.
        raise AlreadyCancelled(number=view.number)
    credit_content = _content(
        entry, left, _issuer(entry), content.buyer, kind=Document.Kind.CREDIT_NOTE, now=command.now, corrects=view
    )
    credit_note = _write(
        entry, credit_content, language=view.language, now=command.now, corrects=view.id, is_cancellation=True
    )
    audit.record("invoices.cancelled", person=command.person, subject=str(view.id), number=view.number)
    made: UUID = credit_note.id
    return made


@operation
def credit_refund(command: CreditRefund) -> UUID | None:
    """Make the credit note of a refund whose sale is invoiced; None when it is not. A repeat makes nothing."""
    sale = invoiced_sale_of(command.refund)
    if sale is None:
        return None
    _lock(sale)
    invoice, refund = valid_invoice(sale), entry_of(command.refund)
    if invoice is None or refund is None:
        return None
    if any(row.corrects == invoice.id and row.entry == refund.id for row in documents_of(sale)):
        return None
    return _credit(Document.objects.get(pk=invoice.id), refund, now=command.now)


@operation
def credit_cancellation(command: CreditRefund) -> list[UUID]:
    """Credit each invoiced deposit of an order that was given up; a repeat makes nothing."""
    end = entry_of(command.refund)
    if end is None or end.kind != "payment" or body_of(end).get("purpose") != "cancellation":
        return []
    made: list[UUID] = []
    for deposit in deposits_with(end):
        _lock(deposit.id)
        invoice = valid_invoice(deposit.id)
        first = what_ended(deposit)
        if invoice is None or first is None or first.id != end.id or not went_back(deposit, end):
            continue
        if not any(row.corrects == invoice.id and row.entry == end.id for row in documents_of(deposit.id)):
            made.append(_credit(Document.objects.get(pk=invoice.id), end, now=command.now))
    return made


def _credit(invoice: Document, refund: SealedEntry, *, now: datetime) -> UUID:
    view = document_of(invoice.id)
    assert view is not None
    before = content_of(view.content)
    if view.kind == Document.Kind.PREPAYMENT:
        deposit = entry_of(view.entry)
        assert deposit is not None
        figures = credit_of(before, went_back(deposit, refund), figures_of_deposit(body_of(refund), "").means)
    else:
        figures = _figures(refund, view.language)
    content = _content(
        refund, explained_as(figures, before), _issuer(refund), before.buyer, kind=Document.Kind.CREDIT_NOTE, now=now,
        corrects=view,
    )  # fmt: skip
    made: UUID = _write(refund, content, language=view.language, now=now, corrects=invoice.id).id
    return made


def _write(
    entry: SealedEntry,
    content: InvoiceContent,
    *,
    language: str,
    now: datetime,
    corrects: UUID | None = None,
    is_cancellation: bool = False,
) -> Document:
    xml = xml_of(content)
    year, place = _place_of(content.number)
    digest = sha256(xml.encode()).digest()
    row = Document.objects.create(
        organization_id=current_organization(),
        id=new_uuid7(),
        legal_entity_id=entry.legal_entity,
        kind=content.kind,
        year=year,
        place=place,
        number=content.number,
        entry_id=entry.id,
        corrects_id=corrects,
        is_cancellation=is_cancellation,
        buyer_name=content.buyer.name,
        gross=content.gross,
        currency=content.currency,
        language=language,
        issued_at=now,
        content=content.as_json(),
        xml=xml,
        digest=digest,
    )
    # A leaf of the organization's log: a document that vanished or changed later shows.
    emit(f"invoices.{content.kind}", row.id, digest=digest)
    if corrects is not None:
        restrict_like(row.id, corrects)
    return row


def _content(
    entry: SealedEntry,
    figures: Figures,
    issuer: IssuerView,
    buyer: Buyer,
    *,
    kind: str,
    now: datetime,
    corrects: DocumentView | None = None,
) -> InvoiceContent:
    zone = ZoneInfo(next((store.timezone for store in stores() if store.id == entry.store), "UTC"))
    day = now.astimezone(zone).date()
    envelope: dict[str, Any] = json.loads(entry.content)
    return InvoiceContent(
        kind=kind,
        number=_draw_number(entry.legal_entity, kind, day.year),
        issued_on=day.isoformat(),
        sold_on=str(envelope["device_time"])[:10],
        receipt=number_of_place(entry.chain, entry.sequence) or "",
        currency=str(envelope["body"]["currency"]),
        exponent=currency_exponent(str(envelope["body"]["currency"])),
        seller=Seller(
            name=entry.legal_name,
            street=issuer.street,
            postal_code=issuer.postal_code,
            city=issuer.city,
            country=issuer.country,
            tax_number=issuer.tax_number,
            registration=issuer.registration or entry.registration,
            mention=issuer.mention,
        ),
        buyer=buyer,
        lines=figures.lines,
        taxes=figures.taxes,
        net=figures.net,
        tax=figures.tax,
        gross=figures.gross,
        rounding=figures.rounding,
        means=figures.means,
        corrects_number=corrects.number if corrects else "",
        corrects_on=str(corrects.content["issued_on"]) if corrects else "",
        deposits=deposit_invoices(entry) if kind == Document.Kind.INVOICE else [],
        transfer=_transfer(entry, envelope["body"], issuer) if kind == Document.Kind.INVOICE else None,
    )


def _transfer(entry: SealedEntry, body: dict[str, Any], issuer: IssuerView) -> Transfer | None:
    """How the rest is paid: by a Swiss QR-bill, where the company is there and the store has an account for it."""
    owed = sum(tender["amount"] for tender in body.get("tenders", []) if tender["kind"] == "account")
    currency = str(body["currency"])
    if owed <= 0 or issuer.country not in COUNTRIES or currency not in CURRENCIES:
        return None
    facts = swiss_account(entry.store)
    return None if facts is None else transfer_of(facts, amount=owed, currency=currency, document=entry.id)


def _draw_number(legal_entity: UUID, kind: str, year: int) -> str:
    """The next number of a series. Its row stays locked until the document is written, or neither exists."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO invoices_series (organization_id, id, legal_entity_id, kind, year, last) "
            "VALUES (%s, %s, %s, %s, %s, 1) ON CONFLICT (organization_id, legal_entity_id, kind, year) "
            "DO UPDATE SET last = invoices_series.last + 1 RETURNING last",
            [current_organization(), new_uuid7(), legal_entity, kind, year],
        )
        row = cursor.fetchone()
    assert row is not None
    return f"{LETTERS[Document.Kind(kind)]}{year}-{row[0]:06d}"


def _place_of(number: str) -> tuple[int, int]:
    year, _, place = number[1:].partition("-")
    return int(year), int(place)


def _figures(entry: SealedEntry, language: str) -> Figures:
    words = speech(_language(language), entry.country)
    if entry.kind == "payment":
        return deposit_figures(entry, words)
    body = body_of(entry) if entry.kind != "sale" else with_deposits(entry, words)
    if entry.kind == "exchange":
        body = returned_part(body)
    return figures_of(body, words.say("free_amount"))


def _issuer(entry: SealedEntry) -> IssuerView:
    issuer = issuer_of(entry.legal_entity)
    if issuer is None:
        raise IssuerMissing
    return issuer


def _is_proven(essentials: str, entry: SealedEntry, digest: str) -> bool:
    """Whoever holds the receipt may ask for its invoice, and nobody else."""
    try:
        claim = parse_essentials(essentials)
        genuine = verify_essentials(load_public_key(to_base64url(entry.public_key)), essentials)
    except JournalError:
        return False
    return genuine and (claim.chain, claim.sequence, claim.digest) == (str(entry.chain), entry.sequence, digest)


def _clean(buyer: Buyer) -> Buyer:
    said = {name: " ".join(value.split()) for name, value in asdict(buyer).items()}
    said["country"] = said["country"].upper()
    said["tax_number"] = vat_number(said["tax_number"], country=said["country"])
    needed = ("name", "street", "postal_code", "city")
    if any(not said[name] for name in needed) or not _is_country(said["country"]) or not _fits(*said.values()):
        raise BuyerInvalid
    return Buyer(**said)


def _is_country(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


def _fits(*texts: str) -> bool:
    return all(len(text) <= TEXT_LENGTH_MAX and "\0" not in text for text in texts)


def _language(language: str) -> str:
    return language if language in languages() else "en"


def _lock(sale: UUID) -> None:
    """One document of a sale at a time: two customers who ask together get one invoice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('comptoir.invoice:' || %s, 0))", [str(sale)])
