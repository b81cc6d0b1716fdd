import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { addAmount, addItem, emptyBasket, ppm, setLineDiscount, type Basket, type Result, type SettingsDocument, type Till, type UnreceiptedGoods } from "../src/index.ts";
import { chargedFor } from "../src/use-cases/charged.ts";
import { BREAD, CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, pieces, RATE_20, secondTill, SETTINGS, until, value, whenIdle } from "./kit.ts";

const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);
const CASH: SettingsDocument = { ...SETTINGS, store: { ...SETTINGS.store, returns_in_cash: true } };
const WHY = { reason: "faulty" };

const basketOf = (price: number, count = 1): Basket => value(addItem(emptyBasket(), item({ unit_price: euros(price) }), pieces(count)));

async function worth(till: Till, basket: Basket): Promise<UnreceiptedGoods> {
  return value(await (await till.rarely()).priceUnreceipted(basket));
}

test("goods without a receipt come back as a refund that names no sale, with its reason and its places", async () => {
  const world = makeWorld(CASH);
  const till = await openShop(world);
  const goods = await worth(till, basketOf(115, 2));
  expect(goods).toMatchObject({ gross: -230, net: -218, tax: -12, cash_payable: 230, days: 10, is_from_server: true });

  const { sale, change } = value(await (await till.rarely()).refundUnreceipted(goods, new Map([[1, "waste" as const]]), [{ kind: "cash" }], WHY));
  await whenIdle(till);

  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(kind).toBe("refund");
  expect(body).toMatchObject({
    cashier: CAMILLE,
    without_receipt: "faulty",
    lines: [{ line: 1, item: BREAD, name: "Baguette", quantity_milli: -2_000, unit_price: 115, amount: -230, tax_category: "S", tax_rate_ppm: 55_000, goes_to: "waste" }],
    tax_subtotals: [{ tax_category: "S", tax_rate_ppm: 55_000, net: -218, tax: -12, gross: -230 }],
    gross: -230,
    cash_rounding: 0,
    tenders: [{ kind: "cash", amount: -230, received: 0, change: 230 }],
  });
  expect(body).not.toHaveProperty("refers_to");
  expect(body).not.toHaveProperty("lines.0.refers_to_line");
  expect([sale.kind, sale.without_receipt, change]).toEqual(["refund", "faulty", 230]);
  expect(till.state.value.session).toMatchObject({ refunded: -230, refunds_count: 1, cash_expected: 9_770 });
  expect(code(await till.refundSale(sale.ref, "all", [{ kind: "cash" }]))).toBe("refund.of_refund");
});

test("the lowest of what the server asked, what was paid here, and what it costs today", async () => {
  const world = makeWorld(CASH);
  const till = await openShop(world);
  await till.finalizeSale(basketOf(99), [{ kind: "cash" }]);
  // What a person gave away by hand is no price of the shop.
  await till.finalizeSale(value(setLineDiscount(basketOf(115), 1, { kind: "rate", ppm: ppm(900_000) })), [{ kind: "cash" }]);
  // What somebody of the house paid is asked of no customer.
  value(await till.finalizeSale({ ...basketOf(50), also: { buyer: NOOR } }, [{ kind: "cash" }]));
  expect((await worth(till, basketOf(115))).gross).toBe(-99);

  world.door.lowestPrices.set(BREAD, [80]);
  expect(await worth(till, basketOf(115))).toMatchObject({ gross: -80, is_from_server: true });
  expect((await worth(till, basketOf(70))).gross).toBe(-70);

  world.door.weather = "offline";
  expect(await worth(till, basketOf(115))).toMatchObject({ gross: -99, is_from_server: false });

  world.time.advance(31 * 86_400_000);
  expect((await worth(till, basketOf(115))).gross).toBe(-115);
});

test("without a line, what the other tills charged of late counts as far as it was heard, and no longer than the shop looks back", async () => {
  const world = makeWorld(CASH);
  world.door.lowestPrices.set(BREAD, [70]);
  const till = await openShop(world);
  await whenIdle(till);

  world.door.weather = "offline";
  world.door.lowestPrices.set(BREAD, [60]);
  expect(await worth(till, basketOf(115))).toMatchObject({ gross: -70, days: 10, is_from_server: false });

  world.time.advance(11 * 86_400_000);
  expect(await worth(till, basketOf(115))).toMatchObject({ gross: -115, is_from_server: false });
});

interface Charged {
  readonly id: string;
  readonly line: { readonly quantity_milli: number; readonly unit_price: number; readonly price_source?: "list" | "open" | "override"; readonly promotions?: readonly number[] };
  readonly price: number | null;
}

const { cases } = JSON.parse(readFileSync(new URL("../../../../conformance/charged_prices.json", import.meta.url), "utf8")) as { readonly cases: readonly Charged[] };

test.each(cases)("what was charged for one unit: $id", ({ line: { promotions, unit_price, ...line }, price }) => {
  const awards = (promotions ?? []).map((amount) => ({ amount }));
  expect(chargedFor({ ...line, unit_price: euros(unit_price), promotions: awards }) ?? null).toBe(price);
});

test("refuses free amounts, a missing reason, cash where the shop gives credit, and writes nothing", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const goods = await worth(till, basketOf(115));
  const sequence = till.state.value.head_sequence;

  expect([
    code(await (await till.rarely()).priceUnreceipted(emptyBasket())),
    code(await (await till.rarely()).priceUnreceipted(value(addAmount(emptyBasket(), euros(100), RATE_20)))),
    code(await (await till.rarely()).refundUnreceipted(goods, new Map(), [{ kind: "cash" }], {})),
    code(await (await till.rarely()).refundUnreceipted(goods, new Map(), [{ kind: "cash" }], WHY)),
    code(await (await till.rarely()).refundUnreceipted(goods, new Map(), [{ kind: "card", amount: euros(114) }], WHY)),
  ]).toEqual(["basket.empty", "refund.only_articles", "approval.reason_missing", "refund.no_cash", "tenders.short"]);
  expect(till.state.value.head_sequence).toBe(sequence);

  const credit = value(await till.newVoucher());
  const { sale } = value(await (await till.rarely()).refundUnreceipted(goods, new Map(), [{ kind: "store_credit", voucher: credit.voucher, voucher_code: credit.code, amount: euros(115) }], WHY));
  expect(sale.voucher_codes).toEqual([{ kind: "store_credit", code: credit.code, amount: 115 }]);
  expect(sale.tenders).toEqual([{ kind: "store_credit", amount: -115, voucher: credit.voucher }]);
  expect(till.state.value.session).toMatchObject({ cash_expected: 10_000, refunded: -115 });
});

test("each person only so much in one go and in a day; somebody with more rights may allow it; two at once are one after the other", async () => {
  const role = { id: "01900000-0000-7000-8000-00000000f001", name: "Aide", rights: { open_day: 1, refund_without_receipt: 120, refund_without_receipt_day: 200 } };
  const world = makeWorld({
    ...CASH,
    cashiers: [
      { id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: role.id },
      { id: NOOR, name: "Noor", color: "blue", is_guarded: false, role: role.id },
    ],
    people: { ...SETTINGS.people, roles: [role] },
  });
  const till = await openShop(world);
  const one = await worth(till, basketOf(115));
  const two = await worth(till, basketOf(115, 2));
  expect(one.needs).toEqual([
    { right: "refund_without_receipt", asked: 115 },
    { right: "refund_without_receipt_day", asked: 115 },
  ]);

  expect(await (await till.rarely()).refundUnreceipted(two, new Map(), [{ kind: "cash" }], WHY)).toMatchObject({
    ok: false,
    refusal: { code: "approval.needed", details: { right: "refund_without_receipt", asked: 230, limit: 120 } },
  });
  const answers = await Promise.all([1, 2].map(async () => (await till.rarely()).refundUnreceipted(one, new Map(), [{ kind: "cash" }], WHY)));
  expect(answers.map(code)).toEqual(["accepted", "approval.needed"]);
  expect((await worth(till, basketOf(115))).needs[1]).toEqual({ right: "refund_without_receipt_day", asked: 230 });

  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  expect(code(await (await till.rarely()).refundUnreceipted(one, new Map(), [{ kind: "cash" }], WHY))).toBe("accepted");
  expect(till.state.value.session).toMatchObject({ refunded: -230, refunds_count: 2 });
});

test("the day of a person counts what they gave at another till, as far as it was heard, and ends with the store's day", async () => {
  const world = makeWorld(CASH);
  const first = await openShop(world);
  const second = await secondTill(world);
  value(await second.signIn({ kind: "tap", cashier: CAMILLE }));
  const day = async (till: Till): Promise<number | undefined> => (await worth(till, basketOf(115))).needs[1]?.asked;

  value(await (await first.rarely()).refundUnreceipted(await worth(first, basketOf(115)), new Map(), [{ kind: "cash" }], WHY));
  await until(async () => (await day(second)) === 230);
  world.door.weather = "offline";
  value(await (await second.rarely()).refundUnreceipted(await worth(second, basketOf(115)), new Map(), [{ kind: "cash" }], WHY));

  expect([await day(first), await day(second)]).toEqual([230, 345]);
  value(await second.signIn({ kind: "tap", cashier: NOOR }));
  expect(await day(second)).toBe(115);
});
