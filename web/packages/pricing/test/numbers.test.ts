import fc from "fast-check";
import { expect, test } from "vitest";
import { divideHalfAway, milli, minorUnits, multiplyDivide, newUuid7, ppm, shareByLargestRemainder } from "../src/index.ts";

const safe = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const factor = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), safe);

test("multiplyDivide is divideHalfAway, whether it takes the short way or the exact one", () => {
  const isExact = fc.property(factor, factor, fc.integer({ min: 1, max: 2_000_000 }), (a, b, denominator) => {
    const exact = divideHalfAway(BigInt(a) * BigInt(b), BigInt(denominator));
    fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= -BigInt(Number.MAX_SAFE_INTEGER));
    expect(BigInt(multiplyDivide(a, b, denominator))).toBe(exact);
  });
  fc.assert(isExact, { numRuns: 5_000 });
});

test("a half goes away from zero on both sides", () => {
  expect([5n, 15n, 25n, -5n, -15n, -25n].map((value) => divideHalfAway(value, 10n))).toEqual([1n, 2n, 3n, -1n, -2n, -3n]);
  expect([5, 15, 25, -5, -15, -25].map((value) => multiplyDivide(value, 1, 10))).toEqual([1, 2, 3, -1, -2, -3]);
});

test("zero has no sign", () => {
  expect(Object.is(multiplyDivide(-4, 1, 10), 0)).toBe(true);
  expect(Object.is(minorUnits(-0), 0)).toBe(true);
});

test("shares add up, and none is a unit away from its exact share", () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 30 });
  const total = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
  const addsUp = fc.property(total, weights, (amount, given) => {
    const sum = given.reduce((a, b) => a + b, 0);
    fc.pre(sum > 0);
    const shares = shareByLargestRemainder(amount, given);
    expect(shares.reduce((a, b) => a + b, 0)).toBe(amount);
    for (const [index, share] of shares.entries()) {
      const gap = BigInt(share) * BigInt(sum) - BigInt(amount) * BigInt(given[index]!);
      expect(gap < BigInt(sum) && gap > -BigInt(sum)).toBe(true);
    }
  });
  fc.assert(addsUp);
});

test("what is not a safe integer never becomes an amount", () => {
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(() => minorUnits(wrong)).toThrow(RangeError);
    expect(() => milli(wrong)).toThrow(RangeError);
    expect(() => ppm(wrong)).toThrow(RangeError);
  }
});

test("a fresh identifier carries its time and is never the same", () => {
  const [a, b] = [newUuid7(1_795_346_040_000), newUuid7(1_795_346_040_000)];

  expect(a).toMatch(/^01a202f6-84c0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(a).not.toBe(b);
});
