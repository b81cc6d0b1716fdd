import { expect, test } from "vitest";
import { widthOf } from "../src/index.ts";
import { answer, cases, languages, wordsOf } from "./cases.ts";

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
