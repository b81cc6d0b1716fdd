"""Files of gift cards."""

from datetime import datetime
from uuid import UUID

from comptoir.catalog.public import BadLine
from comptoir.moving.gift_cards import plan_cards
from comptoir.moving.gift_cards_kept import KEPT, keep_plan, kept_plan
from comptoir.moving.loads import Lines, Load, Outcome, Plan
from comptoir.moving.models import Move, MovedThing
from comptoir.moving.things import moved_things, remember
from comptoir.payments.commands import CardLine, LoadCards, UnloadCards
from comptoir.payments.public import load_cards, unload_cards
from comptoir.platform.public import organization_view


def _plan(move: Move) -> Plan[Lines[CardLine]]:
    content = bytes(move.content)
    if content.startswith(KEPT):
        return kept_plan(content)
    return plan_cards(content, move.organization_id, organization_view().currency)


def _take(move: Move, batch: Lines[CardLine], now: datetime, is_trial: bool) -> Outcome:
    assert move.store_id is not None
    result = load_cards(
        LoadCards(
            organization=move.organization_id, person=move.person, document=move.pk, store=move.store_id,
            lines=batch.lines, now=now,
        )
    )  # fmt: skip
    if not is_trial:
        remember(move, MovedThing.Kind.CARD, {str(card): None for card in result.cards})
    bad = tuple(BadLine(number, refusal) for number, refusal in result.bad)
    return Outcome(created=len(result.cards), unchanged=result.unchanged, bad=bad)


def _give_back(move: Move, now: datetime) -> int:
    """What was redeemed meanwhile stays redeemed: no more is taken back than is there."""
    rows = moved_things(move)
    cards = tuple(UUID(row.key) for row in rows)
    if cards:
        unload_cards(
            UnloadCards(organization=move.organization_id, person=move.person, document=move.pk, cards=cards, now=now)
        )
    for row in rows:
        row.delete()
    return len(rows)


CARDS = Load(_plan, _take, _give_back, keep=keep_plan)
