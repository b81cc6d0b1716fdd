/** Goods that a customer brings back while taking others: their worth stands in the basket, and one balance is paid or paid out. */
import { cashRounding } from "@comptoir/pricing";

import type { PricedBasket, PricingContext } from "./basket.ts";
import { minorUnits, type Milli, type MinorUnits } from "./units.ts";
import type { EntryRef, TaxSubtotalView } from "./views.ts";

/** Where goods that came back go; whoever takes them says so. */
export const GOES_TO = ["stock", "damaged", "supplier", "waste"] as const;
export type GoesTo = (typeof GOES_TO)[number];

export interface RefundLine {
  readonly line: number;
  /** Of a menu: which of its parts, from 1. */
  readonly component?: number;
  /** Positive: how much of the line comes back. */
  readonly quantity_milli: Milli;
  /** Absent: back on the shelf. */
  readonly goes_to?: GoesTo;
}

/** A payment on an order, which the sale of the goods takes off with the tax that was in it. */
export interface Prepaid {
  readonly ref: EntryRef;
  readonly number: string;
  readonly tax_subtotals: readonly TaxSubtotalView[];
}

/** What comes back of one sale, and what it is worth: amounts below zero. Priced again when the exchange is sealed. */
export interface ReturnedGoods {
  /** What was paid ahead instead: then nothing comes back, and the payments are taken off. */
  readonly prepaid?: readonly Prepaid[];
  readonly ref: EntryRef;
  readonly number: string;
  readonly lines: readonly RefundLine[];
  readonly pieces: number;
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** Both sides together: below zero when money goes out. */
export function withReturned(priced: PricedBasket, returned: ReturnedGoods | undefined, context: PricingContext): PricedBasket {
  if (returned === undefined) return priced;
  const gross = minorUnits(priced.gross + returned.gross);
  const rounding = cashRounding(context.country, context.day, minorUnits(Math.abs(gross)));
  const cash = gross < 0 ? minorUnits(0 - rounding) : rounding;
  return {
    ...priced,
    tax_subtotals: mergeSubtotals(priced.tax_subtotals, returned.tax_subtotals),
    net: minorUnits(priced.net + returned.net),
    tax: minorUnits(priced.tax + returned.tax),
    gross,
    cash_rounding: cash,
    cash_payable: minorUnits(gross + cash),
  };
}

/** By category, then rate: the engine's order. */
export function mergeSubtotals(sold: readonly TaxSubtotalView[], back: readonly TaxSubtotalView[]): readonly TaxSubtotalView[] {
  const sums = [...sold];
  for (const row of back) {
    const at = sums.findIndex((other) => other.tax_category === row.tax_category && other.tax_rate_ppm === row.tax_rate_ppm);
    const before = sums[at];
    if (before === undefined) sums.push(row);
    else
      sums[at] = {
        ...before,
        net: minorUnits(before.net + row.net),
        tax: minorUnits(before.tax + row.tax),
        gross: minorUnits(before.gross + row.gross),
      };
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return sums.sort((a, b) => order(a.tax_category, b.tax_category) || a.tax_rate_ppm - b.tax_rate_ppm);
}
