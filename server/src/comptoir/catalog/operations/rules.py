"""Price lists and promotions: every change is a new version at its place in the feed."""

from collections.abc import Mapping
from typing import TypeAlias
from uuid import UUID

from comptoir.catalog.commands import EndPriceList, EndPromotion, SavePriceList, SavePromotion, SetListPrice
from comptoir.catalog.errors import RuleNameMissing, RuleUnknown, TooManyRules
from comptoir.catalog.feed import draw_position
from comptoir.catalog.models import FeedRow, PriceList, PriceListEntry, Promotion
from comptoir.catalog.operations.changed import Changed
from comptoir.catalog.operations.price_rows import check_price
from comptoir.catalog.queries import find_item, lock_catalog
from comptoir.platform import audit
from comptoir.platform.tenancy import current_organization, operation
from comptoir.pricing.v2 import read_price_list, read_promotion

PRICE_LISTS_MAX = 100
PROMOTIONS_MAX = 1_000
NAME_LENGTH_MAX = 80

Kind: TypeAlias = type[PriceList] | type[Promotion]


@operation
def save_price_list(command: SavePriceList) -> Changed:
    """Make a price list, or state how it stands from now on. The same document again changes nothing."""
    document = {**command.document, "id": str(command.id)}
    read_price_list(document)
    return _save(PriceList, command.id, document, command.person, count_max=PRICE_LISTS_MAX)


@operation
def end_price_list(command: EndPriceList) -> Changed:
    """End a price list. A repeat changes nothing."""
    return _end(PriceList, command.id, command.person)


@operation
def set_list_price(command: SetListPrice) -> Changed:
    """State an item's own price in a list. The item itself changes for the tills: its document carries the price."""
    lock_catalog()
    find_item(command.item)
    if command.unit_price is not None:
        check_price(command.unit_price)
    if _standing(PriceList, command.price_list) is None:
        raise RuleUnknown(rule=str(command.price_list))
    entries = PriceListEntry.objects.filter(
        organization_id=current_organization(), price_list=command.price_list, item_id=command.item
    )
    known = entries.order_by("-position").first()
    before = known.unit_price if known else None
    if before == command.unit_price:
        return Changed(known.position if known else 0, created=False)

    position = draw_position(FeedRow.Kind.ITEM, command.item)
    PriceListEntry.objects.create(
        organization_id=current_organization(),
        price_list=command.price_list,
        item_id=command.item,
        position=position,
        unit_price=command.unit_price,
        person=command.person,
    )
    audit.record(
        "catalog.list_price_changed",
        person=command.person,
        subject=str(command.item),
        price_list=str(command.price_list),
        before="" if before is None else before,
        after="" if command.unit_price is None else command.unit_price,
    )
    return Changed(position)


@operation
def save_promotion(command: SavePromotion) -> Changed:
    """Make a promotion, or state how it stands from now on. The same document again changes nothing."""
    document = {**command.document, "id": str(command.id)}
    read_promotion(document)
    return _save(Promotion, command.id, document, command.person, count_max=PROMOTIONS_MAX)


@operation
def end_promotion(command: EndPromotion) -> Changed:
    """End a promotion. A repeat changes nothing."""
    return _end(Promotion, command.id, command.person)


def withdraw_promotion(promotion: UUID, person: UUID | None) -> None:
    """End it where it stands, inside a running operation."""
    if _standing(Promotion, promotion) is not None:
        _end(Promotion, promotion, person)


def is_standing_price_list(price_list: UUID) -> bool:
    """Whether the list holds, inside a running operation."""
    return _standing(PriceList, price_list) is not None


def standing_promotion(promotion: UUID) -> Promotion | None:
    """The promotion as it holds, inside a running operation."""
    found = _standing(Promotion, promotion)
    assert found is None or isinstance(found, Promotion)
    return found


def _save(kind: Kind, rule: UUID, document: Mapping[str, object], person: UUID | None, *, count_max: int) -> Changed:
    lock_catalog()
    name = document.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= NAME_LENGTH_MAX:
        raise RuleNameMissing
    standing = _standing(kind, rule)
    if standing is not None and standing.document == document:
        return Changed(standing.position, created=False)
    if standing is None and _count_standing(kind) >= count_max:
        raise TooManyRules(count=count_max)

    position = _add_version(kind, rule, document, person, is_ended=False)
    audit.record(f"catalog.{_word(kind)}_saved", person=person, subject=str(rule), name=name)
    audit.changed(
        f"catalog_{_word(kind)}",
        rule,
        before={"document": standing.document} if standing is not None else None,
        after={"document": document},
    )
    return Changed(position)


def _end(kind: Kind, rule: UUID, person: UUID | None) -> Changed:
    lock_catalog()
    newest = _newest(kind, rule)
    if newest is None:
        raise RuleUnknown(rule=str(rule))
    if newest.is_ended:
        return Changed(newest.position, created=False)

    position = _add_version(kind, rule, newest.document, person, is_ended=True)
    name = str(newest.document.get("name", ""))
    audit.record(f"catalog.{_word(kind)}_ended", person=person, subject=str(rule), name=name)
    return Changed(position)


def _add_version(kind: Kind, rule: UUID, document: Mapping[str, object], person: UUID | None, *, is_ended: bool) -> int:
    position = draw_position(FeedRow.Kind.RULES, rule)
    kind.objects.create(
        organization_id=current_organization(),
        rule=rule,
        position=position,
        document=dict(document),
        is_ended=is_ended,
        person=person,
    )
    return position


def _newest(kind: Kind, rule: UUID) -> PriceList | Promotion | None:
    rows = kind.objects.filter(organization_id=current_organization(), rule=rule)
    return rows.order_by("-position").first()


def _standing(kind: Kind, rule: UUID) -> PriceList | Promotion | None:
    newest = _newest(kind, rule)
    return None if newest is None or newest.is_ended else newest


def _count_standing(kind: Kind) -> int:
    newest = kind.objects.filter(organization_id=current_organization()).order_by("rule", "-position")
    return sum(not row.is_ended for row in newest.distinct("rule"))


def _word(kind: Kind) -> str:
    return "price_list" if kind is PriceList else "promotion"
