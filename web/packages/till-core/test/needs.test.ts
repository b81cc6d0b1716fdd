import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { emptyBasket, priceBasket, type Basket, type Discount } from "../src/basket.ts";
import { discountNeeds } from "../src/people/needs.ts";
import { milli, minorUnits, ppm } from "../src/units.ts";

interface Given {
  readonly discount_ppm?: number;
  readonly discount_amount?: number;
  readonly final_amount?: number;
  /** What it cost before a person said another price. */
  readonly regular_price?: number;
}

interface Case extends Given {
  readonly id: string;
  readonly why: string;
  readonly lines: readonly (Given & { readonly unit_price: number; readonly quantity_milli: number })[];
  readonly asked: number;
}

const vectors = JSON.parse(readFileSync(new URL("../../../../conformance/people/discounts.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

function discountOf(given: Given): { readonly discount?: Discount } {
  if (given.discount_ppm !== undefined) return { discount: { kind: "rate", ppm: ppm(given.discount_ppm) } };
  if (given.discount_amount !== undefined) return { discount: { kind: "amount", amount: minorUnits(given.discount_amount) } };
  if (given.final_amount !== undefined) return { discount: { kind: "final", amount: minorUnits(given.final_amount) } };
  return {};
}

const overrideOf = (given: Given): object =>
  given.regular_price === undefined ? {} : { price_by: "person", regular_price: minorUnits(given.regular_price) };

function basketOf(given: Case): Basket {
  const lines = given.lines.map((line, id) => ({
    id,
    unit: "C62",
    unit_price: minorUnits(line.unit_price),
    quantity_milli: milli(line.quantity_milli),
    tax_category: "S",
    tax_rate_ppm: ppm(200_000),
    ...discountOf(line),
    ...overrideOf(line),
  }));
  return { ...emptyBasket(), lines, ...discountOf(given) };
}

it.each(vectors.cases)("$id: $why", (given) => {
  const basket = basketOf(given);
  const priced = priceBasket(basket, { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" });

  expect(discountNeeds(basket, priced)).toEqual(given.asked === 0 ? [] : [{ right: "discount", asked: given.asked }]);
});
