import { expect, test } from "vitest";

import {
  addAmount,
  addItem,
  emptyBasket,
  milli,
  ppm,
  priceBasket,
  removeLine,
  setBasketDiscount,
  setLineDiscount,
  setQuantity,
  setUnitPrice,
  type Basket,
  type PricingContext,
} from "../src/index.ts";
import { BREAD, euros, item, pieces, RATE_20, value } from "./kit.ts";

const FRANCE: PricingContext = { country: "FR", currency: "EUR", price_mode: "gross", day: "2026-11-22" };
const SWITZERLAND: PricingContext = { country: "CH", currency: "CHF", price_mode: "gross", day: "2026-11-22" };

function bread(count: number): Basket {
  return value(addItem(emptyBasket(), item(), pieces(count)));
}

test("the same item again makes its line grow", () => {
  const basket = value(addItem(bread(1), item()));

  expect(basket.lines).toHaveLength(1);
  expect(basket.lines[0]?.quantity_milli).toBe(2_000);
  expect(basket.last_line).toBe(1);
});

test("an item whose price changed meanwhile is a line of its own", () => {
  const basket = value(addItem(bread(1), item({ unit_price: euros(120) })));

  expect(basket.lines.map((line) => line.unit_price)).toEqual([115, 120]);
});

test("goods by weight are never added up: each weighing is a line", () => {
  const cheese = item({ unit: "KGM" });
  const basket = value(addItem(value(addItem(emptyBasket(), cheese, milli(250))), cheese, milli(310)));

  expect(basket.lines.map((line) => line.quantity_milli)).toEqual([250, 310]);
});

test("line and basket discounts come to the journal format's example", () => {
  const discounted = value(setLineDiscount(bread(2), 1, { kind: "rate", ppm: ppm(100_000) }));

  const priced = priceBasket(discounted, FRANCE);

  expect(priced.lines[0]).toMatchObject({ id: 1, base: 230, promotions: [], line_discount: 23, basket_discount: 0, amount: 207 });
  expect(priced.tax_subtotals).toEqual([{ tax_category: "S", tax_rate_ppm: 55_000, net: 196, tax: 11, gross: 207 }]);
  expect([priced.net, priced.tax, priced.gross, priced.discounts]).toEqual([196, 11, 207, 23]);
});

test("a basket discount is shared by the lines", () => {
  const two = value(addAmount(bread(1), euros(1_000), RATE_20));

  const priced = priceBasket(value(setBasketDiscount(two, { kind: "amount", amount: euros(100) })), FRANCE);

  expect(priced.lines.map((line) => line.basket_discount)).toEqual([10, 90]);
  expect(priced.gross).toBe(1_015);
});

test("cash is rounded where the country has no small coins, cards are not", () => {
  const priced = priceBasket(value(addAmount(emptyBasket(), euros(1_253), RATE_20)), SWITZERLAND);

  expect([priced.gross, priced.cash_rounding, priced.cash_payable]).toEqual([1_253, 2, 1_255]);
});

test("a discount amount stops at the price when the quantity is lowered after it", () => {
  const discounted = value(setLineDiscount(bread(3), 1, { kind: "amount", amount: euros(200) }));

  const lowered = priceBasket(value(setQuantity(discounted, 1, pieces(1))), FRANCE);

  expect(lowered.lines[0]).toMatchObject({ id: 1, base: 115, promotions: [], line_discount: 115, basket_discount: 0, amount: 0 });
});

test("quantity 0 removes the line, and its number is not given again", () => {
  const emptied = value(setQuantity(bread(1), 1, milli(0)));
  const again = value(addItem(emptied, item()));

  expect(emptied.lines).toEqual([]);
  expect(again.lines.map((line) => line.id)).toEqual([2]);
});

test("functions answer a new basket and leave the old one alone", () => {
  const before = bread(1);
  value(setUnitPrice(before, 1, euros(99)));
  value(removeLine(before, 1));

  expect(before.lines.map((line) => [line.item, line.unit_price, line.quantity_milli])).toEqual([[BREAD, 115, 1_000]]);
});

test.each([
  ["a quantity below zero", () => setQuantity(bread(1), 1, milli(-1)), "basket.quantity_invalid"],
  ["a price below zero", () => setUnitPrice(bread(1), 1, euros(-1)), "basket.price_invalid"],
  ["a free amount of nothing", () => addAmount(emptyBasket(), euros(0), RATE_20), "basket.price_invalid"],
  ["a line that is not there", () => setQuantity(bread(1), 7, pieces(2)), "basket.line_unknown"],
  ["a discount above 100 %", () => setLineDiscount(bread(1), 1, { kind: "rate", ppm: ppm(1_000_001) }), "basket.discount_invalid"],
  ["a sum beyond exact numbers", () => addAmount(emptyBasket(), euros(2_000_000_000_000), RATE_20), "basket.amount_too_large"],
])("refuses %s", (_name, act, code) => {
  const result = act();

  expect(result.ok ? "accepted" : result.refusal.code).toBe(code);
});

test("more lines than one entry holds are refused while they are typed, not when they are paid", () => {
  let basket = emptyBasket();
  let refusal = "";
  while (refusal === "") {
    const next = addAmount(basket, euros(100), RATE_20);
    if (next.ok) basket = next.value;
    else refusal = next.refusal.code;
  }

  expect([basket.lines.length, refusal]).toEqual([136, "basket.too_long"]);
});

test("half a character in a name does not make the item unsellable", () => {
  const basket = value(addItem(emptyBasket(), item({ name: "Cafe\u0301 \ud800!" })));

  expect(basket.lines[0]?.name).toBe("Café \ufffd!");
});
