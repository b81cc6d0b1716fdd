"""Every write about labels."""

from comptoir.labels.operations.hanging import hang_labels, want_labels
from comptoir.labels.operations.printing import (
    PrintNews,
    cancel_print,
    hear_printers,
    lock_print,
    print_again,
    send_labels,
)

__all__ = [
    "PrintNews",
    "cancel_print",
    "hang_labels",
    "hear_printers",
    "lock_print",
    "print_again",
    "send_labels",
    "want_labels",
]
