import { expect, test } from "vitest";

import { addItem, emptyBasket, setLineDiscount, type Basket, type ItemDocument, type Till } from "../src/index.ts";
import { labelLine } from "../src/goods.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, until, value, whenIdle, type World } from "./kit.ts";

const SALMON = item({ id: "01900000-0000-7000-8000-0000000000a7", name: "Saumon fumé", barcodes: ["09506000134352"], unit_price: euros(990), tracking: "lot" });
const PHONE = item({ id: "01900000-0000-7000-8000-0000000000a8", name: "Radio", barcodes: ["09506000134376"], unit_price: euros(4_990), tracking: "serial" });
const OLD = { lot: "S0", expires: "2026-11-21" };
const FIRST = { lot: "S1", expires: "2026-12-07" };
const LATER = { lot: "S2", expires: "2026-12-14" };

const lying = (label: object, milli: number, of: ItemDocument = SALMON): { item: string; milli: number } => ({ item: of.id, milli, ...label });
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const linesOf = (world: World): unknown => envelopeOf(world.door.storedTexts.at(-1)).body["lines"];

async function shop(...lots: readonly { item: string; milli: number }[]): Promise<{ readonly world: World; readonly till: Till }> {
  const world = makeWorld();
  world.door.promises.lots.push(...lots);
  await world.door.publishCatalog([SALMON, PHONE]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  await (await till.rarely()).hearLots();
  return { world, till };
}

async function left(till: Till, basket: Basket = emptyBasket()): Promise<readonly (readonly [string, number, boolean])[]> {
  return (await (await till.rarely()).lotsOf(SALMON, basket.lines)).map(({ label, left_milli, is_past }) => [label.lot ?? "", left_milli, is_past]);
}

test("what goes off first is proposed, less what lies in the basket and what this till sold since, also without a line", async () => {
  const { world, till } = await shop(lying(OLD, 1_000), lying(FIRST, 2_000), lying(LATER, 5_000), lying({ serial: "R-1" }, 1_000, PHONE));
  world.door.weather = "offline";
  expect(await left(till)).toEqual([["S0", 1_000, true], ["S1", 2_000, false], ["S2", 5_000, false]]);

  const three = value(addItem(emptyBasket(), SALMON, pieces(3)));
  const two = value(labelLine(three, 1, FIRST, 2_000));
  expect(two.lines.map(({ id, quantity_milli: quantity, label }) => [id, quantity, label])).toEqual([[1, 2_000, FIRST], [2, 1_000, undefined]]);
  expect(await left(till, two)).toEqual([["S0", 1_000, true], ["S2", 5_000, false]]);

  value(await till.finalizeSale(value(labelLine(two, 2, LATER, 5_000)), [{ kind: "card", amount: euros(2_970) }]));
  expect(await left(till)).toEqual([["S0", 1_000, true], ["S2", 4_000, false]]);

  world.door.weather = undefined;
  await whenIdle(till);
  expect(linesOf(world)).toMatchObject([{ line: 1, quantity_milli: 2_000, ...FIRST }, { line: 2, quantity_milli: 1_000, ...LATER }]);
});

test("what is heard again counts, is kept without a line, and a list that stands is not sent twice", async () => {
  const { world, till } = await shop(lying(FIRST, 2_000));
  const rare = await till.rarely();
  world.door.promises.lots.length = 0;
  await rare.hearLots();
  expect(await left(till)).toEqual([["S1", 2_000, false]]);

  world.time.advance(5 * 60_000);
  await rare.hearLots();
  expect(await left(till)).toEqual([]);
  expect(world.door.promises.lotsSent).toBe(2);
  world.time.advance(5 * 60_000);
  await rare.hearLots();
  expect(world.door.promises.lotsSent).toBe(2);
});

test("a lot that was sold and waits to be sent is not proposed from a list that does not count it yet", async () => {
  const { world, till } = await shop(lying(FIRST, 1_000), lying(LATER, 5_000));
  world.time.advance(5 * 60_000);
  world.door.entriesWeather = "offline";
  value(await till.finalizeSale(value(labelLine(value(addItem(emptyBasket(), SALMON, pieces(1))), 1, FIRST, 1_000)), [{ kind: "card", amount: euros(990) }]));
  world.time.advance(60_000);
  await (await till.rarely()).hearLots();

  expect(await left(till)).toEqual([["S2", 5_000, false]]);
});

test("goods of a lot stand on one line, and nobody looked is an answer", () => {
  const scanned = value(addItem(emptyBasket(), SALMON, pieces(1), undefined, undefined, undefined, undefined, FIRST));
  const both = value(addItem(scanned, SALMON));
  const one = value(labelLine(both, 2, FIRST));
  expect(one.lines.map(({ id, quantity_milli: quantity, label }) => [id, quantity, label])).toEqual([[1, 2_000, FIRST]]);

  const unsaid = value(labelLine(one, 1, undefined));
  expect(unsaid.lines.map(({ quantity_milli: quantity, label }) => [quantity, label])).toEqual([[2_000, undefined]]);
  expect(code(labelLine(one, 9, FIRST))).toBe("basket.line_unknown");
});

test("a serial number is asked piece by piece, and each is good once", () => {
  const two = value(addItem(emptyBasket(), PHONE, pieces(2)));
  const first = value(labelLine(two, 1, { serial: "R-1" }));
  expect(first.lines.map(({ id, quantity_milli: quantity, label }) => [id, quantity, label])).toEqual([[1, 1_000, { serial: "R-1" }], [2, 1_000, undefined]]);
  expect(first.last_line).toBe(2);
  expect(code(labelLine(first, 2, { serial: "R-1" }))).toBe("basket.one_piece");
  expect(value(labelLine(first, 2, { serial: "R-2" })).lines.map(({ label }) => label?.serial)).toEqual(["R-1", "R-2"]);

  // So much off the whole line can't be told apart.
  const cheaper = value(setLineDiscount(two, 1, { kind: "amount", amount: euros(500) }));
  expect(code(labelLine(cheaper, 1, { serial: "R-1" }))).toBe("basket.one_piece");
  expect(value(labelLine(value(setLineDiscount(value(addItem(emptyBasket(), SALMON, pieces(3))), 1, { kind: "amount", amount: euros(500) })), 1, FIRST, 2_000)).lines).toHaveLength(1);
});
