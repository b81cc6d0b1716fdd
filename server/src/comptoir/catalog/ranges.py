"""Which articles a store carries: what was said of the article, else of its shelf; a store's own word before all's."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from comptoir.catalog.models import RangeRule
from comptoir.platform.tenancy import current_organization


@dataclass(frozen=True, slots=True)
class RangeView:
    """A word about a shelf or an article, for one store or (`store` null) for all that say nothing themselves."""

    store: UUID | None
    category: UUID | None
    item: UUID | None
    is_in: bool


def range_rules() -> list[RangeView]:
    """Everything that was said; what nobody said anything of, every store carries."""
    rows = RangeRule.objects.filter(organization_id=current_organization()).order_by("id")
    return [RangeView(row.store_id, row.category_id, row.item_id, row.is_in) for row in rows]


def range_of_item(item: UUID) -> Mapping[UUID | None, bool]:
    """What was said of this very article, by store; null: for all."""
    rows = RangeRule.objects.filter(organization_id=current_organization(), item_id=item)
    return dict(rows.values_list("store_id", "is_in"))


def said_sql(organization: str, store: str, subject: str) -> str:
    """What holds in a store by article (`item_id`) or shelf (`category_id`): its own word, else all's."""
    return f"""
        SELECT DISTINCT ON ({subject}) {subject}, is_in FROM catalog_range_rule
        WHERE organization_id = {organization} AND {subject} IS NOT NULL AND (store_id IS NULL OR store_id = {store})
        ORDER BY {subject}, store_id IS NULL
    """  # noqa: S608  # names of ours
