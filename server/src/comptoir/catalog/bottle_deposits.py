"""Containers with a deposit, and how machines write vouchers for them, as other apps may read it."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.models import BottleDeposit, BottleVoucherPattern, ItemTraits
from comptoir.catalog.queries import current_prices
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class BottleDepositView:
    """A container with its deposit, in every store."""

    item: UUID
    name: str
    category: UUID
    unit_price: int
    tax_class: UUID
    tax_category: str
    tax_rate_ppm: int
    follows_tax: bool
    position: int


@dataclass(frozen=True, slots=True)
class ContainerView:
    """So many of a container around an article."""

    item: UUID
    count: int


@dataclass(frozen=True, slots=True)
class VoucherPatternView:
    """How a machine writes its vouchers; without a store, in all of them."""

    id: UUID
    store: UUID | None
    pattern: str
    tax_class: UUID
    days_unique: int
    is_ended: bool


def bottle_deposits() -> list[BottleDepositView]:
    """The containers that stand, in the order of the till's grid."""
    rows = (
        BottleDeposit.objects.filter(organization_id=current_organization(), item__is_archived=False)
        .select_related("item", "item__product")
        .order_by("position", "item__name", "item_id")
    )
    prices = current_prices([row.item_id for row in rows])
    return [
        BottleDepositView(
            row.item_id,
            row.item.name,
            row.item.product.category_id,
            prices[row.item_id].unit_price,
            row.item.product.tax_class_id,
            prices[row.item_id].tax_category,
            prices[row.item_id].tax_rate_ppm,
            row.follows_tax,
            row.position,
        )
        for row in rows
        if row.item_id in prices
    ]


def containers_of(item: UUID) -> list[ContainerView]:
    """An article's own containers; a variant or pack takes from its article what it lacks."""
    row = ItemTraits.objects.filter(organization_id=current_organization(), item_id=item).first()
    return [] if row is None else [ContainerView(UUID(one["item"]), one["count"]) for one in row.deposits]


def containers_by_item() -> dict[UUID, list[ContainerView]]:
    """Every article's own containers, of those that have any."""
    rows = ItemTraits.objects.filter(organization_id=current_organization()).exclude(deposits=[])
    return {
        item: [ContainerView(UUID(one["item"]), one["count"]) for one in said]
        for item, said in rows.values_list("item_id", "deposits")
    }


def voucher_patterns() -> list[VoucherPatternView]:
    """The patterns that stand."""
    return [known for known in every_voucher_pattern() if not known.is_ended]


def every_voucher_pattern() -> list[VoucherPatternView]:
    """Those too that have ended: what was paid by one is judged by it."""
    rows = BottleVoucherPattern.objects.filter(organization_id=current_organization())
    return [
        VoucherPatternView(row.id, row.store_id, row.pattern, row.tax_class_id, row.days_unique, row.is_ended)
        for row in rows.order_by("pattern", "id")
    ]
