import { minorUnits, ppm, type ItemDocument, type SettingsDocument } from "@comptoir/till-core";
import type { RestrictionDocument } from "@comptoir/till-core/goods";
import { expect, it } from "vitest";
import { gateOf, type Circumstances } from "./gates.ts";
import { isSoldOut, mayAsk } from "./wanted.ts";

const WINE: RestrictionDocument = { code: "beer_wine", age: 18, closed: [{ weekdays: [0], from: 1_320, until: 480 }] };
const item: ItemDocument = {
  id: "a",
  product: "p",
  name: "Rouge",
  category: "c",
  barcodes: [],
  unit: "C62",
  unit_price: minorUnits(890),
  tax_category: "S",
  tax_rate_ppm: ppm(200_000),
};

function at(changes: Partial<Circumstances> = {}): Circumstances {
  const settings: Pick<SettingsDocument, "categories" | "restrictions"> = { categories: [], restrictions: [WINE] };
  return {
    // The gates read nothing else of it.
    settings: settings as SettingsDocument,
    shelf_news: undefined,
    age_checks: [],
    moment: () => ({ day: "2026-11-23", weekday: 0, minute: 600 }),
    ...changes,
  };
}

it("lets an ordinary article through", () => {
  expect(gateOf({ item }, at())).toBeUndefined();
});

it("asks which one before anything else", () => {
  const shirt = { ...item, is_sold_out: true, variants: [{ item: "b", choices: ["S"] }] };

  expect(gateOf({ item: shirt }, at())).toEqual({ kind: "variants" });
});

it("asks about what is sold out until somebody has found one", () => {
  const gone = { ...item, is_sold_out: true };

  expect(gateOf({ item: gone }, at())).toEqual({ kind: "sold_out" });
  expect(gateOf({ item: gone, isFoundAfterAll: true }, at())).toBeUndefined();
  expect(isSoldOut(gone, { cashier: "", sold_out: { a: false } })).toBe(false);
  expect(isSoldOut(item, { cashier: "", sold_out: { a: true } })).toBe(true);
});

it("says from when it may be sold, and asks for the age when it may", () => {
  const wine = { ...item, restriction: "beer_wine" };

  expect(gateOf({ item: wine }, at({ moment: () => ({ day: "2026-11-23", weekday: 0, minute: 1_400 }) }))).toEqual({ kind: "closed", until: 480, name: "Rouge" });
  expect(gateOf({ item: wine }, at())).toEqual({ kind: "age", restriction: WINE });
  expect(gateOf({ item: wine }, at({ age_checks: [{ restriction: "beer_wine", age: 18 }] }))).toBeUndefined();
  expect(gateOf({ item: wine }, at({ settings: undefined }))).toBeUndefined();
});

it("asks what an open article costs, unless its label says so", () => {
  const repair = { ...item, is_open: true };

  expect(gateOf({ item: repair }, at())).toEqual({ kind: "price" });
  expect(gateOf({ item: repair, price: minorUnits(1500) }, at())).toBeUndefined();
});

it("asks nothing about an ordinary article, and always looks at one that may not be", () => {
  const settings = { categories: [{ id: "c", restriction: "beer_wine" }] } as unknown as SettingsDocument;

  expect(mayAsk({ item }, at().settings, undefined)).toBe(false);
  expect(mayAsk({ item }, settings, undefined)).toBe(true);
  expect(mayAsk({ item }, at().settings, { cashier: "", sold_out: { a: true } })).toBe(true);
  expect(mayAsk({ item: { ...item, is_open: true } }, at().settings, undefined)).toBe(true);
  expect(mayAsk({ item: { ...item, is_open: true }, price: minorUnits(1) }, at().settings, undefined)).toBe(false);
});

const MILK = { id: "g", name: "Lait", minimum: 0, maximum: 1, options: [{ id: "oat", name: "Avoine", price: minorUnits(40) }] };

it("asks for each place of a menu, then about its parts, then takes it", () => {
  const wine = { ...item, restriction: "beer_wine" };
  const coffee = { ...item, id: "c", name: "Crème", modifiers: ["g"] };
  const menu: ItemDocument = { ...item, id: "m", name: "Menu", bundle: [{ name: "Boisson", count: 1, items: ["a"] }, { name: "Café", count: 1, items: ["c"] }] };
  const settings = { ...at().settings, modifier_groups: [MILK] } as SettingsDocument;
  const grown = [{ restriction: "beer_wine", age: 18 }];

  expect(gateOf({ item: menu }, at({ settings }))).toEqual({ kind: "bundle" });
  expect(gateOf({ item: menu, menu: [{ item: wine }, { item: coffee }] }, at({ settings }))).toEqual({ kind: "age", restriction: WINE });
  expect(gateOf({ item: menu, menu: [{ item: wine }, { item: coffee }] }, at({ settings, age_checks: grown }))).toEqual({ kind: "modifiers", groups: [MILK], place: 1 });
  expect(gateOf({ item: menu, menu: [{ item: wine }, { item: coffee, modifiers: [] }] }, at({ settings, age_checks: grown }))).toBeUndefined();
  expect(gateOf({ item: menu, components: [], modifiers: [] }, at({ settings }))).toBeUndefined();
  expect(mayAsk({ item: menu }, settings, undefined)).toBe(true);
  expect(mayAsk({ item: menu, components: [], modifiers: [] }, settings, undefined)).toBe(false);
});
