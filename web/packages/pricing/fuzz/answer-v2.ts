/** Baskets of engine 2 as the vectors write them, and its answers in their words. */

import { milli, type MinorUnits, minorUnits, ppm, type PriceMode, type PricingResult } from "../src/index.ts";
import {
  type Award,
  type Basket,
  compileRules,
  type Component,
  type Line,
  price,
  type PricedBasket,
  type Promotion,
  readPriceList,
  readPromotion,
  type Rules,
  type Switch,
  type Tax,
} from "../src/v2/index.ts";

interface TaxInput {
  readonly code?: string;
  readonly category: string;
  readonly rate_ppm?: number;
  readonly unit_amount?: number;
  readonly compound?: boolean;
  readonly in_base?: boolean;
}

interface ComponentInput {
  readonly item: string;
  readonly quantity_milli: number;
  readonly unit_price: number;
  readonly amount?: number;
  readonly taxes: readonly TaxInput[];
  readonly switched_taxes?: readonly TaxInput[];
}

interface DiscountInput {
  readonly discount_ppm?: number;
  readonly discount_amount?: number;
  readonly final_amount?: number;
}

interface LineInput extends DiscountInput {
  readonly unit_price: number;
  readonly quantity_milli: number;
  readonly tax_category?: string;
  readonly tax_rate_ppm?: number;
  readonly taxes?: readonly TaxInput[];
  readonly switched_taxes?: readonly TaxInput[];
  readonly kind?: "article" | "deposit" | "fixed" | "return";
  readonly item?: string;
  readonly categories?: readonly string[];
  readonly list_prices?: Readonly<Record<string, number>>;
  readonly open?: boolean;
  readonly override?: number;
  readonly modifiers?: readonly { readonly code: string; readonly unit_price: number; readonly count?: number }[];
  readonly components?: readonly ComponentInput[];
  readonly price_mode?: PriceMode;
  readonly amount?: number;
  readonly of_line?: number;
}

interface BasketInput extends DiscountInput {
  readonly price_mode: PriceMode;
  readonly moment?: { readonly day: string; readonly weekday: number; readonly minute: number };
  readonly store?: string;
  readonly customer_groups?: readonly string[];
  readonly coupons?: readonly string[];
  readonly switch?: Switch;
  readonly exemption?: { readonly category: string; readonly codes?: readonly string[] };
  readonly lines: readonly LineInput[];
}

interface RulesInput {
  readonly price_lists?: readonly unknown[];
  readonly promotions?: readonly unknown[];
}

export interface QuestionV2 {
  readonly basket_2: BasketInput;
  readonly rules?: RulesInput;
}

/** A shop's rules, and baskets that are priced by them: what the differential test asks. */
export interface ShopV2 {
  readonly rules: RulesInput;
  readonly baskets: readonly BasketInput[];
}

type Answer = Readonly<Record<string, unknown>>;

const NOON = { day: "2026-11-22", weekday: 7, minute: 720 };

/** What engine 2 answers to a `price_2`. */
export function answerV2(question: QuestionV2): Answer {
  const rules = rulesOf(question.rules ?? {});
  if (!rules.ok) return { refusal: rules.refusal.code };
  const answer = price(basketOf(question.basket_2), rules.value);
  return answer.ok ? membersOf(answer.value) : { refusal: answer.refusal.code };
}

export function answerShop(shop: ShopV2): readonly Answer[] {
  const rules = rulesOf(shop.rules);
  if (!rules.ok) return [{ refusal: rules.refusal.code }];
  return shop.baskets.map((basket) => {
    const answer = price(basketOf(basket), rules.value);
    return answer.ok ? membersOf(answer.value) : { refusal: answer.refusal.code };
  });
}

export function rulesOf(given: RulesInput): PricingResult<Rules> {
  const priceLists = all((given.price_lists ?? []).map(readPriceList));
  if (!priceLists.ok) return priceLists;
  const promotions = all<Promotion>((given.promotions ?? []).map(readPromotion));
  if (!promotions.ok) return promotions;
  return { ok: true, value: compileRules({ priceLists: priceLists.value, promotions: promotions.value }) };
}

function all<Value>(results: readonly PricingResult<Value>[]): PricingResult<readonly Value[]> {
  const found: Value[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    found.push(result.value);
  }
  return { ok: true, value: found };
}

export function basketOf(given: BasketInput): Basket {
  return {
    priceMode: given.price_mode,
    lines: given.lines.map(lineOf),
    moment: given.moment ?? NOON,
    ...discountOf(given),
    ...(given.store === undefined ? {} : { store: given.store }),
    ...(given.customer_groups === undefined ? {} : { customerGroups: given.customer_groups }),
    ...(given.coupons === undefined ? {} : { coupons: given.coupons }),
    ...(given.switch === undefined ? {} : { switch: given.switch }),
    ...(given.exemption === undefined ? {} : { exemption: given.exemption }),
  };
}

function lineOf(given: LineInput): Line {
  return {
    unitPrice: minorUnits(given.unit_price),
    quantityMilli: milli(given.quantity_milli),
    taxes: ownTaxes(given),
    ...discountOf(given),
    ...(given.switched_taxes === undefined ? {} : { switchedTaxes: given.switched_taxes.map(taxOf) }),
    ...(given.kind === undefined ? {} : { kind: given.kind }),
    ...(given.item === undefined ? {} : { item: given.item }),
    ...(given.categories === undefined ? {} : { categories: given.categories }),
    ...(given.list_prices === undefined ? {} : { listPrices: listPricesOf(given.list_prices) }),
    ...(given.open === undefined ? {} : { isOpen: given.open }),
    ...(given.override === undefined ? {} : { override: minorUnits(given.override) }),
    ...(given.modifiers === undefined
      ? {}
      : { modifiers: given.modifiers.map(({ unit_price, ...rest }) => ({ ...rest, unitPrice: minorUnits(unit_price) })) }),
    ...(given.components === undefined ? {} : { components: given.components.map(componentOf) }),
    ...(given.price_mode === undefined ? {} : { priceMode: given.price_mode }),
    ...(given.amount === undefined ? {} : { amount: minorUnits(given.amount) }),
    ...(given.of_line === undefined ? {} : { ofLine: given.of_line }),
  };
}

function ownTaxes(given: LineInput): readonly Tax[] {
  if (given.taxes !== undefined) return given.taxes.map(taxOf);
  if (given.components !== undefined) return [];
  return [{ category: given.tax_category ?? "S", ratePpm: ppm(given.tax_rate_ppm ?? Number.NaN) }];
}

function listPricesOf(given: Readonly<Record<string, number>>): ReadonlyMap<string, MinorUnits> {
  return new Map(Object.entries(given).map(([id, amount]) => [id, minorUnits(amount)]));
}

function componentOf(given: ComponentInput): Component {
  return {
    item: given.item,
    quantityMilli: milli(given.quantity_milli),
    unitPrice: minorUnits(given.unit_price),
    taxes: given.taxes.map(taxOf),
    ...(given.switched_taxes === undefined ? {} : { switchedTaxes: given.switched_taxes.map(taxOf) }),
    ...(given.amount === undefined ? {} : { amount: minorUnits(given.amount) }),
  };
}

function taxOf(given: TaxInput): Tax {
  return {
    category: given.category,
    ...(given.code === undefined ? {} : { code: given.code }),
    ...(given.rate_ppm === undefined ? {} : { ratePpm: ppm(given.rate_ppm) }),
    ...(given.unit_amount === undefined ? {} : { unitAmount: minorUnits(given.unit_amount) }),
    ...(given.compound === undefined ? {} : { isCompound: given.compound }),
    ...(given.in_base === undefined ? {} : { isInBase: given.in_base }),
  };
}

function discountOf(given: DiscountInput) {
  return {
    ...(given.discount_ppm === undefined ? {} : { discountPpm: ppm(given.discount_ppm) }),
    ...(given.discount_amount === undefined ? {} : { discountAmount: minorUnits(given.discount_amount) }),
    ...(given.final_amount === undefined ? {} : { finalAmount: minorUnits(given.final_amount) }),
  };
}

function membersOf(priced: PricedBasket): Answer {
  const { lines } = priced;
  return {
    unit_prices: lines.map((line) => line.unitPrice),
    price_sources: lines.map((line) => line.priceSource),
    price_lists: lines.map((line) => line.priceList),
    modifier_prices: lines.map((line) => line.modifierPrices),
    bases: lines.map((line) => line.base),
    promotions: lines.map((line) => awardsOf(line.promotions)),
    promotion_totals: awardsOf(priced.promotions),
    line_discounts: lines.map((line) => line.lineDiscount),
    basket_discounts: lines.map((line) => line.basketDiscount),
    basket_discount: priced.basketDiscount,
    exempted: lines.map((line) => line.exempted),
    amounts: lines.map((line) => line.amount),
    components: lines.map((line) => line.components),
    tax_subtotals: priced.taxSubtotals.map((row) => ({
      ...(row.code === "" ? {} : { code: row.code }),
      tax_category: row.taxCategory,
      tax_rate_ppm: row.taxRatePpm,
      ...(row.unitAmount === 0 ? {} : { unit_amount: row.unitAmount }),
      net: row.net,
      tax: row.tax,
      gross: row.gross,
    })),
    net: priced.net,
    tax: priced.tax,
    gross: priced.gross,
  };
}

function awardsOf(awards: readonly Award[]): Readonly<Record<string, number>> {
  return Object.fromEntries(awards.map(({ promotion, amount }) => [promotion, amount]));
}
