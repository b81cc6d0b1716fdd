/**
 * What comes back, whichever engine sold it: a share of what was paid, taxed as it was. Its twin is server/src/comptoir/pricing/engine.py.
 * By itself, because no sale needs it.
 */
import type { PriceMode, PricingResult, RefundLine, Totals } from "./basket.ts";
import { isWithin, LINES_MAX, refuse } from "./limits.ts";
import { type Milli, type MinorUnits, minorUnits, multiplyDivide } from "./numbers.ts";
import { addToSums, type TaxSum, totalsOf } from "./totals.ts";

/**
 * Tax a refund whose line amounts are given (negative: money out).
 *
 * No discount is computed again: what was paid is what is given back.
 */
export function priceRefund(refund: {
  readonly priceMode: PriceMode;
  readonly lines: readonly RefundLine[];
}): PricingResult<Totals> {
  if (refund.lines.length > LINES_MAX) return refuse("pricing.too_many_lines");
  const sums: TaxSum[] = [];
  for (const [index, line] of refund.lines.entries()) {
    if (!isWithin(line.amount)) return refuse("pricing.amount_too_large", index + 1);
    const code = addToSums(sums, line.taxCategory, line.taxRatePpm, line.amount);
    if (code) return refuse(code, index + 1);
  }
  return { ok: true, value: totalsOf(refund.priceMode, sums) };
}

/**
 * What `nowMilli` of a line is worth after `alreadyMilli` was given back before.
 *
 * Computed as a difference of two running shares, so parts given back one by one add up to
 * the line's amount exactly. Quantities have the sign of the sold quantity; the result has the
 * sign of `amount` (a refund's line stores it negated).
 */
export function refundShare(part: {
  readonly amount: MinorUnits;
  readonly quantityMilli: Milli;
  readonly alreadyMilli: Milli;
  readonly nowMilli: Milli;
}): PricingResult<MinorUnits> {
  if (!isWithin(part.amount) || !isWithin(part.quantityMilli)) return refuse("pricing.amount_too_large");
  const sign = part.quantityMilli < 0 ? -1 : 1;
  const quantity = sign * part.quantityMilli;
  const already = sign * part.alreadyMilli;
  const now = sign * part.nowMilli;
  if (quantity === 0 || already < 0 || now < 0 || already + now > quantity) {
    return refuse("pricing.refund_exceeds_quantity");
  }
  const upto = multiplyDivide(part.amount, already + now, quantity);
  return { ok: true, value: minorUnits(upto - multiplyDivide(part.amount, already, quantity)) };
}
