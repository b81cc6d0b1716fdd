"""What other apps may know of labels, and the operations on them."""

from comptoir.catalog.feed import newest_position
from comptoir.labels.operations import (
    PrintNews,
    cancel_print,
    hang_labels,
    hear_printers,
    lock_print,
    print_again,
    send_labels,
    want_labels,
)
from comptoir.labels.parts import LABELS_MAX, print_parts
from comptoir.labels.print_queries import PrinterView, PrintView, label_printers, print_of, prints_of
from comptoir.labels.queries import Waiting, waiting_labels
from comptoir.labels.sheets import SHEETS, Label, sheet_pdf
from comptoir.labels.zpl import labels_zpl

__all__ = [
    "LABELS_MAX",
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
    "lock_print",
    "newest_position",
    "print_again",
    "print_of",
    "print_parts",
    "prints_of",
    "send_labels",
    "sheet_pdf",
    "waiting_labels",
    "want_labels",
]
