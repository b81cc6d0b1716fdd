"""How the demo shop's customers pay besides cash and card."""

from datetime import UTC, datetime
from uuid import UUID

from comptoir.config.demo.goods import SHELVES
from comptoir.config.demo.identity import identifier
from comptoir.config.demo.shop import ORGANIZATION
from comptoir.payments.commands import AddExchangeRate, SaveTenderKind, SetPaymentPolicy
from comptoir.payments.public import (
    add_exchange_rate,
    exchange_rates,
    payment_policy,
    save_tender_kind,
    set_payment_policy,
)
from comptoir.platform.tenancy import reading

# What a French meal voucher pays: food and drinks without alcohol.
NO_MEAL = ("wine", "home")


def add_ways_to_pay(person: UUID) -> None:
    """Meal vouchers for what can be eaten, gift vouchers of a network, cheques, tips, francs; gift cards are on."""
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
                tip_presets=(50_000, 100_000),
                tip_amounts=(200,),
                tip_pooling="hours",
            )
        )
    today = datetime.now(UTC).date()
    with reading(ORGANIZATION):
        is_dated = any(rate.currency == "CHF" for rate in exchange_rates())
    if not is_dated:
        add_exchange_rate(
            AddExchangeRate(
                organization=ORGANIZATION,
                person=person,
                id=identifier("exchange_rate", "CHF"),
                currency="CHF",
                valid_from=today,
                rate_ppm=1_050_000,
                today=today,
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
            is_counted=kind == "meal_voucher",
            categories=categories,
        )
    )
