import { expect, test } from "vitest";

import { addItem, emptyBasket, withoutCustomer } from "../src/index.ts";
import { item, makeWorld, openShop, pieces, SETTINGS, value } from "./kit.ts";

const GROUP = "01900000-0000-7000-8000-0000000000d1";
const MARIE = { id: "01900000-0000-7000-8000-0000000000f2", name: "Marie", card: "CLUB2041", group: GROUP, has_account: true };

test("a card is known without a line in whatever spelling, and makes the basket its holder's", async () => {
  const world = makeWorld({ ...SETTINGS, customer_cards: "m1" });
  world.door.cards = { mark: "m1", cards: [MARIE] };
  const till = await openShop(world);
  const rare = await till.rarely();
  expect(await rare.cardHolder("CLUB-2041")).toBe(undefined);
  await rare.hearCards();
  world.door.weather = "offline";

  const holder = await rare.cardHolder("club 20-41");

  expect(holder).toEqual(MARIE);
  expect([await rare.cardHolder("CLUB2042"), await rare.cardHolder("41")]).toEqual([undefined, undefined]);
  const basket = rare.joinCustomer(value(addItem(emptyBasket(), item(), pieces(1))), MARIE, GROUP);
  expect(basket).toMatchObject({ customer: { id: MARIE.id, name: "Marie" }, customer_groups: [GROUP] });
  const bare = value(addItem(emptyBasket(), item(), pieces(1)));
  expect(withoutCustomer({ ...basket, exemption: { reason: "embassy", category: "G", standing: "x" } })).toEqual(bare);
  expect(withoutCustomer({ ...bare, customer_groups: [GROUP] })).toHaveProperty("customer_groups");
});

test("the list is asked for once, until the settings call it otherwise; the name is in no entry", async () => {
  const world = makeWorld({ ...SETTINGS, customer_cards: "m1" });
  world.door.cards = { mark: "m1", cards: [MARIE] };
  const till = await openShop(world);
  const rare = await till.rarely();
  await rare.hearCards();
  world.door.cards = { mark: "m1", cards: [] };
  await rare.hearCards();
  expect(await rare.cardHolder("CLUB2041")).toEqual(MARIE);

  const basket = rare.joinCustomer(value(addItem(emptyBasket(), item(), pieces(1))), MARIE, undefined);
  value(await till.finalizeSale(basket, [{ kind: "cash" }]));

  expect(JSON.stringify(await till.sales())).not.toContain("Marie");
});
