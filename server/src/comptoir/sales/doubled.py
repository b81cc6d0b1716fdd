"""Goods that came back twice: two tills without a network may both refund them, and neither can know. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from comptoir.sales.bodies import SaleBody
from comptoir.sales.differences import Difference
from comptoir.sales.entries import Received
from comptoir.sales.rows import IncidentRow, Rows
from comptoir.sales.state import State

REFUNDED_TWICE = "refunded_twice"


def tell_doubled(
    received: Received,
    found: Sequence[Difference],
    state: State,
    rows: Rows,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> bool:
    """Open an incident at the till that sold the goods, once until somebody resolves it. Answers whether they came back
    more often than they were sold.

    Not at the till whose refund arrived second: which one that is says nothing about who did wrong.
    """
    if all(difference.code != "refund_exceeds_sale" for difference in found):
        return False
    reference = received.body.refers_to if isinstance(received.body, SaleBody) else None
    till = state.sold_by.get(reference) if reference is not None else None
    if reference is not None and till is not None:
        key = (reference.chain, REFUNDED_TWICE)
        known = rows.incidents.get(key)
        if known is None:
            organization = received.sender.organization
            known = IncidentRow(organization, new_id(), till, reference.chain, REFUNDED_TWICE, now, 0)
        rows.incidents[key] = known._replace(entries_count=known.entries_count + 1)
    return True
