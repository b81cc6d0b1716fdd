import { expect, test } from "vitest";

import { addAmount, addItem, emptyBasket, type EntryRef, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, pieces, RATE_20, SETTINGS, sum, value, whenIdle } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

async function sellCash(till: Till, amount = 333): Promise<EntryRef> {
  const basket = value(addAmount(emptyBasket(), euros(amount), RATE_20));
  return value(await till.finalizeSale(basket, [{ kind: "cash", received: euros(1_000) }])).sale.ref;
}

test("rung as cash, paid by card: the amount moves, the drawer and the day follow, turnover stays", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellCash(till);
  expect(till.state.value.session).toMatchObject({ cash_expected: 10_333, tenders: [{ kind: "cash", amount: 333 }] });

  const sale = value(await till.correctTender(ref, { from: "cash", to: "card" }));
  await whenIdle(till);

  expect(sale).toMatchObject({
    ref,
    gross: 333,
    tenders: [{ kind: "cash", amount: 333, received: 1_000, change: 667 }],
    settled: { tenders: [{ kind: "card", amount: 333 }], cash_rounding: 0 },
    tender_kinds: ["card"],
  });
  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(kind).toBe("tender_correction");
  expect(body).toMatchObject({
    cashier: CAMILLE,
    session: till.state.value.session?.id,
    currency: "EUR",
    refers_to: ref,
    cash_rounding: 0,
    tenders: [
      { kind: "cash", amount: -333 },
      { kind: "card", amount: 333 },
    ],
  });
  expect(till.state.value.session).toMatchObject({
    cash_expected: 10_000,
    sales_count: 1,
    gross: 333,
    refunded: 0,
    tenders: [
      { kind: "cash", amount: 0 },
      { kind: "card", amount: 333 },
    ],
  });

  const closing = value(await till.closeSession(sum(euros(10_000))));
  expect([closing.cash_expected, closing.cash_difference, closing.gross, closing.perpetual_gross]).toEqual([10_000, 0, 333, 333]);
});

test("it goes back as well, and a part may move; never twice, never more than was tendered", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellCash(till);

  value(await till.correctTender(ref, { from: "cash", to: "card", amount: euros(100) }));
  expect((await till.sale(ref))?.settled?.tenders).toEqual([
    { kind: "cash", amount: 233 },
    { kind: "card", amount: 100 },
  ]);
  const before = till.state.value.head_sequence;
  expect([
    code(await till.correctTender(ref, { from: "card", to: "cash", amount: euros(101) })),
    code(await till.correctTender(ref, { from: "card", to: "card" })),
    code(await till.correctTender(ref, { from: "card", to: "cash", amount: euros(0) })),
    code(await till.correctTender({ ...ref, digest: "0".repeat(64) }, { from: "cash", to: "card" })),
  ]).toEqual(["correction.too_much", "correction.nothing", "amount.invalid", "sale.unknown"]);
  expect(till.state.value.head_sequence).toBe(before);

  value(await till.correctTender(ref, { from: "cash", to: "card" }));
  expect(code(await till.correctTender(ref, { from: "cash", to: "card" }))).toBe("correction.nothing");
  value(await till.correctTender(ref, { from: "card", to: "cash" }));
  expect(till.state.value.session).toMatchObject({ cash_expected: 10_333, tenders: [{ kind: "cash", amount: 333 }, { kind: "card", amount: 0 }] });
});

test("two taps at once move the amount once", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellCash(till);

  const both = await Promise.all([till.correctTender(ref, { from: "cash", to: "card" }), till.correctTender(ref, { from: "cash", to: "card" })]);

  expect(both.map(code)).toEqual(["accepted", "correction.nothing"]);
  expect(till.state.value.session?.cash_expected).toBe(10_000);
});

test("Swiss cash was rounded: what a card pays is not, and the rounding moves along, both ways", async () => {
  const till = await openShop(makeWorld({ ...SETTINGS, country: "CH", currency: "CHF" }));
  const basket = value(addAmount(emptyBasket(), euros(1_253), RATE_20));
  const { ref } = value(await till.finalizeSale(basket, [{ kind: "cash", received: euros(2_000) }])).sale;

  const card = value(await till.correctTender(ref, { from: "cash", to: "card" }));
  expect(card.settled).toEqual({ tenders: [{ kind: "card", amount: 1_253 }], cash_rounding: 0 });
  expect(till.state.value.session?.cash_expected).toBe(10_000);
  const cash = value(await till.correctTender(ref, { from: "card", to: "cash" }));
  expect(cash.settled).toEqual({ tenders: [{ kind: "cash", amount: 1_255 }], cash_rounding: 2 });
  expect(till.state.value.session?.cash_expected).toBe(11_255);
});

test("a refund that was paid out otherwise is corrected with the signs of a refund", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellCash(till);
  const refund = value(await till.refundSale(ref, "all", [{ kind: "cash" }])).sale.ref;
  expect(till.state.value.session?.cash_expected).toBe(10_000);

  value(await till.correctTender(refund, { from: "cash", to: "card" }));
  await whenIdle(till);

  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({
    tenders: [
      { kind: "cash", amount: 333 },
      { kind: "card", amount: -333 },
    ],
  });
  expect(till.state.value.session?.cash_expected).toBe(10_333);
});

test("a crash before the entry is written changes nothing; after it everything stands", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const ref = await sellCash(till);
  world.beforeSeal = () => Promise.reject(new Error("the battery is empty"));
  await expect(till.correctTender(ref, { from: "cash", to: "card" })).rejects.toThrow("battery");
  expect((await till.sale(ref))?.settled).toBeUndefined();
  expect(till.state.value.session?.cash_expected).toBe(10_333);
  world.beforeSeal = () => Promise.resolve();

  value(await till.correctTender(ref, { from: "cash", to: "card" }));
  till.close();
  const again = await world.open();
  expect(again.state.value.session?.cash_expected).toBe(10_000);
  expect((await again.sale(ref))?.settled?.tenders).toEqual([{ kind: "card", amount: 333 }]);
});

test("a day that is closed is not corrected any more", async () => {
  const till = await openShop(makeWorld());
  const ref = await sellCash(till);
  value(await till.closeSession(sum(euros(10_333))));
  value(await till.openSession(euros(10_333)));

  expect(code(await till.correctTender(ref, { from: "cash", to: "card" }))).toBe("correction.day_closed");
  expect(till.state.value.session?.cash_expected).toBe(10_333);
});

test("cash of a purse moves out of that purse, not out of the drawer", async () => {
  const till = await openShop(makeWorld());
  value(await till.takePurse(euros(2_000), "drawer"));
  const ref = await sellCash(till);
  expect(till.state.value.session?.purses).toMatchObject([{ cash_expected: 2_333 }]);

  value(await till.correctTender(ref, { from: "cash", to: "card" }));
  expect(till.state.value.session?.purses).toMatchObject([{ cash_expected: 2_000 }]);
  value(await till.correctTender(ref, { from: "card", to: "cash" }));
  value(await till.returnPurse(sum(euros(2_333)), "drawer"));
  expect(code(await till.correctTender(ref, { from: "cash", to: "card" }))).toBe("correction.purse_returned");
});

test("who lacks the right asks for it, and who allowed it is sealed", async () => {
  const role = { id: "01900000-0000-7000-8000-0000000000e1", name: "Caisse", rights: { correct_tender: 300, open_day: 1 } };
  const cashiers = SETTINGS.cashiers.map((cashier) => ({ ...cashier, role: role.id }));
  const world = makeWorld({ ...SETTINGS, cashiers, people: { ...SETTINGS.people, roles: [role] } });
  const till = await openShop(world);
  const bread = value(addItem(emptyBasket(), item({ unit_price: euros(111) }), pieces(3)));
  const { ref } = value(await till.finalizeSale(bread, [{ kind: "cash" }])).sale;

  expect(code(await till.correctTender(ref, { from: "cash", to: "card" }))).toBe("approval.needed");
  const approval = { right: "correct_tender", asked: 333, limit: 300, approver: NOOR, by: "pin", reason: "wrong_key" } as const;
  value(await till.correctTender(ref, { from: "cash", to: "card" }, { approvals: [approval] }));
  await whenIdle(till);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ approvals: [{ ...approval, asked: 333, limit: 300 }] });
  expect(code(await till.correctTender(ref, { from: "card", to: "cash", amount: euros(300) }))).toBe("accepted");
});

const CHECK = { id: "01900000-0000-7000-8000-0000000000d5", revision: 2, kind: "check", name: "Chèque", gives_change: false, opens_drawer: true, is_counted: true, categories: [] } as const;
const MEALS = { ...CHECK, id: "01900000-0000-7000-8000-0000000000d6", kind: "meal_voucher", name: "Titre-restaurant", amount_max: euros(300) } as const;
const OTHERS = { kinds: [CHECK, MEALS], limits: [{ kind: "cash", valid_from: "2020-01-01", amount_max: euros(300), basis: "part" }], rates: [] } as const;
const check = { kind: "check", tender: CHECK.id, revision: 2 } as const;

test("any of the shop's own tenders is corrected, by its identity and the revision that the till knows", async () => {
  const world = makeWorld({ ...SETTINGS, tenders: { ...OTHERS, limits: [] } });
  const till = await openShop(world);
  const ref = await sellCash(till);

  const sale = value(await till.correctTender(ref, { from: "cash", to: check }));
  await whenIdle(till);

  expect(sale.settled?.tenders).toEqual([{ ...check, amount: 333 }]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ tenders: [{ kind: "cash", amount: -333 }, { ...check, amount: 333 }] });
  expect(till.state.value.session?.tenders).toEqual([{ kind: "cash", amount: 0 }, { kind: "check", tender: CHECK.id, amount: 333 }]);
  value(await till.correctTender(ref, { from: check, to: "card" }));
  expect((await till.sale(ref))?.settled?.tenders).toEqual([{ kind: "card", amount: 333 }]);
});

test("the shop's and the law's limits hold for what was paid in truth", async () => {
  const till = await openShop(makeWorld({ ...SETTINGS, tenders: OTHERS }));
  const basket = value(addAmount(emptyBasket(), euros(333), RATE_20));
  const { ref } = value(await till.finalizeSale(basket, [{ kind: "card", amount: euros(333) }])).sale;
  const before = till.state.value.head_sequence;

  expect([
    code(await till.correctTender(ref, { from: "card", to: "cash" })),
    code(await till.correctTender(ref, { from: "card", to: { kind: "meal_voucher", tender: MEALS.id, revision: 2 } })),
  ]).toEqual(["tenders.cash_limit", "tenders.maximum"]);
  expect(till.state.value.head_sequence).toBe(before);
  value(await till.correctTender(ref, { from: "card", to: "cash", amount: euros(300) }));
});

test("what a gift card paid goes back onto it; nothing moves onto a card by a word", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const voucher = "01900000-0000-7000-8000-0000000000c9";
  const basket = value(addAmount(emptyBasket(), euros(500), RATE_20));
  const { ref } = value(await till.finalizeSale(basket, [{ kind: "gift_card", voucher, amount: euros(500) }])).sale;

  expect([
    code(await till.correctTender(ref, { from: "gift_card", to: "card" })),
    code(await till.correctTender(ref, { from: { kind: "gift_card", voucher }, to: { kind: "store_credit", voucher } })),
    code(await till.correctTender(ref, { from: { kind: "gift_card", voucher }, to: { kind: "account" } })),
  ]).toEqual(["correction.impossible", "correction.impossible", "correction.impossible"]);

  value(await till.correctTender(ref, { from: { kind: "gift_card", voucher }, to: "card" }));
  await whenIdle(till);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ tenders: [{ kind: "gift_card", voucher, amount: -500 }, { kind: "card", amount: 500 }] });
});
