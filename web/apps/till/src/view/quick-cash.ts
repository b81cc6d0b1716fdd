/** What a customer is likely to hand over for an amount: the next round sums, then the next notes. */
import { minorUnits, type MinorUnits } from "@comptoir/till-core";

const COINS_AND_NOTES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

function nextMultiple(amount: number, step: number): number {
  return amount + step - (amount % step);
}

export function quickCash(due: MinorUnits, exponent: number, count = 3): readonly MinorUnits[] {
  // A yen has no cents, yet 100 of them are what a euro is to a drawer.
  const unit = 10 ** Math.max(2, exponent);
  const round = due >= 5 * unit ? [nextMultiple(due, 5 * unit), nextMultiple(due, 10 * unit)] : [];
  const notes = COINS_AND_NOTES.map((note) => note * unit).filter((note) => note > due);
  return [...new Set([...round, ...notes])]
    .sort((first, second) => first - second)
    .slice(0, count)
    .map(minorUnits);
}
