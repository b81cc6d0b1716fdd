import { minorUnits, type ClosingView } from "@comptoir/till-core";
import { expect, test } from "vitest";
import type { Words } from "../words/words.svelte.ts";
import { closingRows } from "./closing-rows.ts";
import { Formats } from "./formats.ts";

// Keys for words: what is said is tested, not how.
const words = { say: (key: string) => key, knows: () => true } as unknown as Words;
const formats = new Formats({ locale: "fr-FR", currency: "EUR", exponent: 2, timezone: "Europe/Paris" });
const zero = minorUnits(0);
const day: ClosingView = {
  id: "z", cashier: "c", currency: "EUR", opened_at: "2026-11-22T08:00:00.000+01:00", float: zero, sales_count: 0, refunds_count: 0, gross: zero, refunded: zero,
  tenders: [], movements: zero, cash_expected: zero, business_day: "2026-11-22", purses: [], returned: [], differences: zero,
  closed_at: "2026-11-22T20:00:00.000+01:00", cash_counted: zero, cash_difference: zero, first_sequence: 2, last_sequence: 3, perpetual_gross: zero,
  perpetual_refunded: zero, ref: { chain: "e", sequence: 4, digest: "abc" },
};

function said(expected: number, counted?: number): readonly string[] {
  const found = counted === undefined ? {} : { counted: minorUnits(counted), difference: minorUnits(counted - expected) };
  const closing = { ...day, counted_tenders: [{ kind: "meal_voucher" as const, expected: minorUnits(expected), ...found }] };
  return closingRows(closing, words, formats, (id) => id, undefined).flatMap(({ name, value }) => (name === "count.of" ? [value.replaceAll(/\s/g, " ")] : []));
}

test("a Z says of no heap that nobody counted it where nothing should lie", () => {
  expect(said(0)).toEqual([]);
  expect(said(1_500)).toEqual(["closing.notCounted"]);
  // Somebody looked, or found what nobody rang up.
  expect(said(0, 0)).toEqual(["0,00 € · 0,00 €"]);
  expect(said(0, 900)).toEqual(["9,00 € · +9,00 €"]);
});
