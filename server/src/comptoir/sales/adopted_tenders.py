"""Rare tenders of an entry that a person adopts: the same state that the ledger reads, and the same rows."""

from uuid import UUID

from comptoir.catalog.bottle_deposits import every_voucher_pattern
from comptoir.payments.public import allowance, lock_vouchers, rates_of, revision, write_vouchers
from comptoir.sales.bodies import SaleBody, StatedTender
from comptoir.sales.models import BottleDeposit, TenderDetail, Tip
from comptoir.sales.rows import Rows
from comptoir.sales.state import (
    AllowanceState,
    BottlePattern,
    BottleUse,
    State,
    StoreRate,
    TenderRule,
    VoucherState,
)
from comptoir.sales.tenders import vouchers_of


def read_tenders(sale: SaleBody, organization: UUID, state: State) -> None:
    """Read what the tenders name; vouchers are locked."""
    for tender in sale.tenders:
        _read_rule(tender, organization, state)
        if tender.foreign_amount is not None:
            state.rates[organization, tender.currency] = tuple(
                StoreRate(rate.store_id, rate.valid_from, rate.rate_ppm) for rate in rates_of(tender.currency)
            )
        allowed = allowance(tender.allowance) if tender.allowance is not None else None
        if allowed is not None:
            held, spent = allowed
            state.allowances[organization, held.id] = AllowanceState(
                held.chain, held.each, held.total, held.issued_at, held.ends_at, spent
            )
    for row in lock_vouchers(vouchers_of(sale)):
        state.vouchers[organization, row.id] = VoucherState(
            row.kind, row.currency, row.tax_category, row.tax_rate_ppm, row.balance, row.shortfall, row.first_at,
            row.is_blocked,
        )  # fmt: skip


def read_bottle_vouchers(sale: SaleBody, organization: UUID, state: State) -> None:
    """Read when the vouchers of machines were paid before."""
    codes = {line.bottle_voucher for line in sale.lines if line.bottle_voucher}
    if not codes:
        return
    state.bottle_patterns[organization] = [
        BottlePattern(known.store, known.pattern, known.days_unique) for known in every_voucher_pattern()
    ]
    paid = BottleDeposit.objects.filter(organization_id=organization, voucher__in=codes)
    for row in paid.select_related("sale", "sale__till"):
        use = BottleUse(row.sale.sold_at, row.sale.till.code)
        state.bottle_uses.setdefault((organization, row.voucher), []).append(use)


def write_tenders(rows: Rows) -> None:
    """Write the rows that only rare tenders have."""
    BottleDeposit.objects.bulk_create([BottleDeposit(**row._asdict()) for row in rows.bottle_deposits])
    TenderDetail.objects.bulk_create([TenderDetail(**row._asdict()) for row in rows.tender_details])
    Tip.objects.bulk_create([Tip(**row._asdict()) for row in rows.tips])
    write_vouchers(list(rows.vouchers.values()), rows.voucher_movements, [hold for _, hold in rows.ended_holds])


def _read_rule(tender: StatedTender, organization: UUID, state: State) -> None:
    if tender.tender is None:
        return
    number = tender.revision or 0
    found = revision(tender.tender, number)
    if found is not None:
        kind, row = found
        state.tender_rules[organization, tender.tender, number] = TenderRule(
            kind, row.amount_max, tuple(row.categories)
        )
