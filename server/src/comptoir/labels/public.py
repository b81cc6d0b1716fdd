"""What other apps may know of labels, and the operations on them."""

from comptoir.catalog.feed import newest_position
from comptoir.labels.operations import hang_labels, want_labels
from comptoir.labels.queries import Waiting, waiting_labels
from comptoir.labels.sheets import SHEETS, Label, sheet_pdf
from comptoir.labels.zpl import labels_zpl

__all__ = [
    "SHEETS",
    "Label",
    "Waiting",
    "hang_labels",
    "labels_zpl",
    "newest_position",
    "sheet_pdf",
    "waiting_labels",
    "want_labels",
]
