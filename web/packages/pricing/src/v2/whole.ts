/**
 * Promotions on the basket as a whole: an amount or a rate off what is left of all its lines together. Twin of
 * comptoir.pricing.v2.whole.
 *
 * They come after those on single goods and after the cashier's discounts on lines, and take from a line whatever promotion it
 * had, unless the promotion says that it is for regular goods only.
 */

import { PPM } from "../limits.ts";
import { multiplyDivide, shareByLargestRemainder } from "../numbers.ts";
import type { Candidate } from "./goods.ts";
import type { Promotion } from "./rules.ts";
import { bestOrder } from "./search.ts";

/** What the lines still cost, and what was taken from which; `isClosed` once an exclusive promotion applied. */
export interface Whole {
  readonly amounts: readonly number[];
  readonly awards: readonly { readonly promotion: Promotion; readonly line: number; readonly amount: number }[];
  readonly benefit: number;
  readonly isClosed: boolean;
}

/** Give the customer the best of one priority's promotions on the basket. */
export function applyToWhole(whole: Whole, candidates: readonly Candidate[]): Whole {
  return bestOrder(whole, candidates, reduceWhole, (reached) => reached.benefit);
}

function reduceWhole(whole: Whole, candidate: Candidate): Whole | undefined {
  const { promotion } = candidate;
  const isExclusive = promotion.stacking === "exclusive";
  if (whole.isClosed || (isExclusive && whole.awards.length > 0)) return undefined;
  const lines = (candidate.lines[0] ?? []).filter((line) => (whole.amounts[line] ?? 0) > 0);
  const weights = lines.map((line) => whole.amounts[line] ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { percentPpm, amount } = promotion.effect;
  let discount = percentPpm === undefined ? Math.min(total, amount ?? 0) : multiplyDivide(total, percentPpm, PPM);
  if (promotion.discountMax > 0) discount = Math.min(discount, promotion.discountMax);
  if (discount === 0) return undefined;
  const amounts = [...whole.amounts];
  const awards = [...whole.awards];
  const shares = shareByLargestRemainder(discount, weights);
  for (const [index, line] of lines.entries()) {
    const share = shares[index] ?? 0;
    amounts[line] = (amounts[line] ?? 0) - share;
    if (share > 0) awards.push({ promotion, line, amount: share });
  }
  return { amounts, awards, benefit: whole.benefit + discount, isClosed: isExclusive };
}
