"""What other apps may know of labels, and the operations on them."""

from comptoir.catalog.feed import newest_position
from comptoir.labels.operations import (
    PrintNews,
    cancel_print,
    hang_labels,
    hear_printers,
    print_again,
    send_labels,
    want_labels,
)
from comptoir.labels.print_queries import PrinterView, PrintView, label_printers, prints_of
from comptoir.labels.queries import Waiting, waiting_labels
from comptoir.labels.sheets import SHEETS, Label, sheet_pdf
from comptoir.labels.zpl import labels_zpl

__all__ = [
    "SHEETS",
    "Label",
    "PrintNews",
    "PrintView",
    "PrinterView",
    "Waiting",
    "cancel_print",
    "hang_labels",
    "hear_printers",
    "label_printers",
    "labels_zpl",
    "newest_position",
    "print_again",
    "prints_of",
    "send_labels",
    "sheet_pdf",
    "waiting_labels",
    "want_labels",
]
