"""What other apps may tell stock, and ask it."""

from comptoir.stock.commands import (
    BeginCounting,
    BookCounting,
    DropCounting,
    Goods,
    GoodsLot,
    ReceiveTransfer,
    RecordLoss,
    SendTransfer,
    TallyGoods,
)
from comptoir.stock.costs import ItemCost, LineCost, costs_by_item, costs_of_sale
from comptoir.stock.goods import lots_of
from comptoir.stock.movements import Moved, leaving, record_movements
from comptoir.stock.operations import (
    begin_counting,
    book_counting,
    count_new_items,
    drop_counting,
    receive_transfer,
    record_loss,
    send_transfer,
    tally,
)
from comptoir.stock.queries import (
    CountedRow,
    CountingView,
    TransferLineView,
    TransferView,
    counted_rows,
    counting_view,
    countings,
    transfer_view,
    transfers,
)
from comptoir.stock.shelves import Shelved, has_shelf, shelf_of

__all__ = [
    "BeginCounting",
    "BookCounting",
    "CountedRow",
    "CountingView",
    "DropCounting",
    "Goods",
    "GoodsLot",
    "ItemCost",
    "LineCost",
    "Moved",
    "ReceiveTransfer",
    "RecordLoss",
    "SendTransfer",
    "Shelved",
    "TallyGoods",
    "TransferLineView",
    "TransferView",
    "begin_counting",
    "book_counting",
    "costs_by_item",
    "costs_of_sale",
    "count_new_items",
    "counted_rows",
    "counting_view",
    "countings",
    "drop_counting",
    "has_shelf",
    "leaving",
    "lots_of",
    "receive_transfer",
    "record_loss",
    "record_movements",
    "send_transfer",
    "shelf_of",
    "tally",
    "transfer_view",
    "transfers",
]
