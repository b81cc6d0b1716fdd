"""What is left on cards that expired: a person books it as earned, and can give it back."""

from uuid import UUID

from django.db.models import Sum

from comptoir.accounting.commands import BookExpired, GiveBackExpired
from comptoir.accounting.errors import NothingExpired
from comptoir.accounting.models import Breakage
from comptoir.kernel import new_uuid7
from comptoir.payments.public import cards_of, lock_cards, set_blocked
from comptoir.platform import audit
from comptoir.platform.tenancy import operation


@operation
def book_expired(command: BookExpired) -> int:
    """Book what is left on expired cards, and block them. Answers what it came to; said again, nothing is left.

    The cards are locked in order: a till that takes one at the same moment comes before, and less is left, or after,
    and its entry says what it took.
    """
    expired = cards_of(command.loaded_before)
    left = lock_cards(sorted(card.id for card in expired))
    booked = _booked(command.organization, list(left))
    rows = []
    for card in expired:
        amount = left.get(card.id, 0) - booked.get(card.id, 0)
        if amount > 0:
            rows.append(
                Breakage(
                    organization_id=command.organization, id=new_uuid7(), voucher=card.id, store_id=card.store,
                    day=command.day, kind=card.kind, tax_category=card.tax_category, tax_rate_ppm=card.tax_rate_ppm,
                    amount=amount, person=command.person,
                )
            )  # fmt: skip
    if not rows:
        return 0
    Breakage.objects.bulk_create(rows)
    set_blocked([row.voucher for row in rows], is_blocked=True)
    total = sum(row.amount for row in rows)
    audit.record(
        "books.expired", person=command.person, subject=str(command.organization), count=len(rows), amount=total
    )
    return total


@operation
def give_back_expired(command: GiveBackExpired) -> int:
    """Let a card that expired be good again: what was earned is owed once more."""
    lock_cards([command.voucher])
    amount = _booked(command.organization, [command.voucher]).get(command.voucher, 0)
    last = (
        Breakage.objects.filter(organization_id=command.organization, voucher=command.voucher).order_by("-id").first()
    )
    if last is None or amount <= 0:
        raise NothingExpired(voucher=str(command.voucher))
    Breakage.objects.create(
        organization_id=command.organization, id=new_uuid7(), voucher=command.voucher, store_id=last.store_id,
        day=command.day, kind=last.kind, tax_category=last.tax_category, tax_rate_ppm=last.tax_rate_ppm,
        amount=-amount, person=command.person,
    )  # fmt: skip
    set_blocked([command.voucher], is_blocked=False)
    audit.record("books.expired_given_back", person=command.person, subject=str(command.voucher), amount=amount)
    return amount


def _booked(organization: UUID, cards: list[UUID]) -> dict[UUID, int]:
    found = Breakage.objects.filter(organization_id=organization, voucher__in=cards).values("voucher")
    return {row["voucher"]: int(row["booked"]) for row in found.annotate(booked=Sum("amount"))}
