"""Every write about stock that is no sale."""

from comptoir.stock.operations.countings import begin_counting, book_counting, drop_counting, tally
from comptoir.stock.operations.counts import count_item, count_new_items
from comptoir.stock.operations.losses import record_loss
from comptoir.stock.operations.transfers import receive_transfer, send_transfer

__all__ = [
    "begin_counting",
    "book_counting",
    "count_item",
    "count_new_items",
    "drop_counting",
    "receive_transfer",
    "record_loss",
    "send_transfer",
    "tally",
]
