/** The pricing engine: pure, integers only, no DOM; the twin of comptoir.pricing and comptoir.kernel. */

export type {
  Basket,
  Line,
  PricedBasket,
  PricedLine,
  PriceMode,
  PricingCode,
  PricingRefusal,
  PricingResult,
  RefundLine,
  TaxSubtotal,
  Totals,
} from "./basket.ts";
export { CASH_ROUNDING_RULES, cashRounding, cashRoundingRule, type CashRoundingRule } from "./cash.ts";
export { ENGINE_VERSION, price } from "./engine.ts";
export {
  CURRENCY_EXPONENTS,
  currencyExponent,
  gtinCheckDigit,
  isGtin,
  newUuid7,
  normalizeGtin,
  uuid7,
} from "./kernel.ts";
export { AMOUNT_MAX, LINES_MAX, PARTS_MAX } from "./limits.ts";
export {
  divideHalfAway,
  milli,
  minorUnits,
  multiplyDivide,
  ppm,
  shareByLargestRemainder,
  type Milli,
  type MinorUnits,
  type Ppm,
} from "./numbers.ts";
export { priceRefund, refundShare } from "./refunds.ts";
export { splitEqually } from "./splitting.ts";
export {
  brokenLimit,
  eligibleAmount,
  fromForeign,
  settle,
  type GivenTender,
  type PayableLine,
  type Settled,
  type SettleRefusal,
  type TenderLimit,
} from "./tenders.ts";
