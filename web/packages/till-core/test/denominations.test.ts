import { expect, test } from "vitest";

import { denominations } from "../src/index.ts";

const values = (currency: string, day: string): readonly number[] => denominations(currency, day).map((row) => row.value);

test("what a drawer may hold, largest first, as of the day", () => {
  expect(values("EUR", "2026-11-22")).toEqual([50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1]);
  expect(denominations("EUR", "2026-11-22").filter((row) => row.is_note).length).toBe(7);
  expect(values("DKK", "2025-05-31")[0]).toBe(100_000);
  expect(values("DKK", "2025-06-01")[0]).toBe(50_000);
  expect(values("CHF", "2026-11-22").at(-1)).toBe(5);
  expect(values("XTS", "2026-11-22")).toEqual([]);
  for (const currency of ["EUR", "CHF", "DKK", "GBP", "USD", "SEK", "NOK", "PLN", "CZK"]) {
    const found = values(currency, "2026-11-22");
    expect(found.length, currency).toBeGreaterThan(8);
    const notes = denominations(currency, "2026-11-22").filter((row) => row.is_note).map((row) => row.value);
    expect(notes, currency).toEqual([...notes].sort((a, b) => b - a));
  }
});
