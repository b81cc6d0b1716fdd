/** Tax by category and rate, of amounts that are known. Its twin is server/src/comptoir/pricing/engine.py. */
import type { PriceMode, PricingCode, TaxSubtotal, Totals } from "./basket.ts";
import { PPM } from "./limits.ts";
import { minorUnits, multiplyDivide, type Ppm } from "./numbers.ts";

export interface TaxSum {
  readonly category: string;
  readonly ratePpm: Ppm;
  amount: number;
}

export function addToSums(sums: TaxSum[], category: string, ratePpm: Ppm, amount: number): PricingCode | undefined {
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
export function totalsOf(priceMode: PriceMode, sums: TaxSum[]): Totals {
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
