"""Goods that not everybody may buy: what the shop says beyond the law, and which shelves it is about."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from comptoir.catalog.commands import ClosedHours, ForgetRestriction, RestrictCategory, SetRestriction
from comptoir.catalog.errors import CategoryUnknown, RestrictionInvalid, RestrictionUnknown, StoreUnknown
from comptoir.catalog.models import Category, Restriction
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.operations.goods_versions import remember_category, remember_own_rules
from comptoir.catalog.operations.traits import check_restriction
from comptoir.catalog.queries import lock_catalog
from comptoir.catalog.restrictions import CODES
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization, operation

AGE_MAX = 99
DAY_MINUTES = 1_440
CLOSED_MAX = 14


@operation
def set_restriction(command: SetRestriction) -> Changed:
    """Say from which age, and when not, a kind of goods is sold; open tills ask by it from now on."""
    lock_catalog()
    if command.code not in CODES:
        raise RestrictionUnknown(restriction=command.code[:16])
    if not 0 <= command.age <= AGE_MAX or not _are_stretches(command.closed):
        raise RestrictionInvalid
    if command.store is not None and command.store not in {store.id for store in stores()}:
        raise StoreUnknown(store=str(command.store))
    closed = [
        {"weekdays": sorted(set(hours.weekdays)), "from": hours.begins, "until": hours.ends} for hours in command.closed
    ]
    rows = _rows(command.code, command.store)
    standing = rows.first()
    if standing is not None and (standing.age, standing.closed) == (command.age, closed):
        return Changed(0, created=False)

    if standing is None:
        Restriction.objects.create(
            organization_id=command.organization,
            store_id=command.store,
            code=command.code,
            age=command.age,
            closed=closed,
        )
    else:
        rows.update(age=command.age, closed=closed)
    audit.record("catalog.restriction_set", person=command.person, subject=command.code, age=command.age)
    position = settings_changed()
    remember_own_rules(position)
    return Changed(position)


@operation
def forget_restriction(command: ForgetRestriction) -> Changed:
    """Let the law hold again, or what the shop says for all its stores. A repeat changes nothing."""
    lock_catalog()
    rows = _rows(command.code, command.store)
    if not rows.delete()[0]:
        return Changed(0, created=False)
    audit.record("catalog.restriction_forgotten", person=command.person, subject=command.code)
    position = settings_changed()
    remember_own_rules(position)
    return Changed(position)


@operation
def restrict_category(command: RestrictCategory) -> Changed:
    """Say what the law says about everything on a shelf: its articles need no word of their own."""
    lock_catalog()
    check_restriction(command.restriction, is_item=False)
    rows = Category.objects.filter(organization_id=command.organization, pk=command.category)
    category = rows.first()
    if category is None:
        raise CategoryUnknown(category=str(command.category))
    if category.restriction == command.restriction:
        return Changed(0, created=False)

    rows.update(restriction=command.restriction)
    audit.record(
        "catalog.category_restricted",
        person=command.person,
        subject=str(command.category),
        restriction=command.restriction,
    )
    position = settings_changed()
    remember_category(command.category, position)
    return Changed(position)


def _rows(code: str, store: UUID | None) -> "QuerySet[Restriction]":
    """The shop's own word about a code, or one store's."""
    rows = Restriction.objects.filter(organization_id=current_organization(), code=code)
    return rows.filter(store__isnull=True) if store is None else rows.filter(store_id=store)


def _are_stretches(closed: Sequence[ClosedHours]) -> bool:
    return len(closed) <= CLOSED_MAX and all(
        hours.begins != hours.ends
        and 0 <= hours.begins < DAY_MINUTES
        and 0 <= hours.ends <= DAY_MINUTES
        and hours.weekdays
        and all(0 <= day <= 6 for day in hours.weekdays)
        for hours in closed
    )
