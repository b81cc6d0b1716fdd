"""Reads the rules that engine 2 priced a batch by, over the ledger's connection."""

import json
from collections.abc import Iterator, Sequence
from typing import TypeAlias
from uuid import UUID

import asyncpg

from comptoir.catalog.goods import GoodsHistory, GoodsVersion, goods_history
from comptoir.catalog.rules import ListPrice, RuleHistory, RuleVersion
from comptoir.sales import statements as sql
from comptoir.sales.bodies import SaleBody
from comptoir.sales.entries import Received
from comptoir.sales.judge_v2 import ENGINE_VERSION
from comptoir.sales.rule_cache import RuleCache
from comptoir.sales.state import ShopRules, State

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class RuleReader:
    """Gives the state each organization's rules; reads what is not remembered."""

    def __init__(self, connection: Connection, cache: RuleCache) -> None:
        self._connection = connection
        self._cache = cache

    def recall(self, batch: Sequence[Received], state: State) -> bool:
        """Everything from memory; False when something must be read."""
        for organization, position, sale in _sales(batch):
            rules = self._cache.get(organization, position)
            if rules is None or _unread_items(rules, sale):
                return False
            state.rules[organization] = rules
        return True

    async def read(self, batch: Sequence[Received], state: State) -> None:
        sales = list(_sales(batch))
        stale = {organization for organization, position, _ in sales if self._cache.get(organization, position) is None}
        if stale:
            await self._read_rules(list(stale), state)
        for organization, position, _ in sales:
            known = self._cache.get(organization, position)
            if known is not None:
                state.rules.setdefault(organization, known)
        wanted = {(org, item) for org, _, sale in sales for item in _unread_items(state.rules[org], sale)}
        if wanted:
            await self._read_list_prices(wanted, state)

    async def _read_rules(self, organizations: list[UUID], state: State) -> None:
        """The position first: what is committed meanwhile is newer than it and does no harm."""
        positions = await self._connection.fetch(sql.READ_FEED_POSITIONS, organizations)
        lists: dict[UUID, list[RuleVersion]] = {organization: [] for organization in organizations}
        promotions: dict[UUID, list[RuleVersion]] = {organization: [] for organization in organizations}
        parents: dict[UUID, dict[UUID, UUID | None]] = {organization: {} for organization in organizations}
        for organization, is_list, rule, position, document in await self._connection.fetch(
            sql.READ_RULES, organizations
        ):
            version = RuleVersion(rule, position, None if document is None else json.loads(document))
            (lists if is_list else promotions)[organization].append(version)
        for organization, category, parent in await self._connection.fetch(sql.READ_CATEGORIES, organizations):
            parents[organization][category] = parent
        goods = await self._read_goods(organizations)
        for organization, position in positions:
            history = RuleHistory(lists[organization], promotions[organization])
            rules = ShopRules(history, goods[organization], parents[organization])
            state.rules[organization] = rules
            self._cache.remember(organization, position, rules)

    async def _read_goods(self, organizations: list[UUID]) -> dict[UUID, GoodsHistory]:
        versions: dict[UUID, list[GoodsVersion]] = {organization: [] for organization in organizations}
        groups: dict[UUID, list[GoodsVersion]] = {organization: [] for organization in organizations}
        for organization, is_group, subject, position, document in await self._connection.fetch(
            sql.READ_GOODS, organizations
        ):
            (groups if is_group else versions)[organization].append(
                GoodsVersion(subject, position, json.loads(document))
            )
        return {
            organization: goods_history(versions[organization], groups[organization]) for organization in organizations
        }

    async def _read_list_prices(self, wanted: set[tuple[UUID, UUID]], state: State) -> None:
        found: dict[tuple[UUID, UUID], list[ListPrice]] = {key: [] for key in wanted}
        organizations, items = zip(*wanted, strict=True)
        for organization, item, *price in await self._connection.fetch(sql.READ_LIST_PRICES, organizations, items):
            found[organization, item].append(ListPrice(*price))
        for (organization, item), history in found.items():
            state.rules[organization].list_prices[item] = tuple(history)


def _sales(batch: Sequence[Received]) -> Iterator[tuple[UUID, int, SaleBody]]:
    """Sales of engine 2, and the position that their rules must reach."""
    for received in batch:
        sale, envelope = received.body, received.envelope
        if isinstance(sale, SaleBody) and envelope is not None and envelope.engine_version == ENGINE_VERSION:
            yield received.sender.organization, max(envelope.catalog_position, sale.rules_position or 0), sale


def _unread_items(rules: ShopRules, sale: SaleBody) -> set[UUID]:
    if not rules.history.price_lists:
        return set()
    return {line.item for line in sale.lines if line.item is not None and line.item not in rules.list_prices}
