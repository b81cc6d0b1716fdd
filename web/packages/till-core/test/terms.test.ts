/** What holds for a whole basket: customer groups, codes, no tax, final prices, another price; from the basket to the sealed entry. */
import { expect, test } from "vitest";

import {
  addCoupon,
  addItem,
  emptyBasket,
  ppm,
  priceBasket,
  removeCoupon,
  setBasketDiscount,
  setCustomerGroup,
  setExemption,
  setLineDiscount,
  setUnitPrice,
  type Basket,
  type Till,
} from "../src/index.ts";
import { bodyOfLast } from "./entries.ts";
import { CAMILLE, euros, item, makeWorld, openShop, pieces, SETTINGS, until, value, type World } from "./kit.ts";

const CLUB = "01900000-0000-7000-8000-0000000000e1";
const STAFF = "01900000-0000-7000-8000-0000000000e2";
const WELCOME = "01900000-0000-7000-8000-0000000000e3";
const HELPER = "01900000-0000-7000-8000-00000000f001";
const RULES = {
  price_lists: [{ id: CLUB, name: "Club", when: { customers: [CLUB] }, percents: [{ ppm: -100_000 }] }],
  promotions: [{ id: WELCOME, name: "Bienvenue", kind: "basket", amount: 100, when: { coupon: "WELCOME" } }],
};
const SHOP = {
  ...SETTINGS,
  customer_groups: [
    { id: CLUB, name: "Club", is_staff: false },
    { id: STAFF, name: "Personnel", is_staff: true },
  ],
};

async function opened(world: World): Promise<Till> {
  const till = await openShop(world);
  world.door.change({ rules: RULES });
  await until(() => till.pricingContext().rules_position === 1);
  return till;
}

const goods = (): Basket => value(addItem(emptyBasket(), item({ unit_price: euros(1_000) }), pieces(1)));

test("a group's list holds for its customers, and the entry names the group", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world);
  const basket = setCustomerGroup(goods(), CLUB);

  expect(priceBasket(goods(), till.pricingContext()).gross).toBe(1_000);
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(900) }]));

  expect(sale.lines[0]).toMatchObject({ unit_price: 900, price_source: "list", price_list: CLUB });
  expect(await bodyOfLast(world)).toMatchObject({ customer_groups: [CLUB], gross: 900 });
  expect(setCustomerGroup(basket, undefined).customer_groups).toBeUndefined();
});

test("a code is found in any case, once, and sealed as the shop wrote it; an unknown one changes nothing", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world);
  const context = till.pricingContext();
  const basket = value(addCoupon(goods(), context, " welcome "));

  expect(addCoupon(goods(), context, "NOPE")).toEqual({ ok: false, refusal: { code: "basket.coupon_unknown" } });
  expect(value(addCoupon(basket, context, "WELCOME"))).toBe(basket);
  expect(removeCoupon(basket, "WELCOME").coupons).toBeUndefined();
  value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(900) }]));
  expect(await bodyOfLast(world)).toMatchObject({ coupons: ["WELCOME"], gross: 900 });
});

test("who owes no tax pays the net, the entry says why, and gets back what they paid", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world);
  const basket = value(setExemption(goods(), "diplomatic"));

  const priced = priceBasket(basket, till.pricingContext());
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(948) }]));
  const body = await bodyOfLast(world);
  const back = value(await till.refundSale(sale.ref, "all", [{ kind: "cash" }]));

  // 10.00 with 5.5 %: 0.52 of tax.
  expect([priced.gross, priced.tax, priced.lines[0]?.exempted]).toEqual([948, 0, 52]);
  expect(priced.tax_subtotals).toEqual([{ tax_category: "E", tax_rate_ppm: 0, net: 948, tax: 0, gross: 948 }]);
  expect(body).toMatchObject({ exemption: { category: "E", reason: "diplomatic" }, net: 948, tax: 0 });
  expect(body["lines"]).toMatchObject([{ tax_category: "S", tax_rate_ppm: 55_000, exempted: 52, amount: 948 }]);
  expect(back.sale.tax_subtotals).toEqual([{ tax_category: "E", tax_rate_ppm: 0, net: -948, tax: 0, gross: -948 }]);
  expect(setExemption(goods(), "because")).toEqual({ ok: false, refusal: { code: "basket.exemption_invalid" } });
});

test("a final price is what is paid, on a line or on all, and never more than without it", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world);
  const context = till.pricingContext();

  const line = value(setLineDiscount(goods(), 1, { kind: "final", amount: euros(750) }));
  const above = value(setLineDiscount(goods(), 1, { kind: "final", amount: euros(1_200) }));
  const all = value(setBasketDiscount(goods(), { kind: "final", amount: euros(800) }));

  expect([line, above, all].map((basket) => priceBasket(basket, context).gross)).toEqual([750, 1_000, 800]);
  value(await till.finalizeSale(line, [{ kind: "card", amount: euros(750) }]));
  expect((await bodyOfLast(world))["lines"]).toMatchObject([{ final_amount: 750, line_discount: 250, amount: 750 }]);
  value(await till.finalizeSale(all, [{ kind: "card", amount: euros(800) }]));
  expect(await bodyOfLast(world)).toMatchObject({ final_amount: 800, gross: 800 });
});

test("another price is sealed with the one before and the reason, and can be taken back", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world);
  const basket = value(setUnitPrice(goods(), 1, euros(700), "damaged"));
  const again = value(setUnitPrice(basket, 1, euros(650), "agreed"));

  expect(again.lines[0]).toMatchObject({ unit_price: 650, regular_price: 1_000, reason: "agreed" });
  expect(value(setUnitPrice(again, 1, undefined))).toEqual({ ...goods(), last_line: 1 });
  value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(700) }]));
  expect((await bodyOfLast(world))["lines"]).toMatchObject([{ unit_price: 700, price_source: "override", regular_price: 1_000, reason: "damaged" }]);
});

test("another price, no tax and staff's prices each take a right; without it nothing is sealed", async () => {
  const shop = {
    ...SHOP,
    cashiers: [{ id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: HELPER }],
    people: { ...SHOP.people, roles: [{ id: HELPER, name: "Aide", rights: { open_day: 1, discount: 500_000 } }] },
  };
  const world = makeWorld(shop);
  const till = await opened(world);
  const card = (amount: number) => [{ kind: "card" as const, amount: euros(amount) }];

  // What happened to the till itself is told with the first act, refused or not.
  const first = await till.finalizeSale(value(setUnitPrice(goods(), 1, euros(900), "agreed")), card(900));
  const before = till.state.value.head_sequence;
  const answers = [
    first,
    await till.finalizeSale(value(setUnitPrice(goods(), 1, euros(900), "agreed")), card(900)),
    await till.finalizeSale(value(setExemption(goods(), "export")), card(948)),
    await till.finalizeSale((await till.rarely()).buyFor(goods(), STAFF, { buyer: CAMILLE }), card(1_000)),
  ];

  expect(answers.map((answer) => (answer.ok ? "" : answer.refusal.details?.["right"]))).toEqual(["override_price", "override_price", "tax_exempt", "staff_purchase"]);
  expect(till.state.value.head_sequence).toBe(before);
  expect((await till.finalizeSale(value(setLineDiscount(goods(), 1, { kind: "rate", ppm: ppm(500_000) })), card(500))).ok).toBe(true);
});

test("a code that is good once stands for its coupon, is sealed beside it, and is spent with the sale, after a reload too", async () => {
  const world = makeWorld(SHOP);
  const till = await openShop(world);
  world.door.change({ rules: { ...RULES, coupon_codes: [{ coupon: "WELCOME", codes: ["WELCOME-23456789", "WELCOME-ABCDEFGH"] }] } });
  await until(() => till.pricingContext().rules_position === 1);
  const context = till.pricingContext();

  expect(addCoupon(goods(), context, "welcome")).toEqual({ ok: false, refusal: { code: "basket.coupon_unknown" } });
  expect(addCoupon(goods(), context, "WELCOME-22222222").ok).toBe(false);
  const basket = value(addCoupon(goods(), context, " welcome-23456789 "));
  expect(basket.coupons).toEqual(["WELCOME", "WELCOME-23456789"]);
  expect(value(addCoupon(basket, context, "WELCOME-ABCDEFGH"))).toBe(basket);
  expect(removeCoupon(basket, "WELCOME").coupons).toBeUndefined();
  expect(removeCoupon(basket, "WELCOME-23456789").coupons).toBeUndefined();

  value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(900) }]));
  expect(await bodyOfLast(world)).toMatchObject({ coupons: ["WELCOME", "WELCOME-23456789"], gross: 900 });
  expect(addCoupon(goods(), till.pricingContext(), "WELCOME-23456789").ok).toBe(false);
  expect(addCoupon(goods(), till.pricingContext(), "WELCOME-ABCDEFGH").ok).toBe(true);

  till.close();
  const again = await world.open();
  await again.knowRules();
  await until(() => again.pricingContext().rules_position === 1);
  expect(addCoupon(goods(), again.pricingContext(), "WELCOME-23456789").ok).toBe(false);
  expect(addCoupon(goods(), again.pricingContext(), "WELCOME-ABCDEFGH").ok).toBe(true);
});
