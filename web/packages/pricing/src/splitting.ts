/** A bill in equal parts. Its twin is server/src/comptoir/pricing/engine.py. */
import type { PricingResult } from "./basket.ts";
import { PARTS_MAX, refuse } from "./limits.ts";
import { type MinorUnits, minorUnits, shareByLargestRemainder } from "./numbers.ts";

/** Split a bill so that the parts add up exactly; the earlier parts carry the odd cents. */
export function splitEqually(amount: MinorUnits, parts: number): PricingResult<readonly MinorUnits[]> {
  if (!Number.isSafeInteger(parts) || parts < 1 || parts > PARTS_MAX) return refuse("pricing.parts_invalid");
  const weights = Array.from({ length: parts }, () => 1);
  return { ok: true, value: shareByLargestRemainder(amount, weights).map(minorUnits) };
}
