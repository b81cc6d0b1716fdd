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
  lines: [{ id: 1, name: "Baguette", quantity_milli: 2000, unit: "C62", amount: 230 }],
  total: 230,
  change: 0,
  qr: "",
  is_training: true,
};

test("a view crosses the line unchanged; what a newer till says beside it is left out", () => {
  expect(readCustomerView(JSON.parse(JSON.stringify(VIEW)))).toEqual(VIEW);
  expect(readCustomerView({ ...VIEW, loyalty: 12 })).toEqual(VIEW);
});

test("what is no view is not shown", () => {
  for (const wrong of [undefined, "basket", {}, { ...VIEW, state: "advert" }, { ...VIEW, lines: "none" }]) expect(readCustomerView(wrong)).toBeUndefined();
  expect(readCustomerView({ ...VIEW, total: 2.3 })?.total).toBe(0);
});
