/**
 * Taxes of engine 2: several levels on a line, included or on top, fixed amounts, exemptions, switched rates. Twin of
 * comptoir.pricing.v2.taxes; keep the steps in the same order.
 *
 * Each tax is computed once on all that it is charged on, never line by line (EN 16931 BG-23, BR-CO-17). What a level takes of an
 * amount is an exact fraction; only the sum is rounded.
 */

import type { PriceMode, PricingCode } from "../basket.ts";
import { AMOUNT_MAX, MILLI, PPM } from "../limits.ts";
import { divideHalfAway, minorUnits, multiplyDivide, ppm, shareByLargestRemainder } from "../numbers.ts";
import type { Exemption, Tax, TaxSubtotal } from "./basket.ts";

const TAXES_MAX = 6;
/** All rates of a line together: keeps every sum of LINES_MAX lines below 2^53, compound rates included. */
const RATES_MAX = 2_000_000;

const TAX_CODE = /^(?:[A-Z0-9][A-Z0-9._-]{0,15})?$/;
const TAX_CATEGORY = /^[A-Z]{1,3}$/;

/** A rate of a set of taxes: what it takes, and its base with what it takes, of a net of `TaxSet.unit`. */
interface Level {
  readonly tax: Tax;
  readonly taken: bigint;
  readonly gross: bigint;
}

/**
 * The taxes of a line, known once for all lines that have the same.
 *
 * Rates are exact fractions: a net of `unit` becomes `gross` with all of them. `refusal` is what is wrong with them, if anything
 * is.
 */
export interface TaxSet {
  readonly key: string;
  readonly unit: bigint;
  readonly gross: bigint;
  readonly levels: readonly Level[];
  readonly fixed: readonly Tax[];
  readonly refusal: PricingCode | undefined;
}

/** An amount with its taxes: a line, or a component of one. */
export interface TaxedPart {
  readonly line: number;
  amount: number;
  readonly quantityMilli: number;
  taxes: readonly Tax[];
  readonly priceMode: PriceMode;
  readonly isReturned: boolean;
}

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/**
 * A row of the subtotals: what its tax is charged on, and what fixed amounts came to. Rows that are included and rows on top
 * never add up.
 */
interface Row {
  readonly category: string;
  readonly ratePpm: number;
  readonly code: string;
  readonly unitAmount: number;
  readonly priceMode: PriceMode;
  fixed: number;
  readonly taken: Fraction[];
  readonly gross: Fraction[];
}

interface TaxTotals {
  readonly taxSubtotals: readonly TaxSubtotal[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

const SETS_KEPT = 1_024;
const setsByKey = new Map<string, TaxSet>();
/** The taxes of an item are one array for all its lines. */
const setsByTaxes = new WeakMap<readonly Tax[], TaxSet>();

/** What the engine must know of the taxes of a line. */
export function taxSet(taxes: readonly Tax[]): TaxSet {
  let found = setsByTaxes.get(taxes);
  if (found !== undefined) return found;
  const key = keyOf(taxes);
  found = setsByKey.get(key);
  if (found === undefined) {
    if (setsByKey.size >= SETS_KEPT) setsByKey.clear();
    found = computedSet(taxes, key);
    setsByKey.set(key, found);
  }
  setsByTaxes.set(taxes, found);
  return found;
}

function keyOf(taxes: readonly Tax[]): string {
  let key = "";
  for (const tax of taxes) {
    key += `${tax.code ?? ""}/${tax.category}/${tax.ratePpm ?? 0}/${tax.unitAmount ?? 0}/${tax.isCompound ? 1 : 0}${tax.isInBase ? 1 : 0};`;
  }
  return key;
}

function computedSet(taxes: readonly Tax[], key: string): TaxSet {
  const refusal = refusalOf(taxes);
  const rates = refusal === undefined ? taxes.filter((tax) => !tax.unitAmount) : [];
  const million = BigInt(PPM);
  const unit = million ** BigInt(rates.length);
  let gross = unit;
  const levels: Level[] = [];
  for (const tax of rates) {
    const base = tax.isCompound ? gross : unit;
    // Exact: the base of the n-th level is a multiple of a million to the power of what is left.
    const taken = (base * BigInt(tax.ratePpm ?? 0)) / million;
    levels.push({ tax, taken, gross: base + taken });
    gross += taken;
  }
  return { key, unit, gross, levels, fixed: taxes.filter((tax) => tax.unitAmount), refusal };
}

/** One to three capital letters (UNTDID 5305). */
export function isTaxCategory(category: string): boolean {
  return TAX_CATEGORY.test(category);
}

/** One to TAXES_MAX levels, each a rate or a fixed amount. */
function refusalOf(taxes: readonly Tax[]): PricingCode | undefined {
  if (taxes.length < 1 || taxes.length > TAXES_MAX) return "pricing.taxes_invalid";
  let rates = 0;
  for (const tax of taxes) {
    const ratePpm = tax.ratePpm ?? 0;
    const unitAmount = tax.unitAmount ?? 0;
    if (!isTaxCategory(tax.category)) return "pricing.tax_category_invalid";
    if (ratePpm < 0 || ratePpm > PPM) return "pricing.tax_rate_invalid";
    if (!TAX_CODE.test(tax.code ?? "") || unitAmount < 0 || unitAmount > AMOUNT_MAX || (unitAmount > 0 && ratePpm > 0)) {
      return "pricing.taxes_invalid";
    }
    rates += ratePpm;
  }
  return rates > RATES_MAX ? "pricing.tax_rate_invalid" : undefined;
}

/** What the fixed amounts on a part come to. Included in a price they never take more than it. */
function fixedAmounts(part: TaxedPart, fixedTaxes: readonly Tax[]): { readonly tax: Tax; readonly fixed: number }[] {
  const found: { tax: Tax; fixed: number }[] = [];
  let left = part.amount;
  for (const tax of fixedTaxes) {
    let fixed = multiplyDivide(tax.unitAmount ?? 0, part.quantityMilli, MILLI);
    if (part.priceMode === "gross") {
      fixed = fixed > 0 ? Math.min(fixed, Math.max(left, 0)) : Math.max(fixed, Math.min(left, 0));
      left -= fixed;
    }
    found.push({ tax, fixed });
  }
  return found;
}

/** The subtotals of a basket, ordered by category, rate and code, and its totals. */
export function totalTaxes(parts: readonly TaxedPart[]): TaxTotals {
  const rows: Row[] = [];
  const sums: { readonly known: TaxSet; readonly priceMode: PriceMode; amount: number }[] = [];
  let grossSum = 0;
  for (const part of parts) {
    const known = taxSet(part.taxes);
    const { priceMode } = part;
    let charged = part.amount;
    grossSum += charged;
    if (known.fixed.length > 0) {
      const { outside, inside } = addFixed(rows, part, known);
      if (priceMode === "gross") {
        charged -= outside;
      } else {
        charged += inside;
        grossSum += inside + outside;
      }
    }
    const sum = sums.find((one) => one.known === known && one.priceMode === priceMode);
    if (sum === undefined) sums.push({ known, priceMode, amount: charged });
    else sum.amount += charged;
  }
  for (const { known, priceMode, amount } of sums) {
    const under = priceMode === "gross" ? known.gross : known.unit;
    for (const level of known.levels) {
      const row = rowOf(rows, level.tax, priceMode);
      row.taken.push({ over: BigInt(amount) * level.taken, under });
      row.gross.push({ over: BigInt(amount) * level.gross, under });
    }
  }
  return totalsOf(rows, grossSum);
}

/** Add a part's fixed amounts to their rows; answers those outside the base of its rates, and those in it. */
function addFixed(rows: Row[], part: TaxedPart, known: TaxSet): { readonly outside: number; readonly inside: number } {
  let outside = 0;
  let inside = 0;
  for (const { tax, fixed } of fixedAmounts(part, known.fixed)) {
    rowOf(rows, tax, part.priceMode).fixed += fixed;
    if (tax.isInBase) inside += fixed;
    else outside += fixed;
  }
  return { outside, inside };
}

function rowOf(rows: Row[], tax: Tax, priceMode: PriceMode): Row {
  const code = tax.code ?? "";
  const unitAmount = tax.unitAmount ?? 0;
  const ratePpm = unitAmount > 0 ? 0 : (tax.ratePpm ?? 0);
  for (const row of rows) {
    if (
      row.category === tax.category &&
      row.ratePpm === ratePpm &&
      row.code === code &&
      row.unitAmount === unitAmount &&
      row.priceMode === priceMode
    ) {
      return row;
    }
  }
  const row: Row = { category: tax.category, ratePpm, code, unitAmount, priceMode, fixed: 0, taken: [], gross: [] };
  rows.push(row);
  return row;
}

function totalsOf(rows: Row[], grossOfParts: number): TaxTotals {
  let grossSum = grossOfParts;
  let taxSum = 0;
  const taxSubtotals: TaxSubtotal[] = [];
  for (const row of rows.sort(byOrder)) {
    let tax = row.fixed;
    let gross = row.fixed;
    if (row.unitAmount === 0) {
      tax = rounded(row.taken);
      gross = rounded(row.gross);
      if (row.priceMode === "net") grossSum += tax;
    }
    taxSum += tax;
    taxSubtotals.push({
      code: row.code,
      taxCategory: row.category,
      taxRatePpm: ppm(row.ratePpm),
      unitAmount: minorUnits(row.unitAmount),
      net: minorUnits(gross - tax),
      tax: minorUnits(tax),
      gross: minorUnits(gross),
    });
  }
  return { taxSubtotals, net: grossSum - taxSum, tax: taxSum, gross: grossSum };
}

function byOrder(a: Row, b: Row): number {
  if (a.category !== b.category) return a.category < b.category ? -1 : 1;
  if (a.ratePpm !== b.ratePpm) return a.ratePpm - b.ratePpm;
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  if (a.unitAmount !== b.unitAmount) return a.unitAmount - b.unitAmount;
  return a.priceMode < b.priceMode ? -1 : a.priceMode > b.priceMode ? 1 : 0;
}

/** The sum of exact fractions, rounded once. */
function rounded(fractions: readonly Fraction[]): number {
  let numerator = 0n;
  let denominator = 1n;
  for (const { over, under } of fractions) {
    if (under === denominator) {
      numerator += over;
    } else {
      numerator = numerator * under + over * denominator;
      denominator *= under;
    }
  }
  return Number(divideHalfAway(numerator, denominator));
}

/** The same taxes with the exempt rates at zero, under the category that says why. */
function exempted(taxes: readonly Tax[], exemption: Exemption): readonly Tax[] {
  return taxes.map((tax) => (isExempt(tax, exemption) ? { ...tax, category: exemption.category, ratePpm: ppm(0) } : tax));
}

/**
 * Take the taxes that the customer does not owe out of included prices; answers what each part was lowered by.
 *
 * Computed once for all parts that share their taxes, so the exempt customer pays exactly the net of the same basket. Returned
 * parts keep what they were sold with.
 */
export function exempt(parts: readonly TaxedPart[], exemption: Exemption): readonly number[] {
  const lowered = parts.map(() => 0);
  const groups = new Map<string, number[]>();
  for (const [number, part] of parts.entries()) {
    if (part.priceMode !== "gross" || part.amount === 0 || part.isReturned) continue;
    const key = `${part.amount > 0 ? "+" : "-"}${taxSet(part.taxes).key}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [number]);
    else members.push(number);
  }
  for (const members of groups.values()) lower(parts, members, exemption, lowered);
  for (const [number, part] of parts.entries()) {
    if (part.isReturned) continue;
    part.amount -= lowered[number] ?? 0;
    part.taxes = exempted(part.taxes, exemption);
  }
  return lowered;
}

/** Parts that share their taxes and their sign. */
function lower(parts: readonly TaxedPart[], members: readonly number[], exemption: Exemption, lowered: number[]): void {
  const taxes = parts[members[0] ?? 0]?.taxes ?? [];
  const before = taxSet(taxes);
  // Both have as many levels, so their fractions have the same unit.
  const after = taxSet(exempted(taxes, exemption));
  const charged = members.flatMap((number) => {
    const part = parts[number];
    return part === undefined ? [] : [part.amount - outsideBase(part, before.fixed)];
  });
  const total = charged.reduce((sum, amount) => sum + amount, 0);
  const taken = Number(divideHalfAway(BigInt(total) * (before.gross - after.gross), before.gross));
  if (taken === 0) return;
  const shares = shareByLargestRemainder(
    taken,
    charged.map((amount) => Math.abs(amount)),
  );
  for (const [index, number] of members.entries()) lowered[number] = shares[index] ?? 0;
}

function outsideBase(part: TaxedPart, fixedTaxes: readonly Tax[]): number {
  return fixedAmounts(part, fixedTaxes).reduce((sum, { tax, fixed }) => (tax.isInBase ? sum : sum + fixed), 0);
}

function isExempt(tax: Tax, exemption: Exemption): boolean {
  const codes = exemption.codes ?? [];
  return !tax.unitAmount && (codes.length === 0 || codes.includes(tax.code ?? ""));
}

/** A tax-included price with other taxes on the same net. */
export function switchedPrice(unitPrice: number, before: readonly Tax[], after: readonly Tax[]): number {
  const old = taxSet(before);
  const other = taxSet(after);
  const charged = BigInt(unitPrice - unitOutsideBase(old));
  const changed = divideHalfAway(charged * other.gross * old.unit, old.gross * other.unit);
  return Number(changed) + unitOutsideBase(other);
}

function unitOutsideBase(known: TaxSet): number {
  return known.fixed.reduce((sum, tax) => (tax.isInBase ? sum : sum + (tax.unitAmount ?? 0)), 0);
}
