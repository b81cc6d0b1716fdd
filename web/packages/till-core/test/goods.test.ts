import { milli } from "../src/index.ts";
import { expect, test } from "vitest";

import { addItem, confirmAge, emptyBasket, priceBasket } from "../src/index.ts";
import { allergensOf, asksAge, bornBy, closedUntil, fetchPhotosAhead, restrictionOf, savesData, type RestrictionDocument } from "../src/goods.ts";
import { BREAD, CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

const WINE: RestrictionDocument = { code: "beer_wine", age: 18, closed: [{ weekdays: [4, 5], from: 1_320, until: 480 }] };
const SIX = "01900000-0000-7000-8000-0000000000a6";

test("traits that are not what they should be are left out, and the article stays", async () => {
  const world = makeWorld();
  const broken = { ...item(), allergens: "gluten", photo: "abc", bundle: [{ name: 1 }], is_open: false };
  await world.door.publishCatalog([broken as never, item({ id: SIX, name: "Six", barcodes: [], parent: BREAD, pack_count: 6 })]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");

  const [found] = await till.catalog.find([BREAD]);

  expect(found).toEqual({ ...item(), photo: "abc", catalog_position: 1 });
});

test("variants and packs stand on no tile, and are found by name", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item(), item({ id: SIX, name: "Baguette, lot de 6", barcodes: [], parent: BREAD, pack_count: 6 })]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");

  expect((await till.catalog.inCategory(undefined)).map((found) => found.name)).toEqual(["Baguette"]);
  expect((await till.catalog.search("lot de 6")).map((found) => found.id)).toEqual([SIX]);
});

test("the fourteen are bits in the order of the regulation", () => {
  expect(allergensOf(0b1000001)).toEqual(["gluten", "milk"]);
  expect(allergensOf(1 << 13)).toEqual(["molluscs"]);
  expect(allergensOf(undefined)).toEqual([]);
});

test.each([
  ["2026-11-25", 18, "2008-11-25"],
  ["2028-02-29", 18, "2010-02-28"],
  ["2028-02-29", 16, "2012-02-29"],
  ["2026-03-01", 21, "2005-03-01"],
])("on %s, who is %i was born on or before %s", (day, age, expected) => {
  expect(bornBy(day, age)).toBe(expected);
});

test("a closed stretch over midnight belongs to the evening on which it began", () => {
  const friday = 4;
  expect(closedUntil(WINE, { day: "", weekday: friday, minute: 1_319 })).toBeUndefined();
  expect(closedUntil(WINE, { day: "", weekday: friday, minute: 1_320 })).toBe(480);
  expect(closedUntil(WINE, { day: "", weekday: 6, minute: 479 })).toBe(480);
  expect(closedUntil(WINE, { day: "", weekday: 6, minute: 480 })).toBeUndefined();
  expect(closedUntil(WINE, { day: "", weekday: 4, minute: 100 })).toBeUndefined();
  expect(closedUntil({ ...WINE, closed: [{ weekdays: [0], from: 600, until: 720 }] }, { day: "", weekday: 0, minute: 650 })).toBe(720);
});

test("an article's own word wins over its category's, and that over the one around it", () => {
  const settings = {
    ...SETTINGS,
    restrictions: [WINE, { code: "tobacco", age: 18, closed: [] }],
    categories: [
      { id: "cellar", name: "Cave", color: "#000000", position: 1, restriction: "beer_wine" },
      { id: "red", name: "Rouges", color: "#000000", position: 2, parent: "cellar" },
    ],
  };

  expect(restrictionOf({ category: "red" }, settings)).toEqual(WINE);
  expect(restrictionOf({ category: "red", restriction: "none" }, settings)).toBeUndefined();
  expect(restrictionOf({ category: "red", restriction: "tobacco" }, settings)?.code).toBe("tobacco");
  expect(restrictionOf({ category: "", restriction: "knives" }, settings)).toBeUndefined();
  expect(restrictionOf({ category: "red" }, { ...settings, restrictions: [{ code: 1 }] })).toBeUndefined();
});

test("a basket is asked once, and again only for a higher age", () => {
  const basket = confirmAge(emptyBasket(), { restriction: "beer_wine", age: 16 });

  expect(asksAge({ ...WINE, age: 16 }, basket.age_checks ?? [])).toBe(false);
  expect(asksAge(WINE, basket.age_checks ?? [])).toBe(true);
  expect(asksAge({ ...WINE, age: 0 }, [])).toBe(false);
});

test("the sealed sale says what was asked, without a date of birth", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  const added = addItem(emptyBasket(), item(), milli(1_000));
  if (!added.ok) throw new Error(added.refusal.code);

  const plain = await till.finalizeSale(added.value, [{ kind: "card", amount: euros(115) }]);
  const checked = await till.finalizeSale(confirmAge(added.value, { restriction: "beer_wine", age: 18 }), [{ kind: "card", amount: euros(115) }]);
  await till.refuseAge("spirits", 18);

  expect([plain.ok, checked.ok]).toEqual([true, true]);
  const bodies = (await sealed(world)).slice(-3);
  expect(bodies.map((body) => body["age_checks"])).toEqual([undefined, [{ restriction: "beer_wine", age: 18 }], undefined]);
  expect(bodies[2]).toMatchObject({ event: "age_refused", cashier: CAMILLE, restriction: "spirits", age: 18 });
  expect(JSON.stringify(bodies[1])).not.toMatch(/2008/);
});

test("what is sold out counts here at once, waits for the line, and is told once", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  await whenIdle(till);
  world.door.weather = "offline";

  await till.markSoldOut(BREAD, true);
  await till.arrangeFavorites([BREAD, BREAD]);
  await till.markSoldOut(BREAD, false);

  expect(till.state.value.shelf_news).toEqual({ cashier: CAMILLE, sold_out: { [BREAD]: false }, favorites: [BREAD] });
  expect(world.door.told).toEqual([]);
  till.close();
  const again = await world.open();
  expect(again.state.value.shelf_news).toEqual({ cashier: CAMILLE, sold_out: { [BREAD]: false }, favorites: [BREAD] });

  world.door.weather = undefined;
  again.syncNow();
  await until(() => again.state.value.shelf_news === undefined);

  expect(world.door.told).toEqual([{ cashier: CAMILLE, sold_out: [{ item: BREAD, is_sold_out: false }], favorites: [BREAD] }]);
  again.syncNow();
  await whenIdle(again);
  expect(world.door.told.length).toBe(1);
});

test("who may not make articles does not lay out the page either", async () => {
  const role = "01900000-0000-7000-8000-0000000000e1";
  const world = makeWorld({
    ...SETTINGS,
    people: { ...SETTINGS.people, roles: [{ id: role, name: "Aide", rights: { open_day: 1 } }] },
    cashiers: SETTINGS.cashiers.map((cashier) => (cashier.id === NOOR ? cashier : { ...cashier, role })),
  });
  const till = await openShop(world);

  expect(till.canArrangeFavorites()).toBe(false);
  expect(await till.arrangeFavorites([BREAD])).toEqual({ ok: false, refusal: { code: "people.not_allowed" } });
  expect(till.state.value.shelf_news).toBeUndefined();
});

test("a picture is fetched once and then kept", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.photos.set("abc", Uint8Array.of(1, 2, 3));

  expect(await till.photo("nothing")).toBeUndefined();
  expect([...((await till.photo("abc")) ?? [])]).toEqual([1, 2, 3]);
  world.door.photos.clear();
  world.door.weather = "offline";
  expect([...((await till.photo("abc")) ?? [])]).toEqual([1, 2, 3]);
});

const OTHER = "01900000-0000-7000-8000-0000000000b2";

/** Three favorites with pictures, one article of the first category, one of another. */
async function pictured(world: World, size: number): Promise<void> {
  const favorites = ["f1", "f2", "f3"].map((photo, place) => item({ id: `01900000-0000-7000-8000-00000000f00${place}`, name: photo, barcodes: [], photo, category: OTHER }));
  const others = [item({ photo: "first" }), item({ id: SIX, name: "Elsewhere", barcodes: [], photo: "far", category: OTHER })];
  for (const photo of ["f1", "f2", "f3", "first", "far"]) world.door.photos.set(photo, new Uint8Array(size));
  await world.door.publishCatalog([...favorites, ...others]);
}

const FAVORED: Partial<typeof SETTINGS> = {
  favorites: [0, 1, 2].map((place) => `01900000-0000-7000-8000-00000000f00${place}`),
  categories: [...SETTINGS.categories, { id: OTHER, name: "Boissons", color: "blue", position: 2 }],
};

test("pictures of the first screen are here before anybody looks, and stay without a line", async () => {
  const world = makeWorld({ ...SETTINGS, ...FAVORED });
  await pictured(world, 100);
  const till = await openShop(world);
  let waits = 0;

  const bytes = await fetchPhotosAhead(till, () => Promise.resolve(void (waits += 1)));

  expect([bytes, waits]).toEqual([400, 4]);
  world.door.photos.clear();
  world.door.weather = "offline";
  till.close();
  const again = await world.open();
  const kept = await Promise.all(["f1", "f2", "f3", "first", "far"].map(async (digest) => (await again.photo(digest))?.length));
  expect(kept).toEqual([100, 100, 100, 100, undefined]);
});

test("pictures ahead end at their bytes, and with the line", async () => {
  const world = makeWorld({ ...SETTINGS, ...FAVORED });
  await pictured(world, 400_000);
  const till = await openShop(world);

  expect(await fetchPhotosAhead(till, () => Promise.resolve())).toBe(800_000);
  expect(await world.database().count("photos")).toBe(2);
  world.door.photos.clear();
  world.door.weather = "offline";
  expect(await fetchPhotosAhead(till, () => Promise.resolve())).toBe(800_000);
});

test("who saves data is fetched nothing ahead", () => {
  expect([savesData({}), savesData({ connection: {} }), savesData({ connection: { saveData: true } })]).toEqual([false, false, true]);
});

async function sealed(world: World): Promise<readonly Record<string, unknown>[]> {
  const rows = await world.database().read(["entries"], ({ entries }) => entries.getAll());
  return rows.map((row) => (JSON.parse(row.text) as { body: Record<string, unknown> }).body);
}

test("what is asked with an article is priced with it, sealed with it, and makes a line of its own", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  const oat = { code: "01900000-0000-7000-8000-0000000000f1", name: "Avoine", unit_price: euros(40) };
  const plain = addItem(emptyBasket(), item());
  if (!plain.ok) throw new Error(plain.refusal.code);
  const once = addItem(plain.value, item(), undefined, undefined, undefined, [oat]);
  if (!once.ok) throw new Error(once.refusal.code);
  const twice = addItem(once.value, item(), undefined, undefined, undefined, [oat]);
  if (!twice.ok) throw new Error(twice.refusal.code);

  const sold = await till.finalizeSale(twice.value, [{ kind: "card", amount: euros(115 + 2 * 155) }]);

  expect(sold.ok).toBe(true);
  const [body] = (await sealed(world)).slice(-1);
  const lines = body?.["lines"] as readonly Record<string, unknown>[];
  expect(lines.map((line) => [line["quantity_milli"], line["unit_price"], line["modifiers"], line["amount"]])).toEqual([
    [1_000, 115, undefined, 115],
    [2_000, 115, [oat], 310],
  ]);
});

test("a pack's line states how many are in one, when it is sold and when it comes back", async () => {
  const world = makeWorld();
  const six = item({ id: SIX, name: "Baguette, lot de 6", barcodes: ["4006381333931"], parent: BREAD, pack_count: 6 });
  await world.door.publishCatalog([item(), six]);
  const till = await openShop(world);
  const basket = [six, six, item()].reduce((before, one) => value(addItem(before, one)), emptyBasket());

  const sold = value(await till.finalizeSale(basket, [{ kind: "card", amount: priceBasket(basket, till.pricingContext()).gross }]));
  const back = value(await till.refundSale(sold.sale.ref, [{ line: 1, quantity_milli: milli(1_000) }], [{ kind: "card", amount: euros(115) }]));

  expect(sold.sale.lines.map(({ pack, quantity_milli }) => [pack, quantity_milli])).toEqual([
    [6, 2_000],
    [undefined, 1_000],
  ]);
  expect(back.sale.lines.map(({ pack, quantity_milli }) => [pack, quantity_milli])).toEqual([[6, -1_000]]);
  await whenIdle(till);
  const sealed = world.door.storedTexts.slice(-2).map((text) => envelopeOf(text).body["lines"] as readonly { readonly pack?: number }[]);
  expect(sealed.map((lines) => lines.map(({ pack }) => pack))).toEqual([[6, undefined], [6]]);
});

test("a pack that holds another number meanwhile is another line", () => {
  const six = item({ id: SIX, pack_count: 6 });
  const basket = [six, { ...six, pack_count: 8 }, six].reduce((before, one) => value(addItem(before, one)), emptyBasket());

  expect(basket.lines.map(({ pack, quantity_milli }) => [pack, quantity_milli])).toEqual([
    [6, 2_000],
    [8, 1_000],
  ]);
});
