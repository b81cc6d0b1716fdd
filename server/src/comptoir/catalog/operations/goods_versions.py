"""Remembering what was said of goods at its place in the feed: the ledger judges a sale by what its till knew.

Called after the change has drawn its position. What says nothing, and what has not changed, adds no row.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from comptoir.catalog.models import Category, GoodsVersion, ItemTraits, Restriction
from comptoir.platform.tenancy import current_organization

Document = Mapping[str, Any]
_NOTHING: tuple[Document, ...] = ({"bundle": [], "modifiers": [], "restriction": ""}, {"shelf": ""}, {"rules": []})


def remember_articles(items: Iterable[UUID], position: int) -> None:
    """Places, questions, restriction and pack's count of articles; a variant or pack says what its article says."""
    rows = list(_traits(items))
    parents = {row.parent_id for row in rows if row.parent_id is not None}
    families = {row.item_id: row for row in _traits(parents)}
    said = {row.item_id: _article(row, families.get(row.parent_id) if row.parent_id else None) for row in rows}
    _remember(said, position)


def remember_category(category: UUID, position: int) -> None:
    """What the law says about everything on a shelf."""
    said = Category.objects.filter(organization_id=current_organization(), pk=category).values_list("id", "restriction")
    _remember({shelf: {"shelf": restriction} for shelf, restriction in said}, position)


def remember_own_rules(position: int) -> None:
    """What the shop and its stores say about restricted goods."""
    rows = Restriction.objects.filter(organization_id=current_organization()).order_by("code", "store_id")
    rules = [
        {"store": str(row.store_id) if row.store_id else None, "code": row.code, "age": row.age, "closed": row.closed}
        for row in rows
    ]
    _remember({current_organization(): {"rules": rules}}, position)


def _traits(items: Iterable[UUID]) -> Iterable[ItemTraits]:
    return ItemTraits.objects.filter(organization_id=current_organization(), item_id__in=list(items))


def _article(row: ItemTraits, family: ItemTraits | None) -> Document:
    return {
        "bundle": row.bundle,
        "modifiers": row.modifiers or (family.modifiers if family else []),
        "restriction": row.restriction or (family.restriction if family else ""),
        **({} if row.pack_count is None else {"pack": row.pack_count}),
    }


def _remember(said: Mapping[UUID, Document], position: int) -> None:
    versions = GoodsVersion.objects.filter(organization_id=current_organization(), subject__in=list(said))
    standing = dict(versions.order_by("subject", "-position").distinct("subject").values_list("subject", "document"))
    GoodsVersion.objects.bulk_create(
        GoodsVersion(
            organization_id=current_organization(), subject=subject, position=position, document=dict(document)
        )
        for subject, document in said.items()
        if (document != standing[subject] if subject in standing else document not in _NOTHING)
    )
