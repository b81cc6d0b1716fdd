"""The public REST API: thin doors, each with its schema."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from comptoir.api.errors import ReceiptUnknown
from comptoir.api.limits import TokenBuckets
from comptoir.api.problems import problem, problem_response
from comptoir.api.queries import find_receipt
from comptoir.api.schemas import ReceiptAnswer, StoredReceipt
from comptoir.journal import receipt_number, to_base64url
from comptoir.kernel import DomainError, currency_exponent
from comptoir.papers.public import proof_of
from comptoir.tills.public import server_public_key

api = NinjaAPI(title="Comptoir", version="1", docs_url=None, urls_namespace="api")
receipt_buckets = TokenBuckets(burst=30, per_minute=60)


@api.exception_handler(DomainError)
def refused(_request: HttpRequest, refusal: DomainError | type[DomainError]) -> HttpResponse:
    assert isinstance(refusal, DomainError)
    return problem(refusal)


@api.get("/reachable/{nonce}", summary="Proves to this server that its public address leads to itself")
def reachable(request: HttpRequest, nonce: str) -> HttpResponse:
    """Anonymous: what it answers is worth nothing to anybody else."""
    if not receipt_buckets.take(request.META.get("REMOTE_ADDR", "")):
        return problem_response(429, "Too many requests", "api.too_fast")
    return HttpResponse(proof_of(nonce[:64]), content_type="text/plain")


@api.get("/receipts/{uuid:chain}/{int:sequence}", response=ReceiptAnswer, summary="What proves a receipt")
def receipt(request: HttpRequest, chain: UUID, sequence: int) -> ReceiptAnswer | HttpResponse:
    """Anonymous: whoever holds a receipt may check it. The seal is verified by the reader, not by us."""
    if not receipt_buckets.take(request.META.get("REMOTE_ADDR", "")):
        return problem_response(429, "Too many requests", "api.too_fast")
    row = find_receipt(chain, sequence) if 1 <= sequence < 1 << 53 else None
    if row is None:
        raise ReceiptUnknown
    stored = None
    if row.content is not None and row.seal is not None:
        content = bytes(row.content).decode("utf-8")
        stored = StoredReceipt(content=content, seal=bytes(row.seal).decode("ascii"))
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
        template=row.template,
        stored=stored,
    )
