import { minorUnits, type Denomination } from "@comptoir/till-core";
import { expect, test } from "vitest";
import { countedOf, nextHeap, shortened, typed, type Heaps } from "./counting.ts";

const FIFTY = minorUnits(5_000);
const CENT = minorUnits(1);

test("digits make heaps, and heaps make a sum", () => {
  let heaps: Heaps = new Map();
  for (const digit of ["1", "2"]) heaps = typed(heaps, FIFTY, digit);
  heaps = typed(heaps, CENT, "7");

  expect(countedOf(heaps)).toEqual({
    amount: 60_007,
    pieces: [
      { value: 5_000, pieces: 12 },
      { value: 1, pieces: 7 },
    ],
  });
  expect(countedOf(shortened(heaps, FIFTY)).amount).toBe(5_007);
  expect(countedOf(shortened(shortened(heaps, FIFTY), FIFTY)).pieces).toEqual([{ value: 1, pieces: 7 }]);
  expect(countedOf(typed(new Map([[5_000, 99_999]]), FIFTY, "1")).amount).toBe(499_995_000);
});

test("after the last heap comes the first", () => {
  const all: readonly Denomination[] = [
    { value: FIFTY, is_note: true },
    { value: CENT, is_note: false },
  ];

  expect([nextHeap(all, FIFTY), nextHeap(all, CENT), nextHeap([], CENT)]).toEqual([1, 5_000, 1]);
});
