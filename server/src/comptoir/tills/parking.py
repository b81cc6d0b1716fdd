"""Baskets put aside for any till of the store. They are no sales: nothing is counted, and what is taken is erased."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from comptoir.platform.tenancy import current_organization, operation
from comptoir.tills.commands import ShareParked
from comptoir.tills.models import ParkedBasket


@dataclass(frozen=True, slots=True)
class SharedBasket:
    """A basket that this till may take."""

    id: UUID
    till: UUID
    till_name: str
    cashier: UUID
    label: str
    parked_at: datetime
    lines_count: int
    gross: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What lies there for the store's tills, and the basket that was just taken; `lost`: ours, taken by others."""

    baskets: list[SharedBasket]
    lost: list[UUID]
    taken: dict[str, Any] | None


@operation
def share_parked(command: ShareParked) -> Shared:
    """Keep what a till parked, forget what it has, and give it the one that it wants, if nobody else has it.

    A till that has got a basket says so by `gone`; until then it is kept for it, because the answer may have been lost
    on the way. Only the first of two tills gets it: the row is locked by the change itself.
    """
    organization, till = command.organization, command.till
    rows = ParkedBasket.objects.filter(organization_id=organization, store_id=command.store)
    rows.filter(till_id=till, id__in=command.gone).delete()
    rows.filter(taken_by=till, id__in=command.gone).update(is_handed_over=True, label="", basket={})
    rows.filter(id__in=command.sold, taken_by__isnull=True).delete()
    rows.filter(id__in=command.sold, is_handed_over=False).update(is_handed_over=True, label="", basket={})
    ParkedBasket.objects.bulk_create(
        [
            ParkedBasket(
                organization_id=organization,
                id=goods.id,
                store_id=command.store,
                till_id=till,
                cashier=goods.cashier,
                label=goods.label,
                parked_at=goods.parked_at,
                lines_count=goods.lines_count,
                gross=goods.gross,
                basket=json.loads(goods.basket),
            )
            for goods in command.parked
            if goods.id not in command.gone and goods.id not in command.sold
        ],
        ignore_conflicts=True,
    )
    taken = None
    if command.take is not None:
        wanted = rows.filter(Q(taken_by__isnull=True) | Q(taken_by=till), id=command.take, is_handed_over=False)
        if wanted.update(taken_by=till):
            taken = rows.get(id=command.take).basket
    free = rows.filter(Q(taken_by__isnull=True) | Q(taken_by=till), is_handed_over=False).order_by("parked_at", "id")
    return Shared(
        [SharedBasket(*row) for row in free.annotate(till_name=F("till__name")).values_list(
            "id", "till_id", "till_name", "cashier", "label", "parked_at", "lines_count", "gross"
        )],
        list(rows.filter(till_id=till, taken_by__isnull=False).exclude(taken_by=till).values_list("id", flat=True)),
        taken,
    )  # fmt: skip


def parked_of(customer: UUID) -> list[SharedBasket]:
    """Baskets that lie aside for a customer."""
    rows = _of_customer(customer).order_by("parked_at", "id").annotate(till_name=F("till__name"))
    return [
        SharedBasket(*row) for row in rows.values_list(
            "id", "till_id", "till_name", "cashier", "label", "parked_at", "lines_count", "gross"
        )
    ]  # fmt: skip


def forget_parked(customer: UUID) -> int:
    """Take a customer's name out of baskets that lie aside, in the running operation: the goods stay where they are."""
    found = list(_of_customer(customer).select_for_update(of=("self",)))
    for row in found:
        row.label = ""
        row.basket = {key: value for key, value in row.basket.items() if key != "customer"}
    if found:
        ParkedBasket.objects.bulk_update(found, ["label", "basket"])
    return len(found)


def _of_customer(customer: UUID) -> "QuerySet[ParkedBasket]":
    return ParkedBasket.objects.filter(organization_id=current_organization(), basket__customer__id=str(customer))
