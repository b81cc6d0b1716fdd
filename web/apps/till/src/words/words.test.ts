import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { fr } from "./fr.ts";

const fillings = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe.each([
  ["fr", fr],
  ["de", de],
])("%s", (_language, catalogue) => {
  it("fills in what English fills in", () => {
    for (const [key, text] of Object.entries(catalogue)) {
      expect(fillings(text), key).toEqual(fillings(Object.entries(en).find(([name]) => name === key)?.[1] ?? ""));
    }
  });

  it("leaves no English sentence behind", () => {
    const same = Object.entries(catalogue).filter(([key, text]) => {
      const english = Object.entries(en).find(([name]) => name === key)?.[1];
      return text === english && /[a-z]{3,} [a-z]{3,}/i.test(text);
    });

    expect(same).toEqual([]);
  });
});

it("holds no word that no screen says", () => {
  const folder = new URL("..", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith("words/") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  // One a line: branches that each add one then merge.
  const composed = [
    "refusal.",
    "duty.",
    "quarantine.",
    "right.",
    "reason.",
    "settings.theme.",
    "enrol.feature.",
    "give.state.",
    "give.why.",
    "give.law.",
    "print.trouble.",
    "print.state.",
    "print.when.",
    "tender.",
    "goesTo.",
    "sales.sale",
    "sales.exchange",
    "settings.size.",
    "settings.hand.",
    "settings.motion.",
    "allergen.",
    "restriction.",
  ];
  const unsaid = Object.keys(en)
    .filter((key) => !composed.some((stem) => key.startsWith(stem)))
    .map((key) => key.replace(/\.(one|other)$/, ""))
    .filter((key) => !sources.includes(`"${key}"`));

  expect([...new Set(unsaid)]).toEqual([]);
});
