/** What an order carries besides plain goods: menus, containers with a deposit, a customer who owes no tax. Settled to the cent of a sale at once. */
import { expect, test } from "vitest";

import { follow, giveBack, depositsOf } from "../src/deposits.ts";
import { menuLine } from "../src/goods.ts";
import { addItem, addLine, emptyBasket, ppm, priceBasket, removeLine, setExemption, type Basket, type SettingsDocument, type Till } from "../src/index.ts";
import { exempt, exemptCustomer, exemptCustomersOf, exemptionsOf, grantedStill, unproved, withoutForeignExemption } from "../src/exemptions.ts";
import { Promises } from "../src/promises.ts";
import { envelopeOf, euros, item, makeWorld, openShop, pieces, SETTINGS, value, whenIdle, type World } from "./kit.ts";

const BOTTLE = "01900000-0000-7000-8000-0000000000e1";
const CRATE = "01900000-0000-7000-8000-0000000000e2";
const CASE = "01900000-0000-7000-8000-0000000000a2";
const QUICHE = "01900000-0000-7000-8000-0000000000a3";
const BEER = "01900000-0000-7000-8000-0000000000a4";
const MENU = "01900000-0000-7000-8000-0000000000a5";
const TEN = "01900000-0000-7000-8000-0000000000f1";
const TWENTY = "01900000-0000-7000-8000-0000000000f2";
const SHOP: SettingsDocument = {
  ...SETTINGS,
  tenders: { kinds: [], limits: [], rates: [], orders: { kept_ppm: 0, quote_days: 30 } },
  bottle_deposits: [
    { item: BOTTLE, name: "Consigne bouteille", unit_price: 15, tax_category: "O", tax_rate_ppm: 0, follows_tax: true },
    { item: CRATE, name: "Consigne casier", unit_price: 300, tax_category: "O", tax_rate_ppm: 0 },
  ],
};
const PETIT = { name: "Mme Petit", phone: "", email: "" };
const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

async function shop(settings: SettingsDocument = SHOP): Promise<{ readonly world: World; readonly till: Till; readonly promises: Promises }> {
  const world = makeWorld(settings);
  const till = await openShop(world);
  return { world, till, promises: new Promises(till) };
}

const lastBody = (world: World): ReturnType<typeof envelopeOf>["body"] => envelopeOf(world.door.storedTexts.at(-1)).body;
const followed = (basket: Basket): Basket => value(follow(basket, SHOP));

/** A quiche at 7.00 with 10 % and a beer at 5.00 with 20 %, together 11.01, twice: 22.02. */
function withMenu(basket: Basket = emptyBasket()): Basket {
  const quiche = item({ id: QUICHE, name: "Quiche", barcodes: [], unit_price: euros(700), tax_rate_ppm: ppm(100_000), tax_class: TEN });
  const beer = item({ id: BEER, name: "Bière", barcodes: [], unit_price: euros(500), tax_rate_ppm: ppm(200_000), tax_class: TWENTY });
  const place = { name: "Choix", count: 1, items: [] };
  const menu = item({ id: MENU, name: "Menu", barcodes: [], unit_price: euros(1_101), tax_rate_ppm: ppm(100_000), bundle: [place, place] });
  const line = menuLine(menu, [{ item: quiche }, { item: beer }]);
  if (line === undefined) throw new Error("a place is open");
  return value(addItem(basket, menu, pieces(2), undefined, undefined, line.modifiers, line.components));
}

/** A case at 24.90 with twenty bottles (taxed as it is) and the crate (no turnover): 24.90 + 3.00 + 3.00. */
function withCase(basket: Basket = emptyBasket()): Basket {
  const goods = item({ id: CASE, name: "Bière, caisse", barcodes: [], unit_price: euros(2_490), tax_rate_ppm: ppm(200_000), deposits: [{ item: BOTTLE, count: 20 }, { item: CRATE, count: 1 }] });
  return followed(value(addItem(basket, goods)));
}

test("a menu is promised, paid in parts and handed over: each part at its rate, to the cent of a sale at once", async () => {
  const { world, till, promises } = await shop();
  const at_once = priceBasket(withMenu(), { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" });
  const order = value(await promises.makeOrder(withMenu(), { purpose: "layaway", customer: PETIT }));
  await whenIdle(till);

  expect(order).toMatchObject({ gross: 2_202, tax_subtotals: at_once.tax_subtotals });
  // 22.02 in proportion to 7.00 and 5.00: 12.845 and 9.175.
  expect(lastBody(world)["lines"]).toMatchObject([
    { item: MENU, amount: 2_202, components: [{ item: QUICHE, amount: 1_285, tax_class: TEN }, { item: BEER, amount: 917, tax_class: TWENTY }] },
  ]);
  const paid = value(await promises.payDeposit(order.ref, euros(1_000), [{ kind: "cash" }])).sale;
  const basket = value(await promises.recall(order.ref));
  const sale = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(1_202) }])).sale;
  await whenIdle(till);

  expect(lastBody(world)["lines"]).toMatchObject([
    { kind: "quoted", order_line: 1, quantity_milli: 2_000, unit_price: 1_101, amount: 2_202, components: [{ item: QUICHE, amount: 1_285, taxes: [{ rate_ppm: 100_000 }] }, { amount: 917, taxes: [{ rate_ppm: 200_000 }] }] },
    { kind: "prepaid" },
    { kind: "prepaid" },
  ]);
  expect([paid.gross + sale.gross, paid.tax + sale.tax, paid.net + sale.net]).toEqual([2_202, at_once.tax, at_once.net]);
  expect((await promises.orders()).orders).toEqual([]);
});

test("a deposit on bottles is promised with its goods, stays one when they go, and leaves the basket with them", async () => {
  const { world, till, promises } = await shop();
  const order = value(await promises.makeOrder(withMenu(withCase()), { purpose: "layaway", customer: PETIT }));
  await whenIdle(till);
  expect(order.gross).toBe(3_090 + 2_202);
  expect(lastBody(world)["lines"]).toMatchObject([
    { item: CASE },
    { kind: "deposit", of_line: 1, item: BOTTLE, quantity_milli: 20_000, amount: 300, tax_rate_ppm: 200_000 },
    { kind: "deposit", of_line: 1, item: CRATE, quantity_milli: 1_000, amount: 300, tax_category: "O" },
    { item: MENU },
  ]);
  const paid = value(await promises.payDeposit(order.ref, euros(1_500), [{ kind: "cash" }])).sale;

  const basket = value(await promises.recall(order.ref));
  expect(followed(basket)).toBe(basket);
  expect(followed(value(removeLine(basket, 1))).lines.map((line) => line.item)).toEqual([MENU]);
  const sale = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(3_792) }])).sale;
  await whenIdle(till);

  expect(lastBody(world)["lines"]).toMatchObject([
    { kind: "quoted", order_line: 1 },
    { kind: "deposit", of_line: 1, order_line: 2, amount: 300 },
    { kind: "deposit", of_line: 1, order_line: 3, amount: 300 },
    { kind: "quoted", order_line: 4 },
    { kind: "prepaid" },
    { kind: "prepaid" },
    { kind: "prepaid" },
  ]);
  // 27.90 and the beer's 9.17 with 20 %, the quiche's 12.85 with 10 %, the crate without tax.
  expect([paid.gross + sale.gross, paid.tax + sale.tax]).toEqual([5_292, 618 + 117]);
  // What containers came to in the day counts when they go, not when they are promised.
  expect(value(await till.lookAtDay()).deposits).toEqual({ taken: 600, given_back: 0 });
});

test("empties may come back while an order is collected, and the day says both", async () => {
  const { world, till, promises } = await shop();
  const order = value(await promises.makeOrder(withCase(), { purpose: "layaway", customer: PETIT }));
  value(await promises.payDeposit(order.ref, euros(2_000), [{ kind: "cash" }]));
  const [bottle] = depositsOf(SHOP);
  if (bottle === undefined) throw new Error("no bottle");
  const basket = value(giveBack(value(await promises.recall(order.ref)), bottle, 10));

  const sale = value(await till.finalizeSale(basket, [{ kind: "cash" }])).sale;
  await whenIdle(till);

  expect(sale.gross).toBe(3_090 - 2_000 - 150);
  expect(lastBody(world)).toMatchObject({ returned: -150, gross: 940 });
  expect(value(await till.lookAtDay()).deposits).toEqual({ taken: 600, given_back: -150 });
});

test("a customer who owes no tax is promised the net, pays parts of it, and still owes none", async () => {
  const { world, till, promises } = await shop();
  const basket = value(setExemption(withMenu(withCase()), "diplomatic"));
  const order = value(await promises.makeOrder(basket, { purpose: "layaway", customer: PETIT }));
  await whenIdle(till);
  // 27.90 and 9.17 without 20 %, 12.85 without 10 %; the crate's 3.00 never had any.
  expect(order).toMatchObject({ exemption: { category: "E", reason: "diplomatic" }, gross: 2_325 + 764 + 1_168 + 300 });
  expect(order.tax_subtotals.reduce((sum, row) => sum + row.tax, 0)).toBe(0);
  const paid = value(await promises.payDeposit(order.ref, euros(1_000), [{ kind: "cash" }])).sale;
  expect([paid.gross, paid.tax]).toEqual([1_000, 0]);

  const kept = value(await promises.recall(order.ref));
  expect(code(setExemption(kept, undefined))).toBe("basket.promised");
  const sale = value(await till.finalizeSale(kept, [{ kind: "card", amount: euros(order.gross - 1_000) }])).sale;
  await whenIdle(till);

  expect([sale.gross, sale.tax]).toEqual([order.gross - 1_000, 0]);
  const body = lastBody(world);
  expect(body).toMatchObject({ exemption: { category: "E", reason: "diplomatic" } });
  expect(body["lines"]).toMatchObject([
    { kind: "quoted", tax_category: "E", tax_rate_ppm: 0, amount: 2_075 },
    { kind: "deposit", tax_category: "E", tax_rate_ppm: 0, amount: 250 },
    { kind: "deposit", amount: 300 },
    { kind: "quoted", components: [{ amount: 1_168, taxes: [{ category: "E", rate_ppm: 0 }] }, { amount: 764, taxes: [{ category: "E", rate_ppm: 0 }] }] },
    ...Array.from({ length: (body["lines"] as unknown[]).length - 4 }, () => ({ kind: "prepaid" })),
  ]);
});

test("a gift card, goods that come back and empties are no promise: a sentence says which, and nothing is written", async () => {
  const { world, till, promises } = await shop();
  await whenIdle(till);
  const before = world.door.storedTexts.length;
  const card = value(addLine(emptyBasket(), { unit: "C62", unit_price: euros(2_000), quantity_milli: pieces(1), tax_category: "O", tax_rate_ppm: ppm(0), voucher: "01900000-0000-7000-8000-0000000000f9" }));
  const [bottle] = depositsOf(SHOP);
  if (bottle === undefined) throw new Error("no bottle");

  expect(code(await promises.makeOrder(card, { purpose: "quote" }))).toBe("order.no_vouchers");
  expect(code(await promises.makeOrder(value(giveBack(withCase(), bottle, 1)), { purpose: "quote" }))).toBe("order.no_returns");
  const quote = value(await promises.makeOrder(withCase(), { purpose: "quote" }));
  expect(code(await promises.makeOrder(value(await promises.recall(quote.ref)), { purpose: "quote" }))).toBe("order.not_possible");
  await whenIdle(till);

  expect(world.door.storedTexts).toHaveLength(before + 1);
  expect((await promises.orders()).orders).toHaveLength(1);
});

test("goods that are promised without tax keep the shop's own reason, and what proves it is shown when they go", async () => {
  const reason = { id: "01900000-0000-7000-8000-0000000000a1", revision: 2, category: "E", name: "Ambassade", vatex: "VATEX-EU-151", evidence: "card" };
  const settings = { ...SHOP, exemptions: [reason, { ...reason, id: "01900000-0000-7000-8000-0000000000a2", name: "Consulat" }] };
  const { world, till, promises } = await shop(settings);
  const [embassy, consulate] = exemptionsOf(settings);
  if (embassy === undefined || consulate === undefined) throw new Error("no reasons");
  const shown = await (await till.rarely()).makeNote("CD-4711", false);
  const sealed = { category: "E", reason: embassy.reason, revision: 2, name: "Ambassade", vatex: "VATEX-EU-151" };

  const order = value(await promises.makeOrder(value(exempt(withCase(), embassy, shown)), { purpose: "layaway", customer: PETIT }));
  await whenIdle(till);
  expect(lastBody(world)["exemption"]).toEqual(sealed);

  const kept = value(await promises.recall(order.ref));
  expect(kept.exemption).toEqual(sealed);
  expect(unproved(kept, exemptionsOf(settings))?.name).toBe("Ambassade");
  expect(code(exempt(kept, consulate, shown))).toBe("basket.promised");
  expect(withoutForeignExemption(kept, [{ ...embassy, groups: ["01900000-0000-7000-8000-0000000000e4"] }])).toBe(kept);
  const proved = value(exempt(kept, { ...embassy, revision: 3 }, shown));
  expect(unproved(proved, exemptionsOf(settings))).toBeUndefined();
  value(await till.finalizeSale(proved, [{ kind: "card", amount: order.gross }]));
  await whenIdle(till);
  expect(lastBody(world)["exemption"]).toEqual({ ...sealed, evidence: shown?.commitment });
});

test("goods that were promised under the office's word go under it while it stands, and nobody shows anything", async () => {
  const reason = { id: "01900000-0000-7000-8000-0000000000a1", revision: 2, category: "E", name: "Ambassade", evidence: "card" };
  const granted = { id: "01900000-0000-7000-8000-0000000000c1", name: "Norvège", reason: reason.id, evidence: "CD-4711", valid_from: "2020-01-01", valid_until: "2099-12-31" };
  const settings = { ...SHOP, exemptions: [reason], exempt_customers: [granted] };
  const { world, till, promises } = await shop(settings);
  const today = exemptCustomersOf(settings, "2026-06-01");
  const [norway] = today;
  if (norway === undefined) throw new Error("nobody");
  const shown = await (await till.rarely()).makeNote("Norvège · CD-4711", false);
  const sealed = { category: "E", reason: reason.id, revision: 2, name: "Ambassade", standing: granted.id };

  const order = value(await promises.makeOrder(value(exemptCustomer(withCase(), norway, shown)), { purpose: "layaway", customer: PETIT }));
  await whenIdle(till);
  expect(lastBody(world)["exemption"]).toEqual(sealed);
  const recalled = value(await promises.recall(order.ref));

  const { basket, customer } = grantedStill(recalled, today);
  expect([basket, customer]).toEqual([recalled, norway]);
  const proved = value(exempt(basket, norway.reason, shown));
  expect(unproved(proved, exemptionsOf(settings))).toBeUndefined();
  // It ended: the word of the office is gone, and who collects is asked as any is.
  const ended = grantedStill(recalled, []);
  expect([ended.customer, ended.basket.exemption?.standing]).toEqual([undefined, undefined]);
  expect(unproved(ended.basket, exemptionsOf(settings))?.name).toBe("Ambassade");
  value(await till.finalizeSale(proved, [{ kind: "card", amount: order.gross }]));
  await whenIdle(till);
  expect(lastBody(world)["exemption"]).toEqual({ ...sealed, evidence: shown?.commitment });
});
