"""What a till knows of the shelf beside its articles: favorites, questions asked with them, who may buy what."""

from typing import Any
from uuid import UUID

import msgspec

from comptoir.catalog.restrictions import OwnRule, Rule, closed_to, rules_in
from comptoir.edge.database import Connection

READ_FAVORITES = "SELECT items FROM catalog_favorites WHERE organization_id = $1 AND store_id = $2"
READ_MODIFIERS = """
    SELECT document FROM (
        SELECT DISTINCT ON (m."group") m."group", m.document, m.is_ended FROM catalog_modifier_group m
        WHERE m.organization_id = $1 ORDER BY m."group", m.position DESC
    ) standing WHERE NOT is_ended ORDER BY document ->> 'name', "group"
"""
READ_RESTRICTIONS = """
    SELECT store_id, code, age, closed FROM catalog_restriction
    WHERE organization_id = $1 AND (store_id IS NULL OR store_id = $2)
"""


class ClosedSettings(msgspec.Struct, frozen=True, rename={"begins": "from", "ends": "until"}):
    """A stretch in which the goods may not be sold; over midnight where it ends before it begins."""

    weekdays: tuple[int, ...]
    begins: int
    ends: int


class RestrictionSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who may buy goods of a code in this store, and when not."""

    code: str
    age: int
    closed: tuple[ClosedSettings, ...] = ()


class GoodsSettings(msgspec.Struct, frozen=True):
    """Three parts of the settings document, read together."""

    favorites: list[str]
    modifier_groups: list[msgspec.Raw]
    restrictions: list[RestrictionSettings]


async def read_goods_settings(connection: Connection, organization: UUID, store: UUID, country: str) -> GoodsSettings:
    """What holds in a store. Restrictions are the law's where the shop says nothing else."""
    favorites = await connection.fetchval(READ_FAVORITES, organization, store)
    groups = await connection.fetch(READ_MODIFIERS, organization)
    own = [
        OwnRule(row["store_id"], Rule(row["code"], row["age"], closed_to(_json(row["closed"]))))
        for row in await connection.fetch(READ_RESTRICTIONS, organization, store)
    ]
    return GoodsSettings(
        favorites=_json(favorites) if favorites else [],
        modifier_groups=[msgspec.Raw(row["document"].encode()) for row in groups],
        restrictions=[
            RestrictionSettings(
                rule.code, rule.age, tuple(ClosedSettings(one.weekdays, one.begins, one.ends) for one in rule.closed)
            )
            for rule in rules_in(country, store, own)
        ],
    )


def _json(text: str) -> Any:
    return msgspec.json.decode(text)
