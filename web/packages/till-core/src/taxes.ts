/**
 * Which tax counts today. The server dates rates ahead and the till holds them, so it switches by itself at the store's midnight,
 * on the line or not; an item only says which class it belongs to.
 */
import type { Line } from "@comptoir/pricing/v2/price";

import type { SettingsDocument, TaxRateDocument } from "./documents.ts";
import type { WallTime } from "./ports.ts";
import { localDay } from "./time.ts";
import type { Ppm } from "./units.ts";

export interface Taxed {
  readonly tax_class?: string;
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
}

/** The rates of the store's day, one for each class, in the shop's order. */
export function taxRatesOf(settings: SettingsDocument, wall: WallTime): readonly TaxRateDocument[] {
  const { tax_rates: rates, tax_changes: changes = [] } = settings;
  if (changes.length === 0) return rates;
  const day = storeDay(settings.store.timezone, wall);
  return rates.map((rate) => {
    // In order of days: the last one that has begun.
    const begun = changes.filter((change) => change.tax_class === rate.tax_class && change.valid_from <= day).at(-1);
    return begun === undefined ? rate : { ...rate, category: begun.category, rate_ppm: begun.rate_ppm };
  });
}

/** What a typed amount or a new article may be taxed at. What is no turnover (a deposit, `O`) is no choice for it, unless all is. */
export function ratesToChoose(rates: readonly TaxRateDocument[]): readonly TaxRateDocument[] {
  const taxed = rates.filter(({ category }) => category !== "O");
  return taxed.length === 0 ? rates : taxed;
}

/** Every rate that the till knows by name, whatever its day: a receipt of yesterday is printed today. */
export function namedTaxRates(settings: SettingsDocument): readonly TaxRateDocument[] {
  const ahead = (settings.tax_changes ?? []).flatMap((change): readonly TaxRateDocument[] => {
    const named = settings.tax_rates.find((rate) => rate.tax_class === change.tax_class);
    return named === undefined ? [] : [{ ...named, category: change.category, rate_ppm: change.rate_ppm }];
  });
  return [...settings.tax_rates, ...ahead];
}

/** The thing with the rate of its class; as it is when its class is unknown. */
export function taxedBy<T extends Taxed>(rates: readonly TaxRateDocument[] | undefined, thing: T): T {
  const rate = thing.tax_class === undefined ? undefined : rates?.find((candidate) => candidate.tax_class === thing.tax_class);
  if (rate === undefined || (rate.category === thing.tax_category && rate.rate_ppm === thing.tax_rate_ppm)) return thing;
  return { ...thing, tax_category: rate.category, tax_rate_ppm: rate.rate_ppm };
}

let calendar: { readonly timezone: string; readonly format: Intl.DateTimeFormat | undefined } | undefined;

/** `2026-11-22` where the store is, whatever zone the device believes in. */
function storeDay(timezone: string, wall: WallTime): string {
  if (calendar?.timezone !== timezone) calendar = { timezone, format: formatOf(timezone) };
  return calendar.format?.format(wall.epoch_ms) ?? localDay(wall);
}

function formatOf(timezone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" });
  } catch {
    return undefined; // a zone that this browser does not know
  }
}

const taxesByKey = new Map<string, Line["taxes"]>();

/** One array for each rate: the engine knows it again. */
export function taxesOf(line: Taxed): Line["taxes"] {
  const key = `${line.tax_category}/${line.tax_rate_ppm}`;
  let found = taxesByKey.get(key);
  if (found === undefined) taxesByKey.set(key, (found = [{ category: line.tax_category, ratePpm: line.tax_rate_ppm }]));
  return found;
}
