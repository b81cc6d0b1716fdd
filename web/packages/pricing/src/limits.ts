/** What every engine keeps to: the units, and bounds within which a till computes exactly. */
import type { PricingCode, PricingRefusal } from "./basket.ts";

export const MILLI = 1_000;
export const PPM = 1_000_000;
/**
 * 1,000 lines of at most 10^12 minor units keep every sum, tax included, below 2^53:
 * the integers that a till computes exactly.
 */
export const AMOUNT_MAX = 1_000_000_000_000;
export const LINES_MAX = 1_000;
export const PARTS_MAX = 1_000;

export function refuse(code: PricingCode, line?: number): { readonly ok: false; readonly refusal: PricingRefusal } {
  return { ok: false, refusal: line === undefined ? { code } : { code, line } };
}

export function isWithin(value: number): boolean {
  return value >= -AMOUNT_MAX && value <= AMOUNT_MAX;
}
