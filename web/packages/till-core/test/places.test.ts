/** Eaten here or taken away: from the store's settings to the sealed entry. */
import { expect, test } from "vitest";

import {
  addItem,
  emptyBasket,
  milli,
  ppm,
  priceBasket,
  setLinePlace,
  setPlace,
  setUnitPrice,
  type Basket,
  type SettingsDocument,
  type Till,
} from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { euros, item, makeWorld, openShop, pieces, SETTINGS, value } from "./kit.ts";

const FOOD = "01900000-0000-7000-8000-0000000000d1";
const MEAL = "01900000-0000-7000-8000-0000000000d2";

function cafe(keeps: string, place = "away"): SettingsDocument {
  return {
    ...SETTINGS,
    tax_rates: [
      { category: "S", rate_ppm: ppm(55_000), name: "Alimentation", tax_class: FOOD },
      { category: "S", rate_ppm: ppm(100_000), name: "Sur place", tax_class: MEAL },
    ],
    places: { place, keeps, switches: [{ tax_class: FOOD, place: "here", becomes: MEAL }] },
  };
}

const croissant = item({ unit_price: euros(115), tax_class: FOOD });
const one = (): Basket => value(addItem(emptyBasket(), croissant, pieces(1)));

async function opened(settings: SettingsDocument): Promise<{ readonly till: Till; readonly body: () => Promise<object> }> {
  const world = makeWorld(settings);
  const till = await openShop(world);
  await till.knowRules();
  return { till, body: () => bodyOfLast(world) };
}

test("a basket begins as the store's do, and a usual sale says its place", async () => {
  const { till, body } = await opened(cafe("keep_price"));

  value(await till.finalizeSale(one(), [{ kind: "card", amount: euros(115) }]));

  expect(till.pricingContext().placing?.place).toBe("away");
  expect(await body()).toMatchObject({ place: "away", gross: 115, lines: [{ tax_category: "S", tax_rate_ppm: 55_000 }] });
  expect(await body()).not.toHaveProperty("switch");
});

test("eaten here, the price stays and holds the other tax", async () => {
  const { till, body } = await opened(cafe("keep_price"));
  const basket = setPlace(one(), "here");

  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(115) }]));

  expect(sale.tax_subtotals).toEqual([{ tax_category: "S", tax_rate_ppm: 100_000, net: 105, tax: 10, gross: 115 }]);
  expect(await body()).toMatchObject({ place: "here", switch: "keep_price", lines: [{ tax_rate_ppm: 100_000, unit_price: 115 }] });
});

test("where the net stays, article and modifiers change, a price that somebody said does not", async () => {
  const { till, body } = await opened(cafe("keep_net", "here"));
  const oat = [{ code: "oat", name: "Avoine", unit_price: euros(50) }];
  const plain = value(addItem(emptyBasket(), croissant, pieces(1), undefined, undefined, oat));
  const said = value(setUnitPrice(value(addItem(plain, croissant, pieces(1))), 2, euros(100), "agreed"));

  const priced = priceBasket(said, till.pricingContext());
  value(await till.finalizeSale(said, [{ kind: "card", amount: priced.gross }]));

  expect(priced.lines.map((line) => line.amount)).toEqual([120 + 52, 100]);
  expect(await body()).toMatchObject({
    place: "here",
    switch: "keep_net",
    lines: [
      { unit_price: 120, tax_rate_ppm: 100_000, modifiers: [{ code: "oat", unit_price: 52 }] },
      { unit_price: 100, tax_rate_ppm: 100_000, price_source: "override", regular_price: 115 },
    ],
  });
});

test("one line may be eaten elsewhere, and does not grow with the others; the whole basket forgets it", async () => {
  const { till, body } = await opened(cafe("keep_price"));
  const apart = setLinePlace(one(), 1, "here", "away");
  const two = value(addItem(apart, croissant, pieces(1)));

  value(await till.finalizeSale(two, [{ kind: "card", amount: euros(230) }]));

  expect(await body()).toMatchObject({
    place: "away",
    switch: "keep_price",
    lines: [{ place: "here", tax_rate_ppm: 100_000 }, { tax_rate_ppm: 55_000 }],
  });
  expect(setLinePlace(apart, 1, "away", "away").lines[0]).not.toHaveProperty("place");
  expect(setPlace(two, "here").lines.map((line) => line.place)).toEqual([undefined, undefined]);
});

test("what comes back comes back as it was eaten", async () => {
  const { till } = await opened(cafe("keep_price"));
  const { sale } = value(await till.finalizeSale(setPlace(one(), "here"), [{ kind: "card", amount: euros(115) }]));

  const back = value(await till.refundSale(sale.ref, "all", [{ kind: "cash" }]));

  expect(back.sale.tax_subtotals).toEqual([{ tax_category: "S", tax_rate_ppm: 100_000, net: -105, tax: -10, gross: -115 }]);
});

test("each part of a menu has the tax of the menu's place", async () => {
  const { till, body } = await opened(cafe("keep_price"));
  const part = (name: string, tax_class: string, rate: number) => ({
    item: croissant.id, name, quantity_milli: milli(1_000), unit_price: euros(200), tax_category: "S", tax_rate_ppm: ppm(rate), tax_class,
  });
  const parts = [part("Eau", FOOD, 55_000), part("Salade", MEAL, 100_000)];
  const menu = value(addItem(emptyBasket(), item({ unit_price: euros(300) }), pieces(1), undefined, undefined, [], parts));

  value(await till.finalizeSale(setPlace(menu, "here"), [{ kind: "card", amount: euros(300) }]));

  expect(await body()).toMatchObject({
    place: "here",
    switch: "keep_price",
    tax_subtotals: [{ tax_rate_ppm: 100_000, gross: 300 }],
    lines: [{ components: [{ amount: 150, taxes: [{ rate_ppm: 100_000 }] }, { amount: 150, taxes: [{ rate_ppm: 100_000 }] }] }],
  });
  value(await till.finalizeSale(menu, [{ kind: "card", amount: euros(300) }]));
  expect(await body()).toMatchObject({ place: "away", tax_subtotals: [{ tax_rate_ppm: 55_000, gross: 150 }, { tax_rate_ppm: 100_000, gross: 150 }] });
});

test("a store that asks nobody, or settings of a later program, change nothing", async () => {
  for (const settings of [SETTINGS, cafe("keep_everything"), cafe("keep_price", "moon")]) {
    const { till, body } = await opened(settings);

    value(await till.finalizeSale(one(), [{ kind: "card", amount: euros(115) }]));

    expect(await body()).toMatchObject({ lines: [{ tax_rate_ppm: 55_000 }] });
    expect(await body()).not.toHaveProperty("place");
  }
});

test("what comes back says the place that its tax came from, and in an exchange the one that differs", async () => {
  const { till, body } = await opened(cafe("keep_price"));
  const basket = setLinePlace(value(addItem(setPlace(one(), "here"), item({ id: "01900000-0000-7000-8000-0000000000c9", unit_price: euros(200), tax_class: FOOD }), pieces(1))), 2, "away", "here");
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(315) }]));

  value(await till.refundSale(sale.ref, [{ line: 2, quantity_milli: milli(1_000) }], [{ kind: "card", amount: euros(200) }]));
  expect(await body()).toMatchObject({ place: "here", lines: [{ refers_to_line: 2, place: "away", tax_rate_ppm: 55_000 }] });

  const returned = value(await till.takeBack(sale.ref, [{ line: 1, quantity_milli: milli(1_000) }]));
  value(await till.finalizeSale({ ...setPlace(one(), "away"), returned }, []));
  expect(await body()).toMatchObject({ place: "away", gross: 0, lines: [{ tax_rate_ppm: 55_000 }, { refers_to_line: 1, place: "here", tax_rate_ppm: 100_000 }] });
});
