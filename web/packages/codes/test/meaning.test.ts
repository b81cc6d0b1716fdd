import { expect, test } from "vitest";

import { checkDigit, checkRule, isMisread, priceCheckDigit, readCode, readMeasured, SEPARATOR, type MeasuredRule } from "../src/index.ts";

const WEIGHT: MeasuredRule = { prefix: "21", item_digits: 5, value_digits: 5, kind: "weight", decimals: 3, has_inner_check: false };
const PRICE: MeasuredRule = { prefix: "22", item_digits: 4, value_digits: 5, kind: "price", decimals: 2, has_inner_check: true };
const PIECES: MeasuredRule = { prefix: "23", item_digits: 5, value_digits: 5, kind: "pieces", decimals: 0, has_inner_check: false };
const RULES = [WEIGHT, PRICE, PIECES];
const YEAR = 2026;

function ean(twelve: string): string {
  return `${twelve}${checkDigit(twelve)}`;
}

test("a weight code is the article and its grams", () => {
  const code = ean("211234501250");

  expect(readCode(code, RULES, YEAR)).toEqual({
    kind: "item",
    codes: [code, ean("211234500000"), "2112345", "12345"],
    unit: "KGM",
    quantity_milli: 1_250,
  });
});

test("a price code is the article and the price on its label", () => {
  const code = ean(`220042${priceCheckDigit("14685")}14685`);

  expect(readCode(code, RULES, YEAR)).toEqual({
    kind: "item",
    codes: [code, ean("220042000000"), "220042", "0042", "42"],
    price: { amount: 14_685, decimals: 2 },
  });
});

test("a misread value with a right outer check digit is no measured code", () => {
  const wrong = ean(`220042${(priceCheckDigit("14685") + 1) % 10}14685`);

  expect(readMeasured(wrong, RULES)).toBeUndefined();
  expect(readCode(wrong, RULES, YEAR)).toEqual({ kind: "item", codes: [wrong] });
  expect(isMisread(wrong, RULES)).toBe(true);
  expect(isMisread(ean(`220042${priceCheckDigit("14685")}14685`), RULES)).toBe(false);
});

test("a number is misread by its check digit; what has none is not", () => {
  const code = ean("211234501250");

  expect(isMisread(code, RULES)).toBe(false);
  expect([`${code.slice(0, 12)}0`, `${code.slice(0, 12)}1`].map((each) => isMisread(each, RULES))).toContain(true);
  expect(isMisread("4006381333931", [])).toBe(false);
  expect(isMisread("4006381333932", [])).toBe(true);
  expect(["12345", "AB-12", "123456789"].map((each) => isMisread(each, RULES))).toEqual([false, false, false]);
});

test("a code of pieces, also in fourteen digits as a camera may send it", () => {
  const code = ean("230000700012");

  expect(readCode(`0${code}`, RULES, YEAR)).toMatchObject({ unit: "C62", quantity_milli: 12_000 });
});

test("the longest prefix of the table counts", () => {
  const special: MeasuredRule = { ...WEIGHT, prefix: "219", item_digits: 4, decimals: 2 };

  expect(readMeasured(ean("219999900100"), [WEIGHT, special])).toMatchObject({ value: 100, decimals: 2 });
});

test("without a table, or with a wrong check digit, it is a code like any other", () => {
  const code = ean("211234501250");

  expect(readCode(code, [], YEAR)).toEqual({ kind: "item", codes: [code] });
  expect(readMeasured("2112345012501", RULES)).toBeUndefined();
});

test.each([
  [{ ...WEIGHT, prefix: "3" }, "codes.prefix_invalid"],
  [{ ...WEIGHT, item_digits: 6 }, "codes.digits_must_fill_twelve"],
  [{ ...WEIGHT, decimals: 6 }, "codes.decimals_invalid"],
  [{ ...PRICE, item_digits: 3, value_digits: 6 }, "codes.inner_check_needs_4_or_5"],
  [WEIGHT, undefined],
])("a row of the table is checked: %j", (rule, refusal) => {
  expect(checkRule(rule)).toBe(refusal);
});

// Worked examples of the General Specifications, §7.9.4 and §7.9.5.
test("price check digits", () => {
  expect(priceCheckDigit("2875")).toBe(9);
  expect(priceCheckDigit("14685")).toBe(6);
});

test("a label with lot, date and weight", () => {
  expect(readCode("]C10109506000134352310300075015270200" + "10B7", RULES, YEAR)).toEqual({
    kind: "item",
    codes: ["09506000134352"],
    lot: "B7",
    best_before: "2027-02-28",
    unit: "KGM",
    quantity_milli: 750,
  });
});

test("weights finer than a gram are rounded half away from zero", () => {
  expect(readCode("]C101095060001343523104007505", RULES, YEAR)).toMatchObject({ quantity_milli: 751 });
  expect(readCode("]C101095060001343523104007504", RULES, YEAR)).toMatchObject({ quantity_milli: 750 });
  expect(readCode("]C101095060001343523101000012", RULES, YEAR)).toMatchObject({ quantity_milli: 1_200 });
});

test("the century of a two-digit year", () => {
  const expiring = (digits: string): unknown => readCode(`]d2010950600013435217${digits}`, RULES, YEAR);

  expect(expiring("270101")).toMatchObject({ expires: "2027-01-01" });
  expect(expiring("760101")).toMatchObject({ expires: "2076-01-01" });
  expect(expiring("770101")).toMatchObject({ expires: "1977-01-01" });
  expect(expiring("280229")).toMatchObject({ expires: "2028-02-29" });
  expect(expiring("270229")).not.toHaveProperty("expires");
});

test("a price and a count in a GS1 code", () => {
  expect(readCode(`]C1010950600013435239221499`, RULES, YEAR)).toMatchObject({ price: { amount: 1_499, decimals: 2 } });
  expect(readCode(`]C1010950600013435239329781499`, RULES, YEAR)).toMatchObject({ price: { amount: 1_499, decimals: 2 } });
  expect(readCode(`]C102095060001343523724`, RULES, YEAR)).toMatchObject({ unit: "C62", quantity_milli: 24_000 });
});

test("what says GS1 and is wrong is not looked up as something else", () => {
  expect(readCode("]C10109506000134353", RULES, YEAR)).toEqual({ kind: "unreadable", reason: "gs1.check_digit" });
  expect(readCode("]C110AB", RULES, YEAR)).toEqual({ kind: "unreadable", reason: "gs1.no_item" });
});

test("a camera that does not name the symbology", () => {
  expect(readCode(`010950600013435210A${SEPARATOR}17261231`, RULES, YEAR)).toMatchObject({ lot: "A", expires: "2026-12-31" });
  expect(readCode("4006381333931", RULES, YEAR)).toEqual({ kind: "item", codes: ["4006381333931"] });
});

test("our own receipt", () => {
  const essentials = `1.${"a".repeat(22)}.42.1299.EUR.1764000000.${"d".repeat(43)}.${"p".repeat(86)}`;

  expect(readCode(`https://shop.example/r/#${essentials}`, RULES, YEAR)).toEqual({ kind: "receipt", essentials });
  expect(readCode(essentials, RULES, YEAR)).toEqual({ kind: "receipt", essentials });
});

test("a reader's own name of the symbology falls away", () => {
  expect(readCode("]E03017620422003", RULES, YEAR)).toEqual({ kind: "item", codes: ["3017620422003"] });
});
