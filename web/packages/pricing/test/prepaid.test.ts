import { expect, test } from "vitest";
import { minorUnits, ppm, type MinorUnits, type TaxSubtotal } from "../src/index.ts";
import { depositSubtotals } from "../src/prepaid.ts";
import { load } from "./cases.ts";

interface Row {
  readonly tax_category: string;
  readonly tax_rate_ppm: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

interface PrepaidCase {
  readonly id: string;
  readonly input: { readonly whole: readonly Row[]; readonly before: readonly Row[]; readonly amount: MinorUnits };
  readonly expect: unknown;
}

const { cases } = load("prepaid/cases.json") as { readonly cases: readonly PrepaidCase[] };

const rowOf = (row: Row): TaxSubtotal => ({
  taxCategory: row.tax_category,
  taxRatePpm: ppm(row.tax_rate_ppm),
  net: minorUnits(row.net),
  tax: minorUnits(row.tax),
  gross: minorUnits(row.gross),
});

test.for(cases.map((one) => [one.id, one] as const))("%s", ([, one]) => {
  const { whole, before, amount } = one.input;
  const found = depositSubtotals(whole.map(rowOf), before.map(rowOf), amount);

  const said = found.ok
    ? { rows: found.value.map(({ taxCategory, taxRatePpm, net, tax, gross }) => ({ tax_category: taxCategory, tax_rate_ppm: taxRatePpm, net, tax, gross })) }
    : { refusal: found.refusal.code, left: found.refusal.left };
  expect(said).toEqual(one.expect);
});

test("any payments that come to the whole carry the tax of the whole", () => {
  const whole = [rowOf({ tax_category: "S", tax_rate_ppm: 55_000, net: 1_896, tax: 104, gross: 2_000 }), rowOf({ tax_category: "S", tax_rate_ppm: 200_000, net: 6_667, tax: 1_333, gross: 8_000 })];
  for (let first = 1; first < 10_000; first += 97) {
    const one = depositSubtotals(whole, [], minorUnits(first));
    const two = one.ok ? depositSubtotals(whole, one.value, minorUnits(10_000 - first)) : one;
    const rows = one.ok && two.ok ? [...one.value, ...two.value] : [];
    expect(rows.reduce((sum, row) => sum + row.tax, 0)).toBe(1_437);
    expect(rows.reduce((sum, row) => sum + row.gross, 0)).toBe(10_000);
  }
});
