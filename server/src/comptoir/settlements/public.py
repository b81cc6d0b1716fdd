"""What other apps may ask of settlements, and the operations on them."""

from comptoir.settlements.layouts import FIELDS, PROVIDERS
from comptoir.settlements.operations import settle, take_back_file, take_file, try_file
from comptoir.settlements.payouts import Credit, Trace, TracedPayout
from comptoir.settlements.queries import (
    DAYS_MAX,
    OPEN,
    BucketSum,
    FileView,
    LineView,
    Reconciliation,
    Row,
    file_view,
    files,
    reconcile,
)
from comptoir.settlements.sides import Bucket

__all__ = [
    "DAYS_MAX",
    "FIELDS",
    "OPEN",
    "PROVIDERS",
    "Bucket",
    "BucketSum",
    "Credit",
    "FileView",
    "LineView",
    "Reconciliation",
    "Row",
    "Trace",
    "TracedPayout",
    "file_view",
    "files",
    "reconcile",
    "settle",
    "take_back_file",
    "take_file",
    "try_file",
]
