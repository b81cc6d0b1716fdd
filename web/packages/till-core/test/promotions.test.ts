/** Price lists and promotions on the till: from the door to the sealed entry and back. */
import { expect, test } from "vitest";

import { addAmount, addItem, changedAt, emptyBasket, priceBasket, setLineDiscount, type Till } from "../src/index.ts";
import type { RulesDocument } from "../src/rules.ts";
import { bodyOfLast } from "./entries.ts";
import { BREAD, euros, item, makeWorld, openShop, pieces, RATE_20, until, value, type World } from "./kit.ts";

const THREE = "01900000-0000-7000-8000-0000000000e1";
const CLUB = "01900000-0000-7000-8000-0000000000e2";
const THREE_FOR_TWO = {
  id: THREE,
  name: "3 pour 2",
  kind: "set",
  parts: [{ match: { items: [BREAD] }, count: 3 }],
  percent_ppm: 1_000_000,
  cheapest: 1,
};

async function opened(world: World, rules: Partial<RulesDocument>): Promise<Till> {
  const till = await openShop(world);
  world.door.change({ rules: { price_lists: [], promotions: [], ...rules } });
  await until(() => till.pricingContext().rules_position === 1);
  return till;
}

const bread = (count: number) => value(addItem(emptyBasket(), item(), pieces(count)));

test("a promotion that the server wrote reduces the basket, and the sealed body names it", async () => {
  const world = makeWorld();
  const till = await opened(world, { promotions: [THREE_FOR_TWO] });

  const priced = priceBasket(bread(3), till.pricingContext());
  const { sale } = value(await till.finalizeSale(bread(3), [{ kind: "card", amount: euros(230) }]));

  expect(priced.lines[0]?.promotions).toEqual([{ promotion: THREE, name: "3 pour 2", amount: 115 }]);
  expect([priced.gross, priced.discounts]).toEqual([230, 115]);
  expect(sale.lines[0]?.promotions).toEqual([{ promotion: THREE, name: "3 pour 2", amount: 115 }]);
  const body = await bodyOfLast(world);
  expect(body).toMatchObject({ rules_position: 1, gross: 230 });
  expect(body["lines"]).toMatchObject([{ amount: 230, promotions: [{ promotion: THREE, amount: 115 }] }]);
  expect(JSON.stringify(body)).not.toContain("3 pour 2");
});

test("what was promoted comes back as it was paid", async () => {
  const world = makeWorld();
  const till = await opened(world, { promotions: [THREE_FOR_TWO] });
  const { sale } = value(await till.finalizeSale(bread(3), [{ kind: "card", amount: euros(230) }]));
  world.door.change({ rules: { price_lists: [], promotions: [] } });

  const one = value(await till.refundSale(sale.ref, [{ line: 1, quantity_milli: pieces(1) }], [{ kind: "cash" }]));
  const rest = value(await till.refundSale(sale.ref, "all", [{ kind: "cash" }]));

  expect([one.sale.gross, rest.sale.gross]).toEqual([-77, -153]);
  expect(rest.sale.lines[0]?.promotions).toBeUndefined();
});

test("an item's own list price is used, said and sealed", async () => {
  const world = makeWorld();
  const till = await opened(world, { price_lists: [{ id: CLUB, name: "Club" }] });
  const basket = value(addItem(emptyBasket(), item({ list_prices: { [CLUB]: euros(95) } })));

  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(95) }]));

  expect(sale.lines[0]).toMatchObject({ unit_price: 95, price_source: "list", price_list: CLUB, amount: 95 });
  expect((await bodyOfLast(world))["lines"]).toMatchObject([{ unit_price: 95, price_source: "list", price_list: CLUB }]);
});

test("an hour that ends before the customer has paid takes nothing back", async () => {
  const world = makeWorld();
  // The world's clock stands at 12:13.
  const happy = { id: THREE, name: "Midi", kind: "each", percent_ppm: 500_000, when: { minutes: [720, 734] } };
  const till = await opened(world, { promotions: [happy] });
  const basket = changedAt(value(addAmount(emptyBasket(), euros(1_000), RATE_20)), "2026-11-22T12:13");
  world.time.advance(5 * 60_000);

  expect(priceBasket(value(addAmount(emptyBasket(), euros(1_000), RATE_20)), till.pricingContext()).gross).toBe(1_000);
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(500) }]));

  expect(sale.gross).toBe(500);
  expect(await bodyOfLast(world)).toMatchObject({ priced_at: "2026-11-22T12:13" });
});

test("a cashier's amount stops at what a list made of the price", async () => {
  const world = makeWorld();
  const till = await opened(world, { price_lists: [{ id: CLUB, name: "Club" }] });
  const basket = value(addItem(emptyBasket(), item({ list_prices: { [CLUB]: euros(95) } })));
  const discounted = value(setLineDiscount(basket, 1, { kind: "amount", amount: euros(110) }));

  expect(priceBasket(discounted, till.pricingContext()).gross).toBe(0);
});

test("a label's price is the price of this piece, whatever lists say", async () => {
  const world = makeWorld();
  const till = await opened(world, { price_lists: [{ id: CLUB, name: "Club" }] });
  const labelled = value(addItem(emptyBasket(), item({ list_prices: { [CLUB]: euros(95) } }), pieces(1), undefined, euros(80)));

  expect(priceBasket(labelled, till.pricingContext()).lines[0]).toMatchObject({ unit_price: 80, price_source: "open", amount: 80 });
});

test("a rule of a later program is left out, the others hold", async () => {
  const world = makeWorld();
  const till = await opened(world, { promotions: [{ id: CLUB, name: "Loterie", kind: "raffle" }, THREE_FOR_TWO] });

  expect(priceBasket(bread(3), till.pricingContext()).gross).toBe(230);
});

test("rules outlive a reload", async () => {
  const world = makeWorld();
  const till = await opened(world, { promotions: [THREE_FOR_TWO] });
  till.close();

  const again = await world.open();
  await again.knowRules();

  expect(priceBasket(bread(3), again.pricingContext()).gross).toBe(230);
});
