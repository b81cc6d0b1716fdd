import { expect, test } from "vitest";

import { settle, type PricingContext, type TenderInput } from "../src/index.ts";
import { euros, value } from "./kit.ts";

const FRANCE: PricingContext = { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" };
const SWITZERLAND: PricingContext = { country: "CH", currency: "CHF", price_mode: "gross", day: "2026-11-22" };
const card = (amount: number): TenderInput => ({ kind: "card", amount: euros(amount) });
const cash = (received: number): TenderInput => ({ kind: "cash", received: euros(received) });

test("cash beyond the total gives change", () => {
  const settlement = value(settle(euros(207), [cash(500)], FRANCE));

  expect(settlement).toEqual({
    tenders: [{ kind: "cash", amount: 207, received: 500, change: 293 }],
    cash_rounding: 0,
    remaining: 0,
    remaining_cash: 0,
    change: 293,
    is_complete: true,
  });
});

test("only what cards leave is rounded", () => {
  const settlement = value(settle(euros(2_003), [card(1_000), { kind: "cash" }], SWITZERLAND));

  expect(settlement.tenders).toEqual([
    { kind: "card", amount: 1_000 },
    { kind: "cash", amount: 1_005, received: 1_005, change: 0 },
  ]);
  expect([settlement.cash_rounding, settlement.is_complete]).toEqual([2, true]);
});

test("what is missing is told, for a card and in cash", () => {
  const settlement = value(settle(euros(2_003), [card(1_000)], SWITZERLAND));

  expect([settlement.remaining, settlement.remaining_cash, settlement.is_complete]).toEqual([1_003, 1_005, false]);
});

test("several handfuls of cash are one tender", () => {
  const settlement = value(settle(euros(1_500), [cash(1_000), cash(1_000)], FRANCE));

  expect(settlement.tenders).toEqual([{ kind: "cash", amount: 1_500, received: 2_000, change: 500 }]);
});

test("cash first, a card for the rest", () => {
  const settlement = value(settle(euros(1_500), [cash(1_000), card(500)], FRANCE));

  expect(settlement.tenders).toEqual([
    { kind: "card", amount: 500 },
    { kind: "cash", amount: 1_000, received: 1_000, change: 0 },
  ]);
});

test("cash that is not enough leaves the rest open", () => {
  const settlement = value(settle(euros(1_500), [cash(1_000)], FRANCE));

  expect([settlement.remaining, settlement.is_complete]).toEqual([500, false]);
});

test("a free basket needs no tender", () => {
  expect(value(settle(euros(0), [], FRANCE))).toMatchObject({ tenders: [], is_complete: true });
});

test.each([
  ["a card above the total", [card(1_501)], "tenders.too_much"],
  ["a card of nothing", [card(0)], "tenders.invalid"],
  ["cash below zero", [cash(-1)], "tenders.invalid"],
])("refuses %s", (_name, tenders, code) => {
  const result = settle(euros(1_500), tenders, FRANCE);

  expect(result.ok ? "accepted" : result.refusal.code).toBe(code);
});
