/** What no till of ours builds is refused, with the line it is about. Twin of comptoir.pricing.v2.checks. */

import type { PricingCode, PricingRefusal } from "../basket.ts";
import { AMOUNT_MAX, PPM } from "../limits.ts";
import type { Basket, Component, Line, Modifier, Moment, Tax } from "./basket.ts";
import { DAY_MINUTES, isDay } from "./conditions.ts";
import { isTaxCategory, taxSet } from "./taxes.ts";

const MODIFIERS_MAX = 50;
const COMPONENTS_MAX = 50;
const MODIFIER_COUNT_MAX = 1_000;

interface Discounts {
  readonly discountPpm?: number;
  readonly discountAmount?: number;
  readonly finalAmount?: number;
}

/** What is said of the whole. */
export function checkBasket(basket: Basket): PricingRefusal | undefined {
  const code = codeOfBasket(basket);
  return code === undefined ? undefined : { code, line: 0 };
}

function codeOfBasket(basket: Basket): PricingCode | undefined {
  if (!isMoment(basket.moment)) return "pricing.moment_invalid";
  const code = codeOfDiscount(basket);
  if (code !== undefined) return code;
  if (basket.finalAmount !== undefined && !isBetween(basket.finalAmount, 0, AMOUNT_MAX)) return "pricing.discount_invalid";
  if (!isBetween(basket.discountAmount ?? 0, 0, AMOUNT_MAX)) return "pricing.discount_invalid";
  if (basket.exemption !== undefined && !isTaxCategory(basket.exemption.category)) return "pricing.tax_category_invalid";
  return undefined;
}

/** What a line says of itself; what it comes to is checked where that is known. */
export function checkLine(line: Line, basket: Basket): PricingCode | undefined {
  if (!isWithin(line.unitPrice) || !isWithin(line.quantityMilli)) return "pricing.amount_too_large";
  if (line.override !== undefined && !isWithin(line.override)) return "pricing.amount_too_large";
  let code: PricingCode | undefined;
  if ((line.kind ?? "article") === "article") {
    code = codeOfDiscount(line);
    if (code === undefined && (line.amount !== undefined || line.ofLine)) code = "pricing.line_invalid";
  } else {
    code = codeOfPlain(line, basket);
  }
  if (code !== undefined) return code;
  if (line.modifiers !== undefined && line.modifiers.length > 0) {
    code = codeOfModifiers(line.modifiers);
    if (code !== undefined) return code;
  }
  if (line.components !== undefined && line.components.length > 0) return codeOfComponents(line, line.components);
  return codeOfTaxes(line.taxes, line.switchedTaxes);
}

function codeOfTaxes(taxes: readonly Tax[], switchedTaxes: readonly Tax[] | undefined): PricingCode | undefined {
  const { refusal } = taxSet(taxes);
  if (refusal !== undefined || switchedTaxes === undefined || switchedTaxes.length === 0) return refusal;
  return taxSet(switchedTaxes).refusal;
}

export function isWithin(amount: number): boolean {
  return isBetween(amount, -AMOUNT_MAX, AMOUNT_MAX);
}

function isBetween(value: number, lowest: number, highest: number): boolean {
  return lowest <= value && value <= highest;
}

function isMoment(moment: Moment): boolean {
  return isDay(moment.day) && isBetween(moment.weekday, 1, 7) && isBetween(moment.minute, 0, DAY_MINUTES - 1);
}

function codeOfDiscount(said: Discounts): PricingCode | undefined {
  if (!isBetween(said.discountPpm ?? 0, 0, PPM)) return "pricing.discount_invalid";
  const ways = (said.discountPpm ? 1 : 0) + (said.discountAmount ? 1 : 0) + (said.finalAmount === undefined ? 0 : 1);
  return ways > 1 ? "pricing.discount_ambiguous" : undefined;
}

/** Deposits, fixed prices and returned goods: no discount, no other price. */
function codeOfPlain(line: Line, basket: Basket): PricingCode | undefined {
  if (line.discountPpm || line.discountAmount || line.finalAmount !== undefined || line.override !== undefined) {
    return "pricing.discount_forbidden";
  }
  if ((line.amount !== undefined) !== (line.kind === "return") || (line.ofLine && line.kind !== "deposit")) {
    return "pricing.line_invalid";
  }
  if (line.amount !== undefined && !isWithin(line.amount)) return "pricing.amount_too_large";
  if (line.kind === "deposit") {
    if ((line.modifiers?.length ?? 0) > 0 || (line.components?.length ?? 0) > 0) return "pricing.line_invalid";
    return codeOfDeposit(line, basket.lines);
  }
  return undefined;
}

/** A deposit handed over follows an article; one that comes back follows nothing. */
function codeOfDeposit(line: Line, lines: readonly Line[]): PricingCode | undefined {
  const ofLine = line.ofLine ?? 0;
  if (ofLine === 0 && line.quantityMilli <= 0) return undefined;
  const followed = lines[ofLine - 1];
  const kind = followed === undefined ? undefined : (followed.kind ?? "article");
  return kind === "article" || kind === "fixed" ? undefined : "pricing.deposit_unbound";
}

function codeOfModifiers(modifiers: readonly Modifier[]): PricingCode | undefined {
  if (modifiers.length > MODIFIERS_MAX) return "pricing.modifiers_invalid";
  for (const modifier of modifiers) {
    const count = modifier.count ?? 1;
    if (!isBetween(count, 1, MODIFIER_COUNT_MAX)) return "pricing.modifiers_invalid";
    if (!isWithin(modifier.unitPrice * count)) return "pricing.amount_too_large";
  }
  return undefined;
}

function codeOfComponents(line: Line, components: readonly Component[]): PricingCode | undefined {
  if (components.length > COMPONENTS_MAX) return "pricing.components_invalid";
  // A bundle has no taxes of its own.
  if (line.taxes.length > 0 || (line.switchedTaxes?.length ?? 0) > 0) return "pricing.taxes_invalid";
  const isReturned = line.kind === "return";
  let returned = 0;
  for (const component of components) {
    const code = codeOfTaxes(component.taxes, component.switchedTaxes) ?? codeOfComponent(component, isReturned);
    if (code !== undefined) return code;
    returned += component.amount ?? 0;
  }
  return isReturned && returned !== line.amount ? "pricing.components_invalid" : undefined;
}

function codeOfComponent(component: Component, isReturned: boolean): PricingCode | undefined {
  if (
    !isBetween(component.quantityMilli, 1, AMOUNT_MAX) ||
    !isBetween(component.unitPrice, 0, AMOUNT_MAX) ||
    BigInt(component.unitPrice) * BigInt(component.quantityMilli) > BigInt(AMOUNT_MAX) * 1_000n ||
    (component.amount !== undefined) !== isReturned
  ) {
    return "pricing.components_invalid";
  }
  return component.amount !== undefined && !isWithin(component.amount) ? "pricing.amount_too_large" : undefined;
}
