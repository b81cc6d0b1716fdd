/**
 * The catalogue with 100,000 items: `npx vitest run --root packages/till-core/bench`, from web/. Not in the gate: figures of a busy
 * machine prove nothing. Building is told in wall time and in processor time, which a busy machine changes less.
 */
import { milli, minorUnits, ppm } from "@comptoir/pricing";
import { expect, test } from "vitest";

import { ItemIndex } from "../src/catalog/item-index.ts";
import type { ItemDocument } from "../src/documents.ts";
import { seededRandom } from "../src/testing.ts";

const ITEMS = 100_000;
const CHUNK = 2_000;
const KINDS = ["Café", "Thé", "Biscuit", "Chocolat", "Savon", "Lessive", "Pâtes", "Riz", "Jus", "Eau", "Vin", "Bière", "Fromage", "Yaourt", "Pain"];
const TRAITS = ["bio", "équitable", "noir", "lait", "vanille", "citron", "noisette", "complet", "sans sucre", "fermier", "doux", "fort", "maison"];
const SYLLABLES = ["ba", "lo", "mi", "ra", "ve", "tu", "so", "na", "pe", "ki", "du", "fa", "gé", "hu", "jo"];

const random = seededRandom(7);

function pick<T>(from: readonly T[]): T | undefined {
  const [high = 0, low = 0] = random.bytes(2);
  return from[(high * 256 + low) % from.length];
}

function chunksOfText(): readonly string[] {
  const chunks: string[] = [];
  for (let from = 0; from < ITEMS; from += CHUNK) {
    const items: ItemDocument[] = [];
    for (let number = from; number < from + CHUNK; number += 1) {
      const brand = `${pick(SYLLABLES) ?? ""}${pick(SYLLABLES) ?? ""}${pick(SYLLABLES) ?? ""}`;
      items.push({
        id: `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`,
        product: `01900000-0000-7000-8001-${String(number).padStart(12, "0")}`,
        name: `${pick(KINDS) ?? ""} ${pick(TRAITS) ?? ""} ${brand} ${(number % 40) * 25} g`,
        category: `01900000-0000-7000-8002-${String(number % 60).padStart(12, "0")}`,
        barcodes: [gtin13(number)],
        unit: "C62",
        unit_price: minorUnits(100 + (number % 900)),
        tax_category: "S",
        tax_rate_ppm: ppm(55_000),
      });
    }
    chunks.push(JSON.stringify(items));
  }
  return chunks;
}

function gtin13(number: number): string {
  const payload = `376${String(number).padStart(9, "0")}`;
  const sum = Array.from(payload, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return `${payload}${(10 - (sum % 10)) % 10}`;
}

interface Cost {
  readonly wall: number;
  readonly processor: number;
}

function cost(act: () => void): Cost {
  const before = process.cpuUsage().user;
  const wall = timed(act);
  return { wall, processor: (process.cpuUsage().user - before) / 1_000 };
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

test("100,000 items", () => {
  const texts = chunksOfText();
  const index = new ItemIndex();
  const scannable = cost(() => {
    for (const text of texts) index.addChunk(text);
  });
  const searchable = cost(() => {
    index.finish();
  });
  const queries = ["c", "ca", "cafe", "café bio", "pa no", "b b", "balomi", "500 g", "vin ro", "zzz", "eau citron 25", "3760000012344"];
  const times: number[] = [];
  const quickest = new Map<string, number>();
  for (let round = 0; round < 50; round += 1) {
    for (const query of queries) {
      const time = timed(() => index.search(query, 50));
      times.push(time);
      quickest.set(query, Math.min(time, quickest.get(query) ?? time));
    }
  }
  times.sort((a, b) => a - b);
  const scans = Array.from({ length: 1_000 }, (_, number) => timed(() => index.findBarcode(gtin13(number * 97)))).sort((a, b) => a - b);
  const found = index.findBarcode(gtin13(4_242));
  if (found === undefined) throw new Error("an item is missing");
  const price = timed(() => index.replace({ ...found, unit_price: minorUnits(found.unit_price + milli(1)) }));
  const rename = timed(() => index.replace({ ...found, name: "Nouveau nom" }));
  const category = timed(() => index.inCategory(found.category, 0, 200));
  const everything = timed(() => index.inCategory(undefined, 0, 200));

  const ms = (value: number | undefined): string => `${(value ?? 0).toFixed(2)} ms`;
  const both = (spent: Cost): string => `${ms(spent.wall)} (${ms(spent.processor)} of processor)`;
  const at = (share: number): number | undefined => times[Math.floor(times.length * share)];
  process.stdout.write(
    [
      `items: ${ITEMS}, text: ${(texts.reduce((sum, text) => sum + text.length, 0) / 1e6).toFixed(1)} MB`,
      `until scans answer: ${both(scannable)}; then until search answers: ${both(searchable)}`,
      `search p50 ${ms(at(0.5))}, p99 ${ms(at(0.99))}, max ${ms(times.at(-1))} (${times.length} queries)`,
      `slowest query, best of 50 rounds (what it costs when nothing else runs): ${ms(Math.max(...quickest.values()))}`,
      `scan p50 ${ms(scans[500])}, max ${ms(scans.at(-1))}`,
      `price change ${ms(price)}, rename ${ms(rename)}; category page ${ms(category)}, all by name ${ms(everything)}`,
      "",
    ].join("\n"),
  );
  expect(index.search("nouveau", 5).map((item) => item.name)).toEqual(["Nouveau nom"]);
});
