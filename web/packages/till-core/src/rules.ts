/** Price lists and promotions: kept as they were written, indexed once for the engine. */
import { NO_RULES, type Rules } from "@comptoir/pricing/v2/price";

import { readList, readObject, readText, readTexts } from "./reading.ts";

/** As the server wrote them (docs/developer/pricing.md). */
export interface RulesDocument {
  readonly price_lists: readonly unknown[];
  readonly promotions: readonly unknown[];
  /** Codes that are good once and stand for a coupon; absent from a server that has none. */
  readonly coupon_codes?: readonly CouponCodes[];
}

export interface CouponCodes {
  readonly coupon: string;
  readonly codes: readonly string[];
}

/** The rules of a till, indexed, and what they are called. */
export interface KnownRules {
  readonly rules: Rules;
  readonly rule_names: ReadonlyMap<string, string>;
  /** Of each coupon that is given out in codes, those that are still good. */
  readonly coupon_codes: ReadonlyMap<string, ReadonlySet<string>>;
}

export const NO_RULES_DOCUMENT: RulesDocument = { price_lists: [], promotions: [] };

/** A server from before rules existed sends none. */
export function readRules(value: unknown): RulesDocument {
  if (value === undefined) return NO_RULES_DOCUMENT;
  const source = readObject(value, "rules");
  const codes = source["coupon_codes"] === undefined ? [] : readList(source["coupon_codes"], "coupon_codes").map(readCodes);
  return {
    price_lists: readList(source["price_lists"], "price_lists"),
    promotions: readList(source["promotions"], "promotions"),
    ...(codes.length === 0 ? {} : { coupon_codes: codes }),
  };
}

function readCodes(value: unknown): CouponCodes {
  const source = readObject(value, "coupon_codes");
  return { coupon: readText(source, "coupon"), codes: readTexts(source, "codes") };
}

/** What people call each rule. */
export function ruleNames(document: RulesDocument): ReadonlyMap<string, string> {
  const named = [...document.price_lists, ...document.promotions].flatMap((rule) => {
    const source = readObject(rule, "rule");
    const [id, name] = [source["id"], source["name"]];
    return typeof id === "string" && typeof name === "string" ? [[id, name] as const] : [];
  });
  return new Map(named);
}

/**
 * A rule of a later program is left out: the till sells without it, and the server says what differs. What applies rules is code of
 * its own, which a shop without any never reads.
 */
export async function compiledRules(document: RulesDocument): Promise<KnownRules> {
  if (document.price_lists.length === 0 && document.promotions.length === 0) return { rules: NO_RULES, rule_names: new Map(), coupon_codes: new Map() };
  const { compileRules, readPriceList, readPromotion } = await import("@comptoir/pricing/v2/rule-book");
  const priceLists = document.price_lists.map(readPriceList).flatMap((read) => (read.ok ? [read.value] : []));
  const promotions = document.promotions.map(readPromotion).flatMap((read) => (read.ok ? [read.value] : []));
  return { rules: compileRules({ priceLists, promotions }), rule_names: ruleNames(document), coupon_codes: couponCodes(document) };
}

export function couponCodes(document: RulesDocument): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map((document.coupon_codes ?? []).map(({ coupon, codes }) => [coupon, new Set(codes)]));
}

/** The rules without codes that this till has just sealed: nobody shows one here twice, whether the server has heard of it or not. */
export function withoutCodes(document: RulesDocument, shown: readonly string[]): RulesDocument {
  if (document.coupon_codes === undefined) return document;
  const coupon_codes = document.coupon_codes.map(({ coupon, codes }) => ({ coupon, codes: codes.filter((code) => !shown.includes(code)) }));
  return { ...document, coupon_codes };
}
