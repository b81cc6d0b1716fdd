import { describe, expect, test } from "vitest";
import { moment, money } from "../src/formats.ts";
import { chooseLanguage } from "../src/words.ts";

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
    expect(moment(1_795_000_000, "Europe/Paris", "en")).toBe("18 November 2026 at 12:06");
  });
});

test("the customer's first language that the page speaks is taken", () => {
  expect(chooseLanguage(["it-IT", "de-AT", "en"])).toBe("de");
  expect(chooseLanguage(["pt"])).toBe("en");
});
