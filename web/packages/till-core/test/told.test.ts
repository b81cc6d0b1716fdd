/** What one till used up the others refuse, in plain words, with a line or without: as far as they have heard. */
import { expect, test } from "vitest";

import { addCoupon, addItem, addLine, emptyBasket, type Basket, type Result, type SettingsDocument, type Till } from "../src/index.ts";
import { TillDatabase } from "../src/database.ts";
import { euros, item, makeWorld, openShop, pieces, secondTill, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

const SHOP: SettingsDocument = {
  ...SETTINGS,
  bottle_vouchers: [{ pattern: "29SSSSSAAAAAC", tax_category: "O", tax_rate_ppm: 0, days_unique: 30 }],
};
/** Number 42, 3.25. */
const PAPER = "2900042003251";
const OFFER = "01900000-0000-7000-8000-0000000000e3";
const CODE = "MERCI-ABCD2345";
const RULES = {
  price_lists: [],
  promotions: [{ id: OFFER, name: "Merci", kind: "basket", amount: 100, when: { coupon: "MERCI" } }],
  coupon_codes: [{ coupon: "MERCI", codes: [CODE, "MERCI-EFGH6789"] }],
};

interface Two {
  readonly world: World;
  readonly first: Till;
  readonly second: Till;
}

async function twoTills(): Promise<Two> {
  const world = makeWorld(SHOP);
  const first = await openShop(world);
  const second = await secondTill(world);
  world.door.change({ rules: RULES });
  await until(() => [first, second].every((till) => till.pricingContext().rules_position === 1));
  return { world, first, second };
}

const said = (result: Result<unknown> | undefined): unknown => (result === undefined || result.ok ? "accepted" : result.refusal);
const heard = (till: Till): Promise<number> => toldTo(till).then((rows) => rows.length);

async function toldTo(till: Till): Promise<readonly unknown[]> {
  const used = await (await till.rarely()).couponUsed(CODE);
  const paper = await till.readBottleVoucher(PAPER, "Bon");
  return [used, paper].filter((one) => one !== undefined && !one.ok);
}

async function withPaper(till: Till): Promise<Basket> {
  return value(addLine(emptyBasket(), value((await till.readBottleVoucher(PAPER, "Bon")) ?? { ok: false, refusal: "none" })));
}

function withCoupon(till: Till): Basket {
  return value(addCoupon(value(addItem(emptyBasket(), item({ unit_price: euros(1_000) }), pieces(1))), till.pricingContext(), CODE));
}

test("a machine's voucher that one till paid the other refuses at once, and says where and when", async () => {
  const { world, first, second } = await twoTills();
  const taken = await withPaper(second);

  value(await first.finalizeSale(await withPaper(first), [{ kind: "cash" }]));
  await until(async () => (await heard(second)) === 1);
  world.door.weather = "offline";

  const refusal = { code: "code.used_elsewhere", details: { code: PAPER, till: "A1", when: "12:13" } };
  expect(said(await second.readBottleVoucher(PAPER, "Bon"))).toEqual(refusal);
  // It lay in the basket before the news came: nothing is written either, but what happened to the till itself, once.
  expect(said(await second.finalizeSale(taken, [{ kind: "cash" }]))).toEqual(refusal);
  const sequence = second.state.value.head_sequence;
  expect(said(await second.finalizeSale(taken, [{ kind: "cash" }]))).toEqual(refusal);
  expect(second.state.value.head_sequence).toBe(sequence);
  // When the machine may print it again, it is good again.
  world.time.advance(31 * 86_400_000);
  expect(said(await second.readBottleVoucher(PAPER, "Bon"))).toBe("accepted");
  expect(world.bugs).toEqual([]);
});

test("a coupon's code is good once in the shop; the day after, the day is said", async () => {
  const { world, first, second } = await twoTills();
  const basket = withCoupon(second);

  value(await first.finalizeSale(withCoupon(first), [{ kind: "card", amount: euros(900) }]));
  await until(async () => (await heard(second)) === 1);
  world.time.advance(86_400_000);

  const refusal = { code: "code.used_elsewhere", details: { code: CODE, till: "A1", when: "2026-11-22" } };
  expect(said(await (await second.rarely()).couponUsed(` ${CODE.toLowerCase()}`))).toEqual(refusal);
  expect(said(await (await second.rarely()).couponUsed("MERCI-EFGH6789"))).toBe("accepted");
  expect(said(await second.finalizeSale(basket, [{ kind: "card", amount: euros(900) }]))).toEqual(refusal);
  expect(await new TillDatabase(`${world.database_name}-second`).count("sales")).toBe(0);
});

test("two tills that hear nothing of each other both accept; both know afterwards", async () => {
  const { world, first, second } = await twoTills();
  const both = [withCoupon(first), withCoupon(second)] as const;
  world.door.weather = "offline";
  value(await first.finalizeSale(both[0], [{ kind: "card", amount: euros(900) }]));
  value(await second.finalizeSale(both[1], [{ kind: "card", amount: euros(900) }]));

  world.door.weather = undefined;
  for (const till of [first, second]) till.syncNow();
  await until(async () => (await heard(first)) + (await heard(second)) === 2);

  expect(world.door.storedTexts.filter((text) => text.includes(CODE))).toHaveLength(2);
});

test("who joins later hears what still matters, page by page, and nothing twice", async () => {
  const world = makeWorld(SHOP);
  const first = await openShop(world);
  for (const code of ["2900001001007", "2900002001006", "2900003001005"]) {
    const line = value((await first.readBottleVoucher(code, "Bon")) ?? { ok: false, refusal: code });
    value(await first.finalizeSale(value(addLine(emptyBasket(), line)), [{ kind: "cash" }]));
  }
  await whenIdle(first);

  const second = await secondTill(world);
  const db = new TillDatabase(`${world.database_name}-second`);
  await until(async () => (await db.count("told")) === 3);
  const position = await db.cell("told_position");
  second.syncNow();
  await whenIdle(second);

  expect(await db.count("told")).toBe(3);
  expect(await db.cell("told_position")).toBe(position);
  // A month later they mean nothing, and are forgotten with the next news.
  world.time.advance(31 * 86_400_000);
  value(await first.finalizeSale(await withPaper(first), [{ kind: "cash" }]));
  await until(async () => (await db.count("told")) === 1);
  expect(world.bugs).toEqual([]);
});
