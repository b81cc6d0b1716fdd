import { expect, test } from "vitest";
import { readCustomerView, type CustomerView } from "./customer-view.ts";

const VIEW: CustomerView = {
  state: "basket",
  shop: "Épicerie Lune",
  language: "fr",
  country: "FR",
  currency: "EUR",
  exponent: 2,
  timezone: "Europe/Paris",
  lines: [{ id: 1, name: "Baguette", quantity_milli: 2000, unit: "C62", unit_price: 115, amount: 230 }],
  total: 230,
  change: 0,
  qr: "",
  is_training: true,
};

test("a view crosses the line unchanged; what a newer till says beside it is left out", () => {
  expect(readCustomerView(JSON.parse(JSON.stringify(VIEW)))).toEqual(VIEW);
  expect(readCustomerView({ ...VIEW, loyalty: 12 })).toEqual(VIEW);
});

test("what lies on the scale crosses with it; a till of before says neither that nor the price of a kilogram", () => {
  const weighing = { name: "Pommes", unit: "KGM", unit_price: 295, net_milli: 1200, tare_milli: 50, amount: 354 };
  expect(readCustomerView(JSON.parse(JSON.stringify({ ...VIEW, weighing })))?.weighing).toEqual(weighing);
  expect(readCustomerView({ ...VIEW, weighing: { ...weighing, net_milli: 1.2 } })?.weighing?.net_milli).toBe(0);
  const { unit_price: _price, ...older } = VIEW.lines[0] ?? { unit_price: 0 };
  expect(readCustomerView({ ...VIEW, lines: [older] })?.lines[0]).toMatchObject({ name: "Baguette", unit_price: 0 });
});

test("what is no view is not shown", () => {
  for (const wrong of [undefined, "basket", {}, { ...VIEW, state: "advert" }, { ...VIEW, lines: "none" }]) expect(readCustomerView(wrong)).toBeUndefined();
  expect(readCustomerView({ ...VIEW, total: 2.3 })?.total).toBe(0);
});
