"""Every write of payments that a person makes. What entries change is written by the ledger."""

from django.db.models import Max

from comptoir.catalog.public import categories, settings_changed
from comptoir.identity.public import cashiers
from comptoir.kernel import CURRENCY_EXPONENTS
from comptoir.payments.commands import (
    AddExchangeRate,
    BlockVoucher,
    RecordTipWork,
    SaveTenderKind,
    SetPaymentPolicy,
)
from comptoir.payments.errors import (
    CurrencyInvalid,
    PolicyInvalid,
    RateInThePast,
    RateInvalid,
    RateTaken,
    TenderCategoryUnknown,
    TenderChangeImpossible,
    TenderKindUnknown,
    TenderMaximumInvalid,
    TenderNameMissing,
    TipWorkInvalid,
    VoucherUnknown,
)
from comptoir.payments.models import ExchangeRate, PaymentPolicy, TenderKind, TenderRevision, Voucher
from comptoir.payments.queries import write_tip_work
from comptoir.platform import audit
from comptoir.platform.inherited import EVERYWHERE, TIP_POOLINGS, TIP_SHARE_MAX, Own, put_values
from comptoir.platform.public import organization_view, stores
from comptoir.platform.setting_checks import OFFERED_MAX
from comptoir.platform.tenancy import operation
from comptoir.tax.public import tax_classes

# Only these are worth what stands on them, so only these can be worth more than is due.
WITH_CHANGE = ("gift_voucher", "voucher", "meal_voucher", "other")
AMOUNT_MAX = 1_000_000_000_000
RATE_MAX = 1_000_000_000_000
# What a revision of a way to pay may change, as its history says it.
REVISED = ("name", "gives_change", "opens_drawer", "is_counted", "amount_max", "categories")
_BOUNDS = {
    "offline_each": range(AMOUNT_MAX + 1),
    "offline_total": range(AMOUNT_MAX + 1),
    "kept_ppm": range(1_000_001),
    "quote_days": range(1, 3_651),
}
MINUTES_MAX = 1_440
VALID_MONTHS_MAX = 120
POINTS_MAX = 100


@operation
def save_tender_kind(command: SaveTenderKind) -> bool:
    """Make or change a kind of tender. Answers whether it is new; what changes becomes a revision of its own."""
    _check_kind(command)
    kinds = TenderKind.objects.filter(organization_id=command.organization)
    known = kinds.select_for_update(of=("self",)).filter(pk=command.id).first()
    if known is None:
        last = kinds.aggregate(last=Max("place"))["last"]
        known = TenderKind(
            organization_id=command.organization,
            id=command.id,
            kind=command.kind,
            store_id=command.store,
            revision=0,
            place=0 if last is None else last + 1,
        )
    elif known.kind != command.kind:
        raise TenderKindUnknown(kind=str(command.id))
    is_new = known.revision == 0
    if not is_new and _stands(known, command):
        return False
    known.revision += 1
    known.is_active = command.is_active
    known.save(force_insert=is_new)
    before = TenderRevision.objects.filter(tender_kind_id=command.id, number=known.revision - 1).first()
    revision = TenderRevision.objects.create(
        organization_id=command.organization,
        tender_kind_id=command.id,
        number=known.revision,
        name=command.name.strip(),
        gives_change=command.gives_change,
        opens_drawer=command.opens_drawer,
        is_counted=command.is_counted,
        amount_max=command.amount_max,
        categories=[str(category) for category in command.categories],
        person=command.person,
    )
    audit.record("payments.kind_saved", person=command.person, subject=str(command.id), name=command.name.strip())
    audit.changed(
        "payments_tender_revision",
        command.id,
        before={part: getattr(before, part) for part in REVISED} if before is not None else None,
        after={part: getattr(revision, part) for part in REVISED},
    )
    settings_changed()
    return is_new


@operation
def add_exchange_rate(command: AddExchangeRate) -> bool:
    """Date a rate of a currency. Answers whether it is new; tills switch to it at their store's midnight."""
    rates = ExchangeRate.objects.filter(organization_id=command.organization, currency=command.currency)
    rates = rates.filter(store__isnull=True) if command.store is None else rates.filter(store_id=command.store)
    known = rates.filter(valid_from=command.valid_from).first()
    if known is not None:
        if known.rate_ppm != command.rate_ppm:
            raise RateTaken(valid_from=command.valid_from.isoformat())
        return False
    if command.currency not in CURRENCY_EXPONENTS or command.currency == organization_view().currency:
        raise CurrencyInvalid(currency=command.currency[:8])
    if not 0 < command.rate_ppm <= RATE_MAX:
        raise RateInvalid
    if command.valid_from < command.today:
        raise RateInThePast
    _check_store(command.store)
    ExchangeRate.objects.create(
        organization_id=command.organization,
        id=command.id,
        store_id=command.store,
        currency=command.currency,
        valid_from=command.valid_from,
        rate_ppm=command.rate_ppm,
    )
    audit.record(
        "payments.rate_added", person=command.person, subject=command.currency, rate_ppm=command.rate_ppm,
        valid_from=command.valid_from.isoformat(),
    )  # fmt: skip
    settings_changed()
    return True


@operation
def set_payment_policy(command: SetPaymentPolicy) -> None:
    """Decide about tips and gift cards: tills follow as soon as they hear of it."""
    policy, _ = PaymentPolicy.objects.get_or_create(organization_id=command.organization)
    _set_tips(command)
    if command.has_gift_cards is not None:
        policy.has_gift_cards = command.has_gift_cards
    if command.is_single_purpose is not None:
        _set_voucher_tax(policy, command)
    for name, bounds in _BOUNDS.items():
        value = getattr(command, name)
        if value is not None:
            if value not in bounds:
                raise PolicyInvalid(field=name)
            setattr(policy, name, value)
    if command.valid_months is not None:
        if command.valid_months not in range(VALID_MONTHS_MAX + 1):
            raise PolicyInvalid(field="valid_months")
        policy.valid_months = command.valid_months or None
    policy.save()
    audit.record("payments.policy_set", person=command.person, subject=str(command.organization))
    settings_changed()


@operation
def record_tip_work(command: RecordTipWork) -> None:
    """Say who worked on a day, for how long and for how many points. Said again, the last word counts.

    Two managers at once: each person's row is written whole, in one order, so the later one stands.
    """
    _check_store(command.store)
    known = {employee.id for employee in cashiers()}
    for row in command.worked:
        if row.employee not in known or not (0 <= row.minutes <= MINUTES_MAX and 0 <= row.points <= POINTS_MAX):
            raise TipWorkInvalid
    write_tip_work(command.organization, command.store, command.business_day, command.worked)
    audit.record(
        "payments.tip_work_recorded", person=command.person, subject=str(command.store),
        business_day=command.business_day.isoformat(),
    )  # fmt: skip


@operation
def block_voucher(command: BlockVoucher) -> None:
    """Block a card or free it. Tills that reach the server refuse it at once; its balance stays what it is."""
    found = Voucher.objects.filter(organization_id=command.organization, pk=command.voucher)
    if not found.update(is_blocked=command.is_blocked):
        raise VoucherUnknown(voucher=str(command.voucher))
    action = "payments.voucher_blocked" if command.is_blocked else "payments.voucher_freed"
    audit.record(action, person=command.person, subject=str(command.voucher))


def _set_tips(command: SetPaymentPolicy) -> None:
    """What tills offer, smallest first, and how it is shared, where no place says otherwise."""
    offers: dict[str, Own] = {}
    for name, most in (("tip_presets", TIP_SHARE_MAX), ("tip_amounts", AMOUNT_MAX)):
        offered: tuple[int, ...] | None = getattr(command, name)
        if offered is not None:
            if len(offered) > OFFERED_MAX or not all(0 < preset <= most for preset in offered):
                raise PolicyInvalid(field=name)
            offers[name] = Own(sorted(set(offered)))
    if command.tip_pooling is not None:
        if command.tip_pooling not in TIP_POOLINGS:
            raise PolicyInvalid(field="tip_pooling")
        offers["tip_pooling"] = Own(command.tip_pooling)
    put_values(EVERYWHERE, offers)


def _set_voucher_tax(policy: PaymentPolicy, command: SetPaymentPolicy) -> None:
    """One rate for everything that a card can buy: its tax is due when it is sold. Else when it is redeemed."""
    if not command.is_single_purpose:
        policy.voucher_tax, policy.voucher_tax_class = PaymentPolicy.VoucherTax.MULTI, None
        return
    if command.voucher_tax_class not in {tax.id for tax in tax_classes()}:
        raise PolicyInvalid(field="voucher_tax_class")
    policy.voucher_tax, policy.voucher_tax_class = PaymentPolicy.VoucherTax.SINGLE, command.voucher_tax_class


def _check_kind(command: SaveTenderKind) -> None:
    if command.kind not in TenderKind.Kind.values:
        raise TenderKindUnknown(kind=command.kind[:32])
    if not command.name.strip():
        raise TenderNameMissing
    if command.amount_max is not None and not 0 < command.amount_max <= AMOUNT_MAX:
        raise TenderMaximumInvalid
    if command.gives_change and command.kind not in WITH_CHANGE:
        raise TenderChangeImpossible
    if not set(command.categories) <= {category.id for category in categories()}:
        raise TenderCategoryUnknown
    _check_store(command.store)


def _check_store(store: object) -> None:
    if store is not None and store not in {known.id for known in stores()}:
        raise TenderKindUnknown(store=str(store))


def _stands(known: TenderKind, command: SaveTenderKind) -> bool:
    """A second tap on "save" makes no revision."""
    newest = TenderRevision.objects.get(
        organization_id=command.organization, tender_kind_id=command.id, number=known.revision
    )
    return (
        known.is_active == command.is_active
        and newest.name == command.name.strip()
        and newest.gives_change == command.gives_change
        and newest.opens_drawer == command.opens_drawer
        and newest.is_counted == command.is_counted
        and newest.amount_max == command.amount_max
        and newest.categories == [str(category) for category in command.categories]
    )
