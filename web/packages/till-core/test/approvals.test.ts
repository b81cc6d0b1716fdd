import { expect, test } from "vitest";

import {
  addAmount,
  addItem,
  approveBasket,
  basketNeeds,
  emptyBasket,
  ppm,
  priceBasket,
  reasonsFor,
  setBasketDiscount,
  setLineDiscount,
  type Approval,
  type Basket,
  type Limits,
  type Result,
  type SettingsDocument,
  type Till,
} from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, pieces, RATE_20, SETTINGS, until, value, whenIdle, type World, sum } from "./kit.ts";

const HELPER = "01900000-0000-7000-8000-00000000f001";
const CHIEF = "01900000-0000-7000-8000-00000000f002";
const MUCH = 1_000_000_000_000_000;

const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);
const details = (result: Result<unknown>): unknown => (result.ok ? undefined : result.refusal.details);

/** Camille may do what `rights` says; Noor, who has a PIN, may do everything but a discount above half. */
function settingsWith(rights: Limits): SettingsDocument {
  const chief: Limits = {
    discount: 500_000,
    refund: MUCH,
    void: MUCH,
    no_sale: 1,
    cash_in: MUCH,
    cash_out: MUCH,
    open_day: 1,
    close_day: 1,
    see_others: 1,
  };
  return {
    ...SETTINGS,
    cashiers: [
      { id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: HELPER },
      { id: NOOR, name: "Noor", color: "blue", is_guarded: false, role: CHIEF },
    ],
    people: {
      ...SETTINGS.people,
      roles: [
        { id: HELPER, name: "Aide", rights },
        { id: CHIEF, name: "Chef", rights: chief },
      ],
    },
  };
}

async function shopWith(rights: Limits): Promise<{ readonly world: World; readonly till: Till }> {
  const world = makeWorld(settingsWith({ open_day: 1, ...rights }));
  const till = await openShop(world);
  world.door.setSecret(NOOR, "pin", "2580");
  await until(() => till.state.value.settings?.cashiers.some((cashier) => cashier.pin !== undefined) === true);
  await whenIdle(till);
  return { world, till };
}

function discounted(rate: number, basketRate = 0): Basket {
  const one = value(setLineDiscount(value(addItem(emptyBasket(), item(), pieces(1))), 1, { kind: "rate", ppm: ppm(rate) }));
  return basketRate === 0 ? one : value(setBasketDiscount(one, { kind: "rate", ppm: ppm(basketRate) }));
}

const needsOf = (basket: Basket) => basketNeeds(basket, priceBasket(basket, { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" }));
const amount = (cents: number): Basket => value(addAmount(emptyBasket(), euros(cents), RATE_20));

test("what a basket takes of the right to give discounts", () => {
  const byAmount = value(setLineDiscount(amount(1_000), 1, { kind: "amount", amount: euros(101) }));

  expect(needsOf(amount(1_000))).toEqual([]);
  expect(needsOf(discounted(100_000))).toEqual([{ right: "discount", asked: 100_000 }]);
  // 10 % of the line and 10 % of what is left are 19 % of the price.
  expect(needsOf(discounted(100_000, 100_000))).toEqual([{ right: "discount", asked: 190_000 }]);
  expect(needsOf(byAmount)).toEqual([{ right: "discount", asked: 101_000 }]);
  expect(needsOf(value(setBasketDiscount(amount(300), { kind: "amount", amount: euros(100) })))).toEqual([
    { right: "discount", asked: 333_334 },
  ]);
});

test("a discount within the limit needs nobody; above it, nothing is recorded until somebody says yes", async () => {
  const { world, till } = await shopWith({ discount: 100_000 });
  value(await till.finalizeSale(discounted(100_000), [{ kind: "cash" }]));
  const before = till.state.value.head_sequence;

  const refused = await till.finalizeSale(discounted(300_000), [{ kind: "cash" }]);

  expect([code(refused), details(refused)]).toEqual(["approval.needed", { right: "discount", asked: 300_000, limit: 100_000 }]);
  expect(till.state.value.head_sequence).toBe(before);
  const approvals = value(await till.approve({ kind: "pin", digits: "2580" }, needsOf(discounted(300_000)), "damaged"));
  const { sale } = value(await till.finalizeSale(approveBasket(discounted(300_000), approvals), [{ kind: "cash" }]));
  await whenIdle(till);
  const sealed = [{ right: "discount", asked: 300_000, limit: 100_000, approver: NOOR, by: "pin", reason: "damaged" }];
  expect(sale.approvals).toEqual(sealed);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body["approvals"]).toEqual(sealed);
  // Camille still sells: an approval switches nobody.
  expect(till.state.value.cashier?.name).toBe("Camille");
});

test("an approval is for what was asked, not for more; one that nobody needs is not sealed", async () => {
  const { world, till } = await shopWith({ discount: 100_000 });
  const approvals = value(await till.approve({ kind: "pin", digits: "2580" }, [{ right: "discount", asked: 200_000 }], "regular"));

  expect(code(await till.finalizeSale(approveBasket(discounted(300_000), approvals), [{ kind: "cash" }]))).toBe("approval.needed");
  value(await till.finalizeSale(approveBasket(discounted(50_000), approvals), [{ kind: "cash" }]));
  await whenIdle(till);

  expect(envelopeOf(world.door.storedTexts.at(-1)).body["approvals"]).toBeUndefined();
});

test("who may not do it can't allow it, and there is no approval without a reason", async () => {
  const { till } = await shopWith({});
  const before = till.state.value.head_sequence;

  expect(code(await till.approve({ kind: "pin", digits: "2580" }, [{ right: "discount", asked: 600_000 }], "damaged"))).toBe("approval.not_enough");
  expect(code(await till.approve({ kind: "pin", digits: "2580" }, [{ right: "discount", asked: 1 }], "because"))).toBe("approval.reason_missing");
  expect(code(await till.approve({ kind: "pin", digits: "0000" }, [{ right: "discount", asked: 1 }], "damaged"))).toBe("people.wrong");
  expect(till.state.value.head_sequence).toBe(before);
});

test("refund, void, drawer, cash and closing ask for their rights, offline too", async () => {
  const { world, till } = await shopWith({ refund: 500, void: 500, cash_in: 1_000 });
  const { sale } = value(await till.finalizeSale(amount(1_200), [{ kind: "cash" }]));
  const small = value(await till.finalizeSale(amount(500), [{ kind: "cash" }])).sale;
  await whenIdle(till);
  world.door.weather = "offline";
  const before = till.state.value.head_sequence;

  const refusals = [
    await till.refundSale(sale.ref, "all", [{ kind: "cash" }]),
    await till.voidBasket(amount(501), { reason: "mistake" }),
    await till.drawerOpened({ reason: "make_change" }),
    await till.cashMovement("paid_out", euros(1), { reason: "supplier" }),
    await till.cashMovement("paid_in", euros(1_001)),
    await till.closeSession(sum(euros(0))),
  ];

  expect(refusals.map(code)).toEqual(Array(6).fill("approval.needed"));
  expect(till.state.value.head_sequence).toBe(before);
  value(await till.refundSale(small.ref, "all", [{ kind: "cash" }]));
  value(await till.voidBasket(amount(500), { reason: "mistake" }));
  value(await till.cashMovement("paid_in", euros(1_000)));
  const say = async (right: Approval["right"], asked: number, reason: string): Promise<readonly Approval[]> =>
    value(await till.approve({ kind: "pin", digits: "2580" }, [{ right, asked }], reason));
  value(await till.refundSale(sale.ref, "all", [{ kind: "cash" }], { approvals: await say("refund", 1_200, "faulty") }));
  value(await till.drawerOpened({ reason: "make_change", approvals: await say("no_sale", 1, "make_change") }));
  value(await till.cashMovement("paid_out", euros(300), { reason: "supplier", approvals: await say("cash_out", 300, "supplier") }));
  value(await till.closeSession(sum(euros(0)), { approvals: await say("close_day", 1, "other") }));
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);

  const bodies = world.door.storedTexts.slice(-7).map((text) => envelopeOf(text));
  expect(bodies.map((entry) => [entry.kind, entry.body["reason"] ?? entry.body["purpose"], entry.body["purpose"]])).toEqual([
    ["refund", undefined, undefined],
    ["technical_event", "mistake", undefined],
    ["cash_movement", "paid_in", undefined],
    ["refund", undefined, undefined],
    ["technical_event", "make_change", undefined],
    ["cash_movement", "paid_out", "supplier"],
    ["closing", undefined, undefined],
  ]);
  const approved = bodies.map((entry) => entry.body["approvals"]);
  expect(approved.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(approved.slice(3)).toEqual([
    [{ right: "refund", asked: 1_200, limit: 500, approver: NOOR, by: "pin", reason: "faulty" }],
    [{ right: "no_sale", asked: 1, limit: 0, approver: NOOR, by: "pin", reason: "make_change" }],
    [{ right: "cash_out", asked: 300, limit: 0, approver: NOOR, by: "pin", reason: "supplier" }],
    [{ right: "close_day", asked: 1, limit: 0, approver: NOOR, by: "pin", reason: "other" }],
  ]);
});

test("the float of a purse is allowed for its own reasons: it pays no supplier and goes to no safe", async () => {
  const { world, till } = await shopWith({ no_sale: 0 });
  expect(reasonsFor("purse")).toEqual(["at_tables", "outside", "other"]);
  expect(code(await till.takePurse(euros(800), "drawer"))).toBe("approval.needed");
  const allowed = value(await till.approve({ kind: "pin", digits: "2580" }, [{ right: "cash_out", asked: 800 }], "at_tables"));
  value(await till.takePurse(euros(800), "drawer", { approvals: allowed, reason: "at_tables" }));
  await whenIdle(till);

  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1) ?? "");
  expect([kind, body["reason"], body["purpose"], body["amount"]]).toEqual(["cash_movement", "transfer", "at_tables", 800]);
  expect(body["approvals"]).toEqual([{ right: "cash_out", asked: 800, limit: 0, approver: NOOR, by: "pin", reason: "at_tables" }]);
});

test("a drawer never opens without a reason", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const before = till.state.value.head_sequence;

  expect(code(await till.drawerOpened({}))).toBe("approval.reason_missing");
  expect(till.state.value.head_sequence).toBe(before);
});

test("who may not see the sales of others sees their own, and the one whose receipt is shown", async () => {
  const { till } = await shopWith({});
  const own = value(await till.finalizeSale(amount(700), [{ kind: "cash" }])).sale;
  value(await till.signIn({ kind: "pin", digits: "2580" }));
  const other = value(await till.finalizeSale(amount(900), [{ kind: "cash" }])).sale;
  expect((await till.sales()).map((sale) => sale.number)).toEqual([other.number, own.number]);

  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));

  expect((await till.sales()).map((sale) => sale.number)).toEqual([own.number]);
  expect((await till.sales({ text: "9,00" })).length).toBe(0);
  expect((await till.sales({ text: other.number })).map((sale) => sale.number)).toEqual([other.number]);
  const approvals = value(await till.approve({ kind: "pin", digits: "2580" }, [{ right: "see_others", asked: 1 }], "other"));
  expect((await till.sales({ approvals })).length).toBe(2);
});
