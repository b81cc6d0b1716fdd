/**
 * Codes that a scale prints: the article and its weight, price or number of pieces in one EAN-13 that begins with 2 (or 02). What the
 * digits mean is each shop's own choice (GS1 General Specifications §2.1.11.2), so it is a table of the shop, not of the program.
 */
import { checkDigit, isCheckDigitRight, priceCheckDigit } from "./check-digit.ts";

export type MeasuredKind = "weight" | "price" | "pieces";

/** One row of the shop's table. prefix, item, inner check digit and value fill the twelve digits before the check digit. */
export interface MeasuredRule {
  /** First digits, e.g. `21`. The longest prefix that fits counts. */
  readonly prefix: string;
  readonly item_digits: number;
  readonly value_digits: number;
  readonly kind: MeasuredKind;
  /** Decimals of the value: 3 for grams in kilograms, the currency's for a price, 0 for pieces. */
  readonly decimals: number;
  /** A check digit of the value between item and value, as scales for four or five digits print it. */
  readonly has_inner_check: boolean;
}

export interface Measured {
  readonly kind: MeasuredKind;
  /** What the catalogue may know the article by, likeliest first. */
  readonly item_codes: readonly string[];
  /** In units of 10^-decimals. */
  readonly value: number;
  readonly decimals: number;
}

export type RuleRefusal = "codes.prefix_invalid" | "codes.digits_must_fill_twelve" | "codes.decimals_invalid" | "codes.inner_check_needs_4_or_5";

/** What is wrong with a row; `undefined` when a scale can print it. */
export function checkRule(rule: MeasuredRule): RuleRefusal | undefined {
  if (!/^(?:2\d{0,2}|02\d?)$/.test(rule.prefix)) return "codes.prefix_invalid";
  const digits = rule.prefix.length + rule.item_digits + (rule.has_inner_check ? 1 : 0) + rule.value_digits;
  if (digits !== 12 || rule.item_digits < 1 || rule.value_digits < 1) return "codes.digits_must_fill_twelve";
  if (rule.decimals < 0 || rule.decimals > rule.value_digits) return "codes.decimals_invalid";
  if (rule.has_inner_check && rule.value_digits !== 4 && rule.value_digits !== 5) return "codes.inner_check_needs_4_or_5";
  return undefined;
}

/** Reads an EAN-13, or the UPC-A of a scale set to American codes, by the shop's table. */
export function readMeasured(code: string, rules: readonly MeasuredRule[]): Measured | undefined {
  const digits = inThirteen(code);
  const rule = ruleOf(digits, rules);
  if (rule === undefined || !isCheckDigitRight(digits)) return undefined;

  const itemEnd = rule.prefix.length + rule.item_digits;
  const item = digits.slice(rule.prefix.length, itemEnd);
  const value = digits.slice(12 - rule.value_digits, 12);
  if (rule.has_inner_check && Number(digits[itemEnd]) !== priceCheckDigit(value)) return undefined;
  const zeroed = digits.slice(0, itemEnd).padEnd(12, "0");
  return {
    kind: rule.kind,
    item_codes: [`${zeroed}${checkDigit(zeroed)}`, digits.slice(0, itemEnd), item, String(Number(item))].filter(isFirst),
    value: Number(value),
    decimals: rule.decimals,
  };
}

/**
 * Whether a digit of a number was read wrongly, or printed wrongly: an EAN or UPC whose check digit does not fit, or a scale's label whose
 * value does not fit its own. No shop can keep an article by such a number.
 */
export function isMisread(code: string, rules: readonly MeasuredRule[]): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(code)) return false;
  return !isCheckDigitRight(code) || (ruleOf(inThirteen(code), rules)?.has_inner_check === true && readMeasured(code, rules) === undefined);
}

function inThirteen(code: string): string {
  return /^\d{12}$/.test(code) ? `0${code}` : code.length === 14 && code.startsWith("0") ? code.slice(1) : code;
}

function ruleOf(digits: string, rules: readonly MeasuredRule[]): MeasuredRule | undefined {
  if (!/^\d{13}$/.test(digits)) return undefined;
  return rules
    .filter((candidate) => digits.startsWith(candidate.prefix) && checkRule(candidate) === undefined)
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

function isFirst(code: string, index: number, codes: readonly string[]): boolean {
  return codes.indexOf(code) === index;
}
