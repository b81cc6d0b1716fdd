"""How the demo shop's customers pay besides cash and card."""

from uuid import UUID

from comptoir.config.demo.goods import SHELVES
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.payments.commands import SaveTenderKind, SetPaymentPolicy
from comptoir.payments.public import payment_policy, save_tender_kind, set_payment_policy
from comptoir.platform.tenancy import reading

# What a French meal voucher pays: food and drinks without alcohol.
NO_MEAL = ("wine", "home")


def add_ways_to_pay(person: UUID) -> None:
    """Meal vouchers for what can be eaten, gift vouchers of a network, cheques; gift cards are on."""
    food = tuple(shelf.id for shelf in SHELVES if shelf.key not in NO_MEAL)
    _save(person, "meal", "meal_voucher", "Titre-restaurant", food)
    _save(person, "gift", "gift_voucher", "Chèque cadeau", ())
    _save(person, "check", "check", "Chèque", ())
    with reading(ORGANIZATION):
        is_decided = payment_policy().has_gift_cards
    if not is_decided:
        set_payment_policy(
            SetPaymentPolicy(
                organization=ORGANIZATION,
                person=person,
                has_gift_cards=True,
                is_single_purpose=False,
                offline_each=3_000,
                offline_total=15_000,
            )
        )


def _save(person: UUID, key: str, kind: str, name: str, categories: tuple[UUID, ...]) -> None:
    save_tender_kind(
        SaveTenderKind(
            organization=ORGANIZATION,
            person=person,
            id=identifier("tender_kind", key),
            kind=kind,
            name=name,
            gives_change=False,
            opens_drawer=True,
            is_counted=False,
            categories=categories,
        )
    )
