/**
 * What a use case answers when it will not do what was asked. The code is stable and carries no sentence: the screen translates it.
 * Only bugs throw.
 */
export type RefusalCode =
  | "till.not_enrolled"
  | "till.other_tab"
  | "till.no_cashier"
  | "till.no_settings"
  | "till.storage_failed"
  | "till.locked"
  | "training.not_here"
  | "training.must"
  | "people.not_ready"
  | "people.proof_needed"
  | "people.wrong"
  | "people.passkey_copied"
  | "people.wait"
  | "pin.invalid"
  | "pin.weak"
  | "pin.same"
  | "pin.taken"
  | "pin.none"
  | "pin.waits"
  | "pin.needs_line"
  | "pin.unexpected"
  | "approval.needed"
  | "approval.not_enough"
  | "approval.reason_missing"
  | "people.not_allowed"
  | "article.name_missing"
  | "article.code_taken"
  | "article.code_invalid"
  | "article.needs_line"
  | "article.unexpected"
  | "session.closed"
  | "session.already_open"
  | "count.reason_needed"
  | "handover.same"
  | "purse.taken"
  | "purse.none"
  | "basket.empty"
  | "basket.line_unknown"
  | "basket.quantity_invalid"
  | "basket.price_invalid"
  | "basket.discount_invalid"
  | "basket.amount_too_large"
  | "basket.too_long"
  | "basket.coupon_unknown"
  | "basket.too_many_coupons"
  | "basket.exemption_invalid"
  | "tenders.short"
  | "tenders.too_much"
  | "tenders.invalid"
  | "tenders.cash_limit"
  | "tenders.cash_limit_total"
  | "tenders.meal_voucher_limit"
  | "tenders.not_eligible"
  | "tenders.maximum"
  | "tenders.rate_missing"
  | "voucher.code_wrong"
  | "voucher.unknown"
  | "voucher.blocked"
  | "voucher.not_enough"
  | "voucher.needs_line"
  | "voucher.taxed_needs_line"
  | "voucher.allowance_spent"
  | "voucher.unexpected"
  | "deposit.missing"
  | "deposit.voucher_used"
  | "deposit.voucher_empty"
  | "amount.invalid"
  | "parked.unknown"
  | "parked.taken"
  | "parked.offline"
  | "sale.elsewhere_offline"
  | "sale.unknown"
  | "wish.address_invalid"
  | "wish.company_missing"
  | "correction.nothing"
  | "correction.too_much"
  | "correction.day_closed"
  | "correction.purse_returned"
  | "refund.nothing"
  | "refund.exceeds_sale"
  | "refund.line_unknown"
  | "refund.of_refund"
  | "refund.only_articles"
  | "refund.no_cash"
  | "enrol.code_unknown"
  | "enrol.key_invalid"
  | "enrol.too_many_tries"
  | "enrol.offline"
  | "enrol.unexpected";

export interface Refusal {
  readonly code: RefusalCode;
  /** Integers and identifiers that the sentence may need, e.g. `{ missing: 250 }`. */
  readonly details?: Readonly<Record<string, number | string>>;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function done<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refused<T>(code: RefusalCode, details?: Readonly<Record<string, number | string>>): Result<T> {
  return { ok: false, refusal: details === undefined ? { code } : { code, details } };
}
