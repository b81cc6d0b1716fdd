"""Bookkeeping and papers: how companies keep their books, what is owed and expired, invoices and who issues them."""

from uuid import UUID

from django.http import HttpResponse

from comptoir.accounting.commands import BookExpired, GiveBackExpired, NameAccounts, Named, SetBooks
from comptoir.accounting.public import (
    Account,
    book_expired,
    books_of,
    expired_booked,
    expiry,
    give_back_expired,
    lock_books,
    name_accounts,
    owed,
    set_books,
)
from comptoir.api.bearers import Caller
from comptoir.api.days import business_today
from comptoir.api.doors import Door, match
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, moment_part, parts_of, uuid_part
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.api.shapes.money import (
    Accounts,
    Bookkeeping,
    BooksTerms,
    CardValidity,
    Expired,
    ExpiredBooked,
    Invoice,
    InvoiceContent,
    InvoicePage,
    Issuer,
    IssuerSaid,
    IssuerTerms,
    Liabilities,
    NamedAccount,
    Owed,
)
from comptoir.api.wishes import told, wish
from comptoir.identity.public import Permission
from comptoir.invoices.public import (
    CancelInvoice,
    SaveIssuer,
    cancel_invoice,
    document_of,
    file_of,
    issuer_of,
    lock_issuer,
    newest_documents,
    save_issuer,
)
from comptoir.payments.commands import SetPaymentPolicy
from comptoir.payments.public import set_payment_policy
from comptoir.platform.public import legal_entities

door = Door(tags=["Bookkeeping and invoices"])
SEE, KEEP = Permission.SEE_BOOKS, Permission.KEEP_BOOKS
SEE_PAPERS, EDIT_PAPERS = Permission.SEE_SALES, Permission.MANAGE_TILLS
PDF = "application/pdf"


@door.reads(
    "/companies/{company}/bookkeeping", permission=SEE, answer=Bookkeeping, summary="How a company keeps its books"
)
def get_bookkeeping(_caller: Caller, company: Id) -> Bookkeeping:
    return _books(company)


@door.writes(
    "PUT", "/companies/{company}/bookkeeping", permission=KEEP, answer=Bookkeeping, needs_match=True,
    summary="Decide how a company keeps its books",
)  # fmt: skip
def put_bookkeeping(caller: Caller, company: Id, terms: BooksTerms) -> Bookkeeping:
    lock_books(company)
    match(caller, _books(company))
    set_books(wish(SetBooks, caller, terms, legal_entity=company))
    return _books(company)


@door.writes(
    "PATCH", "/companies/{company}/bookkeeping/accounts", permission=KEEP, answer=Bookkeeping, needs_match=True,
    summary="Give accounts numbers of the company's own, or take them back",
)  # fmt: skip
def patch_accounts(caller: Caller, company: Id, said: Accounts) -> Bookkeeping:
    lock_books(company)
    match(caller, _books(company))
    named = tuple(Named(Account(one.role, one.key), one.number, one.name) for one in said.accounts)
    name_accounts(wish(NameAccounts, caller, legal_entity=company, accounts=named))
    return _books(company)


@door.reads("/liabilities", permission=SEE, answer=Liabilities, summary="What is owed to customers, and what expired")
def get_liabilities(caller: Caller) -> Liabilities:
    return _liabilities(caller)


@door.writes(
    "PUT", "/liabilities/validity", permission=KEEP, answer=Liabilities, summary="For how long cards are valid"
)
def put_validity(caller: Caller, validity: CardValidity) -> Liabilities:
    set_payment_policy(wish(SetPaymentPolicy, caller, validity))
    return _liabilities(caller)


@door.writes(
    "POST",
    "/liabilities/expire",
    permission=KEEP,
    answer=ExpiredBooked,
    summary="Book what expired, and block its cards",
)
def expire_cards(caller: Caller) -> ExpiredBooked:
    before = expiry(caller.now).before
    if before is None:
        return ExpiredBooked(amount=0)
    day = business_today(caller, None)
    return ExpiredBooked(amount=book_expired(wish(BookExpired, caller, loaded_before=before, day=day)))


@door.writes(
    "POST", "/gift-cards/{gift_card}/give-back", permission=KEEP, answer=ExpiredBooked,
    summary="Let a card that expired be good again",
)  # fmt: skip
def give_card_back(caller: Caller, gift_card: Id) -> ExpiredBooked:
    day = business_today(caller, None)
    return ExpiredBooked(amount=give_back_expired(wish(GiveBackExpired, caller, voucher=gift_card, day=day)))


@door.reads("/companies/{company}/issuer", permission=SEE_PAPERS, answer=Issuer, summary="What its invoices say of it")
def get_issuer(_caller: Caller, company: Id) -> Issuer:
    return _issuer(company)


@door.writes(
    "PUT", "/companies/{company}/issuer", permission=EDIT_PAPERS, answer=Issuer, needs_match=True,
    summary="Let a company issue invoices, or correct what it says of itself",
)  # fmt: skip
def put_issuer(caller: Caller, company: Id, terms: IssuerTerms) -> Issuer:
    lock_issuer(company)
    match(caller, _issuer(company))
    save_issuer(wish(SaveIssuer, caller, terms, legal_entity=company))
    return _issuer(company)


@door.reads("/invoices", permission=SEE_PAPERS, answer=InvoicePage, summary="Invoices and credit notes, newest first")
def get_invoices(_caller: Caller, after: Cursor = "", limit: Limit = 50) -> InvoicePage:
    place = None
    if after:
        moment, key = parts_of(after, 2)
        place = (moment_part(moment), uuid_part(key))
    found = newest_documents(limit + 1, before=place)
    shown = found[:limit]
    following = cursor_of(shown[-1].issued_at.isoformat(), str(shown[-1].id)) if len(found) > limit else None
    return InvoicePage(invoices=told(Invoice, shown), next=following)


@door.reads("/invoices/{invoice}", permission=SEE_PAPERS, answer=InvoiceContent, summary="One, with what it says")
def get_invoice(_caller: Caller, invoice: Id) -> InvoiceContent:
    return _invoice(invoice)


@door.reads("/invoices/{invoice}/file", permission=SEE_PAPERS, answer=PDF, summary="Its file (Factur-X)")
def get_invoice_file(_caller: Caller, invoice: Id) -> HttpResponse:
    view = document_of(invoice)
    # Whose buyer was erased is for those who answer for the books, in the back office.
    content = file_of(invoice) if view is not None and view.kept_until is None else None
    if content is None:
        raise Unknown
    return HttpResponse(content, content_type=PDF)


@door.writes(
    "POST", "/invoices/{invoice}/cancel", permission=EDIT_PAPERS, answer=InvoiceContent, status=201,
    summary="Take an invoice back by a credit note, which is the answer",
)  # fmt: skip
def cancel_one_invoice(caller: Caller, invoice: Id) -> InvoiceContent:
    return _invoice(cancel_invoice(wish(CancelInvoice, caller, invoice=invoice)))


def _invoice(key: UUID) -> InvoiceContent:
    view = document_of(key)
    if view is None:
        raise Unknown
    return InvoiceContent(invoice=Invoice.from_orm(view), content=dict(view.shown_content))


def _check_company(company: UUID) -> None:
    if all(one.id != company for one in legal_entities()):
        raise Unknown


def _issuer(company: UUID) -> Issuer:
    _check_company(company)
    view = issuer_of(company)
    return Issuer(issuer=IssuerSaid.from_orm(view) if view else None)


def _books(company: UUID) -> Bookkeeping:
    _check_company(company)
    view = books_of(company)
    return Bookkeeping(
        company=company, chart=view.chart, year_starts=view.year_starts, journal_code=view.journal_code,
        adviser=view.adviser, client=view.client,
        accounts=[
            NamedAccount(role=account.role, key=account.key, number=number.number, name=number.name)
            for account, number in sorted(view.accounts.own.items())
        ],
    )  # fmt: skip


def _liabilities(caller: Caller) -> Liabilities:
    found = expiry(caller.now)
    return Liabilities(
        owed=told(Owed, owed()), valid_months=found.months, expired_amount=found.expired_amount,
        soon_amount=found.soon_amount, booked=told(Expired, expired_booked()),
    )  # fmt: skip
