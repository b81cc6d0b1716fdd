"""Groups of modifiers: every change is a new version at its place in the feed, as prices are."""

from uuid import UUID

from comptoir.catalog.commands import EndModifierGroup, SaveModifierGroup
from comptoir.catalog.errors import ModifierGroupUnknown, ModifiersInvalid
from comptoir.catalog.models import ItemTraits, ModifierGroup
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import append_changes, settings_changed
from comptoir.catalog.operations.goods_versions import remember_articles
from comptoir.catalog.operations.price_rows import UNIT_PRICE_MAX
from comptoir.catalog.queries import lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation

OPTIONS_MAX = 30
NAME_LENGTH_MAX = 60


@operation
def save_modifier_group(command: SaveModifierGroup) -> Changed:
    """Make a group, or state how it stands from now on. The same again changes nothing."""
    lock_catalog()
    document = _document(command)
    standing = _newest(command.id)
    if standing is not None and not standing.is_ended and standing.document == document:
        return Changed(standing.position, created=False)

    position = settings_changed()
    _add_version(command.id, position, document, command.person, is_ended=False)
    audit.record("catalog.modifiers_saved", person=command.person, subject=str(command.id), name=command.name)
    return Changed(position)


@operation
def end_modifier_group(command: EndModifierGroup) -> Changed:
    """Ask it no more: the group leaves every article that has it. A repeat changes nothing."""
    lock_catalog()
    newest = _newest(command.id)
    if newest is None:
        raise ModifierGroupUnknown(group=str(command.id))
    if newest.is_ended:
        return Changed(newest.position, created=False)

    position = settings_changed()
    _add_version(command.id, position, newest.document, command.person, is_ended=True)
    having = ItemTraits.objects.filter(
        organization_id=current_organization(), modifiers__contains=[str(command.id)]
    ).order_by("item_id")
    items = []
    for traits in having:
        left = [group for group in traits.modifiers if group != str(command.id)]
        ItemTraits.objects.filter(organization_id=current_organization(), item_id=traits.item_id).update(modifiers=left)
        items.append(traits.item_id)
    if items:
        remember_articles(items, append_changes(items))
    audit.record("catalog.modifiers_ended", person=command.person, subject=str(command.id))
    return Changed(position)


def _document(command: SaveModifierGroup) -> dict[str, object]:
    names = [option.name.strip() for option in command.options]
    is_named = 0 < len(command.name.strip()) <= NAME_LENGTH_MAX and all(
        0 < len(name) <= NAME_LENGTH_MAX for name in names
    )
    are_options = 0 < len(names) <= OPTIONS_MAX and len({option.id for option in command.options}) == len(names)
    is_range = 0 <= command.minimum <= command.maximum <= len(names) and command.maximum > 0
    are_prices = all(-UNIT_PRICE_MAX <= option.price <= UNIT_PRICE_MAX for option in command.options)
    if not (is_named and are_options and is_range and are_prices):
        raise ModifiersInvalid
    return {
        "id": str(command.id),
        "name": command.name.strip(),
        "minimum": command.minimum,
        "maximum": command.maximum,
        "options": [
            {"id": str(option.id), "name": option.name.strip(), "price": option.price} for option in command.options
        ],
    }


def _newest(group: UUID) -> ModifierGroup | None:
    rows = ModifierGroup.objects.filter(organization_id=current_organization(), group=group)
    return rows.order_by("-position").first()


def _add_version(
    group: UUID, position: int, document: dict[str, object], person: UUID | None, *, is_ended: bool
) -> None:
    ModifierGroup.objects.create(
        organization_id=current_organization(),
        group=group,
        position=position,
        document=document,
        is_ended=is_ended,
        person=person,
    )
