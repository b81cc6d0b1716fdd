/**
 * Pricing engine 1, for the entries that it priced; no till sells by it any more. Its twin is server/src/comptoir/pricing/engine.py; keep
 * the steps in the same order.
 */

import type { Basket, Line, PricedBasket, PricingCode, PricingRefusal, PricingResult } from "./basket.ts";
import { AMOUNT_MAX, isWithin, LINES_MAX, MILLI, PPM, refuse } from "./limits.ts";
import { type MinorUnits, minorUnits, multiplyDivide, shareByLargestRemainder } from "./numbers.ts";
import { addToSums, type TaxSum, totalsOf } from "./totals.ts";

export const ENGINE_VERSION = 1;

interface WorkingLine {
  base: MinorUnits;
  lineDiscount: MinorUnits;
  basketDiscount: MinorUnits;
  amount: MinorUnits;
}

/**
 * Price a basket; the one answer that till and server must agree on to the cent.
 *
 * Refuses a basket that no till of ours builds. An empty basket is worth nothing and is not
 * refused: a till shows it a hundred times a day.
 */
export function price(basket: Basket): PricingResult<PricedBasket> {
  if (basket.lines.length > LINES_MAX) return refuse("pricing.too_many_lines");
  const refusal = checkBasketDiscount(basket);
  if (refusal) return { ok: false, refusal };

  const lines: WorkingLine[] = [];
  for (const line of basket.lines) {
    const number = lines.length + 1;
    if (!isWithin(line.unitPrice) || !isWithin(line.quantityMilli)) return refuse("pricing.amount_too_large", number);
    const base = multiplyDivide(line.unitPrice, line.quantityMilli, MILLI);
    if (!isWithin(base)) return refuse("pricing.amount_too_large", number);
    let lineDiscount = 0;
    if (line.discountPpm || line.discountAmount) {
      const discount = discountOfLine(line, base);
      if (typeof discount === "string") return refuse(discount, number);
      lineDiscount = discount;
    }
    lines.push({
      base: minorUnits(base),
      lineDiscount: minorUnits(lineDiscount),
      basketDiscount: minorUnits(0),
      amount: minorUnits(base - lineDiscount),
    });
  }

  let basketDiscount = 0;
  if (basket.discountPpm || basket.discountAmount) basketDiscount = takeBasketDiscount(basket, lines);

  const sums: TaxSum[] = [];
  for (const [index, line] of basket.lines.entries()) {
    const code = addToSums(sums, line.taxCategory, line.taxRatePpm, lines[index]?.amount ?? 0);
    if (code) return refuse(code, index + 1);
  }

  const totals = totalsOf(basket.priceMode, sums);
  return { ok: true, value: { lines, basketDiscount: minorUnits(basketDiscount), ...totals } };
}

function checkBasketDiscount(basket: Basket): PricingRefusal | undefined {
  const discountPpm = basket.discountPpm ?? 0;
  const discountAmount = basket.discountAmount ?? 0;
  if (discountPpm < 0 || discountPpm > PPM || discountAmount < 0 || discountAmount > AMOUNT_MAX) {
    return { code: "pricing.discount_invalid", line: 0 };
  }
  if (discountPpm && discountAmount) return { code: "pricing.discount_ambiguous", line: 0 };
  return undefined;
}

function discountOfLine(line: Line, base: number): number | PricingCode {
  const discountPpm = line.discountPpm ?? 0;
  const discountAmount = line.discountAmount ?? 0;
  if (discountPpm < 0 || discountPpm > PPM) return "pricing.discount_invalid";
  if (discountPpm && discountAmount) return "pricing.discount_ambiguous";
  if (discountPpm) return multiplyDivide(base, discountPpm, PPM);
  // Of a returned line (base below zero) the discount is the mirror, below zero as well.
  const isWithinBase =
    (discountAmount >= 0 && discountAmount <= base) || (discountAmount <= 0 && discountAmount >= base);
  return isWithinBase ? discountAmount : "pricing.discount_invalid";
}

/** Take the discount on the whole from the lines that cost something, in proportion. */
function takeBasketDiscount(basket: Basket, lines: readonly WorkingLine[]): number {
  const bearing = lines.filter((line) => line.amount > 0);
  const total = bearing.reduce((sum, line) => sum + line.amount, 0);
  const discount = basket.discountPpm
    ? multiplyDivide(total, basket.discountPpm, PPM)
    : Math.min(basket.discountAmount ?? 0, total);
  if (discount === 0) return 0;
  const shares = shareByLargestRemainder(
    discount,
    bearing.map((line) => line.amount),
  );
  for (const [index, line] of bearing.entries()) {
    const share = shares[index] ?? 0;
    line.basketDiscount = minorUnits(share);
    line.amount = minorUnits(line.amount - share);
  }
  return discount;
}
