import { expect, test } from "vitest";
import { printedCode } from "./printed-code.ts";

test("a GTIN is shown at the length that is printed", () => {
  expect(printedCode("02900001000338")).toBe("2900001000338");
  expect(printedCode("00000096385074")).toBe("96385074");
  expect(printedCode("10614141000415")).toBe("10614141000415");
});

test("a code of the shop's own is shown as it is", () => {
  expect(printedCode("CODE-7")).toBe("CODE-7");
  expect(printedCode("0012")).toBe("0012");
});
