"""What a move made or changed beyond items and customers, remembered for the way back."""

from collections.abc import Mapping
from typing import Any

from comptoir.catalog.commands import BATCH_LINES_MAX
from comptoir.moving.models import Move, MovedThing
from comptoir.platform.bulk import insert_rows


def remember(move: Move, kind: str, before: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Remember things by their keys: with what stood before, or null for what is new. The first time counts."""
    rows = (
        MovedThing(organization_id=move.organization_id, move_id=move.pk, kind=kind, key=key, before=said)
        for key, said in before.items()
    )
    insert_rows(MovedThing, rows, ignore_conflicts=True)


def moved_things(move: Move) -> list[MovedThing]:
    """The next things to take back: what hangs on others (an offer on its supplier) before them."""
    rows = MovedThing.objects.filter(organization_id=move.organization_id, move_id=move.pk)
    return list(rows.order_by("kind", "-key")[:BATCH_LINES_MAX])
