import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { currencyNumber, priceInMinorUnits, readCode, takesGs1Prices, type MeasuredRule } from "../src/index.ts";

interface Case {
  readonly id: string;
  readonly why: string;
  readonly rows: readonly string[];
  readonly currency: string;
  readonly code: string;
  readonly stated: string;
  readonly expect: number | string | null;
}

interface Vectors {
  readonly tables: Readonly<Record<string, MeasuredRule>>;
  readonly cases: readonly Case[];
  readonly currency_numbers: Readonly<Record<string, string>>;
}

const url = new URL("../../../../conformance/codes/price_labels.json", import.meta.url);
const { tables, cases, currency_numbers: numbers } = JSON.parse(readFileSync(url, "utf8")) as Vectors;

test.for(cases.map((one) => [one.id, one] as const))("%s", ([, one]) => {
  const rules = one.rows.flatMap((name) => tables[name] ?? []);

  const label = readCode(one.code, rules, 2026);

  if (label.kind !== "item") throw new Error(label.kind);
  const { price } = label;
  if (price?.stated !== undefined) expect(price.stated).toBe(one.stated);
  const isTaken = price?.stated === undefined || takesGs1Prices(rules);
  const amount = price === undefined ? undefined : isTaken ? priceInMinorUnits(price, one.currency, 2) : "not taken";
  expect(amount ?? null, one.why).toBe(one.expect);
});

test("each country's currency has its number", () => {
  for (const [currency, number] of Object.entries(numbers)) expect(currencyNumber(currency)).toBe(number);
  expect(currencyNumber("USD")).toBeUndefined();
});
