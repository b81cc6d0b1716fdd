"""Labels that are wanted, and labels that hang."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.catalog.feed import newest_position
from comptoir.catalog.public import items_named
from comptoir.labels.commands import HangLabels, WantLabels
from comptoir.labels.errors import LabelPositionUnknown, LabelStoreUnknown
from comptoir.labels.queries import all_hang_up_to, changed_labels
from comptoir.platform import audit
from comptoir.platform.public import stores
from comptoir.platform.tenancy import operation

# In the order of the key, so that two who do the same at once wait for each other and never crosswise.
_WANT = """
    INSERT INTO labels_shelf_label (organization_id, store_id, item_id, wanted_at)
    SELECT %(organization)s, s, i, %(now)s FROM unnest(%(stores)s::uuid[]) s, unnest(%(items)s::uuid[]) i ORDER BY s, i
    ON CONFLICT (organization_id, store_id, item_id) DO UPDATE SET wanted_at = EXCLUDED.wanted_at
"""
_HANG = """
    INSERT INTO labels_shelf_label (organization_id, store_id, item_id, position)
    SELECT %(organization)s, %(store)s, i, %(position)s FROM unnest(%(items)s::uuid[]) i ORDER BY i
    ON CONFLICT (organization_id, store_id, item_id) DO UPDATE SET
        position = greatest(labels_shelf_label.position, EXCLUDED.position),
        wanted_at = CASE WHEN labels_shelf_label.wanted_at > %(seen_at)s THEN labels_shelf_label.wanted_at END
"""
_HANG_ALL = """
    INSERT INTO labels_store_labels (organization_id, store_id, position)
    VALUES (%(organization)s, %(store)s, %(position)s)
    ON CONFLICT (organization_id, store_id) DO UPDATE SET
        position = greatest(labels_store_labels.position, EXCLUDED.position)
"""
_WANTED_NO_MORE = """
    UPDATE labels_shelf_label SET wanted_at = NULL
    WHERE organization_id = %(organization)s AND store_id = %(store)s AND wanted_at <= %(seen_at)s
"""


@operation
def want_labels(command: WantLabels) -> int:
    """Put labels on the list by hand. Answers how many; one that is there already stays once."""
    _check_stores(command.stores)
    items = _known(command.items)
    if items:
        _run(
            _WANT,
            organization=command.organization, stores=list(dict.fromkeys(command.stores)), items=items, now=command.now,
        )  # fmt: skip
        audit.record("labels.wanted", person=command.person, subject=str(items[0]), items=len(items))
    return len(items) * len(command.stores)


@operation
def hang_labels(command: HangLabels) -> None:
    """Take labels off the list as of what was printed: a price that changed since then waits again. Never backwards."""
    _check_stores([command.store])
    newest = newest_position()
    if not 0 <= command.position <= newest:
        raise LabelPositionUnknown(position=command.position)
    items = None if command.items is None else _known(command.items)
    key = {
        "organization": command.organization, "store": command.store, "position": command.position,
        "seen_at": command.seen_at,
    }  # fmt: skip
    if items is None:
        _run(_HANG_ALL, **key)
        _run(_WANTED_NO_MORE, **key)
    elif items:
        _run(_HANG, **key, items=items)
        # Below the first that still waits, all hang: the next look at the list begins there.
        first = next(changed_labels(command.store, all_hang_up_to(command.store)), None)
        _run(_HANG_ALL, **key | {"position": first.position - 1 if first else newest})
    audit.record(
        "labels.hung", person=command.person, subject=str(command.store), position=command.position,
        items=len(items) if items is not None else "",
    )  # fmt: skip


def _check_stores(wanted: Iterable[UUID]) -> None:
    known = {store.id for store in stores()}
    for store in wanted:
        if store not in known:
            raise LabelStoreUnknown(store=str(store))


def _known(items: Iterable[UUID]) -> list[UUID]:
    return sorted(items_named(items))


def _run(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
