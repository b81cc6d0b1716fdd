import { expect, it } from "vitest";
import { amountOf, emptyEntry, isEmptyEntry, press, quantityOf, wholeOf, type KeypadEntry, type KeypadKey } from "./keypad.ts";

function type(keys: readonly KeypadKey[], exponent = 2): KeypadEntry {
  return keys.reduce((entry, key) => press(entry, key, exponent), emptyEntry);
}

it("reads 1 2 5 0 as 12,50", () => {
  expect(amountOf(type(["1", "2", "5", "0"]), 2)).toBe(1250);
});

it("takes 00 as two digits and no leading zero", () => {
  expect(amountOf(type(["00", "0", "3", "00"]), 2)).toBe(300);
  expect(isEmptyEntry(type(["00", "0"]))).toBe(true);
});

it("reads 12,5 from a PC keyboard as 12,50 and ignores a third decimal", () => {
  expect(amountOf(type(["1", "2", "separator", "5"]), 2)).toBe(1250);
  expect(amountOf(type(["1", "2", "separator", "5", "5", "9"]), 2)).toBe(1255);
  expect(amountOf(type(["separator", "5"]), 2)).toBe(50);
});

it("has no separator where the currency has no decimals", () => {
  expect(amountOf(type(["1", "2", "separator", "5"], 0), 0)).toBe(125);
});

it("multiplies after ×, once, and counts a bare × as one", () => {
  const entry = type(["3", "5", "0", "times", "1", "2"]);

  expect([amountOf(entry, 2), quantityOf(entry)]).toEqual([350, 12_000]);
  expect(quantityOf(type(["3", "5", "0", "times"]))).toBe(1000);
  expect(type(["3", "times", "times"])).toEqual({ digits: "3", times: "" });
});

it("needs an amount before ×", () => {
  expect(isEmptyEntry(type(["times"]))).toBe(true);
});

it("deletes figure by figure, through × and the separator", () => {
  expect(type(["3", "5", "times", "2", "delete", "delete", "delete"])).toEqual({ digits: "3" });
  expect(type(["3", "separator", "5", "delete", "delete", "delete"])).toEqual({ digits: "" });
});

it("stops before numbers that no drawer holds", () => {
  const entry = type(["9", "9", "9", "9", "9", "9", "9", "9", "9", "9", "00", "times", "9", "9", "9", "9"]);

  expect([amountOf(entry, 2), quantityOf(entry)]).toEqual([999_999_999, 999_000]);
});

it("reads whole units where figures are not money", () => {
  expect(wholeOf(type(["1", "2"]), 3)).toBe(12_000);
  expect(wholeOf(type(["1", "separator", "2", "5"], 3), 3)).toBe(1250);
  expect(wholeOf(emptyEntry, 3)).toBe(0);
});
