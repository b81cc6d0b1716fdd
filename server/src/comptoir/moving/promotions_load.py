"""Files of promotions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.catalog.commands import EndPromotion, SavePromotion
from comptoir.catalog.folding import fold
from comptoir.catalog.public import BadLine, end_promotion, promotions, save_promotion
from comptoir.kernel import DomainError, new_uuid7
from comptoir.moving.loads import Lines, Load, Outcome, Plan
from comptoir.moving.models import Move, MovedThing
from comptoir.moving.promotions import PromotionLine, plan_promotions
from comptoir.moving.rule_cells import Names
from comptoir.moving.things import moved_things, remember
from comptoir.platform.public import organization_view


def _plan(move: Move) -> Plan[Lines[PromotionLine]]:
    return plan_promotions(bytes(move.content), organization_view().currency, move.day)


def _take(move: Move, batch: Lines[PromotionLine], _now: datetime, is_trial: bool) -> Outcome:
    """The same name is the same promotion; one that has ended is left as it is, and there is a new one."""
    names = Names((code for line in batch.lines for code in line.items), ())
    standing = {fold(view.name): view for view in reversed(promotions()) if not view.is_ended}
    total = Outcome()
    for line in batch.lines:
        known = standing.get(fold(line.name))
        before = None if known is None else {name: said for name, said in known.document.items() if name != "id"}
        key = known.id if known else new_uuid7()
        try:
            document = line.document(names)
            if before == document:
                total += Outcome(unchanged=1)
                continue
            save_promotion(
                SavePromotion(organization=move.organization_id, person=move.person, id=key, document=document)
            )
        except DomainError as refusal:
            total += Outcome(bad=(BadLine(line.number, refusal),))
            continue
        total += Outcome(created=1) if before is None else Outcome(changed=1)
        if not is_trial:
            remember(move, MovedThing.Kind.PROMOTION, {str(key): before})
    return total


def _give_back(move: Move, _now: datetime) -> int:
    """What is new is ended; what was changed says what it said, unless somebody has ended it since."""
    rows = moved_things(move)
    standing = {view.id for view in promotions() if not view.is_ended}
    for row in rows:
        _promotion_back(move, UUID(row.key), row.before, is_standing=UUID(row.key) in standing)
        row.delete()
    return len(rows)


def _promotion_back(move: Move, key: UUID, before: Mapping[str, Any] | None, *, is_standing: bool) -> None:
    if before is None:
        end_promotion(EndPromotion(organization=move.organization_id, person=move.person, id=key))
    elif is_standing:
        save_promotion(SavePromotion(organization=move.organization_id, person=move.person, id=key, document=before))


PROMOTIONS = Load(_plan, _take, _give_back)
