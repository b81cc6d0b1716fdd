import { expect, test } from "vitest";

import { addAmount, addItem, emptyBasket, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, NOOR, openShop, RATE_20, value, whenIdle, sum } from "./kit.ts";

const code = (result: { ok: boolean; refusal?: { code: string } }): string => (result.ok ? "accepted" : (result.refusal?.code ?? ""));

async function sell(till: Till, cents: number, kind: "cash" | "card"): Promise<void> {
  const basket = value(addAmount(emptyBasket(), euros(cents), RATE_20));
  value(await till.finalizeSale(basket, kind === "cash" ? [{ kind }] : [{ kind, amount: euros(cents) }]));
}

test("the day closes with what was sold, what the drawer should hold and what it held", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 1_000, "cash");
  await sell(till, 2_000, "card");
  const [latest] = await till.sales({ text: "10,00" });
  if (latest === undefined) throw new Error("no sale");
  value(await till.refundSale(latest.ref, "all", [{ kind: "cash" }]));
  value(await till.cashMovement("pickup", euros(5_000)));
  value(await till.cashMovement("paid_in", euros(300)));
  world.door.weather = "offline";

  const closing = value(await till.closeSession(sum(euros(5_250))));

  expect(closing).toMatchObject({
    sales_count: 2,
    refunds_count: 1,
    gross: 3_000,
    refunded: -1_000,
    movements: -4_700,
    cash_expected: 5_300,
    cash_counted: 5_250,
    cash_difference: -50,
    first_sequence: 3,
    last_sequence: 8,
    perpetual_gross: 3_000,
    perpetual_refunded: -1_000,
    tenders: [
      { kind: "cash", amount: 0 },
      { kind: "card", amount: 2_000 },
    ],
  });
  expect(till.state.value.session).toBeUndefined();
  expect(code(await till.closeSession(sum(euros(0))))).toBe("session.closed");
  expect((await till.closings()).map((closed) => closed.ref)).toEqual([closing.ref]);

  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  const { kind, body } = envelopeOf(world.door.storedTexts.at(-1));
  expect(kind).toBe("closing");
  expect(body).toEqual({
    session: closing.id,
    cashier: CAMILLE,
    currency: "EUR",
    period: "day",
    business_day: "2026-11-22",
    first_sequence: 3,
    last_sequence: 8,
    sales_count: 2,
    refunds_count: 1,
    gross: 3_000,
    refunded: -1_000,
    cash_expected: 5_300,
    cash_counted: 5_250,
    cash_difference: -50,
    tenders: [
      { kind: "cash", amount: 0 },
      { kind: "card", amount: 2_000 },
    ],
    // As closings of months say it; a refund takes from its rate.
    documents: 3,
    net: 1_667,
    taxes: [{ category: "S", rate_ppm: 200_000, net: 1_667, tax: 333, gross: 2_000 }],
    perpetual_gross: 3_000,
    perpetual_refunded: -1_000,
  });
});

test("the perpetual totals go on the next day", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 1_000, "cash");
  value(await till.closeSession(sum(euros(11_000))));
  world.time.advance(86_400_000);
  value(await till.openSession(euros(10_000)));
  await sell(till, 500, "cash");

  const closing = value(await till.closeSession(sum(euros(10_500))));

  expect([closing.gross, closing.perpetual_gross, closing.cash_difference, closing.first_sequence]).toEqual([500, 1_500, 0, 6]);
  expect(closing.opened_at).toBe("2026-11-23T12:13:14.123+01:00");
});

test("a day is opened once, by somebody, with no negative float", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  expect(code(await till.openSession(euros(0)))).toBe("session.already_open");
  expect(code(await till.cashMovement("pickup", euros(0)))).toBe("amount.invalid");
  expect(code(await till.closeSession(sum(euros(-1))))).toBe("amount.invalid");
  value(await till.closeSession(sum(euros(10_000))));
  expect(code(await till.openSession(euros(-1)))).toBe("amount.invalid");
  expect(till.state.value.head_sequence).toBe(4);
});

test("a change of cashier is written once", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  const unknown = await till.signIn({ kind: "tap", cashier: "01900000-0000-7000-8000-00000000ffff" });
  await whenIdle(till);

  expect(code(unknown)).toBe("till.no_cashier");
  expect(till.state.value.cashier?.name).toBe("Noor");
  expect(till.state.value.head_sequence).toBe(4);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body).toEqual({
    event: "cashier_changed",
    cashier: NOOR,
    by: "tap",
    previous_cashier: CAMILLE,
    session: till.state.value.session?.id,
  });
});

test("a parked basket comes back as it was, once", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const basket = value(addItem(emptyBasket(), item()));

  const parked = value(await till.park(basket, " Table 4 "));
  expect(await till.parked()).toEqual([{ ...parked, label: "Table 4", lines_count: 1, gross: 115, cashier: CAMILLE }]);
  expect(till.state.value.parked_count).toBe(1);

  expect(value(await till.recall(parked.id))).toEqual({ ...basket, also: { parked: parked.id } });
  expect(await till.keptBasket()).toEqual({ ...basket, also: { parked: parked.id } });
  expect(till.state.value.parked_count).toBe(0);
  expect(code(await till.recall(parked.id))).toBe("parked.taken");
  expect(code(await till.park(emptyBasket(), ""))).toBe("basket.empty");
});

test("copies are numbered and each is an entry", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 1_000, "cash");
  const ref = (await till.sales())[0]?.ref;
  if (ref === undefined) throw new Error("no sale");

  expect((await till.receipt(ref))?.copy_number).toBe(0);
  expect(value(await till.copyReceipt(ref)).copy_number).toBe(1);
  expect(value(await till.copyReceipt(ref)).copy_number).toBe(2);
  expect(code(await till.copyReceipt({ ...ref, sequence: 99 }))).toBe("sale.unknown");
  await whenIdle(till);

  expect(world.door.storedTexts.slice(-2).map((text) => envelopeOf(text).body)).toEqual([
    { refers_to: ref, cashier: CAMILLE, copy_number: 1 },
    { refers_to: ref, cashier: CAMILLE, copy_number: 2 },
  ]);
});

test("past sales are found by number and by total, newest first", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  for (const cents of [1_250, 300, 1_250]) {
    await sell(till, cents, "cash");
    world.time.advance(60_000);
  }

  expect((await till.sales()).map((sale) => sale.number)).toEqual(["A1-1-6", "A1-1-5", "A1-1-4"]);
  expect((await till.sales({ text: "12,50" })).map((sale) => sale.number)).toEqual(["A1-1-6", "A1-1-4"]);
  expect((await till.sales({ text: "a1-1-5" })).map((sale) => sale.gross)).toEqual([300]);
  const [newest] = await till.sales({ limit: 1 });
  expect((await till.sales({ before_ms: newest?.epoch_ms ?? 0 })).map((sale) => sale.number)).toEqual(["A1-1-5", "A1-1-4"]);
});
