"""Codes that are good once, in an entry that a person adopts: the same as the ledger reads and writes."""

from uuid import UUID

from django.db import connection
from django.db.models import Max

from comptoir.catalog.public import made_once
from comptoir.sales.bodies import SaleBody
from comptoir.sales.coupon_codes import lock_key
from comptoir.sales.models import CouponUse, Discrepancy
from comptoir.sales.rows import Rows
from comptoir.sales.state import State


def read_uses(sale: SaleBody, organization: UUID, state: State) -> None:
    """Who used the codes before; each is locked, in order."""
    codes = sorted(made_once(sale.coupons)) if sale.coupons else []
    with connection.cursor() as cursor:
        for key in sorted(lock_key(organization, code) for code in codes):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    for code in codes:
        uses = CouponUse.objects.filter(organization_id=organization, code=code).order_by("entry_id")
        state.code_uses[organization, code] = list(uses.values_list("entry_id", flat=True))


def write_uses(rows: Rows) -> None:
    """Write the uses, and what looks wrong in the entries that used a code before."""
    CouponUse.objects.bulk_create([CouponUse(**row._asdict()) for row in rows.coupon_uses])
    for finding in rows.late_findings:
        standing = Discrepancy.objects.filter(organization_id=finding.organization_id, entry_id=finding.entry_id)
        newest = standing.aggregate(newest=Max("number"))["newest"] or 0
        Discrepancy.objects.create(**finding._asdict(), number=newest + 1)
