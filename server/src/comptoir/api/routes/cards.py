"""Gift cards: what is left on them."""

from comptoir.api.bearers import Caller
from comptoir.api.doors import Door
from comptoir.api.errors import Unknown
from comptoir.api.paging import cursor_of, parts_of, uuid_part
from comptoir.api.shapes.cards import GiftCard, GiftCardPage
from comptoir.api.shapes.common import Cursor, Id, Limit
from comptoir.identity.public import Permission
from comptoir.payments.cards import CardRow, card, walk_cards

door = Door(tags=["Gift cards"])
SEE = Permission.SEE_SALES


@door.reads("/gift-cards", permission=SEE, answer=GiftCardPage, summary="Gift cards and store credit with balances")
def get_gift_cards(caller: Caller, after: Cursor = "", limit: Limit = 50) -> GiftCardPage:
    start = uuid_part(parts_of(after, 1)[0]) if after else None
    found = walk_cards(caller.organization, after=start, limit=limit + 1)
    shown = found[:limit]
    following = cursor_of(str(shown[-1].id)) if len(found) > limit else None
    return GiftCardPage(gift_cards=[_card(row) for row in shown], next=following)


@door.reads("/gift-cards/{gift_card}", permission=SEE, answer=GiftCard, summary="One card's balance")
def get_gift_card(caller: Caller, gift_card: Id) -> GiftCard:
    row = card(caller.organization, gift_card)
    if row is None:
        raise Unknown
    return _card(row)


def _card(row: CardRow) -> GiftCard:
    return GiftCard(
        id=row.id, kind=row.kind, currency=row.currency, balance=row.balance, held=row.held,
        shortfall=row.shortfall, first_at=row.first_at, is_blocked=row.is_blocked,
    )  # fmt: skip
