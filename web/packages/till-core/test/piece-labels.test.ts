import { expect, test } from "vitest";

import { addItem, emptyBasket, setQuantity, type Basket, type SettingsDocument, type Till } from "../src/index.ts";
import { Promises } from "../src/promises.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

const SALMON = item({ id: "01900000-0000-7000-8000-0000000000a7", name: "Saumon fumé", barcodes: ["09506000134352"], unit_price: euros(990) });
const LOT = { lot: "L42", expires: "2026-12-31" };
const ORDERS: SettingsDocument = { ...SETTINGS, tenders: { kinds: [], limits: [], rates: [], orders: { kept_ppm: 0, quote_days: 30 } } };
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

async function shop(): Promise<{ readonly world: World; readonly till: Till }> {
  const world = makeWorld(ORDERS);
  await world.door.publishCatalog([SALMON]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  return { world, till };
}

/** As the screen does: what was read joins the basket. */
async function scanned(till: Till, basket: Basket, text: string): Promise<Basket> {
  const scan = await till.readScan(text);
  if (scan.kind !== "item") throw new Error(scan.kind);
  return value(addItem(basket, scan.item, scan.quantity_milli, scan.code, scan.label_price, undefined, undefined, scan.label));
}

const linesOf = (world: World): unknown => envelopeOf(world.door.storedTexts.at(-1)).body["lines"];

test("lot and expiry are sealed with the line, go back with a refund, and pieces of another lot are another line", async () => {
  const { world, till } = await shop();
  let basket = await scanned(till, emptyBasket(), "]d201095060001343521726123110L42");
  basket = await scanned(till, basket, "]d201095060001343521726123110L42");
  basket = await scanned(till, basket, "]d201095060001343521726123110L43");
  basket = value(addItem(basket, SALMON));

  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(3_960) }]));
  await whenIdle(till);
  expect(linesOf(world)).toMatchObject([
    { line: 1, quantity_milli: 2_000, ...LOT },
    { line: 2, quantity_milli: 1_000, ...LOT, lot: "L43" },
    { line: 3, quantity_milli: 1_000 },
  ]);
  expect(linesOf(world)).not.toHaveProperty("0.serial");
  expect(linesOf(world)).not.toHaveProperty("2.lot");

  value(await till.refundSale(sale.ref, [{ line: 1, quantity_milli: pieces(1) }], [{ kind: "card", amount: euros(990) }]));
  await whenIdle(till);
  expect(linesOf(world)).toMatchObject([{ refers_to_line: 1, quantity_milli: -1_000, ...LOT }]);
});

test("a serial number is one piece's: twice, or three at once, is refused and changes nothing", async () => {
  const { till } = await shop();
  const scan = await till.readScan("]d2010950600013435221SN-7");
  if (scan.kind !== "item") throw new Error(scan.kind);
  const add = (basket: Basket, quantity = pieces(1)): ReturnType<typeof addItem> => addItem(basket, scan.item, quantity, scan.code, undefined, undefined, undefined, scan.label);

  expect(scan.label).toEqual({ serial: "SN-7" });
  expect(code(add(emptyBasket(), pieces(3)))).toBe("basket.one_piece");
  const basket = value(add(emptyBasket()));
  expect(code(add(basket))).toBe("basket.one_piece");
  expect(code(setQuantity(basket, 1, pieces(2)))).toBe("basket.one_piece");
  expect(value(addItem(basket, SALMON)).lines.map((line) => line.quantity_milli)).toEqual([1_000, 1_000]);
});

test("what was put aside for an order is sold with its lot, and so is a basket that was parked", async () => {
  const { world, till } = await shop();
  const promises = new Promises(till);
  const order = value(await promises.makeOrder(await scanned(till, emptyBasket(), "]d201095060001343521726123110L42"), { purpose: "quote", valid_until: "2026-12-22" }));

  value(await till.finalizeSale(value(await promises.recall(order.ref)), [{ kind: "card", amount: euros(990) }]));
  await whenIdle(till);
  expect(linesOf(world)).toMatchObject([{ kind: "quoted", ...LOT }]);

  const parked = value(await till.park(await scanned(till, emptyBasket(), "]d201095060001343521726123110L42"), ""));
  value(await till.finalizeSale(value(await till.recall(parked.id)), [{ kind: "card", amount: euros(990) }]));
  await whenIdle(till);
  expect(linesOf(world)).toMatchObject([{ line: 1, ...LOT }]);
});
