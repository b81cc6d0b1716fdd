/** Menus: what conformance/menus/cases.json says, sold, sealed, and given back part by part. */
import { readFileSync } from "node:fs";

import { refundShare } from "@comptoir/pricing";
import { compileRules, readPriceList } from "@comptoir/pricing/v2/rule-book";
import { expect, test } from "vitest";

import { addItem, emptyBasket, milli, minorUnits, ppm, priceBasket, setLineDiscount, setQuantity, type Basket, type ItemDocument, type PricingContext, type Till } from "../src/index.ts";
import { follow } from "../src/deposits.ts";
import { menuLine, thingsOf } from "../src/goods.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, SETTINGS, value, whenIdle } from "./kit.ts";

interface Case {
  readonly id: string;
  readonly price_mode: "gross" | "net";
  readonly quantity: number;
  readonly list_price?: number;
  readonly store_price?: number;
  readonly menu: { readonly unit_price: number; readonly places: NonNullable<ItemDocument["bundle"]> };
  readonly articles: Readonly<Record<string, { readonly unit_price: number; readonly tax_rate_ppm: number }>>;
  readonly chosen: readonly { readonly item: string; readonly asked?: readonly number[] }[];
  readonly expect: {
    readonly amount: number;
    readonly modifiers: readonly { readonly item?: string; readonly unit_price: number }[];
    readonly components: readonly number[];
    readonly tax_subtotals: readonly { readonly tax_rate_ppm: number; readonly net: number; readonly tax: number; readonly gross: number }[];
    readonly returns: readonly { readonly component: number; readonly already_milli: number; readonly now_milli: number; readonly amount: number }[];
  };
}

const { cases } = JSON.parse(readFileSync(new URL("../../../../conformance/menus/cases.json", import.meta.url), "utf8")) as { readonly cases: readonly Case[] };
const LIST = "01900000-0000-7000-8000-0000000000f1";

function articleOf(given: Case, id: string): ItemDocument {
  const known = given.articles[id];
  if (known === undefined) throw new Error(`no article ${id}`);
  return item({ id, name: id, barcodes: [], unit_price: minorUnits(known.unit_price), tax_rate_ppm: ppm(known.tax_rate_ppm) });
}

function menuOf(given: Case): ItemDocument {
  const { places: bundle, unit_price: price } = given.menu;
  const listed = given.list_price === undefined ? {} : { list_prices: { [LIST]: minorUnits(given.list_price) } };
  return item({ id: "menu", name: "Menu", barcodes: [], unit_price: minorUnits(given.store_price ?? price), tax_rate_ppm: ppm(100_000), bundle, ...listed });
}

function sold(given: Case): Basket {
  const menu = menuOf(given);
  const chosen = given.chosen.map(({ item: id, asked }) => ({
    item: articleOf(given, id),
    ...(asked === undefined ? {} : { modifiers: asked.map((price, place) => ({ code: `asked${place}`, name: "Avoine", unit_price: minorUnits(price) })) }),
  }));
  const line = menuLine(menu, chosen);
  if (line === undefined) throw new Error("a place is open");
  return value(addItem(emptyBasket(), menu, pieces(given.quantity), undefined, undefined, line.modifiers, line.components));
}

test.each(cases.map((given) => [given.id, given] as const))("%s", (_, given) => {
  const rules = compileRules({ priceLists: given.list_price === undefined ? [] : [value(readPriceList({ id: LIST, name: "Midi", rank: 1 }))], promotions: [] });
  const context: PricingContext = { country: "FR", currency: "EUR", price_mode: given.price_mode, day: "2026-11-22", rules };
  const basket = sold(given);

  const priced = priceBasket(basket, context);

  expect(priced.lines[0]).toMatchObject({ amount: given.expect.amount, components: given.expect.components });
  expect((basket.lines[0]?.modifiers ?? []).map((one) => one.unit_price)).toEqual(given.expect.modifiers.map((one) => one.unit_price));
  expect(basket.lines[0]?.components?.map((part) => part.quantity_milli)).toEqual(given.menu.places.map((place) => place.count * 1_000));
  expect(priced.tax_subtotals.map(({ tax_rate_ppm, net, tax, gross }) => ({ tax_rate_ppm, net, tax, gross }))).toEqual(given.expect.tax_subtotals);
  for (const back of given.expect.returns) {
    const share = refundShare({
      amount: minorUnits(given.expect.components[back.component - 1] ?? 0),
      quantityMilli: milli((given.menu.places[back.component - 1]?.count ?? 0) * given.quantity * 1_000),
      alreadyMilli: milli(back.already_milli),
      nowMilli: milli(back.now_milli),
    });
    expect(share).toMatchObject({ ok: true, value: back.amount });
  }
});

function caseOf(id: string): Case {
  const found = cases.find((given) => given.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

test("a place that nobody chose for leaves the menu open", () => {
  const given = caseOf("two-rates");

  expect(menuLine(menuOf(given), [{ item: articleOf(given, "burger") }, undefined])).toBeUndefined();
  expect(menuLine(menuOf(given), [{ item: articleOf(given, "burger") }])).toBeUndefined();
});

test("the same menu with the same choices grows, another choice is another line", () => {
  const basket = sold(caseOf("surcharge"));
  const line = basket.lines[0];
  const again = value(addItem(basket, menuOf(caseOf("surcharge")), pieces(1), undefined, undefined, line?.modifiers ?? [], line?.components));
  const other = sold(caseOf("choice-without-surcharge")).lines[0];
  const both = value(addItem(again, menuOf(caseOf("surcharge")), pieces(1), undefined, undefined, [], other?.components));

  expect(again.lines.map((one) => one.quantity_milli)).toEqual([2_000]);
  expect(both.lines.map((one) => [one.quantity_milli, one.components?.[0]?.item])).toEqual([
    [2_000, "steak"],
    [1_000, "burger"],
  ]);
});

async function sell(till: Till, basket: Basket, amount: number) {
  return value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(amount) }])).sale;
}

test("a menu is sealed as one line with its parts, each with its own tax", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const sale = await sell(till, sold(caseOf("surcharge")), 1_200);
  await whenIdle(till);

  const { body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(body).toMatchObject({
    gross: 1_200,
    lines: [
      {
        item: "menu",
        unit_price: 900,
        amount: 1_200,
        modifiers: [{ code: "steak", name: "steak", unit_price: 300 }],
        components: [
          { item: "steak", name: "steak", quantity_milli: 1_000, unit_price: 1_400, amount: 933, taxes: [{ category: "S", rate_ppm: 100_000 }] },
          { item: "beer", name: "beer", quantity_milli: 1_000, unit_price: 400, amount: 267, taxes: [{ category: "S", rate_ppm: 200_000 }] },
        ],
      },
    ],
  });
  expect(body).not.toHaveProperty("lines.0.tax_category");
  expect(sale.lines.flatMap(thingsOf).map((thing) => [thing.name, thing.amount, thing.refers_to_component])).toEqual([
    ["steak", 933, 1],
    ["beer", 267, 2],
  ]);
});

test("a part comes back by itself, the rest later, and never more than was sold", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const { ref } = await sell(till, sold(caseOf("three-menus")), 2_700);
  const beer = { line: 1, component: 3, quantity_milli: pieces(1) };

  const first = value(await till.refundSale(ref, [{ ...beer, goes_to: "waste" }], [{ kind: "cash" }])).sale;
  await whenIdle(till);

  expect(first.gross).toBe(-157);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({
    lines: [
      { line: 1, item: "beer", refers_to_line: 1, refers_to_component: 3, quantity_milli: -1_000, unit_price: 200, tax_rate_ppm: 200_000, amount: -157, goes_to: "waste" },
    ],
  });
  expect((await till.sale(ref))?.refunded).toBe("part");
  const tooMuch = await till.refundSale(ref, [{ ...beer, quantity_milli: pieces(3) }], [{ kind: "cash" }]);
  expect(tooMuch).toMatchObject({ ok: false, refusal: { code: "refund.exceeds_sale", details: { line: 1, left_milli: 2_000 } } });
  const asWhole = await till.refundSale(ref, [{ line: 1, quantity_milli: pieces(1) }], [{ kind: "cash" }]);
  expect(asWhole).toMatchObject({ ok: false, refusal: { code: "refund.line_unknown" } });

  const rest = value(await till.refundSale(ref, "all", [{ kind: "card", amount: euros(2_543) }])).sale;

  expect(rest.lines.map((line) => [line.refers_to_component, line.quantity_milli, line.amount])).toEqual([
    [1, -3_000, -1_643],
    [2, -3_000, -587],
    [3, -2_000, -313],
  ]);
  expect((await till.sale(ref))?.refunded).toBe("all");
});

test("a discount on a menu is split like its price", () => {
  const basket = value(setLineDiscount(sold(caseOf("two-rates")), 1, { kind: "rate", ppm: ppm(500_000) }));
  const context: PricingContext = { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" };

  expect(priceBasket(basket, context).lines[0]).toMatchObject({ line_discount: 450, amount: 450, components: [300, 150] });
  expect(priceBasket(value(setQuantity(basket, 1, pieces(2))), context).lines[0]).toMatchObject({ amount: 900, components: [600, 300] });
});

test("the rates of the day of payment count for each part", () => {
  const given = caseOf("two-rates");
  const dated = { ...articleOf(given, "beer"), tax_class: "drinks" };
  const line = menuLine(menuOf(given), [{ item: articleOf(given, "burger") }, { item: dated }]);
  const basket = value(addItem(emptyBasket(), menuOf(given), pieces(1), undefined, undefined, line?.modifiers ?? [], line?.components));
  const taxes = [{ category: "S", rate_ppm: ppm(210_000), name: "", tax_class: "drinks" }];

  const priced = priceBasket(basket, { country: "BE", currency: "EUR", price_mode: "gross", day: "2026-11-22", taxes });

  expect(priced.tax_subtotals.map((row) => [row.tax_rate_ppm, row.gross])).toEqual([
    [100_000, 600],
    [210_000, 300],
  ]);
});

test("the bottles of a menu's drinks have their deposit, taxed as the drink where it follows", () => {
  const given = caseOf("several-of-a-place");
  const bottle = "01900000-0000-7000-8000-0000000000e9";
  const drink = { ...articleOf(given, "nuggets"), tax_rate_ppm: ppm(190_000), deposits: [{ item: bottle, count: 1 }] };
  const beer = { ...articleOf(given, "beer"), deposits: [{ item: bottle, count: 1 }] };
  const menu = menuOf(given);
  const line = menuLine(menu, [{ item: drink }, { item: beer }]);
  const kind = { item: bottle, name: "Pfand 0,25", unit_price: 25, tax_category: "S", tax_rate_ppm: 70_000, follows_tax: true };
  const settings = { ...SETTINGS, bottle_deposits: [kind] };
  const sold = addItem(emptyBasket(), { ...menu, deposits: line?.deposits ?? [] }, pieces(2), undefined, undefined, [], line?.components);

  const basket = value(follow(value(sold), settings));

  expect(line?.deposits).toEqual([{ item: bottle, count: 3, of: "nuggets" }]);
  expect(basket.lines.map((one) => [one.kind, one.quantity_milli, one.unit_price, one.tax_rate_ppm, one.of_line])).toEqual([
    [undefined, 2_000, 400, 100_000, undefined],
    ["deposit", 6_000, 25, 190_000, 1],
  ]);
});
