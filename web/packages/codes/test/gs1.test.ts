import { expect, test } from "vitest";

import { readDigitalLink, readElements, saysGs1, SEPARATOR } from "../src/index.ts";

const GTIN = "09506000134352";

function pairs(text: string): unknown {
  const read = readElements(text);
  return read.ok ? read.value.map(({ ai, value }) => `(${ai})${value}`).join("") : read.refusal;
}

test("a medicine's Data Matrix: article, expiry, lot, serial", () => {
  expect(pairs(`]d201${GTIN}1726123110AB-1${SEPARATOR}21XYZ9`)).toBe(`(01)${GTIN}(17)261231(10)AB-1(21)XYZ9`);
});

test("a leading separator and one behind a predefined length are no error", () => {
  expect(pairs(`${SEPARATOR}01${GTIN}${SEPARATOR}3103001250`)).toBe(`(01)${GTIN}(3103)001250`);
});

test("the order does not matter, and the same element twice is one", () => {
  expect(pairs(`10L7${SEPARATOR}01${GTIN}${SEPARATOR}10L7`)).toBe(`(10)L7(01)${GTIN}`);
  expect(pairs(`10L7${SEPARATOR}01${GTIN}10L8`)).toBe("gs1.repeated");
});

test.each([
  ["a wrong check digit", "0109506000134353", "gs1.check_digit"],
  ["an identifier that does not exist", "0509506000134352", "gs1.unknown_identifier"],
  ["a measure that does not exist", `01${GTIN}3180001250`, "gs1.unknown_identifier"],
  ["six decimals of a weight", `01${GTIN}3106001250`, "gs1.unknown_identifier"],
  ["letters in a date", `01${GTIN}1726AB31`, "gs1.invalid_value"],
  ["a lot of 21 characters", `10${"A".repeat(21)}`, "gs1.invalid_value"],
  ["an article cut short", "01095060001343", "gs1.invalid_value"],
  ["a character outside GS1's 82", "10Ü", "gs1.invalid_value"],
  ["nothing at all", "]C1", "gs1.empty"],
])("refused: %s", (_, text, refusal) => {
  expect(pairs(text)).toBe(refusal);
});

test("optional parts", () => {
  expect(pairs(`800309506000134352SER1`)).toBe("(8003)09506000134352SER1");
  expect(pairs("7007261201")).toBe("(7007)261201");
  expect(pairs("7007261201261215")).toBe("(7007)261201261215");
  expect(pairs("70072612012612")).toBe("gs1.invalid_value");
  expect(pairs("423250276")).toBe("(423)250276");
});

test("internal identifiers 90 to 99", () => {
  expect(pairs(`91${"x".repeat(90)}`)).toBe(`(91)${"x".repeat(90)}`);
  expect(pairs(`90${"x".repeat(31)}`)).toBe("gs1.invalid_value");
});

test("only the reader's own word makes a code GS1", () => {
  expect(saysGs1("]C10109506000134352")).toBe(true);
  expect(saysGs1("]E04006381333931")).toBe(false);
  expect(saysGs1("4006381333931")).toBe(false);
});

test("a digital link", () => {
  const read = readDigitalLink("https://id.example.org/some/01/9506000134352/10/AB%2F1?17=261231&linkType=all#x");
  expect(read).toEqual({
    ok: true,
    value: [
      { ai: "01", value: GTIN },
      { ai: "10", value: "AB/1" },
      { ai: "17", value: "261231" },
    ],
  });
  expect(readDigitalLink("https://example.org/01/nothing")).toBeUndefined();
  expect(readDigitalLink("https://example.org/01/9506000134353")).toEqual({ ok: false, refusal: "gs1.check_digit" });
});
