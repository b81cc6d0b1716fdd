/** Foreign money in the drawer: a float at the opening, taken to the safe, expected and counted by currency, carried over a night. */
import { expect, test } from "vitest";

import { countables } from "../src/counted-tenders.ts";
import { foreignDays } from "../src/foreign-days.ts";
import { addAmount, emptyBasket, minorUnits, ppm, type Basket, type SettingsDocument, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, NOOR, RATE_20, SETTINGS, sum, value, whenIdle, type World } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));
const meal = (amount: number): Basket => value(addAmount(emptyBasket(), euros(amount), RATE_20));
const FRANCS: SettingsDocument = {
  ...SETTINGS,
  tenders: { kinds: [], limits: [], rates: [{ currency: "CHF", exponent: 2, valid_from: "2020-01-01", rate_ppm: ppm(1_060_000) }] },
};
const francs = (amount: number): { readonly currency: string; readonly amount: number } => ({ currency: "CHF", amount });

async function open(world: World): Promise<Till> {
  const till = await world.open();
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  return till;
}

test("the drawer opens with francs, takes some, gives some to the safe, and is counted by currency", async () => {
  const world = makeWorld(FRANCS);
  const till = await open(world);
  value(await till.openSession({ own: minorUnits(10_000), foreign: [francs(5_000)] }));
  const paid = { kind: "foreign_cash", amount: euros(2_120), currency: "CHF", foreign_amount: 2_000, rate_ppm: 1_060_000, gives_change: true } as const;
  value(await till.finalizeSale(meal(2_000), [paid]));
  const session = value(await till.cashMovement("pickup", francs(6_000), { reason: "to_safe" }));
  await whenIdle(till);

  const [opening, , pickup] = world.door.storedTexts.slice(-3).map((text) => envelopeOf(text));
  expect(opening?.body).toMatchObject({ float: 10_000, foreign_floats: [{ currency: "CHF", amount: 5_000 }] });
  expect(pickup?.body).toEqual({
    session: session.id,
    cashier: CAMILLE,
    reason: "pickup",
    currency: "CHF",
    foreign_amount: -6_000,
    worth: -6_360,
    purpose: "to_safe",
  });
  // 100.00 less the change of 1.20: francs are no euros of the drawer.
  expect([session.cash_expected, session.movements, session.foreign]).toEqual([9_880, 0, [{ ...francs(-1_000), float: 5_000, pickup: -6_000 }]]);
  expect(countables(session, FRANCS.tenders)).toEqual([{ kind: "foreign_cash", currency: "CHF", expected: 1_000 }]);

  const heaps = [{ amount: 990, pieces: [] }];
  const closing = value(await till.closeSession({ ...sum(euros(9_880)), heaps }));
  expect(closing.counted_tenders).toEqual([{ kind: "foreign_cash", currency: "CHF", expected: 1_000, counted: 990, difference: -10 }]);
});

test("a handover counts the francs, too: what was found lies there from then on, and the day says all of it", async () => {
  const world = makeWorld(FRANCS);
  const till = await open(world);
  value(await till.openSession({ own: minorUnits(10_000), foreign: [francs(5_000)] }));
  const paid = { kind: "foreign_cash", amount: euros(2_120), currency: "CHF", foreign_amount: 2_000, rate_ppm: 1_060_000, gives_change: true } as const;
  value(await till.finalizeSale(meal(2_000), [paid]));
  value(await till.cashMovement("paid_in", francs(500), { reason: "change" }));
  value(await till.cashMovement("paid_out", francs(300), { reason: "supplier" }));
  const sequence = till.state.value.head_sequence;
  const pieces = [{ value: minorUnits(1_000), pieces: 7 }, { value: minorUnits(10), pieces: 8 }, { value: minorUnits(5), pieces: 0 }];
  const found = [{ currency: "CHF", amount: 7_080, pieces }];

  const twice = await till.handOver({ ...sum(euros(9_880)), foreign: [...found, ...found] }, { kind: "tap", cashier: NOOR });
  const wrong = await till.handOver({ ...sum(euros(9_880)), foreign: [{ currency: "CHF", amount: 7_000, pieces }] }, { kind: "tap", cashier: NOOR });
  expect([twice, wrong].map(code)).toEqual(["amount.invalid", "amount.invalid"]);
  expect(till.state.value.head_sequence).toBe(sequence);

  const after = value(await till.handOver({ ...sum(euros(9_880)), foreign: found }, { kind: "tap", cashier: NOOR }));
  await whenIdle(till);

  const [count] = world.door.storedTexts.slice(-1).map((text) => envelopeOf(text));
  const row = { currency: "CHF", expected: 7_200, counted: 7_080, difference: -120 };
  expect(count?.body).toMatchObject({ purpose: "handover", to: NOOR, cash_counted: 9_880, foreign: [{ ...row, count: pieces.slice(0, 2) }] });
  expect(countables(after, FRANCS.tenders)).toEqual([{ kind: "foreign_cash", currency: "CHF", expected: 7_080 }]);
  const day = { currency: "CHF", float: 5_000, taken: 2_000, given: 0, paid_in: 500, paid_out: -300, pickup: 0, differences: -120, expected: 7_080 };
  expect(foreignDays(after)).toEqual([day]);

  const closing = value(await till.closeSession({ ...sum(euros(9_880)), heaps: [{ amount: 7_080, pieces: [] }] }));
  expect(foreignDays(closing)).toEqual([{ ...day, counted: 7_080, difference: 0 }]);
});

test("a session of an older till knew the sum alone: what its sales took is told apart, the rest lay there", () => {
  const tenders = [{ kind: "foreign_cash", amount: minorUnits(2_120), currency: "CHF", foreign_amount: 2_000 }] as const;
  expect(foreignDays({ tenders, foreign: [francs(-1_000)] })).toEqual([
    { currency: "CHF", float: -1_000, taken: 2_000, given: 0, paid_in: 0, paid_out: 0, pickup: 0, differences: 0, expected: 1_000 },
  ]);
});

test("an amount that is none, a currency without a rate: refused, and nothing is written", async () => {
  const till = await open(makeWorld(FRANCS));
  const opened = [
    await till.openSession({ own: minorUnits(0), foreign: [francs(0)] }),
    await till.openSession({ own: minorUnits(0), foreign: [{ currency: "USD", amount: 100 }] }),
  ];
  expect([opened.map(code), till.state.value.session]).toEqual([["amount.invalid", "tenders.rate_missing"], undefined]);
  value(await till.openSession(euros(10_000)));
  const sequence = till.state.value.head_sequence;

  const moved = [
    await till.cashMovement("pickup", francs(-1)),
    await till.cashMovement("pickup", francs(1.5)),
    await till.cashMovement("pickup", { currency: "USD", amount: 100 }),
  ];

  expect(moved.map(code)).toEqual(["amount.invalid", "amount.invalid", "tenders.rate_missing"]);
  expect(till.state.value.head_sequence).toBe(sequence);
});

test("francs of a forgotten day lie there in the morning", async () => {
  const world = makeWorld(FRANCS);
  const till = await open(world);
  value(await till.openSession({ own: minorUnits(10_000), foreign: [francs(5_000)] }));
  value(await till.cashMovement("paid_in", francs(1_000), { reason: "change" }));
  world.time.setWall(Date.parse("2026-11-23T07:30:00.000Z"));

  value(await till.finalizeSale(meal(500), [{ kind: "cash" }]));
  await whenIdle(till);

  const [closing, opening] = world.door.storedTexts.slice(-3).map((text) => envelopeOf(text));
  expect(closing?.body).toMatchObject({ not_counted: 1 });
  expect(opening?.body).toMatchObject({ float: 10_000, foreign_floats: [francs(6_000)] });
});

test("what is worth next to nothing takes the right all the same", async () => {
  const role = "01900000-0000-7000-8000-00000000f001";
  const till = await open(
    makeWorld({
      ...SETTINGS,
      cashiers: SETTINGS.cashiers.map((cashier) => ({ ...cashier, role })),
      people: { ...SETTINGS.people, roles: [{ id: role, name: "Aide", rights: { open_day: 1 } }] },
      tenders: { kinds: [], limits: [], rates: [{ currency: "JPY", exponent: 0, valid_from: "2020-01-01", rate_ppm: ppm(4_000) }] },
    }),
  );
  value(await till.openSession(euros(10_000)));
  const sequence = till.state.value.head_sequence;

  const moved = await till.cashMovement("paid_in", { currency: "JPY", amount: 1 });

  expect([code(moved), till.state.value.head_sequence]).toEqual(["approval.needed", sequence]);
});
