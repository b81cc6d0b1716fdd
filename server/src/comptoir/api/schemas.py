"""JSON of the public API."""

from typing import Any
from uuid import UUID

from ninja import Schema

from comptoir.api.shapes.common import Sent


class BuyerSchema(Sent):
    """Whom an invoice is for, as the customer says it."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    tax_number: str = ""
    registration: str = ""


class InvoiceWish(Sent):
    """The receipt's essentials prove that the asker holds it; without a buyer, only what there is is told."""

    essentials: str
    language: str = ""
    buyer: BuyerSchema | None = None


class InvoiceState(Schema):
    """`number` once there is an invoice; `is_offered` while one can be made."""

    is_offered: bool
    number: str


class StoredReceipt(Schema):
    """What is there once the shop has received the sale: bytes and seal exactly as the till sent them."""

    content: str
    seal: str


class OrderedGoods(Schema):
    """What a deposit was paid on: the order as its till sealed it, and what was paid so far, this payment included."""

    content: str
    paid: int


class LoggedReceipt(Schema):
    """What shows that the sale stands in the organization's log (RFC 6962), below a head that the log's key signed.

    The leaf is `comptoir-log-v1`, topic, subject and digest, a line each. Hashes in base64; `note` and `key` as C2SP
    writes them (checkpoint, verifier).
    """

    topic: str
    subject: UUID
    index: int
    size: int
    path: list[str]
    note: str
    key: str


class ReceiptAnswer(Schema):
    """What a customer's browser needs to judge a receipt by itself."""

    certificate: str
    public_key: str
    server_key: str
    number: str
    store: str
    address: str
    phone: str
    timezone: str
    legal_entity: str
    registration: str
    tax_number: str
    country: str
    exponent: int
    # Of every currency that has not two digits: money of another currency may have been handed over.
    exponents: dict[str, int]
    template: dict[str, Any]
    stored: StoredReceipt | None
    # The number of what it names: the sale that was refunded, the order that was paid on; empty where there is none.
    refers_to: str
    ordered: OrderedGoods | None
    # Null until the log has it, some seconds after the sale arrived.
    logged: LoggedReceipt | None
