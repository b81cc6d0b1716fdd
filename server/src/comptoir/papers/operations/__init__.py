"""Every write about receipts."""

from comptoir.papers.operations.choices import choose_receipts, forget_choice
from comptoir.papers.operations.deliveries import (
    ATTEMPTS_MAX,
    LEASE,
    claim_deliveries,
    conclude_delivery,
    erase_address,
    pause_after,
    request_delivery,
    retry_delivery,
    send_order,
)
from comptoir.papers.operations.notes import erase_note, keep_note
from comptoir.papers.operations.public_page import note_public_page

__all__ = [
    "ATTEMPTS_MAX",
    "LEASE",
    "choose_receipts",
    "claim_deliveries",
    "conclude_delivery",
    "erase_address",
    "erase_note",
    "forget_choice",
    "keep_note",
    "note_public_page",
    "pause_after",
    "request_delivery",
    "retry_delivery",
    "send_order",
]
