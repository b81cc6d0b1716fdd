"""What a role may do at a till: each right has a limit, and a till decides by it without asking anybody.

A limit is a whole number in the right's own measure. A right that is absent has the limit 0. The same codes stand
in `web/packages/till-core/src/people/rights.ts`.
"""

from collections.abc import Mapping
from enum import StrEnum

# Beyond every amount that the pricing engine takes: a limit that nobody reaches.
UNLIMITED = 1_000_000_000_000_000
PPM_MAX = 1_000_000


class Right(StrEnum):
    """One thing that a till asks a role for."""

    DISCOUNT = "discount"
    REFUND = "refund"
    VOID = "void"
    NO_SALE = "no_sale"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    OPEN_DAY = "open_day"
    CLOSE_DAY = "close_day"
    X_REPORT = "x_report"
    SEE_EXPECTED = "see_expected"
    SEE_OTHERS = "see_others"
    TRAINING = "training"
    NEW_ARTICLE = "new_article"
    CORRECT_TENDER = "correct_tender"
    OVERRIDE_PRICE = "override_price"
    TAX_EXEMPT = "tax_exempt"
    STAFF_PURCHASE = "staff_purchase"
    OWN_PURCHASE = "own_purchase"
    EXCEED_PURCHASE = "exceed_purchase"
    SELL_ON_ACCOUNT = "sell_on_account"
    EXCEED_CREDIT = "exceed_credit"
    REFUND_WITHOUT_RECEIPT = "refund_without_receipt"
    REFUND_WITHOUT_RECEIPT_DAY = "refund_without_receipt_day"
    REFUND_CASH = "refund_cash"
    PAY_OUT_DEPOSITS = "pay_out_deposits"
    CONFIRM_PAYMENT = "confirm_payment"
    HOLD_CARD = "hold_card"
    REFUND_UNLINKED = "refund_unlinked"


class Measure(StrEnum):
    """What a right's limit counts: yes or no, parts per million of a price, or minor units of the currency."""

    FLAG = "flag"
    PPM = "ppm"
    AMOUNT = "amount"


MEASURES: Mapping[Right, Measure] = {
    Right.DISCOUNT: Measure.PPM,
    Right.REFUND: Measure.AMOUNT,
    Right.VOID: Measure.AMOUNT,
    Right.NO_SALE: Measure.FLAG,
    Right.CASH_IN: Measure.AMOUNT,
    Right.CASH_OUT: Measure.AMOUNT,
    Right.OPEN_DAY: Measure.FLAG,
    Right.CLOSE_DAY: Measure.FLAG,
    Right.X_REPORT: Measure.FLAG,
    Right.SEE_EXPECTED: Measure.FLAG,
    Right.SEE_OTHERS: Measure.FLAG,
    Right.TRAINING: Measure.FLAG,
    Right.NEW_ARTICLE: Measure.FLAG,
    Right.CORRECT_TENDER: Measure.AMOUNT,
    Right.OVERRIDE_PRICE: Measure.FLAG,
    Right.TAX_EXEMPT: Measure.FLAG,
    Right.STAFF_PURCHASE: Measure.FLAG,
    Right.OWN_PURCHASE: Measure.FLAG,
    Right.EXCEED_PURCHASE: Measure.AMOUNT,
    Right.SELL_ON_ACCOUNT: Measure.AMOUNT,
    Right.EXCEED_CREDIT: Measure.AMOUNT,
    Right.REFUND_WITHOUT_RECEIPT: Measure.AMOUNT,
    Right.REFUND_WITHOUT_RECEIPT_DAY: Measure.AMOUNT,
    Right.REFUND_CASH: Measure.AMOUNT,
    Right.PAY_OUT_DEPOSITS: Measure.AMOUNT,
    Right.CONFIRM_PAYMENT: Measure.AMOUNT,
    Right.HOLD_CARD: Measure.AMOUNT,
    Right.REFUND_UNLINKED: Measure.AMOUNT,
}
LIMIT_MAX: Mapping[Measure, int] = {Measure.FLAG: 1, Measure.PPM: PPM_MAX, Measure.AMOUNT: UNLIMITED}

Rights = Mapping[Right, int]

ALL: Rights = {right: LIMIT_MAX[measure] for right, measure in MEASURES.items()}


def limits_of(stored: Mapping[str, object]) -> dict[Right, int]:
    """The rights of a stored role. A code that this version does not know is left out: it can only take away."""
    known = {str(right): right for right in Right}
    return {known[code]: limit for code, limit in stored.items() if code in known and isinstance(limit, int)}
