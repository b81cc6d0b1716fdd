"""Reads of hours that were worked for tips, and the rows of vouchers that an adopted entry moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from comptoir.platform.sql import select
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class Card:
    """A card with something on it: what it is, and when and where money last came onto it."""

    id: UUID
    kind: str
    tax_category: str
    tax_rate_ppm: int
    balance: int
    is_blocked: bool
    loaded_at: datetime
    store: UUID


def cards_of(loaded_before: datetime) -> list[Card]:
    """Cards with something on them, onto which no money came since, longest ago first."""
    return select(Card, _CARDS, {"organization": current_organization(), "before": loaded_before})


def lock_cards(cards: Sequence[UUID]) -> dict[UUID, int]:
    """What is on these cards, locked: whatever an entry takes off them waits."""
    found = Voucher.objects.filter(organization_id=current_organization(), pk__in=list(cards)).order_by("id")
    return {row.id: row.balance for row in found.select_for_update(of=("self",))}


def set_blocked(cards: Sequence[UUID], *, is_blocked: bool) -> None:
    """Let tills refuse these cards, or take them again."""
    Voucher.objects.filter(organization_id=current_organization(), pk__in=list(cards)).update(is_blocked=is_blocked)


_CARDS = """
    SELECT v.id, v.kind, v.tax_category, v.tax_rate_ppm, v.balance, v.is_blocked, m.moved_at, m.store_id
    FROM payments_voucher v
    CROSS JOIN LATERAL (
        SELECT moved_at, store_id FROM payments_voucher_movement
        WHERE organization_id = v.organization_id AND voucher_id = v.id AND amount > 0
        ORDER BY moved_at DESC, entry_id DESC LIMIT 1
    ) m
    WHERE v.organization_id = %(organization)s AND v.balance > 0 AND m.moved_at < %(before)s
    ORDER BY m.moved_at, v.id
"""


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
