import { minorUnits } from "@comptoir/till-core";
import { expect, it } from "vitest";
import { quickCash } from "./quick-cash.ts";

it.each([
  [2380, 2, [2500, 3000, 5000]],
  [1250, 2, [1500, 2000, 5000]],
  [320, 2, [500, 1000, 2000]],
  [85, 2, [100, 200, 500]],
  [2000, 2, [2500, 3000, 5000]],
  [11_230, 2, [11_500, 12_000, 20_000]],
  [1280, 0, [1500, 2000, 5000]],
  [3200, 3, [5000, 10_000, 20_000]],
])("offers for %d (exponent %d) %j", (due, exponent, expected) => {
  expect(quickCash(minorUnits(due), exponent)).toEqual(expected);
});
