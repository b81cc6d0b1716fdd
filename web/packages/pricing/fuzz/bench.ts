/** A large shop's basket and rules, and how long the engine takes with them. No files: a page can bundle this module too. */

import { milli, minorUnits, ppm } from "../src/index.ts";
import { type Basket, compileRules, type Line, price, readPriceList, readPromotion, type Rules } from "../src/v2/index.ts";

// The package compiles without the DOM; every browser and Node have this.
declare const performance: { now(): number };

const ITEMS = 100_000;
const CATEGORIES = 100;
const LINES = 50;
const PROMOTIONS = 500;
const PRICE_LISTS = 20;
const RUNS = 400;
const STANDARD = [{ category: "S", ratePpm: ppm(200_000) }];
const REDUCED = [{ category: "S", ratePpm: ppm(55_000) }];

/** A pseudo-random row that is the same in every run and on every machine. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

const row = numbers(20_261_122);

function below(count: number): number {
  return row.next().value % count;
}

function categoryOf(item: number): string {
  return `c${item % CATEGORIES}`;
}

/** Half of the promotions meet the basket: on its items, its categories, or everything. */
function promotion(number: number, sold: readonly number[]): unknown {
  const item = number % 2 === 0 ? (sold[number % sold.length] ?? 0) : below(ITEMS);
  const stacking = number % 5 === 0 ? "combinable" : "exclusive";
  const common = { id: `p${number}`, stacking };
  switch (number % 10) {
    case 0:
    case 1:
      return { ...common, kind: "each", percent_ppm: 50_000 + below(300_000), match: { items: [`i${item}`] } };
    case 2:
    case 3:
      return { ...common, kind: "set", parts: [{ match: { items: [`i${item}`] }, count: 3 }], percent_ppm: 1_000_000, cheapest: 1 };
    case 4:
    case 5:
      return { ...common, kind: "each", percent_ppm: 100_000, match: { categories: [categoryOf(item)] } };
    case 6:
    case 7: {
      const parts = [
        { match: { categories: [categoryOf(item)] }, count: 1 },
        { match: { categories: [categoryOf(item + 1)] }, count: 1 },
      ];
      return { ...common, kind: "set", parts, price: 300 };
    }
    case 8:
      return { ...common, kind: "each", amount: 20, match: { items: [`i${item}`, `i${below(ITEMS)}`] } };
    default:
      return { ...common, kind: "basket", amount: 100 + number, needs: { amount: 5_000 + 10 * number }, when: { weekdays: [1 + (number % 7)] } };
  }
}

function list(number: number): unknown {
  const percents = [{ category: `c${number}`, ppm: -50_000 }, { category: `c${number + 50}`, ppm: -100_000 }];
  return { id: `l${number}`, rank: number, percents, when: number % 2 === 0 ? {} : { customers: [`g${number}`] } };
}

export function largeShop(): { readonly basket: Basket; readonly rules: Rules } {
  const sold = Array.from({ length: LINES }, () => below(ITEMS));
  const lines = sold.map((item, index): Line => ({
    unitPrice: minorUnits(99 + below(2_000)),
    quantityMilli: milli(1_000 * (1 + below(4))),
    taxes: index % 2 === 0 ? STANDARD : REDUCED,
    item: `i${item}`,
    categories: [categoryOf(item), `top${item % 5}`],
  }));
  const promotions = Array.from({ length: PROMOTIONS }, (_, number) => readPromotion(promotion(number, sold)));
  const priceLists = Array.from({ length: PRICE_LISTS }, (_, number) => readPriceList(list(number)));
  const rules = compileRules({
    priceLists: priceLists.flatMap((read) => (read.ok ? [read.value] : [])),
    promotions: promotions.flatMap((read) => (read.ok ? [read.value] : [])),
  });
  const moment = { day: "2026-11-25", weekday: 3, minute: 720 };
  return { basket: { priceMode: "gross", lines, moment, customerGroups: ["g3"] }, rules };
}

/** The median and the slowest of a hundred, in milliseconds; the first baskets, while the code is cold, on their own. */
export function measure(): Readonly<Record<string, number>> {
  const { basket, rules } = largeShop();
  const started = performance.now();
  price(basket, rules);
  const first = performance.now() - started;
  const times: number[] = [];
  let promoted = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    const answer = price(basket, rules);
    times.push(performance.now() - begun);
    if (answer.ok) promoted = answer.value.promotions.length;
  }
  times.sort((a, b) => a - b);
  return {
    price_50_lines_ms: times[RUNS / 2] ?? 0,
    price_50_lines_p99_ms: times[Math.floor(RUNS * 0.99)] ?? 0,
    price_50_lines_first_ms: first,
    promotions_applied: promoted,
  };
}
