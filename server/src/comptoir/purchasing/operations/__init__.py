"""Every write of purchasing."""

from comptoir.purchasing.operations.deliveries import Received, receive_goods, return_goods
from comptoir.purchasing.operations.letters import claim_letters, conclude_letter
from comptoir.purchasing.operations.orders import close_order, open_order, send_purchase, write_lines
from comptoir.purchasing.operations.reordering import (
    add_recipient,
    remove_recipient,
    set_reorder_rule,
)
from comptoir.purchasing.operations.suppliers import end_supplier, remove_offer, save_offer, save_supplier

__all__ = [
    "Received",
    "add_recipient",
    "claim_letters",
    "close_order",
    "conclude_letter",
    "end_supplier",
    "open_order",
    "receive_goods",
    "remove_offer",
    "remove_recipient",
    "return_goods",
    "save_offer",
    "save_supplier",
    "send_purchase",
    "set_reorder_rule",
    "write_lines",
]
