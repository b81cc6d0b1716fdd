/** Deposits on bottles: they follow their goods, come back without a receipt, and a machine's voucher is paid once. */
import { expect, test } from "vitest";

import { depositsOf, follow, giveBack, giveBackOf, piecesBack } from "../src/deposits.ts";
import {
  addItem,
  addLine,
  emptyBasket,
  milli,
  priceBasket,
  removeLine,
  setBasketDiscount,
  setLineDiscount,
  setQuantity,
  ppm,
  type Basket,
  type SettingsDocument,
  type Till,
} from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { euros, item, makeWorld, openShop, pieces, SETTINGS, sum, value, whenIdle, type World } from "./kit.ts";

const BOTTLE = "01900000-0000-7000-8000-0000000000e1";
const CRATE = "01900000-0000-7000-8000-0000000000e2";
const OTHER = "01900000-0000-7000-8000-0000000000a2";
const SHOP: SettingsDocument = {
  ...SETTINGS,
  bottle_deposits: [
    { item: BOTTLE, name: "Consigne bouteille", unit_price: 15, tax_category: "O", tax_rate_ppm: 0, follows_tax: true },
    { item: CRATE, name: "Consigne casier", unit_price: 300, tax_category: "O", tax_rate_ppm: 0 },
  ],
  bottle_vouchers: [{ pattern: "29SSSSSAAAAAC", tax_category: "O", tax_rate_ppm: 0, days_unique: 30 }],
};
/** Number 42, 3.25. */
const PAPER = "2900042003251";
const BEER = item({ name: "Bière", unit_price: euros(250), deposits: [{ item: BOTTLE, count: 1 }] });
const CASE = item({ id: OTHER, name: "Bière, caisse", unit_price: euros(2_490), deposits: [{ item: BOTTLE, count: 20 }, { item: CRATE, count: 1 }] });

function followed(basket: Basket): Basket {
  return value(follow(basket, SHOP));
}

function withBeer(quantity = 1): Basket {
  return followed(value(addItem(emptyBasket(), BEER, pieces(quantity))));
}

function linesOf(basket: Basket): readonly (readonly unknown[])[] {
  return basket.lines.map((line) => [line.name, line.quantity_milli, line.of_line]);
}

async function openBottleShop(): Promise<{ readonly world: World; readonly till: Till }> {
  const world = makeWorld(SHOP);
  return { world, till: await openShop(world) };
}

test("a deposit joins its goods, follows their quantity, and leaves with them", () => {
  const one = withBeer();
  const six = followed(value(setQuantity(one, 1, pieces(6))));

  expect(linesOf(one)).toEqual([["Bière", 1_000, undefined], ["Consigne bouteille", 1_000, 1]]);
  expect(linesOf(six)).toEqual([["Bière", 6_000, undefined], ["Consigne bouteille", 6_000, 1]]);
  expect(six.lines[1]?.id).toBe(one.lines[1]?.id);
  expect(followed(six)).toBe(six);
  expect(followed(value(removeLine(six, 1))).lines).toEqual([]);
});

test("several containers of one article stand below it, whatever is rung after", () => {
  const basket = followed(value(addItem(value(addItem(emptyBasket(), CASE, pieces(2))), item())));

  expect(linesOf(basket)).toEqual([
    ["Bière, caisse", 2_000, undefined],
    ["Consigne bouteille", 40_000, 1],
    ["Consigne casier", 2_000, 1],
    ["Baguette", 1_000, undefined],
  ]);
  expect(new Set(basket.lines.map(({ id }) => id)).size).toBe(4);
});

test("no discount lowers a deposit, and a bottle is taxed as what is in it", () => {
  const discounted = value(setBasketDiscount(value(setLineDiscount(withBeer(2), 1, { kind: "rate", ppm: ppm(100_000) })), { kind: "rate", ppm: ppm(500_000) }));
  const priced = priceBasket(discounted, { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" });

  expect(priced.lines.map(({ amount }) => amount)).toEqual([225, 30]);
  expect(priced.tax_subtotals.map(({ tax_category, tax_rate_ppm, gross }) => [tax_category, tax_rate_ppm, gross])).toEqual([["S", 55_000, 255]]);
});

test("what a deposit cost when it joined the basket stays, and an unknown container has none", () => {
  const dearer: SettingsDocument = { ...SHOP, bottle_deposits: [{ item: BOTTLE, name: "Consigne", unit_price: 25, tax_category: "O", tax_rate_ppm: 0 }] };
  const basket = value(follow(value(setQuantity(withBeer(), 1, pieces(3))), dearer));

  expect(basket.lines[1]).toMatchObject({ unit_price: 15, quantity_milli: 3_000 });
  expect(value(follow(value(addItem(emptyBasket(), BEER)), { ...SHOP, bottle_deposits: undefined })).lines).toHaveLength(1);
  expect(depositsOf({ ...SHOP, bottle_deposits: "nonsense" })).toEqual([]);
});

test("more lines than an entry holds are refused while they are typed", () => {
  let basket = emptyBasket();
  let refusal = "";
  for (let number = 0; number < 100 && refusal === ""; number += 1) {
    const added = addItem(basket, { ...CASE, id: `01900000-0000-7000-8000-00000000${String(1_000 + number)}` });
    const done = added.ok ? follow(added.value, SHOP) : added;
    if (done.ok) basket = done.value;
    else refusal = done.refusal.code;
  }

  expect(refusal).toBe("basket.too_long");
  expect(basket.lines.length).toBeGreaterThan(90);
});

test("empties are counted by kind and taken out again", () => {
  const [bottle] = depositsOf(SHOP);
  if (bottle === undefined) throw new Error("no kind");
  const twelve = value(giveBack(emptyBasket(), bottle, 12));

  expect(twelve.lines).toMatchObject([{ kind: "deposit", item: BOTTLE, quantity_milli: -12_000, tax_category: "O" }]);
  expect(piecesBack(twelve.lines, BOTTLE)).toBe(12);
  expect(piecesBack(value(giveBack(twelve, bottle, 11)).lines, BOTTLE)).toBe(11);
  expect(value(giveBack(twelve, bottle, 0)).lines).toEqual([]);
});

test("a sale seals its deposits with the goods that they follow", async () => {
  const { world, till } = await openBottleShop();
  const basket = followed(value(addItem(value(addItem(emptyBasket(), item({ tax_rate_ppm: ppm(200_000) }))), CASE)));

  const sold = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(115 + 2_490 + 300 + 300) }]));
  await whenIdle(till);

  expect(sold.sale.lines.map((line) => [line.kind, line.of_line, line.quantity_milli, line.amount])).toEqual([
    [undefined, undefined, 1_000, 115],
    [undefined, undefined, 1_000, 2_490],
    ["deposit", 2, 20_000, 300],
    ["deposit", 2, 1_000, 300],
  ]);
  const body = await bodyOfLast(world);
  expect(body["lines"]).toMatchObject([{}, {}, { kind: "deposit", of_line: 2, item: BOTTLE }, { kind: "deposit", of_line: 2, item: CRATE }]);
  expect(body).not.toHaveProperty("returned");
});

test("a basket that lacks its deposit is not sealed", async () => {
  const { till } = await openBottleShop();
  const without = value(addItem(emptyBasket(), BEER));

  const answer = await till.finalizeSale(without, [{ kind: "card", amount: euros(250) }]);

  expect(answer).toEqual({ ok: false, refusal: { code: "deposit.missing" } });
  expect(await till.sales()).toEqual([]);
});

test("empties alone pay out of the drawer, and the day says so", async () => {
  const { world, till } = await openBottleShop();
  const [bottle, crate] = depositsOf(SHOP);
  if (bottle === undefined || crate === undefined) throw new Error("no kinds");
  const basket = value(giveBack(value(giveBack(emptyBasket(), bottle, 12)), crate, 1));

  const paid = value(await till.finalizeSale(basket, [{ kind: "cash" }]));
  await whenIdle(till);

  expect(paid.sale).toMatchObject({ kind: "sale", gross: -480, returned: -480, tenders: [{ kind: "cash", amount: -480, received: 0, change: 480 }] });
  expect(till.state.value.session).toMatchObject({ sales_count: 1, gross: 0, refunded: -480, cash_expected: 10_000 - 480 });
  const body = await bodyOfLast(world);
  expect(body["returned"]).toBe(-480);
  const looked = value(await till.lookAtDay());
  expect(looked.deposits).toEqual({ taken: 0, given_back: -480 });
});

test("a mixed basket is one balance; taken and given back are told apart", async () => {
  const { till } = await openBottleShop();
  const [bottle] = depositsOf(SHOP);
  if (bottle === undefined) throw new Error("no kind");
  const basket = value(giveBack(withBeer(2), bottle, 3));

  value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(500 + 30 - 45) }]));
  const closing = value(await till.closeSession(sum(euros(10_000))));

  expect(closing).toMatchObject({ gross: 530, refunded: -45, perpetual_gross: 530, perpetual_refunded: -45, deposits: { taken: 30, given_back: -45 } });
});

test("paying out beyond the role needs somebody who may", async () => {
  const roles = [{ id: "01900000-0000-7000-8000-0000000000f1", name: "Caisse", rights: { pay_out_deposits: 200, open_day: 1 } }];
  const cashiers = SHOP.cashiers.map((one) => ({ ...one, role: roles[0]?.id ?? "" }));
  const world = makeWorld({ ...SHOP, cashiers, people: { ...SHOP.people, roles } });
  const till = await openShop(world);
  const [bottle] = depositsOf(SHOP);
  if (bottle === undefined) throw new Error("no kind");

  const beyond = await till.finalizeSale(value(giveBack(emptyBasket(), bottle, 14)), [{ kind: "cash" }]);
  const within = await till.finalizeSale(value(giveBack(emptyBasket(), bottle, 13)), [{ kind: "cash" }]);

  expect(beyond).toMatchObject({ ok: false, refusal: { code: "approval.needed", details: { right: "pay_out_deposits" } } });
  expect(within.ok).toBe(true);
});

test("a machine's voucher is paid once at this till, also after a reload and without a line", async () => {
  const { world, till } = await openBottleShop();
  world.door.weather = "offline";
  const line = value((await till.readBottleVoucher(PAPER, "Bon")) ?? { ok: false, refusal: "none" });
  const basket = value(addLine(emptyBasket(), line));

  value(await till.finalizeSale(basket, [{ kind: "cash" }]));

  const again = await till.finalizeSale(basket, [{ kind: "cash" }]);
  till.close();
  const reopened = await world.open();
  expect(line).toMatchObject({ kind: "deposit", unit_price: 325, quantity_milli: -1_000, bottle_voucher: PAPER });
  expect(again).toEqual({ ok: false, refusal: { code: "deposit.voucher_used" } });
  expect(await reopened.readBottleVoucher(PAPER, "Bon")).toEqual({ ok: false, refusal: { code: "deposit.voucher_used" } });
  expect(await reopened.readBottleVoucher("3760123456785", "Bon")).toBeUndefined();
  world.time.advance(31 * 86_400_000);
  expect((await reopened.readBottleVoucher(PAPER, "Bon"))?.ok).toBe(true);
});

test("of two payments at once one is refused, and nothing of it is written", async () => {
  const { till } = await openBottleShop();
  const line = value((await till.readBottleVoucher(PAPER, "Bon")) ?? { ok: false, refusal: "none" });
  const basket = value(addLine(emptyBasket(), line));

  const answers = await Promise.all([till.finalizeSale(basket, [{ kind: "cash" }]), till.finalizeSale(basket, [{ kind: "cash" }])]);

  expect(answers.map(({ ok }) => ok)).toEqual([true, false]);
  expect(await till.sales()).toHaveLength(1);
});

test("a refund gives a deposit back only where it was chosen", async () => {
  const { till } = await openBottleShop();
  const sold = value(await till.finalizeSale(withBeer(2), [{ kind: "card", amount: euros(530) }]));

  const beerOnly = value(await till.refundSale(sold.sale.ref, [{ line: 1, quantity_milli: milli(1_000) }], [{ kind: "card", amount: euros(250) }]));
  const both = value(
    await till.refundSale(
      sold.sale.ref,
      [{ line: 1, quantity_milli: milli(1_000) }, { line: 2, quantity_milli: milli(1_000) }],
      [{ kind: "card", amount: euros(265) }],
    ),
  );

  expect(beerOnly.sale.gross).toBe(-250);
  expect(both.sale.lines.map((line) => [line.kind, line.of_line, line.refers_to_line])).toEqual([[undefined, undefined, 1], ["deposit", undefined, 2]]);
  expect(value(await till.lookAtDay()).deposits).toEqual({ taken: 30, given_back: -15 });
});

test("a bottle's own barcode brings its containers back, a crate's all of them", () => {
  const beer = value(giveBackOf(emptyBasket(), SHOP, BEER));
  const both = value(giveBackOf(beer, SHOP, CASE));

  expect(linesOf(beer)).toEqual([["Consigne bouteille", -1_000, undefined]]);
  expect(linesOf(both)).toEqual([
    ["Consigne bouteille", -21_000, undefined],
    ["Consigne casier", -1_000, undefined],
  ]);
  expect(priceBasket(both, { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" }).gross).toBe(-615);
});

test("an article without a deposit, or one that the shop no longer takes, brings nothing back", () => {
  expect(giveBackOf(emptyBasket(), SHOP, item())).toEqual({ ok: false, refusal: { code: "deposit.none" } });
  expect(giveBackOf(emptyBasket(), SETTINGS, BEER)).toEqual({ ok: false, refusal: { code: "deposit.none" } });
});
