/**
 * What is paid before the goods go, over the tax rates of what was ordered; the twin of comptoir.pricing.prepaid.
 *
 * Tax is due when a payment on account is received, and on what was received (Directive 2006/112/EC art. 65): each payment is a part
 * of every rate of the order, with the tax in it (art. 78, 90 and 220(1)(4)).
 */
import type { TaxSubtotal } from "./basket.ts";
import { minorUnits, multiplyDivide, shareByLargestRemainder, type MinorUnits } from "./numbers.ts";

const PPM = 1_000_000;

/** What is left to pay, where more would be paid, or nothing. */
export interface DepositExceeds {
  readonly code: "pricing.deposit_exceeds";
  readonly left: number;
}

export type DepositResult = { readonly ok: true; readonly value: readonly TaxSubtotal[] } | { readonly ok: false; readonly refusal: DepositExceeds };

/**
 * What `amount` pays of `whole`, of which `before` was paid: in proportion to what each rate still owes. The tax is the one in each
 * part; the payment that completes a rate takes what is left of its tax, so that all payments together carry the tax of the whole.
 */
export function depositSubtotals(whole: readonly TaxSubtotal[], before: readonly TaxSubtotal[], amount: MinorUnits): DepositResult {
  const paid = (row: TaxSubtotal): TaxSubtotal | undefined =>
    before.find((known) => known.taxCategory === row.taxCategory && known.taxRatePpm === row.taxRatePpm);
  const left = whole.map((row) => row.gross - (paid(row)?.gross ?? 0));
  const together = left.reduce((sum, one) => sum + one, 0);
  if (amount <= 0 || Math.min(0, ...left) < 0 || amount > together) {
    return { ok: false, refusal: { code: "pricing.deposit_exceeds", left: Math.max(0, together) } };
  }
  const shares = shareByLargestRemainder(amount, left);
  const rows = whole.flatMap((row, place): readonly TaxSubtotal[] => {
    const share = shares[place] ?? 0;
    if (share === 0) return [];
    const isLast = share === left[place];
    const tax = isLast ? row.tax - (paid(row)?.tax ?? 0) : multiplyDivide(share, row.taxRatePpm, PPM + row.taxRatePpm);
    return [{ taxCategory: row.taxCategory, taxRatePpm: row.taxRatePpm, net: minorUnits(share - tax), tax: minorUnits(tax), gross: minorUnits(share) }];
  });
  return { ok: true, value: rows };
}
