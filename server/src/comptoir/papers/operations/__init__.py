"""Every write about receipts."""

from comptoir.papers.operations.choices import choose_receipts, forget_choice
from comptoir.papers.operations.deliveries import (
    claim_deliveries,
    conclude_delivery,
    erase_address,
    erase_old_addresses,
    request_delivery,
    retry_delivery,
    send_order,
)
from comptoir.papers.operations.notes import erase_note, keep_note
from comptoir.papers.operations.public_page import note_public_page

__all__ = [
    "choose_receipts",
    "claim_deliveries",
    "conclude_delivery",
    "erase_address",
    "erase_note",
    "erase_old_addresses",
    "forget_choice",
    "keep_note",
    "note_public_page",
    "request_delivery",
    "retry_delivery",
    "send_order",
]
