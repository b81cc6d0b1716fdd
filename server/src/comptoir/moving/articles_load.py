"""Files of articles: families and single ones, with what lies there of them."""

import contextlib
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.catalog.commands import BATCH_LINES_MAX, EndCategory, ImportBatch, ImportLine
from comptoir.catalog.errors import CategoryInUse
from comptoir.catalog.family_commands import ImportFamilies, WithdrawItems
from comptoir.catalog.folding import fold
from comptoir.catalog.public import Imported, categories, end_category, import_batch, import_families, withdraw_items
from comptoir.kernel import new_uuid7
from comptoir.moving.articles import Defaults
from comptoir.moving.loads import Load, Outcome, Plan
from comptoir.moving.models import Move, MovedItem, MovedThing
from comptoir.moving.plan import Batch, plan, stock_of
from comptoir.moving.things import moved_things, remember
from comptoir.platform.bulk import insert_rows
from comptoir.platform.public import organization_view, stores
from comptoir.stock.commands import CountNewItems
from comptoir.stock.public import count_new_items


def _plan(move: Move) -> Plan[Batch]:
    return plan(bytes(move.content), Defaults(move.category, move.tax, move.way), organization_view().currency)


def _take(move: Move, batch: Batch, now: datetime, is_trial: bool) -> Outcome:
    before = {category.id for category in categories(with_ended=True)}
    result = _import(move, batch)
    if not is_trial:
        _remember(move, batch, result, now)
        after = {category.id for category in categories(with_ended=True)}
        remember(move, MovedThing.Kind.CATEGORY, {str(category): None for category in after - before})
    return Outcome(result.created, result.changed, result.unchanged, result.bad)


def _import(move: Move, batch: Batch) -> Imported:
    if batch.families:
        return import_families(
            ImportFamilies(organization=move.organization_id, person=move.person, families=batch.families, day=move.day)
        )
    return import_batch(
        ImportBatch(organization=move.organization_id, person=move.person, lines=batch.lines, day=move.day)
    )


def _remember(move: Move, batch: Batch, result: Imported, now: datetime) -> None:
    """What came of each line, so that it can be taken back; and what lies there of what is new."""
    names = {fold(store.name): store.id for store in stores()}
    assert move.store_id is not None
    stock = batch.stock or {}
    heads = _heads(result, batch)
    counted = {
        one.item: stock_of(stock[one.number], names, move.store_id)
        for one in result.taken
        # A family stands on its first line, too: its variants are counted, not what holds them together.
        if one.is_new and one.number in stock and one.item not in heads
    }
    insert_rows(
        MovedItem,
        (
            {
                "organization_id": move.organization_id, "move_id": move.pk, "item_id": one.item,
                "before": None if one.before is None else _written(one.before),
                "counted": {str(store): milli for store, milli in counted.get(one.item, {}).items()},
            }
            for one in result.taken
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    counts = tuple((store, item, milli) for item, said in counted.items() for store, milli in said.items() if milli)
    if counts:
        count_new_items(
            CountNewItems(organization=move.organization_id, person=move.person, id=new_uuid7(), counts=counts, now=now)
        )


def _heads(result: Imported, batch: Batch) -> set[UUID]:
    """The articles that hold variants together: each is told before them, under its first variant's line."""
    if not batch.families:
        return set()
    firsts = {family.line.number for family in batch.families}
    heads: dict[int, UUID] = {}
    for one in result.taken:
        if one.number in firsts:
            heads.setdefault(one.number, one.item)
    return set(heads.values())


def _give_back(move: Move, now: datetime) -> int:
    rows = list(MovedItem.objects.filter(organization_id=move.organization_id, move_id=move.pk)[:BATCH_LINES_MAX])
    new = tuple(row.item_id for row in rows if row.before is None)
    if new:
        withdraw_items(WithdrawItems(organization=move.organization_id, person=move.person, items=new))
    before = tuple(ImportLine(**(row.before | {"item": row.item_id})) for row in rows if row.before is not None)
    if before:
        batch = ImportBatch(organization=move.organization_id, person=move.person, lines=before, day=move.day)
        import_batch(batch)
    counts = tuple((UUID(store), row.item_id, -milli) for row in rows for store, milli in row.counted.items() if milli)
    if counts:
        count_new_items(
            CountNewItems(organization=move.organization_id, person=move.person, id=new_uuid7(), counts=counts, now=now)
        )
    MovedItem.objects.filter(
        organization_id=move.organization_id, move_id=move.pk, item_id__in=[row.item_id for row in rows]
    ).delete()
    if len(rows) < BATCH_LINES_MAX:
        _end_categories(move)
    return len(rows)


def _end_categories(move: Move) -> None:
    """Shelves that the move made and nothing stands on leave the tills, those below others first."""
    for row in moved_things(move):
        with contextlib.suppress(CategoryInUse):
            end_category(EndCategory(organization=move.organization_id, person=move.person, category=UUID(row.key)))
        row.delete()


def _written(line: ImportLine) -> dict[str, Any]:
    return {name: said for name, said in asdict(line).items() if name not in ("item", "containers", "barcodes")}


ARTICLES = Load(_plan, _take, _give_back)
