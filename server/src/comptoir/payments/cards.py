"""Gift cards and store credit: what is left on each, and what customers can still redeem."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.platform.sql import select, select_one

CARDS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card and what is left on it."""

    id: UUID
    kind: str
    currency: str
    tax_category: str
    tax_rate_ppm: int
    balance: int
    shortfall: int
    first_at: datetime
    is_blocked: bool
    held: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What customers can still redeem."""

    count: int
    balance: int
    shortfall: int


def cards(organization: UUID) -> list[CardRow]:
    """The newest cards, those with something on them first."""
    return select(CardRow, _CARDS, {"organization": organization, "limit": CARDS_SHOWN})


def card(organization: UUID, key: UUID) -> CardRow | None:
    return select_one(CardRow, _CARD, {"organization": organization, "card": key})


def owed(organization: UUID) -> Owed:
    found = select_one(Owed, _OWED, {"organization": organization})
    assert found is not None
    return found


def walk_cards(organization: UUID, *, after: UUID | None, limit: int) -> list[CardRow]:
    """Every card once, by its identifier."""
    return select(CardRow, _WALK, {"organization": organization, "after": after, "limit": limit})


_COLUMNS = """
    SELECT v.id, v.kind, v.currency, v.tax_category, v.tax_rate_ppm, v.balance, v.shortfall, v.first_at, v.is_blocked,
        coalesce((SELECT sum(h.amount) FROM payments_voucher_hold h
            WHERE h.organization_id = v.organization_id AND h.voucher_id = v.id AND h.ends_at > now()), 0)
    FROM payments_voucher v WHERE v.organization_id = %(organization)s
"""
_CARDS = _COLUMNS + " ORDER BY v.balance > 0 DESC, v.first_at DESC, v.id LIMIT %(limit)s"
_CARD = _COLUMNS + " AND v.id = %(card)s"
_OWED = """
    SELECT count(*) FILTER (WHERE balance > 0), coalesce(sum(balance), 0), coalesce(sum(shortfall), 0)
    FROM payments_voucher WHERE organization_id = %(organization)s
"""
_WALK = _COLUMNS + " AND (%(after)s::uuid IS NULL OR v.id > %(after)s) ORDER BY v.id LIMIT %(limit)s"
