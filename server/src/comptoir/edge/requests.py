"""What customers asked for at a till: a receipt by mail or SMS, an invoice. The till keeps it until this answers."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from comptoir.edge.database import in_thread
from comptoir.edge.http import Receive, Scope, Send, read_json, send_json
from comptoir.edge.problems import Problem
from comptoir.edge.services import Services, require_trusted
from comptoir.invoices.public import Buyer, MakeInvoice, document_of, make_invoice
from comptoir.kernel import DomainError
from comptoir.papers.public import DeliveryView, RequestDelivery, delivery_states, request_delivery
from comptoir.platform.tenancy import reading
from comptoir.sales.entries import Sender

Text = Annotated[str, msgspec.Meta(max_length=400)]


class DeliveryRequest(msgspec.Struct, frozen=True):
    """A receipt, where it should go, and when the customer said so."""

    id: UUID
    chain: UUID
    sequence: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
    digest: Text
    channel: Literal["email", "sms"]
    address: Text
    language: Text
    essentials: Text
    consented_at: datetime
    cashier: UUID | None = None


class BuyerRequest(msgspec.Struct, frozen=True):
    """Whom an invoice is for."""

    name: Text
    street: Text
    postal_code: Text
    city: Text
    country: Text
    tax_number: Text = ""
    registration: Text = ""


class InvoiceRequest(msgspec.Struct, frozen=True):
    """An invoice for a sale."""

    id: UUID
    chain: UUID
    sequence: Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]
    digest: Text
    language: Text
    essentials: Text
    buyer: BuyerRequest


class Requests(msgspec.Struct, frozen=True):
    """New requests, and those whose state the till still wants to know."""

    deliveries: Annotated[list[DeliveryRequest], msgspec.Meta(max_length=50)] = []
    invoices: Annotated[list[InvoiceRequest], msgspec.Meta(max_length=50)] = []
    watching: Annotated[list[UUID], msgspec.Meta(max_length=200)] = []


class RequestAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`refused`: it will never be done (`code` says why). `waiting`: the sale has not arrived; ask again."""

    id: UUID
    state: str
    code: str = ""
    number: str = ""


class RequestAnswers(msgspec.Struct, frozen=True):
    """One answer for each request and each watched one that is known."""

    answers: list[RequestAnswer]


_REQUESTS = msgspec.json.Decoder(Requests)


async def take(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Note requests and answer with their states. A repeat is recognized by its id."""
    sender = (await require_trusted(services, scope)).sender
    requests = await read_json(scope, receive, _REQUESTS, may_hold_numbers=True)
    if any(_is_unfit(request) for request in requests.deliveries):
        raise Problem(422, "edge.body_invalid")
    answers = await asyncio.to_thread(in_thread, lambda: _take(sender, requests))
    await send_json(send, RequestAnswers(answers))


def _is_unfit(request: DeliveryRequest) -> bool:
    texts = request.digest + request.address + request.language + request.essentials
    return "\0" in texts or request.consented_at.tzinfo is None


def _take(sender: Sender, requests: Requests) -> list[RequestAnswer]:
    refused = {request.id: answer for request in requests.deliveries if (answer := _deliver(sender, request))}
    wanted = [request.id for request in requests.deliveries if request.id not in refused] + requests.watching
    with reading(sender.organization):
        known = delivery_states(wanted)
    invoices = [_invoice(sender, request) for request in requests.invoices]
    return [*refused.values(), *(_answer(row) for row in known), *invoices]


def _deliver(sender: Sender, request: DeliveryRequest) -> RequestAnswer | None:
    """None when it was noted, now or before."""
    command = RequestDelivery(
        organization=sender.organization,
        id=request.id,
        chain=request.chain,
        sequence=request.sequence,
        digest=request.digest,
        channel=request.channel,
        address=request.address,
        language=request.language,
        essentials=request.essentials,
        cashier=request.cashier,
        consented_at=request.consented_at,
        now=datetime.now(UTC),
        till=sender.till,
    )
    try:
        request_delivery(command)
    except DomainError as refusal:
        state = "waiting" if refusal.code == "papers.sale_unknown" else "refused"
        return RequestAnswer(request.id, state, refusal.code)
    return None


def _invoice(sender: Sender, request: InvoiceRequest) -> RequestAnswer:
    said = request.buyer
    command = MakeInvoice(
        organization=sender.organization,
        chain=request.chain,
        sequence=request.sequence,
        digest=request.digest,
        essentials=request.essentials,
        buyer=Buyer(
            name=said.name,
            street=said.street,
            postal_code=said.postal_code,
            city=said.city,
            country=said.country,
            tax_number=said.tax_number,
            registration=said.registration,
        ),
        language=request.language,
        now=datetime.now(UTC),
        till=sender.till,
    )
    try:
        invoice = make_invoice(command)
    except DomainError as refusal:
        state = "waiting" if refusal.code == "invoices.sale_unknown" else "refused"
        return RequestAnswer(request.id, state, refusal.code)
    with reading(sender.organization):
        made = document_of(invoice)
    return RequestAnswer(request.id, "made", number=made.number if made else "")


def _answer(row: DeliveryView) -> RequestAnswer:
    return RequestAnswer(row.id, row.state, row.code)
