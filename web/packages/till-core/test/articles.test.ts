import { expect, test } from "vitest";

import type { NewArticle } from "../src/index.ts";
import { BREAD, CAMILLE, euros, item, makeWorld, openShop, RATE_20, SETTINGS, until, whenIdle } from "./kit.ts";

const PEN: NewArticle = { name: " Stylo bleu ", category: "01900000-0000-7000-8000-0000000000b1", tax: RATE_20, unit_price: euros(250), unit: "C62", barcode: "4006381333931" };

test("goods with an unknown code become an article that can be sold at once and found from then on", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);

  const made = await till.createArticle(PEN);

  if (!made.ok) throw new Error(made.refusal.code);
  expect(made.value).toMatchObject({ name: "Stylo bleu", unit_price: 250, tax_rate_ppm: 200_000, catalog_position: 2 });
  await whenIdle(till);
  await until(() => till.catalog.status.value.items_count === 2);
  expect(await till.readScan("4006381333931")).toMatchObject({ kind: "item", item: { id: made.value.id } });
  expect((await till.catalog.find([BREAD])).length).toBe(1);
});

test.each([
  ["a name that is none", { name: "  " }, "article.name_missing"],
  ["a negative price", { unit_price: euros(-1) }, "basket.price_invalid"],
])("refused: %s", async (_, changes, refusal) => {
  const world = makeWorld();
  const till = await openShop(world);

  expect(await till.createArticle({ ...PEN, ...changes })).toEqual({ ok: false, refusal: { code: refusal } });
  expect(world.door.takenBarcodes.size).toBe(0);
});

test("a code that somebody else gave an article meanwhile, and no line at all", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.takenBarcodes.add(PEN.barcode);

  expect(await till.createArticle(PEN)).toEqual({ ok: false, refusal: { code: "article.code_taken" } });
  world.door.weather = "offline";
  expect(await till.createArticle(PEN)).toEqual({ ok: false, refusal: { code: "article.needs_line" } });
});

test("a role without the right is not even offered it", async () => {
  const role = "01900000-0000-7000-8000-0000000000e1";
  const world = makeWorld({
    ...SETTINGS,
    people: { ...SETTINGS.people, roles: [{ id: role, name: "Aide", rights: { open_day: 1 } }] },
    cashiers: SETTINGS.cashiers.map((cashier) => (cashier.id === CAMILLE ? { ...cashier, role } : cashier)),
  });
  const till = await openShop(world);

  expect(till.canCreateArticle()).toBe(false);
  expect(await till.createArticle(PEN)).toEqual({ ok: false, refusal: { code: "people.not_allowed" } });
  expect(world.door.takenBarcodes.size).toBe(0);
});

test("goods of another store are named while there is a line, and not heard of without one", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  expect(await till.findElsewhere("4006381333931")).toBeUndefined();

  world.door.elsewhere = item({ name: "Stylo bleu" });
  expect(await till.findElsewhere("4006381333931")).toMatchObject({ name: "Stylo bleu" });
  world.door.weather = "offline";
  expect(await till.findElsewhere("4006381333931")).toBeUndefined();
});
