"""Reads of hours that were worked for tips, and the rows of vouchers that an adopted entry moves."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.payments.commands import Worked
from comptoir.payments.models import (
    TipWork,
    Voucher,
    VoucherHold,
    VoucherMovement,
)
from comptoir.platform.tenancy import current_organization


def tip_work(first: date, last: date, store: UUID | None) -> list[TipWork]:
    """Who worked on these business days, as managers said."""
    found = TipWork.objects.filter(organization_id=current_organization(), business_day__range=(first, last))
    found = found if store is None else found.filter(store_id=store)
    return list(found.order_by("business_day", "store_id", "employee_id"))


def write_tip_work(organization: UUID, store: UUID, business_day: date, worked: Iterable[Worked]) -> None:
    """One row a person and day; in order, so that two who write at once wait for each other and do not lock up."""
    with connection.cursor() as cursor:
        for row in sorted(worked, key=lambda found: found.employee):
            cursor.execute(
                "INSERT INTO payments_tip_work (organization_id, store_id, business_day, employee_id, minutes, points)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (organization_id, store_id, business_day, employee_id)"
                " DO UPDATE SET minutes = excluded.minutes, points = excluded.points",
                [organization, store, business_day, row.employee, row.minutes, row.points],
            )


def write_vouchers(vouchers: Sequence[Any], movements: Sequence[Any], holds: Iterable[UUID]) -> None:
    """Write what the ledger decided: rows whose fields are our columns. Their balances are locked."""
    for row in vouchers:
        facts = row._asdict()
        key = {"organization_id": facts.pop("organization_id"), "id": facts.pop("id")}
        Voucher.objects.update_or_create(**key, defaults=facts)
    VoucherMovement.objects.bulk_create([VoucherMovement(**row._asdict()) for row in movements])
    VoucherHold.objects.filter(organization_id=current_organization(), pk__in=list(holds)).delete()
