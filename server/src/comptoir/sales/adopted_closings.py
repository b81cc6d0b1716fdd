"""Closings and later tips, when a person adopts an entry: asked with the ledger's own statements."""

from comptoir.sales.adopted_reading import DjangoConnection, at_once
from comptoir.sales.closing_reader import judge_closings
from comptoir.sales.late_tips import judge_late_tips
from comptoir.sales.rows import LateFinding, Rows


def judge_adopted(rows: Rows) -> list[LateFinding]:
    """What an adopted closing or tip says otherwise than the ledger, and the closing that waited for the entry."""
    fetch = DjangoConnection().fetch
    return [
        *at_once(judge_closings(rows.closed, rows.filled, fetch)),
        *at_once(judge_late_tips(rows.late_tips, fetch)),
    ]
