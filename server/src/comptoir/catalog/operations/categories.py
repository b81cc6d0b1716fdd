"""Shelves of the tills."""

from uuid import UUID

from comptoir.catalog.commands import AddCategory, EndCategory
from comptoir.catalog.errors import CategoryInUse, CategoryUnknown, NameMissing
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import Category, FeedRow, Product
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.queries import is_named_by_rules, lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation


@operation
def add_category(command: AddCategory) -> Changed:
    """Add a shelf. Tills learn it with their settings."""
    lock_catalog()
    if Category.objects.filter(pk=command.id).exists():
        return Changed(0, created=False)
    if not command.name.strip():
        raise NameMissing
    if command.parent is not None:
        stand_on(command.parent)

    Category.objects.create(
        organization_id=command.organization,
        id=command.id,
        name=command.name.strip(),
        color=command.color,
        position=command.position,
        parent_id=command.parent,
    )
    audit.record("catalog.category_added", person=command.person, subject=str(command.id))
    return Changed(draw_position(FeedRow.Kind.SETTINGS, command.organization))


@operation
def end_category(command: EndCategory) -> Changed:
    """Take a shelf off the tills. What was sold from it keeps naming it; one in use stays. A repeat changes nothing."""
    lock_catalog()
    rows = Category.objects.filter(organization_id=command.organization)
    row = rows.filter(pk=command.category).first()
    if row is None:
        raise CategoryUnknown(category=str(command.category))
    if row.is_ended:
        return Changed(0, created=False)
    goods = Product.objects.filter(
        organization_id=command.organization, category_id=command.category, is_archived=False
    )
    below = rows.filter(parent_id=command.category, is_ended=False)
    if goods.exists() or below.exists() or is_named_by_rules(command.category):
        raise CategoryInUse(category=str(command.category))

    rows.filter(pk=command.category).update(is_ended=True)
    audit.record("catalog.category_ended", person=command.person, subject=str(command.category))
    return Changed(draw_position(FeedRow.Kind.SETTINGS, command.organization))


def stand_on(category: UUID) -> None:
    """The shelf on which something is put now; one that had ended is back at the tills, with those above it.

    For operations that hold the catalogue's lock and have refused what they refuse.
    """
    rows = Category.objects.filter(organization_id=current_organization())
    row = rows.filter(pk=category).first()
    if row is None:
        raise CategoryUnknown(category=str(category))
    if row.parent_id is not None:
        stand_on(row.parent_id)
    if row.is_ended:
        rows.filter(pk=category).update(is_ended=False)
        audit.record("catalog.category_back", person=None, subject=str(category))
        draw_position(FeedRow.Kind.SETTINGS, row.organization_id)
