"""JSON of the public API."""

from typing import Any

from ninja import Schema


class StoredReceipt(Schema):
    """What is there once the shop has received the sale: bytes and seal exactly as the till sent them."""

    content: str
    seal: str


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
    template: dict[str, Any]
    stored: StoredReceipt | None
