import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { localeOf } from "../view/locale.ts";
import { languageName, languages, Words } from "./words.svelte.ts";

const fillings = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

/** Every file of words but the English one, as the till finds them. */
const FILES = import.meta.glob<Readonly<Record<string, Readonly<Record<string, string>>>>>("./[a-z][a-z].ts", { eager: true });
const ROOMS = import.meta.glob<Readonly<Record<string, Readonly<Record<string, string>>>>>("./[a-z][a-z]/*.ts", { eager: true });
const others = Object.entries(FILES).flatMap(([file, exports]) => Object.entries(exports).map(([code, catalogue]) => [file, code, catalogue] as const));

it("finds each language by its file, and that file says its code", () => {
  expect(languages).toEqual(["de", "en", "fr"]);
  expect(others.map(([file, code]) => file === `./${code}.ts`)).toEqual([true, true, true]);
  expect(languages.map(languageName)).toEqual(["Deutsch", "English", "Français"]);
  expect(languageName("it")).toBe("Italiano");
  expect([localeOf("it", "CH"), localeOf("it", "IT")]).toEqual(["it-IT", "it-IT"]);
});

it("says every word in every language", async () => {
  for (const language of languages) {
    const words = await Words.of(language);
    await words.complete();
    const missing = Object.keys(en).filter((key) => !words.knows(key));
    expect(missing, language).toEqual([]);
  }
  expect(Object.keys(en).length).toBeGreaterThan(600);
});

it("keeps words that begin alike in one room, the same in every language", () => {
  const rooms = Object.entries(ROOMS).flatMap(([file, exports]) => {
    const [, language = "", room = ""] = file.split("/");
    return Object.values(exports).flatMap((words) => Object.keys(words).map((key) => ({ language, room, key })));
  });
  const stems = new Map<string, Set<string>>();
  for (const { room, key } of rooms) {
    const stem = key.split(".")[0] ?? "";
    stems.set(stem, (stems.get(stem) ?? new Set()).add(room));
  }
  const places = rooms.map(({ language, key }) => `${language} ${key}`);

  expect([...stems].filter(([, found]) => found.size > 1)).toEqual([]);
  expect(new Set(places).size).toBe(places.length);
});

it("keeps a French colon with the word before it", () => {
  const catalogue = Object.entries(others.find(([, code]) => code === "fr")?.[2] ?? {});

  const loose = catalogue.filter(([, text]) => / [:;?!»]|\S[:;?!](?: |$)|« /u.test(text));

  expect(loose.map(([key]) => key)).toEqual([]);
  expect(catalogue.length).toBeGreaterThan(600);
});

describe.each(others.filter(([, code]) => code !== "en"))("%s", (_file, _code, catalogue) => {
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
  // One a line, in order: lists that grow on two branches then merge.
  const composed = [
    "allergen.",
    "clock.",
    "closing.foreign.",
    "customer.",
    "duty.",
    "enrol.feature.",
    "give.law.",
    "give.state.",
    "give.why.",
    "goesTo.",
    "hardware.",
    "place.",
    "payments.by.",
    "payments.state.",
    "payments.step.",
    "payments.why.",
    "pin.",
    "print.state.",
    "print.trouble.",
    "print.way.",
    "print.when.",
    "quarantine.",
    "reason.",
    "refusal.",
    "restriction.",
    "right.",
    "order.layaway",
    "order.quote",
    "sales.exchange",
    "sales.payment",
    "sales.sale",
    "scale.mark.",
    "settings.hand.",
    "settings.motion.",
    "settings.size.",
    "settings.theme.",
    "tender.",
  ];
  const unsaid = Object.keys(en)
    .filter((key) => !composed.some((stem) => key.startsWith(stem)))
    .map((key) => key.replace(/\.(one|other)$/, ""))
    .filter((key) => !sources.includes(`"${key}"`));

  expect([...new Set(unsaid)]).toEqual([]);
});
