/** Pricing engine 1. Its twin is server/src/comptoir/pricing/engine.py; keep the steps in the same order. */

import type {
  Basket,
  Line,
  PricedBasket,
  PriceMode,
  PricingCode,
  PricingRefusal,
  PricingResult,
  RefundLine,
  TaxSubtotal,
  Totals,
} from "./basket.ts";
import { type Milli, type MinorUnits, minorUnits, multiplyDivide, type Ppm, shareByLargestRemainder } from "./numbers.ts";

export const ENGINE_VERSION = 1;

export const MILLI = 1_000;
export const PPM = 1_000_000;
/**
 * 1,000 lines of at most 10^12 minor units keep every sum, tax included, below 2^53:
 * the integers that a till computes exactly.
 */
export const AMOUNT_MAX = 1_000_000_000_000;
export const LINES_MAX = 1_000;
export const PARTS_MAX = 1_000;

interface WorkingLine {
  base: MinorUnits;
  lineDiscount: MinorUnits;
  basketDiscount: MinorUnits;
  amount: MinorUnits;
}

interface TaxSum {
  readonly category: string;
  readonly ratePpm: Ppm;
  amount: number;
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

/** Split a bill so that the parts add up exactly; the earlier parts carry the odd cents. */
export function splitEqually(amount: MinorUnits, parts: number): PricingResult<readonly MinorUnits[]> {
  if (!Number.isSafeInteger(parts) || parts < 1 || parts > PARTS_MAX) return refuse("pricing.parts_invalid");
  const weights = Array.from({ length: parts }, () => 1);
  return { ok: true, value: shareByLargestRemainder(amount, weights).map(minorUnits) };
}

function refuse(code: PricingCode, line?: number): { readonly ok: false; readonly refusal: PricingRefusal } {
  return { ok: false, refusal: line === undefined ? { code } : { code, line } };
}

function isWithin(value: number): boolean {
  return value >= -AMOUNT_MAX && value <= AMOUNT_MAX;
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

function addToSums(sums: TaxSum[], category: string, ratePpm: Ppm, amount: number): PricingCode | undefined {
  for (const sum of sums) {
    if (sum.ratePpm === ratePpm && sum.category === category) {
      sum.amount += amount;
      return undefined;
    }
  }
  if (!/^[A-Z]{1,3}$/.test(category)) return "pricing.tax_category_invalid";
  if (ratePpm < 0 || ratePpm > PPM) return "pricing.tax_rate_invalid";
  sums.push({ category, ratePpm, amount });
  return undefined;
}

/** Tax each sum once, never line by line (EN 16931 BG-23, BR-CO-17). */
function totalsOf(priceMode: PriceMode, sums: TaxSum[]): Totals {
  sums.sort((a, b) => (a.category === b.category ? a.ratePpm - b.ratePpm : a.category < b.category ? -1 : 1));
  const taxSubtotals: TaxSubtotal[] = [];
  let netSum = 0;
  let taxSum = 0;
  for (const { category, ratePpm, amount } of sums) {
    const tax = multiplyDivide(amount, ratePpm, priceMode === "gross" ? PPM + ratePpm : PPM);
    const net = priceMode === "gross" ? amount - tax : amount;
    taxSubtotals.push({
      taxCategory: category,
      taxRatePpm: ratePpm,
      net: minorUnits(net),
      tax: minorUnits(tax),
      gross: minorUnits(net + tax),
    });
    netSum += net;
    taxSum += tax;
  }
  return { taxSubtotals, net: minorUnits(netSum), tax: minorUnits(taxSum), gross: minorUnits(netSum + taxSum) };
}
