"""Groups of stores: rows that operations of a higher app (`shops`) write, in their transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from comptoir.platform.inherited import keep_in_stores
from comptoir.platform.models import SettingValue, Store, StoreGroup
from comptoir.platform.setting_checks import KEPT
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of stores."""

    id: UUID
    name: str


def store_groups() -> list[GroupView]:
    """Every group, by name."""
    rows = StoreGroup.objects.filter(organization_id=current_organization()).order_by("name", "id")
    return [GroupView(row.id, row.name) for row in rows]


def write_group(group: UUID, name: str) -> bool:
    """Make a group or rename it. Answers whether it is new."""
    _, created = StoreGroup.objects.update_or_create(
        organization_id=current_organization(), id=group, defaults={"name": name}
    )
    return created


def move_stores(group: UUID | None, stores: Collection[UUID]) -> int:
    """Let stores stand in a group, and have what it says. Answers how many stood elsewhere."""
    rows = Store.objects.filter(organization_id=current_organization(), id__in=stores)
    moved = [store.id for store in rows if store.group_id != group]
    rows.filter(id__in=moved).update(group_id=group)
    if moved:
        keep_in_stores(Q(id__in=moved), KEPT)
    return len(moved)


def dissolve_group(group: UUID) -> None:
    """The group, and what it said, are no more; its stores stand in none."""
    organization = current_organization()
    stores = Store.objects.filter(organization_id=organization, group_id=group)
    left = list(stores.values_list("id", flat=True))
    SettingValue.objects.filter(organization_id=organization, group_id=group).delete()
    stores.update(group_id=None)
    keep_in_stores(Q(id__in=left), KEPT)
    StoreGroup.objects.filter(organization_id=organization, id=group).delete()
