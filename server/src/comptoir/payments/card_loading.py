"""Gift cards that another system sold: what is left on them is owed from now on, once, and back as far as it is there.

The only movements that no entry states. Their document is what they came by (a move), and no till has a part in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from comptoir.kernel import DomainError
from comptoir.payments.commands import CardLine, LoadCards, UnloadCards
from comptoir.payments.errors import CardIsOurs, CardTakenOtherwise
from comptoir.payments.models import Voucher, VoucherHold, VoucherMovement
from comptoir.platform import audit
from comptoir.platform.public import organization_view
from comptoir.platform.tenancy import current_organization, operation

MOVED_IN, MOVED_BACK = "moved_in", "moved_back"
NO_TILL = UUID(int=0)
CARDS_MAX = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of the lines: cards that are loaded now, how many were already, and which were refused."""

    cards: tuple[UUID, ...]
    unchanged: int
    bad: tuple[tuple[int, DomainError], ...]


@operation
def load_cards(command: LoadCards) -> Loaded:
    """Owe what the lines say. A card that was taken over with this balance already stays as it is."""
    assert len(command.lines) <= CARDS_MAX
    keys = [line.card for line in command.lines]
    standing = _locked(keys)
    before = _moved_in(keys)
    bad: list[tuple[int, DomainError]] = []
    loaded: list[CardLine] = []
    unchanged = 0
    for line in command.lines:
        if line.card in standing and line.card not in before:
            bad.append((line.number, CardIsOurs()))
        elif before.get(line.card, 0) == line.amount:
            unchanged += 1
        elif before.get(line.card, 0):
            bad.append((line.number, CardTakenOtherwise()))
        else:
            loaded.append(line)
    _load(command, loaded, standing)
    if loaded:
        audit.record(
            "payments.cards_loaded", person=command.person, subject=str(command.document), count=len(loaded),
            amount=str(sum(line.amount for line in loaded)),
        )  # fmt: skip
    return Loaded(tuple(line.card for line in loaded), unchanged, tuple(bad))


@operation
def unload_cards(command: UnloadCards) -> int:
    """Owe it no longer, as far as nobody redeemed it or is about to; answers how many cards that were."""
    standing = _locked(command.cards)
    held = dict(
        VoucherHold.objects.filter(
            organization_id=command.organization, voucher_id__in=command.cards, ends_at__gt=command.now
        )
        .values_list("voucher_id")
        .annotate(amount=Sum("amount"))
    )
    came = VoucherMovement.objects.filter(
        organization_id=command.organization, entry_id=command.document, voucher_id__in=command.cards, reason=MOVED_IN
    )
    movements = []
    for row in came.order_by("number"):
        card = standing[row.voucher_id]
        back = max(0, min(row.amount, card.balance - held.get(card.id, 0)))
        card.balance -= back
        # Also one of nothing: it says that the card may come again.
        movements.append(_movement(command.document, -row.number, card, -back, row.store_id, MOVED_BACK, command))
    VoucherMovement.objects.bulk_create(movements)
    Voucher.objects.bulk_update(standing.values(), ["balance"])
    if movements:
        audit.record(
            "payments.cards_unloaded", person=command.person, subject=str(command.document), count=len(movements),
            amount=str(-sum(movement.amount for movement in movements)),
        )  # fmt: skip
    return len(movements)


def _load(command: LoadCards, lines: Iterable[CardLine], standing: dict[UUID, Voucher]) -> None:
    currency = organization_view().currency
    fresh: list[Voucher] = []
    again: list[Voucher] = []
    movements = []
    for line in lines:
        card = standing.get(line.card)
        if card is None:
            card = Voucher(
                organization_id=command.organization, id=line.card, kind=Voucher.Kind.GIFT_CARD, currency=currency,
                balance=0, shortfall=0, first_at=line.first_at or command.now,
            )  # fmt: skip
            standing[line.card] = card
            fresh.append(card)
        else:
            again.append(card)
        # What was redeemed beyond the balance is filled first.
        filled = min(card.shortfall, line.amount)
        card.shortfall -= filled
        card.balance += line.amount - filled
        movements.append(_movement(command.document, line.number, card, line.amount, command.store, MOVED_IN, command))
    Voucher.objects.bulk_create(fresh)
    Voucher.objects.bulk_update(again, ["balance", "shortfall"])
    VoucherMovement.objects.bulk_create(movements)


def _movement(
    document: UUID, number: int, card: Voucher, amount: int, store: UUID, reason: str, command: LoadCards | UnloadCards
) -> VoucherMovement:
    return VoucherMovement(
        organization_id=command.organization, entry_id=document, number=number, voucher_id=card.id, till_id=NO_TILL,
        store_id=store, amount=amount, balance=card.balance, reason=reason, moved_at=command.now,
    )  # fmt: skip


def _locked(cards: Iterable[UUID]) -> dict[UUID, Voucher]:
    """The cards that are there, locked as the ledger and the tills' holds lock them: by the same key, in its order."""
    keys = sorted({int.from_bytes(card.bytes[:8], "big", signed=True) for card in cards})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(%s::int8[]) AS key ORDER BY 1) AS keys", [keys]
        )
    rows = Voucher.objects.filter(organization_id=current_organization(), pk__in=list(cards))
    return {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}


def _moved_in(cards: Iterable[UUID]) -> Mapping[UUID, int]:
    """What each of these was taken over with; 0 when that was taken back, whatever had been redeemed by then."""
    rows = VoucherMovement.objects.filter(
        organization_id=current_organization(), voucher_id__in=list(cards), reason__in=(MOVED_IN, MOVED_BACK)
    )
    came: dict[UUID, dict[UUID, int]] = {}
    for row in rows.order_by("reason"):  # `moved_back` first
        documents = came.setdefault(row.voucher_id, {})
        documents.setdefault(row.entry_id, row.amount if row.reason == MOVED_IN else 0)
    return {card: sum(documents.values()) for card, documents in came.items()}
