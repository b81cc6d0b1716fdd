"""Gift cards and store credit."""

from datetime import datetime

from ninja import Schema

from comptoir.api.shapes.common import Id, Page


class GiftCard(Schema):
    """What is left on a card. Its code is nowhere: `id` is made of the code's digest. `held` is promised to a payment
    that is under way, `shortfall` was redeemed beyond the balance while a till was away.
    """

    id: Id
    kind: str
    currency: str
    balance: int
    held: int
    shortfall: int
    first_at: datetime
    is_blocked: bool


class GiftCardPage(Page):
    """Cards by their identifiers."""

    gift_cards: list[GiftCard]
