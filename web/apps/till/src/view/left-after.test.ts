import { milli, minorUnits, ppm, type SaleLineView, type TenderView } from "@comptoir/till-core";
import { expect, test } from "vitest";
import { balanceAt, noteBalance } from "../state/known-balances.ts";
import { cardsLeft } from "./left-after.ts";

const zero = minorUnits(0);
const line: SaleLineView = {
  line: 1, unit: "C62", quantity_milli: milli(1_000), unit_price: minorUnits(890), amount: minorUnits(890), line_discount: zero, basket_discount: zero,
  tax_category: "S", tax_rate_ppm: ppm(200_000), refunded_milli: milli(0),
};
const sale = { lines: [line], tenders: [], gross: minorUnits(890), price_mode: "gross" as const };
const card: TenderView = { kind: "gift_card", amount: minorUnits(500), voucher: "card", hold: "first" };
noteBalance("first", 3_000);
noteBalance("second", 3_000);

test("a card that paid says what is left, in one part or in two", () => {
  expect(cardsLeft({ ...sale, tenders: [card] }, balanceAt)).toEqual([{ voucher: "card", kind: "gift_card", change: -500, left: 2_500 }]);
  const parts = [card, { kind: "cash" as const, amount: minorUnits(90) }, { ...card, amount: minorUnits(300), hold: "second" }];
  expect(cardsLeft({ ...sale, tenders: parts }, balanceAt)).toEqual([{ voucher: "card", kind: "gift_card", change: -800, left: 2_200 }]);
});

test("a card that takes its tax off the goods says so, too, and one that is loaded was looked at", () => {
  const off = { ...line, line: 2, amount: minorUnits(-890), voucher: "card", hold: "first" };
  expect(cardsLeft({ ...sale, lines: [line, off] }, balanceAt)).toEqual([{ voucher: "card", kind: "gift_card", change: -890, left: 2_110 }]);
  expect(cardsLeft({ ...sale, lines: [{ ...line, amount: minorUnits(2_000), voucher: "card" }] }, balanceAt)).toEqual([]);
});

test("what nobody could know is not made up: without a network, and of what came back", () => {
  expect(cardsLeft({ ...sale, tenders: [{ kind: "gift_card", amount: minorUnits(300), voucher: "card", allowance: "a" }] }, balanceAt)).toEqual([
    { voucher: "card", kind: "gift_card", change: -300 },
  ]);
  // The refund of the sale above names no promise: what was known before that sale is not what is on the card now.
  const back = { kind: "gift_card" as const, amount: minorUnits(-500), voucher: "card" };
  const made = [{ kind: "store_credit" as const, code: "GC", amount: minorUnits(390) }];
  const credit: TenderView = { kind: "store_credit", amount: minorUnits(-390), voucher: "new" };
  expect(cardsLeft({ ...sale, gross: minorUnits(-890), tenders: [back, credit], voucher_codes: made }, balanceAt)).toEqual([
    { voucher: "card", kind: "gift_card", change: 500 },
  ]);
});
