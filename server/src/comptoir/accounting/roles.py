"""What an amount is in the books, before a country says under which number. Pure."""

from enum import StrEnum


class Role(StrEnum):
    """A kind of account. A key beside it tells apart what is booked by rate, by tender or by purpose."""

    SALES = "sales"
    VAT = "vat"
    CASH = "cash"
    SAFE = "safe"
    BANK = "bank"
    TENDER = "tender"
    RECEIVABLES = "receivables"
    PREPAYMENTS = "prepayments"
    KEPT = "kept"
    VOUCHERS = "vouchers"
    VOUCHERS_TAXED = "vouchers_taxed"
    STORE_CREDIT = "store_credit"
    BREAKAGE = "breakage"
    CARD_FEES = "card_fees"
    BOTTLES = "bottles"
    BOTTLES_TAXED = "bottles_taxed"
    TIPS = "tips"
    ROUNDING = "rounding"
    OVER = "over"
    SHORT = "short"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    PURSES = "purses"
    SUSPENSE = "suspense"
    # What earlier years earned: the other side of the balances that a year begins with.
    CARRIED = "carried"
    # Between the two sides of a format whose every line has two accounts (DATEV); even again on each day.
    CLEARING = "clearing"


# What the shop owes to customers: each must come to what their balances say.
LIABILITIES = (
    Role.VOUCHERS,
    Role.VOUCHERS_TAXED,
    Role.STORE_CREDIT,
    Role.PREPAYMENTS,
    Role.BOTTLES,
    Role.RECEIVABLES,
)
