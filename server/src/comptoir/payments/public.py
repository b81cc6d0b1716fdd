"""What other apps may ask about payments, and what they write of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from comptoir.payments.card_loading import Loaded, load_cards, unload_cards
from comptoir.payments.code_reading import confirmed_codes, swiss_account
from comptoir.payments.models import ExchangeRate, PaymentPolicy, TenderKind, TenderRevision
from comptoir.payments.operations import (
    WITH_CHANGE,
    add_exchange_rate,
    block_voucher,
    record_tip_work,
    save_tender_kind,
    set_payment_policy,
)
from comptoir.payments.pooling import BY_SHIFT, Working, share_by_shift, share_tips
from comptoir.payments.queries import Card, cards_of, lock_cards, set_blocked, tip_work, write_vouchers
from comptoir.platform.inherited import TIP_POOLINGS, Path, all_values, effective
from comptoir.platform.public import stores
from comptoir.platform.tenancy import current_organization

__all__ = [
    "BY_SHIFT",
    "POOLINGS",
    "TENDER_KINDS",
    "WITH_CHANGE",
    "Card",
    "ExchangeRateView",
    "Loaded",
    "PolicyView",
    "TenderKindView",
    "Working",
    "add_exchange_rate",
    "block_voucher",
    "cards_of",
    "confirmed_codes",
    "exchange_rates",
    "load_cards",
    "lock_cards",
    "payment_policy",
    "record_tip_work",
    "save_tender_kind",
    "set_blocked",
    "set_payment_policy",
    "share_by_shift",
    "share_tips",
    "swiss_account",
    "tender_kinds",
    "tip_poolings",
    "tip_work",
    "unload_cards",
    "write_vouchers",
]

TENDER_KINDS: tuple[str, ...] = tuple(TenderKind.Kind.values)
POOLINGS = TIP_POOLINGS


@dataclass(frozen=True, slots=True)
class TenderKindView:
    """A kind of tender with its newest settings."""

    id: UUID
    store: UUID | None
    kind: str
    revision: int
    is_active: bool
    name: str
    gives_change: bool
    opens_drawer: bool
    is_counted: bool
    amount_max: int | None
    categories: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ExchangeRateView:
    """What a unit of a currency is worth from a day on."""

    store: UUID | None
    currency: str
    valid_from: date
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What the shop decided about tips and gift cards."""

    tip_presets: tuple[int, ...] = ()
    tip_amounts: tuple[int, ...] = ()
    tip_pooling: str = "equal"
    has_gift_cards: bool = False
    is_single_purpose: bool = False
    voucher_tax_class: UUID | None = None
    offline_each: int = 0
    offline_total: int = 0
    kept_ppm: int = 0
    quote_days: int = 30
    valid_months: int = 0


def tender_kinds() -> list[TenderKindView]:
    """Every kind, those that are off as well, in the shop's order."""
    rows = TenderRevision.objects.filter(
        organization_id=current_organization(), number=F("tender_kind__revision")
    ).select_related("tender_kind")
    return [
        TenderKindView(
            row.tender_kind.id,
            row.tender_kind.store_id,
            row.tender_kind.kind,
            row.number,
            row.tender_kind.is_active,
            row.name,
            row.gives_change,
            row.opens_drawer,
            row.is_counted,
            row.amount_max,
            tuple(UUID(category) for category in row.categories),
        )
        for row in rows.order_by("tender_kind__place", "tender_kind_id")
    ]


def exchange_rates() -> list[ExchangeRateView]:
    """Every rate, by currency and day."""
    rows = ExchangeRate.objects.filter(organization_id=current_organization()).order_by("currency", "valid_from", "id")
    return [ExchangeRateView(row.store_id, row.currency, row.valid_from, row.rate_ppm) for row in rows]


def payment_policy() -> PolicyView:
    """What was decided, or what counts where nothing was. Of tips, what counts where no place says otherwise."""
    counts = effective()
    tips = (tuple(counts["tip_presets"].value), tuple(counts["tip_amounts"].value), str(counts["tip_pooling"].value))
    row = PaymentPolicy.objects.filter(organization_id=current_organization()).first()
    if row is None:
        return PolicyView(*tips)
    return PolicyView(
        *tips,
        row.has_gift_cards,
        row.voucher_tax == PaymentPolicy.VoucherTax.SINGLE,
        row.voucher_tax_class,
        row.offline_each,
        row.offline_total,
        row.kept_ppm,
        row.quote_days,
        row.valid_months or 0,
    )


def tip_poolings() -> dict[UUID, str]:
    """By what rule each store shares its tips."""
    values = all_values(("tip_pooling",))
    return {
        store.id: str(values.at("tip_pooling", Path(store.group, store.legal_entity, store.id)).value)
        for store in stores()
    }
