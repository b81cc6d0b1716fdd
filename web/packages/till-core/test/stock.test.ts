import { expect, test } from "vitest";

import { makeWorld, openShop, SETTINGS, whenIdle } from "./kit.ts";

const WINE = "01900000-0000-7000-8000-0000000000a2";
const CASE = "01900000-0000-7000-8000-0000000000a3";
const MARTIN = { name: "Mme Martin", number: "A1-1-7", quantity_milli: 2_000 };

test("what lies in the store is what the server says: on hand, kept aside for whom, and free", async () => {
  const world = makeWorld(SETTINGS);
  world.door.promises.stock.push({ item: WINE, pack: 1, on_hand_milli: 5_000, kept_milli: 2_000, kept: [MARTIN] });
  const till = await openShop(world);
  const rare = await till.rarely();

  expect(await rare.stockOf(WINE)).toEqual({ item: WINE, on_hand_milli: 5_000, free_milli: 3_000, kept_milli: 2_000, kept: [MARTIN] });
  expect(await rare.stockOf(CASE)).toBeUndefined();
});

test("of a pack there are as many as whole ones can be made of what is free", async () => {
  const world = makeWorld(SETTINGS);
  world.door.promises.stock.push({ item: CASE, pack: 6, on_hand_milli: 20_000, kept_milli: 3_000, kept: [MARTIN] });
  const till = await openShop(world);

  expect(await (await till.rarely()).stockOf(CASE)).toEqual({ item: CASE, on_hand_milli: 3_000, free_milli: 2_000, kept_milli: 0, kept: [] });
});

test("what nobody counted has no figure, only whom it is kept for", async () => {
  const world = makeWorld(SETTINGS);
  world.door.promises.stock.push({ item: WINE, pack: 1, kept_milli: 2_000, kept: [MARTIN] });
  const till = await openShop(world);

  expect(await (await till.rarely()).stockOf(WINE)).toEqual({ item: WINE, kept_milli: 2_000, kept: [MARTIN] });
});

test("without a line nothing is said of an article, and what is kept aside is what was heard last", async () => {
  const world = makeWorld(SETTINGS);
  const short = { item: WINE, pack: 1, on_hand_milli: 2_000, kept_milli: 2_000, kept: [MARTIN] };
  world.door.promises.stock.push(short);
  const till = await openShop(world);
  await whenIdle(till);
  const rare = await till.rarely();
  expect(await rare.keptAside()).toEqual([]);
  await rare.hearOrders();

  world.door.weather = "offline";

  expect(await rare.stockOf(WINE)).toBeUndefined();
  expect(await rare.keptAside()).toEqual([{ item: WINE, on_hand_milli: 2_000, free_milli: 0, kept_milli: 2_000, kept: [MARTIN] }]);
});

test("what runs low is heard with the orders, and stays known without a line until it is heard again", async () => {
  const world = makeWorld(SETTINGS);
  const till = await openShop(world);
  await whenIdle(till);
  const rare = await till.rarely();
  world.door.promises.low.push(WINE);
  await rare.hearOrders();

  world.door.weather = "offline";
  await rare.hearOrders();
  expect(await rare.lowStock()).toEqual([WINE]);

  world.door.weather = undefined;
  world.door.promises.low.length = 0;
  world.time.advance(5 * 60_000);
  await rare.hearOrders();
  expect(await rare.lowStock()).toEqual([]);
});
