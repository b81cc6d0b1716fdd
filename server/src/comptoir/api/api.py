"""The public REST API: thin doors, each with its schema."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comptoir.api.errors import ReceiptUnknown, TokenRefused
from comptoir.api.invoicing import hold_receipt, invoice_content, invoice_state
from comptoir.api.limits import TokenBuckets
from comptoir.api.problems import Wrong, problem, problem_response, too_fast
from comptoir.api.queries import ReceiptRow, find_receipt
from comptoir.api.routes import (
    archives,
    articles,
    books,
    card_money,
    card_payments,
    cards,
    code_payments,
    commissions,
    countings,
    customers,
    exports,
    flags,
    goods,
    label_prints,
    labels,
    law,
    ledger,
    links,
    money,
    moves,
    people,
    person_data,
    price_lists,
    providers,
    purchasing,
    reports,
    sales,
    settings,
    shelves,
    shop,
    stock,
    stock_documents,
    taxes,
    webhooks,
    worked_out,
)
from comptoir.api.schemas import InvoiceState, InvoiceWish, LoggedReceipt, OrderedGoods, ReceiptAnswer, StoredReceipt
from comptoir.api.shapes.common import Problem
from comptoir.invoices.public import Buyer, MakeInvoice, make_invoice
from comptoir.journal import receipt_number, to_base64url
from comptoir.kernel import CURRENCY_EXPONENTS, DomainError, currency_exponent
from comptoir.papers.public import proof_of
from comptoir.tills.public import server_public_key

DESCRIPTION = """\
What a shop's pages can do, for programs. Amounts are integers in the minor units of the shop's currency, quantities
thousandths, rates parts per million, times UTC. A program sends `Authorization: Bearer` with a token that the shop's
owner made under Settings, Programs, and may do what that token names. Lists come in pages: send the field `next` back
as `after`. A write may carry an `Idempotency-Key`; what changes something that stands carries its `ETag` in `If-Match`.
Refusals are problems (RFC 9457) with a stable `code`."""
# The addresses of `openapi` are written by hand: the specification is finished in `openapi.py`.
api = NinjaAPI(
    title="Comptoir", version="1", description=DESCRIPTION, docs_url=None, openapi_url=None, urls_namespace="api"
)
ROOMS = (
    archives, articles, goods, labels, label_prints, shelves, price_lists, taxes, stock, stock_documents, countings,
    purchasing, sales, flags, customers, person_data, cards, card_payments, money, books, ledger, worked_out, reports,
    commissions, people, shop, settings, moves, exports, webhooks, links, card_money, code_payments, providers, law,
)  # fmt: skip
for room in ROOMS:
    api.add_router("", room.door)
REFUSALS: dict[int, Any] = dict.fromkeys((400, 404, 409, 422, 429), Problem)
receipt_buckets = TokenBuckets(burst=30, per_minute=60, name="receipt")
# Making one costs a signature check, a number and a file.
invoice_buckets = TokenBuckets(burst=10, per_minute=10, name="invoice")


@api.exception_handler(DomainError)
def refused(_request: HttpRequest, refusal: DomainError | type[DomainError]) -> HttpResponse:
    assert isinstance(refusal, DomainError)
    return problem(refusal)


@api.exception_handler(HttpError)
def not_taken(_request: HttpRequest, refusal: HttpError | type[HttpError]) -> HttpResponse:
    """What the framework refuses: a request without a token, or a body that is no JSON."""
    assert isinstance(refusal, HttpError)
    return problem(TokenRefused()) if refusal.status_code == 401 else problem_response(400, "api.unreadable")


@api.exception_handler(Http404)
def nowhere(_request: HttpRequest, _missing: Http404 | type[Http404]) -> HttpResponse:
    return problem_response(404, "api.unknown")


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, refusal: ValidationError | type[ValidationError]) -> HttpResponse:
    """Where and why, in the framework's English: whoever reads it writes the program."""
    assert isinstance(refusal, ValidationError)
    wrong = [Wrong(".".join(str(part) for part in one["loc"]), str(one["msg"])) for one in refusal.errors]
    return problem_response(422, "api.invalid", wrong=wrong)


@api.get(
    "/reachable/{nonce}",
    response={200: None, 429: Problem},
    summary="Proves to this server that its public address leads to itself",
)
def reachable(request: HttpRequest, nonce: str) -> HttpResponse:
    """Anonymous: what it answers is worth nothing to anybody else."""
    if not (turn := receipt_buckets.take(request.META.get("REMOTE_ADDR", ""))):
        return too_fast(turn)
    return HttpResponse(proof_of(nonce[:64]), content_type="text/plain")


@api.post(
    "/receipts/invoice",
    response={200: InvoiceState, **REFUSALS},
    summary="The invoice of a receipt: whether there is one, or make it",
)
def invoice(request: HttpRequest, wish: InvoiceWish) -> InvoiceState | HttpResponse:
    """Anonymous, but only for whoever holds the receipt: the till's own signature on it is the permission."""
    if not (turn := invoice_buckets.take(request.META.get("REMOTE_ADDR", ""))):
        return too_fast(turn)
    held = hold_receipt(wish.essentials)
    if wish.buyer is not None:
        make_invoice(
            MakeInvoice(
                organization=held.organization,
                chain=held.chain,
                sequence=held.sequence,
                digest=held.digest,
                essentials=wish.essentials,
                buyer=Buyer(**wish.buyer.dict()),
                language=wish.language,
                now=datetime.now(UTC),
            )
        )
    state = invoice_state(held)
    return InvoiceState(is_offered=state.is_offered, number=state.number)


@api.post("/receipts/invoice/file", response={200: None, **REFUSALS}, summary="The invoice of a receipt as a file")
def invoice_file(request: HttpRequest, wish: InvoiceWish) -> HttpResponse:
    """Factur-X, for whoever holds the receipt."""
    if not (turn := invoice_buckets.take(request.META.get("REMOTE_ADDR", ""))):
        return too_fast(turn)
    content = invoice_content(hold_receipt(wish.essentials))
    if content is None:
        raise ReceiptUnknown
    return HttpResponse(content, content_type="application/pdf")


@api.get(
    "/receipts/{uuid:chain}/{int:sequence}", response={200: ReceiptAnswer, **REFUSALS}, summary="What proves a receipt"
)
def receipt(request: HttpRequest, chain: UUID, sequence: int) -> ReceiptAnswer | HttpResponse:
    """Anonymous: whoever holds a receipt may check it. The seal is verified by the reader, not by us."""
    if not (turn := receipt_buckets.take(request.META.get("REMOTE_ADDR", ""))):
        return too_fast(turn)
    row = find_receipt(chain, sequence) if 1 <= sequence < 1 << 53 else None
    if row is None:
        raise ReceiptUnknown
    stored = None
    if row.content is not None and row.seal is not None:
        content = bytes(row.content).decode("utf-8")
        stored = StoredReceipt(content=content, seal=bytes(row.seal).decode("ascii"))
    ordered = None
    if row.ordered is not None:
        ordered = OrderedGoods(content=row.ordered.content.decode("utf-8"), paid=row.ordered.paid)
    return ReceiptAnswer(
        certificate=row.certificate,
        public_key=to_base64url(bytes(row.public_key)),
        server_key=server_public_key(),
        number=receipt_number(row.till_code, row.enrolment, sequence),
        store=row.store,
        address=row.address,
        phone=row.phone,
        timezone=row.timezone,
        legal_entity=row.legal_entity,
        registration=row.registration,
        tax_number=row.tax_number,
        country=row.country,
        exponent=currency_exponent(row.currency),
        exponents={currency: digits for currency, digits in CURRENCY_EXPONENTS.items() if digits != 2},
        template=row.template,
        stored=stored,
        refers_to=row.refers_to or "",
        ordered=ordered,
        logged=_logged(row),
    )


def _logged(row: ReceiptRow) -> LoggedReceipt | None:
    proof = row.logged
    if proof is None:
        return None
    return LoggedReceipt(
        topic=proof.topic, subject=proof.subject, index=proof.index, size=proof.size,
        path=[b64encode(one).decode() for one in proof.path], note=proof.note, key=row.log_key,
    )  # fmt: skip
