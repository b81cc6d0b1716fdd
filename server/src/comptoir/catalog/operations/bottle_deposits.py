"""Containers that customers pay a deposit for: what they are worth, and which articles are sold in them."""

from uuid import UUID

from comptoir.catalog.deposit_commands import ContainerCount, EndBottleDeposit, SaveBottleDeposit, SetContainers
from comptoir.catalog.errors import ContainersInvalid, DepositUnknown, DepositUsed
from comptoir.catalog.folding import fold
from comptoir.catalog.models import BottleDeposit, Item, ItemTraits, Product
from comptoir.catalog.operations.categories import stand_on
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.changes import settings_changed
from comptoir.catalog.operations.price_rows import check_price, insert_price
from comptoir.catalog.operations.products import checked_name
from comptoir.catalog.operations.traits_rows import keep, tell_family, traits_row
from comptoir.catalog.queries import find_item, lock_catalog, newest_price
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.tax.public import Rate, rate_on

# More than a crate, its bottles and two more kinds nobody buys in one piece; a pallet of 999 is no retail pack.
CONTAINERS_MAX = 4
COUNT_MAX = 999


@operation
def save_bottle_deposit(command: SaveBottleDeposit) -> Changed:
    """Make a container with a deposit, or state how it stands from now on. The same again changes nothing.

    Its price is a price as any other: added, never changed, so that a till that was away is judged by what it knew.
    """
    lock_catalog()
    name = checked_name(command.name)
    check_price(command.unit_price)
    rate = rate_on(command.tax_class, command.day)
    item = Item.objects.filter(organization_id=command.organization, pk=command.item).first()
    kept = _kept(command.item)
    if item is not None and kept is None:
        raise DepositUnknown(item=str(command.item))
    stand_on(command.category)
    if item is None:
        _add_item(command, name)
    elif kept is not None and _stands(command, item, kept, name, rate):
        return Changed(0, created=False)
    else:
        _change_item(command, item, name)

    position = settings_changed()
    standing = newest_price(command.item, None)
    stated = (command.unit_price, rate.category, rate.rate_ppm, command.tax_class)
    if standing is None or stated != (
        standing.unit_price, standing.tax_category, standing.tax_rate_ppm, standing.tax_class_id
    ):  # fmt: skip
        insert_price(
            command.item, command.unit_price, rate=rate, tax_class=command.tax_class, position=position,
            person=command.person,
        )  # fmt: skip
    audit.record("catalog.deposit_saved", person=command.person, subject=str(command.item), price=command.unit_price)
    return Changed(position)


@operation
def end_bottle_deposit(command: EndBottleDeposit) -> Changed:
    """Take it off the tills. Articles that are still sold in it have to say so first. A repeat changes nothing."""
    lock_catalog()
    if _kept(command.item) is None:
        raise DepositUnknown(item=str(command.item))
    item = find_item(command.item)
    if item.is_archived:
        return Changed(0, created=False)
    used = ItemTraits.objects.filter(
        organization_id=current_organization(),
        deposits__contains=[{"item": str(command.item)}],
        item__is_archived=False,
    ).select_related("item")
    if (first := used.order_by("item_id").first()) is not None:
        raise DepositUsed(article=first.item.name)

    Item.objects.filter(pk=command.item).update(is_archived=True)
    Product.objects.filter(pk=item.product_id).update(is_archived=True)
    audit.record("catalog.deposit_ended", person=command.person, subject=str(command.item))
    return Changed(settings_changed())


@operation
def set_containers(command: SetContainers) -> Changed:
    """State the containers of an article: 20 bottles and their crate. Its variants take them over, packs by count."""
    lock_catalog()
    find_item(command.item)
    _check(command.item, command.containers)
    traits = traits_row(command.item)
    stated = [{"item": str(one.item), "count": one.count} for one in command.containers]
    if traits.deposits == stated:
        return Changed(0, created=False)

    traits.deposits = stated
    keep(traits)
    audit.record("catalog.containers_set", person=command.person, subject=str(command.item))
    return Changed(tell_family(command.item))


def _kept(item: UUID) -> BottleDeposit | None:
    return BottleDeposit.objects.filter(organization_id=current_organization(), item_id=item).first()


def _stands(command: SaveBottleDeposit, item: Item, kept: BottleDeposit, name: str, rate: Rate) -> bool:
    price = newest_price(command.item, None)
    product = Product.objects.get(pk=item.product_id)
    return (
        price is not None
        and not item.is_archived
        and (name, command.category, command.tax_class, command.follows_tax, command.position)
        == (item.name, product.category_id, product.tax_class_id, kept.follows_tax, kept.position)
        and (command.unit_price, rate.category, rate.rate_ppm)
        == (price.unit_price, price.tax_category, price.tax_rate_ppm)
    )


def _add_item(command: SaveBottleDeposit, name: str) -> None:
    product = Product.objects.create(
        organization_id=command.organization,
        name=name,
        category_id=command.category,
        tax_class_id=command.tax_class,
    )
    Item.objects.create(
        organization_id=command.organization, id=command.item, product_id=product.pk, name=name, folded=fold(name)
    )
    BottleDeposit.objects.create(
        organization_id=command.organization,
        item_id=command.item,
        position=command.position,
        follows_tax=command.follows_tax,
    )


def _change_item(command: SaveBottleDeposit, item: Item, name: str) -> None:
    """Also brings one back that had ended."""
    Item.objects.filter(pk=command.item).update(name=name, folded=fold(name), is_archived=False)
    Product.objects.filter(pk=item.product_id).update(
        name=name, category_id=command.category, tax_class_id=command.tax_class, is_archived=False
    )
    BottleDeposit.objects.filter(organization_id=command.organization, item_id=command.item).update(
        position=command.position, follows_tax=command.follows_tax
    )


def _check(item: UUID, containers: tuple[ContainerCount, ...]) -> None:
    named = {one.item for one in containers}
    is_sound = len(named) == len(containers) <= CONTAINERS_MAX and all(0 < one.count <= COUNT_MAX for one in containers)
    if not is_sound or (containers and _kept(item) is not None):
        raise ContainersInvalid(item=str(item))
    known = BottleDeposit.objects.filter(
        organization_id=current_organization(), item_id__in=named, item__is_archived=False
    )
    missing = named - set(known.values_list("item_id", flat=True))
    if missing:
        raise DepositUnknown(item=str(min(missing)))
