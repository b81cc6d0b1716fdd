"""What other apps may ask about receipts."""

from comptoir.papers.commands import (
    ChooseReceipts,
    EraseAddress,
    ForgetChoice,
    RequestDelivery,
    RetryDelivery,
)
from comptoir.papers.documents import receipt_of
from comptoir.papers.operations import (
    choose_receipts,
    erase_address,
    forget_choice,
    request_delivery,
    retry_delivery,
)
from comptoir.papers.queries import (
    ChoiceView,
    DeliveryView,
    PageView,
    SealedEntry,
    choice_of,
    deliveries_of,
    delivery_states,
    entry_of,
    find_entry,
    newest_deliveries,
    number_of_place,
    public_page,
    tax_names,
)
from comptoir.papers.reachability import proof_of

__all__ = [
    "ChoiceView",
    "ChooseReceipts",
    "DeliveryView",
    "EraseAddress",
    "ForgetChoice",
    "PageView",
    "RequestDelivery",
    "RetryDelivery",
    "SealedEntry",
    "choice_of",
    "choose_receipts",
    "deliveries_of",
    "delivery_states",
    "entry_of",
    "erase_address",
    "find_entry",
    "forget_choice",
    "newest_deliveries",
    "number_of_place",
    "proof_of",
    "public_page",
    "receipt_of",
    "request_delivery",
    "retry_delivery",
    "tax_names",
]
