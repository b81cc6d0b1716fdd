import { expect, test } from "vitest";

import { addAmount, emptyBasket, minorUnits, type Basket, type SettingsDocument } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, openShop, pieces, RATE_20, SETTINGS, sum, value, whenIdle } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const meal = (amount: number): Basket => value(addAmount(emptyBasket(), euros(amount), RATE_20));

test("a tip comes on top: cash lies with its tip, a card carries its own, turnover knows nothing of it", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const inCash = value(await till.finalizeSale(meal(1_850), [{ kind: "cash", received: euros(1_900), tip: euros(100) }])).sale;
  const exact = value(await till.finalizeSale(meal(500), [{ kind: "cash", tip: euros(50) }])).sale;
  const byCard = value(await till.finalizeSale(meal(2_000), [{ kind: "card", amount: euros(2_000), tip: euros(200) }])).sale;
  await whenIdle(till);

  expect(inCash.tenders).toEqual([{ kind: "cash", amount: 1_850, received: 2_000, change: 50, tip: 100 }]);
  expect(exact.tenders).toEqual([{ kind: "cash", amount: 500, received: 550, change: 0, tip: 50 }]);
  expect(byCard.tenders).toEqual([{ kind: "card", amount: 2_000, tip: 200 }]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ gross: 2_000, tenders: [{ kind: "card", amount: 2_000, tip: 200 }] });
  expect(till.state.value.session).toMatchObject({
    gross: 4_350,
    tenders: [{ kind: "cash", amount: 2_350 }, { kind: "card", amount: 2_000 }],
    tips: [{ kind: "cash", amount: 150 }, { kind: "card", amount: 200 }],
    cash_expected: 10_000 + 2_350 + 150,
  });
});

test("a part of a bill with its tip, and the rest without", async () => {
  const till = await openShop(makeWorld());

  const { sale } = value(
    await till.finalizeSale(meal(3_000), [{ kind: "card", amount: euros(1_000), tip: euros(100) }, { kind: "cash", received: euros(2_500), tip: euros(300) }]),
  );

  expect(sale.tenders).toEqual([
    { kind: "card", amount: 1_000, tip: 100 },
    { kind: "cash", amount: 2_000, received: 2_800, change: 500, tip: 300 },
  ]);
});

test("no tip below one cent, none in cash without cash; nothing is written", async () => {
  const till = await openShop(makeWorld());
  const sequence = till.state.value.head_sequence;

  const answers = [
    await till.finalizeSale(meal(500), [{ kind: "card", amount: euros(500), tip: minorUnits(-1) }]),
    await till.finalizeSale(meal(500), [{ kind: "card", amount: euros(500) }, { kind: "cash", received: euros(0), tip: euros(100) }]),
  ];

  expect(answers.map(code)).toEqual(["amount.invalid", "amount.invalid"]);
  expect(till.state.value.head_sequence).toBe(sequence);
});

test("a tip after the fact is an entry of its own, and the day follows", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const { ref } = value(await till.finalizeSale(meal(2_000), [{ kind: "card", amount: euros(2_000) }])).sale;

  value(await till.lateTip(ref, "card", euros(300)));
  const sale = value(await till.lateTip(ref, "cash", euros(100)));
  const refusals = [await till.lateTip(ref, "card", euros(0)), await till.lateTip({ ...ref, digest: "0".repeat(64) }, "card", euros(1))];
  await whenIdle(till);

  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect([kind, body]).toEqual(["late_tip", { session: till.state.value.session?.id, cashier: CAMILLE, refers_to: ref, kind: "cash", tip: 100 }]);
  expect(sale.tip_later).toBe(400);
  expect(refusals.map(code)).toEqual(["amount.invalid", "sale.unknown"]);
  expect(till.state.value.session).toMatchObject({
    gross: 2_000,
    tips: [{ kind: "card", amount: 300 }, { kind: "cash", amount: 100 }],
    cash_expected: 10_100,
  });
});

test("tips stand in the closing apart, and leave the drawer with their reason", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await till.finalizeSale(meal(2_000), [{ kind: "card", amount: euros(2_000), tip: euros(200) }]));
  value(await till.cashMovement("paid_out", euros(200), { reason: "tips" }));

  const closing = value(await till.closeSession(sum(euros(9_800))));
  await whenIdle(till);

  expect([closing.cash_difference, closing.gross, closing.tips]).toEqual([0, 2_000, [{ kind: "card", amount: 200 }]]);
  expect(world.door.storedTexts.map((text) => envelopeOf(text)).at(-2)?.body).toMatchObject({ reason: "paid_out", purpose: "tips", amount: -200 });
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ gross: 2_000, tips: [{ kind: "card", amount: 200 }] });
});

const MEAL = "01900000-0000-7000-8000-0000000000e1";
const COUNTING: SettingsDocument = {
  ...SETTINGS,
  tenders: {
    kinds: [{ id: MEAL, revision: 1, kind: "meal_voucher", name: "Titre", gives_change: false, opens_drawer: false, is_counted: true, categories: [] }],
    limits: [],
    rates: [],
  },
};

test("foreign money and counted papers are counted by themselves at the closing", async () => {
  const world = makeWorld(COUNTING);
  const till = await openShop(world);
  const francs = { kind: "foreign_cash", amount: euros(2_120), currency: "CHF", foreign_amount: 2_000, rate_ppm: 1_060_000, gives_change: true } as const;
  value(await till.finalizeSale(meal(2_000), [francs]));
  value(await till.finalizeSale(meal(1_500), [{ kind: "meal_voucher", tender: MEAL, revision: 1, amount: euros(1_500) }]));
  const heaps = [{ amount: 1_000, pieces: [{ value: 1_000, pieces: 1 }] }, { amount: 1_500, pieces: [], papers: 2 }];
  const sequence = till.state.value.head_sequence;

  const wrong = await till.closeSession({ ...sum(euros(9_880)), heaps: [{ amount: 999, pieces: [{ value: 1_000, pieces: 1 }] }] });
  expect([code(wrong), till.state.value.head_sequence]).toEqual(["amount.invalid", sequence]);
  const closing = value(await till.closeSession({ ...sum(euros(9_880)), heaps }));
  await whenIdle(till);

  const counted = [
    { kind: "foreign_cash", currency: "CHF", expected: 2_000, counted: 1_000, difference: -1_000, count: [{ value: 1_000, pieces: 1 }] },
    { kind: "meal_voucher", tender: MEAL, expected: 1_500, counted: 1_500, difference: 0, papers: 2 },
  ];
  expect([closing.cash_difference, closing.counted_tenders]).toEqual([0, counted]);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toMatchObject({ counted_tenders: counted });
});

test("a heap that nobody counted is said so and does not stop the closing", async () => {
  const till = await openShop(makeWorld(COUNTING));

  const closing = value(await till.closeSession(sum(euros(10_000))));

  expect(closing.counted_tenders).toEqual([{ kind: "meal_voucher", tender: MEAL, expected: 0 }]);
});

test("a refund gives no tip back: it was not the shop's", async () => {
  const till = await openShop(makeWorld());
  const { ref } = value(await till.finalizeSale(meal(2_000), [{ kind: "card", amount: euros(2_000), tip: euros(200) }])).sale;

  const preview = value(await till.previewRefund(ref, [{ line: 1, quantity_milli: pieces(1) }]));
  const { sale } = value(await till.refundSale(ref, "all", [{ kind: "card", amount: euros(2_000) }]));

  expect(preview).toMatchObject({ gross: 2_000, ways: [{ kind: "card", amount: 2_000 }] });
  expect(sale.tenders).toEqual([{ kind: "card", amount: -2_000 }]);
  expect(till.state.value.session?.tips).toEqual([{ kind: "card", amount: 200 }]);
});
