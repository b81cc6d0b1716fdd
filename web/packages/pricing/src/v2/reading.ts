/**
 * Rules as they are written (docs/developer/pricing.md, "Rules"), read strictly: what is not understood is refused where it
 * is written, and left out by a till that is older than the rule. Twin of comptoir.pricing.v2.reading.
 */

import { AMOUNT_MAX, PPM } from "../limits.ts";
import type { PricingResult } from "../basket.ts";
import { DAY_MINUTES, isDay } from "./conditions.ts";
import type { Effect, Match, Needs, Part, PriceList, Promotion, PromotionKind, RewardOn, Stacking, When } from "./rules.ts";

const RANK_MAX = 1_000;
const PARTS_MAX = 8;
const COUNT_MAX = 1_000;
const NAMED_MAX = 10_000;
const MARKUP_MAX = 9_000_000;

const IDENTIFIER = /^[A-Za-z0-9._-]{1,64}$/;
const COMMON = ["id", "name", "kind", "priority", "stacking", "when", "needs", "percent_ppm", "amount"];

type Document = Readonly<Record<string, unknown>>;

/** Not a rule: thrown inside this module only, answered as a refusal. */
class NotRule extends Error {}

/** A price list from its document. */
export function readPriceList(document: unknown): PricingResult<PriceList> {
  return answered(() => priceList(document));
}

/** A promotion from its document. */
export function readPromotion(document: unknown): PricingResult<Promotion> {
  return answered(() => promotion(document));
}

function answered<Rule>(read: () => Rule): PricingResult<Rule> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof NotRule) return { ok: false, refusal: { code: "pricing.rule_invalid" } };
    throw error;
  }
}

function priceList(document: unknown): PriceList {
  const source = object(document, ["id", "name", "rank", "when", "percents", "step"]);
  const id = identifier(source["id"]);
  const categoryPpm = new Map<string, number>();
  let everythingPpm: number | undefined;
  for (const entry of list(source["percents"] ?? [], NAMED_MAX)) {
    const percent = object(entry, ["category", "ppm"]);
    const ppm = integer(percent["ppm"], -PPM, MARKUP_MAX);
    if ("category" in percent) categoryPpm.set(identifier(percent["category"]), ppm);
    else everythingPpm = ppm;
  }
  return {
    id,
    rank: integer(source["rank"] ?? 0, 0, RANK_MAX),
    when: whenOf(source["when"] ?? {}),
    categoryPpm,
    everythingPpm,
    step: integer(source["step"] ?? 1, 1, AMOUNT_MAX),
  };
}

function promotion(document: unknown): Promotion {
  const kind = oneOf<PromotionKind>(object(document, undefined)["kind"], ["each", "set", "basket"]);
  let source: Document;
  let parts: readonly Part[];
  switch (kind) {
    case "each":
      source = object(document, [...COMMON, "match", "price", "regular_only"]);
      parts = [{ match: matchOf(source["match"] ?? {}), count: 1 }];
      break;
    case "set":
      source = object(document, [...COMMON, "parts", "price", "regular_only", "cheapest", "part", "sets_max"]);
      parts = list(source["parts"], PARTS_MAX).map(partOf);
      require(parts.length > 0);
      break;
    case "basket":
      source = object(document, [...COMMON, "match", "regular_only", "discount_max"]);
      parts = [{ match: matchOf(source["match"] ?? {}), count: 1 }];
      break;
  }
  const reward = rewardOf(source, parts);
  return {
    id: identifier(source["id"]),
    kind,
    effect: effectOf(source),
    parts,
    priority: integer(source["priority"] ?? 0, 0, RANK_MAX),
    stacking: oneOf<Stacking>(source["stacking"] ?? "exclusive", ["exclusive", "combinable"]),
    when: whenOf(source["when"] ?? {}),
    needs: "needs" in source ? needsOf(source["needs"]) : undefined,
    isRegularOnly: boolean(source["regular_only"] ?? false),
    rewardOn: reward.on,
    rewardNumber: reward.number,
    setsMax: integer(source["sets_max"] ?? 0, 0, AMOUNT_MAX),
    discountMax: integer(source["discount_max"] ?? 0, 0, AMOUNT_MAX),
  };
}

/** A rate may be on the cheapest units of a set, or on one of its parts; anything else is on the whole set. */
function rewardOf(source: Document, parts: readonly Part[]): { readonly on: RewardOn; readonly number: number } {
  if (!("cheapest" in source) && !("part" in source)) return { on: "set", number: 0 };
  require("percent_ppm" in source && !("cheapest" in source && "part" in source));
  if ("part" in source) return { on: "part", number: integer(source["part"], 1, parts.length) };
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { on: "cheapest", number: integer(source["cheapest"], 1, count) };
}

function effectOf(source: Document): Effect {
  const named = ["percent_ppm", "amount", "price"].filter((name) => name in source);
  require(named.length === 1);
  if (named[0] === "percent_ppm") return { percentPpm: integer(source["percent_ppm"], 1, PPM) };
  if (named[0] === "amount") return { amount: integer(source["amount"], 1, AMOUNT_MAX) };
  return { price: integer(source["price"], 0, AMOUNT_MAX) };
}

function partOf(document: unknown): Part {
  const source = object(document, ["match", "count"]);
  return { match: matchOf(source["match"] ?? {}), count: integer(source["count"], 1, COUNT_MAX) };
}

function needsOf(document: unknown): Needs {
  const source = object(document, ["match", "amount", "quantity_milli"]);
  require("amount" in source || "quantity_milli" in source);
  return {
    match: matchOf(source["match"] ?? {}),
    amount: integer(source["amount"] ?? 0, 0, AMOUNT_MAX),
    quantityMilli: integer(source["quantity_milli"] ?? 0, 0, AMOUNT_MAX),
  };
}

function matchOf(document: unknown): Match {
  const source = object(document, ["items", "categories", "except_items", "except_categories"]);
  return {
    items: identifiers(source["items"] ?? []),
    categories: identifiers(source["categories"] ?? []),
    exceptItems: identifiers(source["except_items"] ?? []),
    exceptCategories: identifiers(source["except_categories"] ?? []),
  };
}

function whenOf(document: unknown): When {
  const source = object(document, ["stores", "customers", "coupon", "from", "until", "weekdays", "minutes"]);
  let minutes: When["minutes"];
  if ("minutes" in source) {
    const [start, end] = numbers(source["minutes"], 0, DAY_MINUTES, 2);
    require(start !== undefined && end !== undefined && start !== end && start < DAY_MINUTES);
    minutes = { start, end };
  }
  return {
    stores: identifiers(source["stores"] ?? []),
    customers: identifiers(source["customers"] ?? []),
    coupon: "coupon" in source ? identifier(source["coupon"]) : "",
    firstDay: "from" in source ? day(source["from"]) : "",
    lastDay: "until" in source ? day(source["until"]) : "",
    weekdays: new Set(numbers(source["weekdays"] ?? [], 1, 7)),
    minutes,
  };
}

function require(isRight: boolean): asserts isRight {
  if (!isRight) throw new NotRule();
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown, members: readonly string[] | undefined): Document {
  require(isDocument(value));
  require(members === undefined || Object.keys(value).every((name) => members.includes(name)));
  return value;
}

function list(value: unknown, countMax: number): readonly unknown[] {
  require(Array.isArray(value) && value.length <= countMax);
  return value;
}

function integer(value: unknown, lowest: number, highest: number): number {
  require(typeof value === "number" && Number.isSafeInteger(value) && lowest <= value && value <= highest);
  return value;
}

function numbers(value: unknown, lowest: number, highest: number, count?: number): readonly number[] {
  const entries = list(value, NAMED_MAX);
  require(count === undefined || entries.length === count);
  return entries.map((entry) => integer(entry, lowest, highest));
}

function boolean(value: unknown): boolean {
  require(typeof value === "boolean");
  return value;
}

function identifier(value: unknown): string {
  require(typeof value === "string" && IDENTIFIER.test(value));
  return value;
}

function identifiers(value: unknown): ReadonlySet<string> {
  return new Set(list(value, NAMED_MAX).map(identifier));
}

function day(value: unknown): string {
  require(typeof value === "string" && isDay(value));
  return value;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  require(found !== undefined);
  return found;
}
