"""Reads of payments for the ledger's slow way: a person adopts an entry that names a tender."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from comptoir.payments.commands import Worked
from comptoir.payments.models import (
    ExchangeRate,
    TenderKind,
    TenderRevision,
    TipWork,
    Voucher,
    VoucherAllowance,
    VoucherHold,
    VoucherMovement,
)
from comptoir.platform.tenancy import current_organization


def lock_vouchers(vouchers: Iterable[UUID]) -> list[Voucher]:
    """Lock balances as the ledger's statement LOCK_VOUCHERS does (a card that nobody knows has no row), in order."""
    wanted = sorted({int.from_bytes(voucher.bytes[:8], "big", signed=True): voucher for voucher in vouchers}.items())
    with connection.cursor() as cursor:
        for key, _ in wanted:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    return list(Voucher.objects.filter(organization_id=current_organization(), pk__in=[v for _, v in wanted]))


def revision(tender_kind: UUID, number: int) -> tuple[str, TenderRevision] | None:
    """A revision of a kind of tender, and what the kind is."""
    organization = current_organization()
    found = TenderRevision.objects.filter(organization_id=organization, tender_kind_id=tender_kind, number=number)
    row = found.first()
    if row is None:
        return None
    return TenderKind.objects.get(organization_id=organization, pk=tender_kind).kind, row


def rates_of(currency: str) -> list[ExchangeRate]:
    """Every rate of a currency, in order of days."""
    rows = ExchangeRate.objects.filter(organization_id=current_organization(), currency=currency)
    return list(rows.order_by("valid_from"))


def allowance(key: UUID) -> tuple[VoucherAllowance, int] | None:
    """What a chain was allowed to redeem without asking, and what it has."""
    found = VoucherAllowance.objects.filter(organization_id=current_organization(), pk=key).first()
    if found is None:
        return None
    moved = VoucherMovement.objects.filter(organization_id=current_organization(), allowance=key)
    return found, -(moved.aggregate(sum=Sum("amount"))["sum"] or 0)


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
