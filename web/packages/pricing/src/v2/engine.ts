/**
 * Pricing engine 2. Its twin is server/src/comptoir/pricing/v2/engine.py; keep the steps in the same order.
 *
 * 1. the unit price (a person's, a price list's, the catalogue's), with other taxes on the same net where asked;
 * 2. base = (unit price + modifiers) × quantity;
 * 3. promotions on goods, by priority;
 * 4. the cashier's discount on the line;
 * 5. promotions on the basket, by priority;
 * 6. the cashier's discount on the basket;
 * 7. bundles are split over their components, and what an exempt customer does not owe is taken out;
 * 8. taxes, once on each sum.
 */

import type { PricingCode, PricingResult } from "../basket.ts";
import { AMOUNT_MAX, LINES_MAX, MILLI, PPM } from "../limits.ts";
import { minorUnits, multiplyDivide, shareByLargestRemainder } from "../numbers.ts";
import type { Award, Basket, Component, Line, PricedBasket, PricedLine, Tax, WorkingLine } from "./basket.ts";
import { checkBasket, checkLine, isWithin } from "./checks.ts";
import { holds } from "./conditions.ts";
import { unitPriceOf } from "./prices.ts";
import { NO_RULES, type PriceList, type Rules } from "./rules.ts";
import { exempt, switchedPrice, type TaxedPart, taxSet, totalTaxes } from "./taxes.ts";

export const ENGINE_VERSION = 2;

/** The prices that a line's quantity is multiplied by: the article's own and its modifiers'. */
interface Units {
  readonly article: number;
  readonly modifiers: readonly number[];
}

/**
 * Price a basket; the one answer that till and server must agree on to the cent.
 *
 * Refuses a basket that no till of ours builds. An empty basket is worth nothing.
 */
export function price(basket: Basket, rules: Rules = NO_RULES): PricingResult<PricedBasket> {
  if (basket.lines.length > LINES_MAX) return { ok: false, refusal: { code: "pricing.too_many_lines" } };
  const refusal = checkBasket(basket);
  if (refusal !== undefined) return { ok: false, refusal };
  const priceLists = rules.priceLists.filter((rule) => holds(rule.when, basket));
  const lines: WorkingLine[] = [];
  for (const line of basket.lines) {
    const opened = openLine(line, basket, priceLists);
    if (typeof opened === "string") return { ok: false, refusal: { code: opened, line: lines.length + 1 } };
    lines.push(opened);
  }
  if (rules.goods.promotions.length > 0) rules.promoting?.takeGoodsPromotions(basket, rules.goods, lines);
  for (const [index, line] of basket.lines.entries()) {
    const priced = lines[index];
    if (priced === undefined) continue;
    if (line.discountPpm || line.discountAmount || line.finalAmount !== undefined) {
      priced.lineDiscount = lineDiscountOf(line, priced);
      priced.amount -= priced.lineDiscount;
    }
  }
  if (rules.whole.promotions.length > 0) rules.promoting?.takeBasketPromotions(basket, rules.whole, lines);
  let basketDiscount = 0;
  if (basket.discountPpm || basket.discountAmount || basket.finalAmount !== undefined) {
    basketDiscount = takeBasketDiscount(basket, lines);
  }
  const totals = totalTaxes(partsOf(basket, lines));
  return {
    ok: true,
    value: {
      lines: lines.map(branded),
      promotions: sumPromotions(lines),
      basketDiscount: minorUnits(basketDiscount),
      taxSubtotals: totals.taxSubtotals,
      net: minorUnits(totals.net),
      tax: minorUnits(totals.tax),
      gross: minorUnits(totals.gross),
    },
  };
}

/** The line at its unit price, before any reduction. */
function openLine(line: Line, basket: Basket, priceLists: readonly PriceList[]): WorkingLine | PricingCode {
  const code = checkLine(line, basket);
  if (code !== undefined) return code;
  if (line.amount !== undefined) return working(line.unitPrice, line.amount);
  const found = unitPriceOf(line, priceLists);
  let units: Units = { article: found.amount, modifiers: (line.modifiers ?? []).map((modifier) => modifier.unitPrice) };
  if (basket.switch === "keep_net" && (found.source === "catalog" || found.source === "list")) {
    units = switchedUnits(line, units, basket);
  }
  let together = units.article;
  for (const [index, modifier] of (line.modifiers ?? []).entries()) {
    together += (units.modifiers[index] ?? 0) * (modifier.count ?? 1);
  }
  const base = multiplyDivide(together, line.quantityMilli, MILLI);
  if (!isWithin(units.article) || !isWithin(together) || !isWithin(base)) return "pricing.amount_too_large";
  if (line.discountAmount && !isPartOf(line.discountAmount, base)) return "pricing.discount_invalid";
  if (line.finalAmount !== undefined && !isPartOf(line.finalAmount, base)) return "pricing.discount_invalid";
  if ((line.components?.length ?? 0) > 0 || line.switchedTaxes !== undefined || taxSet(line.taxes).fixed.length > 0) {
    if (!areFixedWithin(line, base)) return "pricing.amount_too_large";
  }
  return {
    ...working(units.article, base),
    priceSource: found.source,
    priceList: found.priceList,
    modifierPrices: units.modifiers,
  };
}

function working(unitPrice: number, base: number): WorkingLine {
  return {
    unitPrice,
    priceSource: "catalog",
    priceList: "",
    base,
    modifierPrices: [],
    promotions: [],
    lineDiscount: 0,
    basketDiscount: 0,
    exempted: 0,
    amount: base,
    components: [],
  };
}

/** Whether an amount lies between nothing and the whole, whichever sign that has. */
function isPartOf(amount: number, whole: number): boolean {
  return (0 <= amount && amount <= whole) || (whole <= amount && amount <= 0);
}

/** The prices with the other taxes on the same net. A bundle's is the sum of its components' shares. */
function switchedUnits(line: Line, units: Units, basket: Basket): Units {
  if ((line.priceMode ?? basket.priceMode) === "net") return units;
  if (line.components !== undefined && line.components.length > 0) {
    const shares = componentShares(line.components, units.article);
    let article = 0;
    for (const [index, { taxes, switchedTaxes }] of line.components.entries()) {
      article += switched(shares[index] ?? 0, taxes, switchedTaxes);
    }
    return { article, modifiers: units.modifiers };
  }
  return {
    article: switched(units.article, line.taxes, line.switchedTaxes),
    modifiers: units.modifiers.map((amount) => switched(amount, line.taxes, line.switchedTaxes)),
  };
}

function switched(amount: number, taxes: readonly Tax[], switchedTaxes: readonly Tax[] | undefined): number {
  return switchedTaxes !== undefined && switchedTaxes.length > 0 ? switchedPrice(amount, taxes, switchedTaxes) : amount;
}

/** Fixed amounts stay within the limits of prices, so that sums stay exact. */
function areFixedWithin(line: Line, base: number): boolean {
  const quantities: { readonly taxes: readonly Tax[] | undefined; readonly quantityMilli: number }[] = [
    { taxes: line.taxes, quantityMilli: line.quantityMilli },
    { taxes: line.switchedTaxes, quantityMilli: line.quantityMilli },
  ];
  for (const component of line.components ?? []) {
    const quantityMilli = componentQuantity(component, line);
    if (!isWithin(quantityMilli)) return false;
    quantities.push({ taxes: component.taxes, quantityMilli }, { taxes: component.switchedTaxes, quantityMilli });
  }
  let fixed = Math.abs(base);
  for (const { taxes, quantityMilli } of quantities) {
    for (const tax of taxes ?? []) {
      if (tax.unitAmount) fixed += multiplyDivide(tax.unitAmount, Math.abs(quantityMilli), MILLI);
    }
  }
  return fixed <= AMOUNT_MAX;
}

/** The cashier's discount on what promotions left; it never makes a line dearer or turns it around. */
function lineDiscountOf(line: Line, priced: WorkingLine): number {
  const left = priced.amount;
  if (line.discountPpm) return multiplyDivide(left, line.discountPpm, PPM);
  if (line.finalAmount !== undefined) {
    return priced.base >= 0 ? Math.max(0, left - line.finalAmount) : Math.min(0, left - line.finalAmount);
  }
  const amount = line.discountAmount ?? 0;
  return priced.base >= 0 ? Math.min(amount, left) : Math.max(amount, left);
}

/** The cashier's discount on the whole, from the articles that cost something, in proportion. */
function takeBasketDiscount(basket: Basket, lines: readonly WorkingLine[]): number {
  const bearing = lines.filter((priced, index) => (basket.lines[index]?.kind ?? "article") === "article" && priced.amount > 0);
  const total = bearing.reduce((sum, priced) => sum + priced.amount, 0);
  let discount: number;
  if (basket.discountPpm) {
    discount = multiplyDivide(total, basket.discountPpm, PPM);
  } else if (basket.finalAmount !== undefined) {
    const due = lines.reduce((sum, priced) => sum + priced.amount, 0);
    discount = Math.min(total, Math.max(0, due - basket.finalAmount));
  } else {
    discount = Math.min(basket.discountAmount ?? 0, total);
  }
  if (discount === 0) return 0;
  const shares = shareByLargestRemainder(
    discount,
    bearing.map((priced) => priced.amount),
  );
  for (const [index, priced] of bearing.entries()) {
    priced.basketDiscount = shares[index] ?? 0;
    priced.amount -= priced.basketDiscount;
  }
  return discount;
}

/** What is taxed: lines, and for bundles their components; lowered by what an exempt customer does not owe. */
function partsOf(basket: Basket, lines: readonly WorkingLine[]): readonly TaxedPart[] {
  const parts: TaxedPart[] = [];
  for (const [index, line] of basket.lines.entries()) {
    const priced = lines[index];
    if (priced === undefined) continue;
    const isReturned = line.kind === "return";
    const common = { line: index, priceMode: line.priceMode ?? basket.priceMode, isReturned };
    if (line.components !== undefined && line.components.length > 0) {
      priced.components = isReturned
        ? line.components.map((component) => component.amount ?? 0)
        : componentShares(line.components, priced.amount);
      for (const [place, component] of line.components.entries()) {
        const taxes = applied(basket, component.taxes, component.switchedTaxes, isReturned);
        const amount = priced.components[place] ?? 0;
        parts.push({ ...common, amount, quantityMilli: componentQuantity(component, line), taxes });
      }
    } else {
      const taxes = applied(basket, line.taxes, line.switchedTaxes, isReturned);
      parts.push({ ...common, amount: priced.amount, quantityMilli: line.quantityMilli, taxes });
    }
  }
  if (basket.exemption !== undefined) {
    for (const [index, lowered] of exempt(parts, basket.exemption).entries()) {
      const priced = lines[parts[index]?.line ?? 0];
      if (priced === undefined) continue;
      priced.exempted += lowered;
      priced.amount -= lowered;
    }
    for (const [index, priced] of lines.entries()) {
      if (priced.components.length === 0) continue;
      priced.components = parts.filter((part) => part.line === index).map((part) => part.amount);
    }
  }
  return parts;
}

function applied(
  basket: Basket,
  taxes: readonly Tax[],
  switchedTaxes: readonly Tax[] | undefined,
  isReturned: boolean,
): readonly Tax[] {
  const isSwitched = basket.switch !== undefined && switchedTaxes !== undefined && switchedTaxes.length > 0;
  return isSwitched && !isReturned ? switchedTaxes : taxes;
}

/** Split an amount over a bundle's components in proportion to their own prices; equally when all are free. */
function componentShares(components: readonly Component[], amount: number): readonly number[] {
  const weights = components.map((part) => multiplyDivide(part.unitPrice, part.quantityMilli, MILLI));
  return shareByLargestRemainder(amount, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1));
}

function componentQuantity(component: Component, line: Line): number {
  return multiplyDivide(component.quantityMilli, line.quantityMilli, MILLI);
}

/** What each promotion took from the basket, in the order in which they stand on the lines. */
function sumPromotions(lines: readonly WorkingLine[]): readonly Award[] {
  const found = new Map<string, number>();
  for (const priced of lines) {
    for (const { promotion, amount } of priced.promotions) found.set(promotion, (found.get(promotion) ?? 0) + amount);
  }
  return [...found].map(([promotion, amount]) => ({ promotion, amount: minorUnits(amount) }));
}

function branded(priced: WorkingLine): PricedLine {
  return {
    unitPrice: minorUnits(priced.unitPrice),
    priceSource: priced.priceSource,
    priceList: priced.priceList,
    base: minorUnits(priced.base),
    modifierPrices: priced.modifierPrices.map(minorUnits),
    promotions: priced.promotions.map(({ promotion, amount }) => ({ promotion, amount: minorUnits(amount) })),
    lineDiscount: minorUnits(priced.lineDiscount),
    basketDiscount: minorUnits(priced.basketDiscount),
    exempted: minorUnits(priced.exempted),
    amount: minorUnits(priced.amount),
    components: priced.components.map(minorUnits),
  };
}
