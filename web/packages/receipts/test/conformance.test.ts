import { expect, test } from "vitest";
import { exceedsSimplified, mustIssue, receiptLaw, widthOf } from "../src/index.ts";
import { INVOICE_LAWS, RECEIPT_LAWS } from "../src/law.ts";
import { answer, cases, languages, law, wordsOf } from "./cases.ts";

test.for(cases().map((one) => [one.id, one] as const))("%s", ([, one]) => {
  expect(answer(one.given), one.why).toEqual(one.expect);
});

test.for(cases().map((one) => [one.id, one] as const))("%s fits on the paper", ([, one]) => {
  for (const [columns, lines] of Object.entries(answer(one.given).lines)) {
    for (const line of lines.filter((candidate) => /^[ntd][ *]\|/.test(candidate))) {
      const room = line.startsWith("d") ? Number(columns) >> 1 : Number(columns);
      expect(widthOf(line.slice(3)), line).toBeLessThanOrEqual(room);
    }
  }
});

test("every language says what English says, and fills in the same", () => {
  const english = wordsOf("en");
  const fillings = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

  expect(languages()).toEqual(["de", "en", "fr"]);
  for (const language of languages()) {
    const words = wordsOf(language);
    expect(words.language).toBe(language);
    for (const part of ["words", "tenders", "units", "formats"] as const) {
      expect(Object.keys(words[part]).sort(), `${language} ${part}`).toEqual(Object.keys(english[part]).sort());
    }
    for (const [name, text] of Object.entries(words.words)) expect(fillings(text), name).toEqual(fillings(english.words[name] ?? ""));
  }
});

test("the laws are the published ones, and count from their day", () => {
  const published = law();

  expect(RECEIPT_LAWS.map((row) => [row.country, row.validFrom, row.issue, row.digital])).toEqual(
    published.rules.map((row) => [row.country, row.valid_from, row.issue, row.digital]),
  );
  expect(INVOICE_LAWS.map((row) => [row.country, row.validFrom, row.currency, row.simplifiedMax])).toEqual(
    published.invoice_rules.map((row) => [row.country, row.valid_from, row.currency, row.simplified_max]),
  );
  expect(receiptLaw("FR", "2023-07-31")).toEqual({ issue: "offer", digital: "free" });
  expect(receiptLaw("FR", "2023-08-01")).toEqual({ issue: "on_request", digital: "free" });
  expect(receiptLaw("AT", "2026-09-30")).toEqual({ issue: "always", digital: "agreed" });
  expect(receiptLaw("AT", "2026-10-01")).toEqual({ issue: "always", digital: "free" });
  expect(receiptLaw("XX", "2026-01-01")).toEqual({ issue: "offer", digital: "free" });
  expect(exceedsSimplified("FR", "2026-01-01", "EUR", 15_000)).toBe(false);
  expect(exceedsSimplified("FR", "2026-01-01", "EUR", 15_001)).toBe(true);
  expect(exceedsSimplified("FR", "2026-01-01", "CHF", 99_999)).toBe(false);
  expect(exceedsSimplified("XX", "2026-01-01", "EUR", 99_999)).toBe(false);
});

test("the till insists on paper or an agreed receipt where the law does, and where a free one can't be shown", () => {
  const insisted = (country: string, day: string): readonly boolean[] => [false, true].map((isPage) => mustIssue(country, day, isPage));

  expect(insisted("DE", "2026-11-26")).toEqual([true, true]);
  expect(insisted("AT", "2026-09-30")).toEqual([true, true]);
  expect(insisted("AT", "2026-10-01")).toEqual([true, false]);
  expect(insisted("FR", "2026-11-26")).toEqual([false, false]);
  expect(insisted("LU", "2026-11-26")).toEqual([false, false]);
});
