/** Coins and notes as they are counted: pure, so that the sum is never the screen's business. */
import { minorUnits, type Counted, type Denomination, type MinorUnits } from "@comptoir/till-core";

/** How many pieces of each value; what is absent was not counted. */
export type Heaps = ReadonlyMap<number, number>;

const PIECES_MAX = 99_999;

export function typed(heaps: Heaps, value: MinorUnits, digit: string): Heaps {
  const pieces = Number(`${heaps.get(value) ?? 0}${digit}`);
  return pieces > PIECES_MAX ? heaps : new Map(heaps).set(value, pieces);
}

export function shortened(heaps: Heaps, value: MinorUnits): Heaps {
  const digits = String(heaps.get(value) ?? 0).slice(0, -1);
  return new Map(heaps).set(value, Number(digits === "" ? "0" : digits));
}

export function countedOf(heaps: Heaps): Counted {
  const pieces = [...heaps].filter(([, count]) => count > 0).map(([value, count]) => ({ value: minorUnits(value), pieces: count }));
  return { amount: minorUnits(pieces.reduce((sum, row) => sum + row.value * row.pieces, 0)), pieces };
}

/** The heap behind this one; from the last one, the first. */
export function nextHeap(all: readonly Denomination[], value: MinorUnits): MinorUnits {
  const place = all.findIndex((row) => row.value === value);
  return (all[(place + 1) % all.length] ?? { value }).value;
}
