"""What the sales of some days state, summed up, as books ask for it (`accounting.public.SoldSums`)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from comptoir.accounting.public import Fact, read_facts
from comptoir.insights.counting import BOOKED, fresh
from comptoir.platform.sql import Parameters
from comptoir.platform.tenancy import current_organization

# What a card is says its number, which may have come after the sale that it paid.
_BOOKED = f"""
    SELECT b.what, b.store_id, b.day, b.key, coalesce(v.kind, b.detail), b.rate_ppm, sum(b.amount), sum(b.tax)
    FROM ({fresh(BOOKED)}) b
    LEFT JOIN payments_voucher v ON v.organization_id = %(organization)s AND v.id = b.voucher
    WHERE b.store_id = ANY(%(stores)s::uuid[])
    GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608  # a constant of ours; every value is a parameter


def booked(stores: Sequence[UUID], first: date, last: date) -> list[Fact]:
    """As the ledger stands now; inside `reading(organization)`."""
    asked: Parameters = {
        "organization": current_organization(), "stores": list(stores), "first": first, "last": last,
    }  # fmt: skip
    return read_facts(_BOOKED, asked)
