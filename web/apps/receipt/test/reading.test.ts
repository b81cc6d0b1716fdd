import { describe, expect, test } from "vitest";
import { readSale } from "../src/body.ts";
import { moment, money, quantity, rate } from "../src/formats.ts";
import { chooseLanguage } from "../src/words.ts";

test("a sale is read with what it lacks as nothing", () => {
  const sale = readSale({
    lines: [{ quantity_milli: 2000, unit: "C62", unit_price: 115, line_discount: 23, basket_discount: 1, amount: 206 }],
    tax_subtotals: [{ tax_category: "S", tax_rate_ppm: 55_000, net: 196, tax: 10 }],
    tenders: [{ kind: "cash", amount: 206, received: 500, change: 294 }, "nonsense"],
    net: 196,
    tax: 10,
    gross: 206,
  });

  expect(sale.lines).toEqual([{ name: "", quantityMilli: 2000, unit: "C62", unitPrice: 115, discount: 24, amount: 206 }]);
  expect(sale.tenders).toEqual([{ kind: "cash", amount: 206, received: 500, change: 294 }]);
  expect([sale.isRefund, sale.cashRounding]).toEqual([false, 0]);
  expect(readSale({ refers_to: { sequence: 1 } }).isRefund).toBe(true);
});

/** Which kind of space stands in a figure changes with the version of Unicode's data. */
function spaced(text: string): string {
  return text.replace(/\s/gu, " ");
}

describe("figures", () => {
  test("are exact in every currency's digits", () => {
    expect(spaced(money(184_260, "EUR", "fr"))).toBe("1 842,60 €");
    expect(spaced(money(-5, "EUR", "en"))).toBe("−€0.05");
    expect(spaced(money(500, "JPY", "en"))).toBe("¥500");
    expect(spaced(money(1_234, "KWD", "en"))).toBe("KWD 1.234");
  });

  test("read as people say them", () => {
    expect(spaced(quantity(1250, "KGM", "de"))).toBe("1,25 kg");
    expect(spaced(quantity(2000, "C62", "de"))).toBe("2");
    expect(spaced(rate(55_000, "fr"))).toBe("5,5 %");
    expect(moment(1_795_000_000, "Europe/Paris", "en")).toContain("2026");
  });
});

test("the customer's first language that the page speaks is taken", () => {
  expect(chooseLanguage(["it-IT", "de-AT", "en"])).toBe("de");
  expect(chooseLanguage(["pt"])).toBe("en");
});
