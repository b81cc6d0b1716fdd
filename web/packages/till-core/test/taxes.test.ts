import { expect, test } from "vitest";

import { addAmount, addItem, emptyBasket, type Basket, type SettingsDocument, type Till } from "../src/index.ts";
import { readSettings } from "../src/documents.ts";
import { namedTaxRates, ratesToChoose, taxRatesOf } from "../src/taxes.ts";
import { ppm } from "../src/units.ts";
import { envelopeOf, euros, item, makeWorld, openShop, SETTINGS, value, whenIdle, type World } from "./kit.ts";

const REDUCED = "01900000-0000-7000-8000-0000000000d1";
const STANDARD = "01900000-0000-7000-8000-0000000000d2";
const HOUR_MS = 3_600_000;
/** Europe/Paris is an hour ahead of UTC in winter. */
const MIDNIGHT = Date.UTC(2026, 11, 31, 23, 0, 0);

const settings: SettingsDocument = {
  ...SETTINGS,
  tax_rates: [
    { category: "S", rate_ppm: ppm(55_000), name: "Taux réduit", tax_class: REDUCED },
    { category: "S", rate_ppm: ppm(200_000), name: "Taux normal", tax_class: STANDARD },
  ],
  tax_changes: [
    { tax_class: REDUCED, valid_from: "2027-01-01", category: "S", rate_ppm: ppm(70_000) },
    { tax_class: REDUCED, valid_from: "2028-01-01", category: "Z", rate_ppm: ppm(0) },
  ],
};

const at = (epoch_ms: number, offset_minutes = 60): { epoch_ms: number; offset_minutes: number } => ({ epoch_ms, offset_minutes });
const ratesAt = (epochMs: number, offset?: number): readonly number[] => taxRatesOf(settings, at(epochMs, offset)).map((rate) => rate.rate_ppm);

test("a rate begins at the store's midnight, whatever zone the device believes in", () => {
  expect(ratesAt(MIDNIGHT - 1)).toEqual([55_000, 200_000]);
  expect(ratesAt(MIDNIGHT)).toEqual([70_000, 200_000]);
  expect(ratesAt(MIDNIGHT, -480)).toEqual([70_000, 200_000]);
  expect(ratesAt(MIDNIGHT - 1, 600)).toEqual([55_000, 200_000]);
});

test("of several dated rates the last that has begun counts", () => {
  const rates = taxRatesOf(settings, at(Date.UTC(2028, 5, 1)));

  expect(rates.map(({ category, rate_ppm }) => [category, rate_ppm])).toEqual([
    ["Z", 0],
    ["S", 200_000],
  ]);
});

test("a zone that nobody knows leaves the device's own day", () => {
  const lost = { ...settings, store: { ...settings.store, timezone: "Middle/Earth" } };

  expect(taxRatesOf(lost, at(MIDNIGHT - 1))[0]?.rate_ppm).toBe(55_000);
  expect(taxRatesOf(lost, at(MIDNIGHT))[0]?.rate_ppm).toBe(70_000);
});

test("a receipt finds the name of each rate, before and after its day", () => {
  expect(namedTaxRates(settings).map(({ name, category, rate_ppm }) => `${name} ${category} ${rate_ppm}`)).toEqual([
    "Taux réduit S 55000",
    "Taux normal S 200000",
    "Taux réduit S 70000",
    "Taux réduit Z 0",
  ]);
});

test("dated rates are read from the server's document; one that says nothing of them has none", () => {
  const { tax_changes: changes, ...before } = JSON.parse(JSON.stringify(settings)) as SettingsDocument;

  expect(readSettings({ ...before, tax_changes: changes }).tax_changes).toEqual(settings.tax_changes);
  expect(readSettings(before).tax_changes).toEqual([]);
});

async function taxesOf(world: World, till: Till, basket: Basket): Promise<unknown> {
  const { sale } = value(await till.finalizeSale(basket, [{ kind: "cash" }]));
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  const body = envelopeOf(world.door.storedTexts.at(-1)).body;
  expect(body["gross"]).toBe(sale.gross);
  return body["tax_subtotals"];
}

test("offline since before the change, an open basket is taxed by the day on which it is paid", async () => {
  const world = makeWorld(settings);
  const till = await openShop(world);
  world.door.weather = "offline";
  world.time.advance(MIDNIGHT - HOUR_MS - world.time.wall().epoch_ms);
  const bread = item({ tax_category: "S", tax_rate_ppm: ppm(55_000), tax_class: REDUCED, unit_price: euros(1_070) });
  const [reduced] = till.pricingContext().taxes ?? [];
  if (reduced === undefined) throw new Error("no rate");
  const typed = value(addAmount(value(addItem(emptyBasket(), bread)), euros(1_070), reduced));

  world.time.advance(HOUR_MS);

  expect(await taxesOf(world, till, typed)).toEqual([{ tax_category: "S", tax_rate_ppm: 70_000, net: 2_000, tax: 140, gross: 2_140 }]);
});

test("an hour before the change, it is taxed by the old rate; an item without a class keeps its own", async () => {
  const world = makeWorld(settings);
  const till = await openShop(world);
  world.time.advance(MIDNIGHT - HOUR_MS - world.time.wall().epoch_ms);
  const classed = item({ tax_category: "S", tax_rate_ppm: ppm(55_000), tax_class: REDUCED, unit_price: euros(1_055) });
  const other = item({ id: STANDARD, tax_category: "S", tax_rate_ppm: ppm(100_000), unit_price: euros(1_100) });

  const basket = value(addItem(value(addItem(emptyBasket(), classed)), other));

  expect(await taxesOf(world, till, basket)).toEqual([
    { tax_category: "S", tax_rate_ppm: 55_000, net: 1_000, tax: 55, gross: 1_055 },
    { tax_category: "S", tax_rate_ppm: 100_000, net: 1_000, tax: 100, gross: 1_100 },
  ]);
});

test("what is no turnover is no choice for an amount, unless nothing else is there", () => {
  const deposit = { category: "O", rate_ppm: ppm(0), name: "Consigne", tax_class: STANDARD };
  const exempt = { category: "E", rate_ppm: ppm(0), name: "Sans taxe", tax_class: REDUCED };

  expect(ratesToChoose([deposit, ...settings.tax_rates, exempt])).toEqual([...settings.tax_rates, exempt]);
  expect(ratesToChoose([deposit])).toEqual([deposit]);
  expect(ratesToChoose([])).toEqual([]);
});
