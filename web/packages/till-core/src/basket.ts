/**
 * A basket: an immutable value that may vanish. Every function answers a new basket; none touches the database or the clock.
 */
import { cashRounding, multiplyDivide, price, type Line } from "@comptoir/pricing";

import type { ItemDocument, PriceMode, TaxRateDocument } from "./documents.ts";
import type { Approval } from "./people/approvals.ts";
import { done, refused, type Result } from "./refusal.ts";
import { taxedBy } from "./taxes.ts";
import { milli, minorUnits, type Milli, type MinorUnits, type Ppm } from "./units.ts";
import type { TaxSubtotalView } from "./views.ts";

export type Discount =
  | { readonly kind: "rate"; readonly ppm: Ppm }
  | { readonly kind: "amount"; readonly amount: MinorUnits };

export interface BasketLine {
  /** Unique in this basket, never used again. */
  readonly id: number;
  /** Absent for a free amount. */
  readonly item?: string;
  readonly name?: string;
  readonly barcode?: string;
  readonly category?: string;
  readonly unit: string;
  readonly unit_price: MinorUnits;
  readonly quantity_milli: Milli;
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  /** Where it is known, the rate of the day of payment counts, not the one of the day on which the line was typed. */
  readonly tax_class?: string;
  readonly discount?: Discount;
  /** The catalogue state that gave the price; the server judges the price by it. */
  readonly catalog_position?: number;
}

export interface Basket {
  readonly lines: readonly BasketLine[];
  readonly discount?: Discount;
  readonly next_line: number;
  /** What somebody allowed for this basket; sealed with the sale when it was needed. */
  readonly approvals?: readonly Approval[];
  /** The line that the last addition touched; the screen shows it. */
  readonly last_line?: number;
}

/** What pricing needs besides the basket. `till.pricingContext()` gives it. */
export interface PricingContext {
  readonly country: string;
  readonly currency: string;
  readonly price_mode: PriceMode;
  /** The local day, `2026-11-22`: cash rounding rules are dated. */
  readonly day: string;
  /** The tax rates of the store's day, by class. */
  readonly taxes?: readonly TaxRateDocument[];
}

export interface PricedLine {
  readonly id: number;
  readonly base: MinorUnits;
  readonly line_discount: MinorUnits;
  readonly basket_discount: MinorUnits;
  readonly amount: MinorUnits;
}

export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  /** What a card pays. */
  readonly gross: MinorUnits;
  /** Total of line and basket discounts, ≥ 0. */
  readonly discounts: MinorUnits;
  /** Paid wholly in cash: the difference and what is then due. */
  readonly cash_rounding: MinorUnits;
  readonly cash_payable: MinorUnits;
}

const PIECE = "C62";
const ONE = milli(1_000);

export function emptyBasket(): Basket {
  return { lines: [], next_line: 1 };
}

/** One more of the item: the line with the same item, price, tax and no discount of its own grows, else a line is added. */
export function addItem(basket: Basket, item: ItemDocument, quantity: Milli = ONE, barcode?: string): Result<Basket> {
  if (!isQuantity(quantity)) return refused("basket.quantity_invalid");
  const same = basket.lines.find((line) => isSameThing(line, item));
  if (same !== undefined && item.unit === PIECE) {
    return checked(withLine(basket, { ...same, quantity_milli: milli(same.quantity_milli + quantity) }));
  }
  const code = barcode ?? item.barcodes[0];
  return checked(
    withNewLine(basket, {
      item: item.id,
      name: wellFormed(item.name),
      ...(code === undefined ? {} : { barcode: code }),
      category: item.category,
      unit: item.unit,
      unit_price: item.unit_price,
      quantity_milli: quantity,
      tax_category: item.tax_category,
      tax_rate_ppm: item.tax_rate_ppm,
      ...(item.tax_class === undefined ? {} : { tax_class: item.tax_class }),
      ...(item.catalog_position === undefined ? {} : { catalog_position: item.catalog_position }),
    }),
  );
}

/** A free amount: a price without an item. It needs no catalogue. */
export function addAmount(basket: Basket, amount: MinorUnits, taxRate: TaxRateDocument): Result<Basket> {
  if (amount <= 0) return refused("basket.price_invalid");
  return checked(
    withNewLine(basket, {
      unit: PIECE,
      unit_price: amount,
      quantity_milli: ONE,
      tax_category: taxRate.category,
      tax_rate_ppm: taxRate.rate_ppm,
      ...(taxRate.tax_class === undefined ? {} : { tax_class: taxRate.tax_class }),
    }),
  );
}

/** 0 removes the line. */
export function setQuantity(basket: Basket, line: number, quantity: Milli): Result<Basket> {
  if (quantity === 0) return removeLine(basket, line);
  if (!isQuantity(quantity)) return refused("basket.quantity_invalid");
  return changeLine(basket, line, (found) => ({ ...found, quantity_milli: quantity }));
}

export function setUnitPrice(basket: Basket, line: number, unitPrice: MinorUnits): Result<Basket> {
  if (unitPrice < 0) return refused("basket.price_invalid");
  return changeLine(basket, line, (found) => ({ ...found, unit_price: unitPrice }));
}

export function removeLine(basket: Basket, line: number): Result<Basket> {
  if (!basket.lines.some((candidate) => candidate.id === line)) return refused("basket.line_unknown");
  const { last_line: last, ...rest } = basket;
  const lines = basket.lines.filter((candidate) => candidate.id !== line);
  return done(last === undefined || last === line ? { ...rest, lines } : { ...rest, lines, last_line: last });
}

/** `undefined` takes the discount away. */
export function setLineDiscount(basket: Basket, line: number, discount: Discount | undefined): Result<Basket> {
  if (discount !== undefined && !isDiscount(discount)) return refused("basket.discount_invalid");
  return changeLine(basket, line, ({ discount: _before, ...found }) => (discount === undefined ? found : { ...found, discount }));
}

/** Somebody with more rights allowed something; the newest word on a right counts. */
export function approveBasket(basket: Basket, approvals: readonly Approval[]): Basket {
  const others = (basket.approvals ?? []).filter((before) => !approvals.some((given) => given.right === before.right));
  return { ...basket, approvals: [...others, ...approvals] };
}

export function setBasketDiscount(basket: Basket, discount: Discount | undefined): Result<Basket> {
  if (discount !== undefined && !isDiscount(discount)) return refused("basket.discount_invalid");
  const { discount: _before, ...rest } = basket;
  return done(discount === undefined ? rest : { ...rest, discount });
}

/** What the screen shows at each tap: a basket of these functions always has a price. */
export function priceBasket(basket: Basket, context: PricingContext): PricedBasket {
  const answer = price(engineBasket(taxedToday(basket, context), context.price_mode));
  if (!answer.ok) throw new Error(`a basket without a price: ${answer.refusal.code}`);
  const priced = answer.value;
  const lines = basket.lines.map((line, index): PricedLine => {
    const found = priced.lines[index];
    if (found === undefined) throw new Error("the engine lost a line");
    return {
      id: line.id,
      base: found.base,
      line_discount: found.lineDiscount,
      basket_discount: found.basketDiscount,
      amount: found.amount,
    };
  });
  const rounding = cashRounding(context.country, context.day, priced.gross);
  return {
    lines,
    tax_subtotals: priced.taxSubtotals.map((subtotal) => ({
      tax_category: subtotal.taxCategory,
      tax_rate_ppm: subtotal.taxRatePpm,
      net: subtotal.net,
      tax: subtotal.tax,
      gross: subtotal.gross,
    })),
    net: priced.net,
    tax: priced.tax,
    gross: priced.gross,
    discounts: minorUnits(lines.reduce((sum, line) => sum + line.line_discount + line.basket_discount, 0)),
    cash_rounding: rounding,
    cash_payable: minorUnits(priced.gross + rounding),
  };
}

/** The basket with the tax rates of today: it may have been typed, or parked, before a rate changed. */
export function taxedToday(basket: Basket, context: PricingContext): Basket {
  const lines = basket.lines.map((line) => taxedBy(context.taxes, line));
  return lines.every((line, index) => line === basket.lines[index]) ? basket : { ...basket, lines };
}

/**
 * The discount that a line really gets. An amount that was larger than the line (its quantity was lowered after) stops at the
 * line's price: a discount never pays a customer.
 */
export function effectiveDiscount(line: BasketLine): Discount | undefined {
  if (line.discount?.kind !== "amount") return line.discount;
  const base = Math.max(0, multiplyDivide(line.unit_price, line.quantity_milli, 1_000));
  return { kind: "amount", amount: minorUnits(Math.min(line.discount.amount, base)) };
}

function engineBasket(basket: Basket, priceMode: PriceMode): Parameters<typeof price>[0] {
  return { priceMode, lines: basket.lines.map(engineLine), ...engineDiscount(basket.discount) };
}

function engineLine(line: BasketLine): Line {
  return {
    unitPrice: line.unit_price,
    quantityMilli: line.quantity_milli,
    taxCategory: line.tax_category,
    taxRatePpm: line.tax_rate_ppm,
    ...engineDiscount(effectiveDiscount(line)),
  };
}

function engineDiscount(discount: Discount | undefined): { readonly discountPpm?: Ppm; readonly discountAmount?: MinorUnits } {
  if (discount === undefined) return {};
  return discount.kind === "rate" ? { discountPpm: discount.ppm } : { discountAmount: discount.amount };
}

/** NFC, as the journal wants it; half a character from a careless import must not make an entry impossible. */
function wellFormed(name: string): string {
  return name.replace(/[\uD800-\uDFFF]/gu, "\uFFFD").normalize("NFC");
}

function isQuantity(quantity: Milli): boolean {
  return quantity > 0 && Number.isSafeInteger(quantity);
}

function isDiscount(discount: Discount): boolean {
  const value = discount.kind === "rate" ? discount.ppm : discount.amount;
  return Number.isSafeInteger(value) && value > 0 && (discount.kind === "amount" || value <= 1_000_000);
}

function isSameThing(line: BasketLine, item: ItemDocument): boolean {
  return (
    line.item === item.id &&
    line.unit_price === item.unit_price &&
    line.tax_category === item.tax_category &&
    line.tax_rate_ppm === item.tax_rate_ppm &&
    line.discount === undefined
  );
}

function withNewLine(basket: Basket, line: Omit<BasketLine, "id">): Basket {
  const id = basket.next_line;
  return { ...basket, lines: [...basket.lines, { ...line, id }], next_line: id + 1, last_line: id };
}

function withLine(basket: Basket, line: BasketLine): Basket {
  return { ...basket, lines: basket.lines.map((before) => (before.id === line.id ? line : before)), last_line: line.id };
}

function changeLine(basket: Basket, line: number, change: (line: BasketLine) => BasketLine): Result<Basket> {
  const found = basket.lines.find((candidate) => candidate.id === line);
  return found === undefined ? refused("basket.line_unknown") : checked(withLine(basket, change(found)));
}

/** Bytes of a line in an entry besides its name, and what the lines of one entry may come to: 64 KiB less its head and foot. */
const LINE_BYTES = 360;
const LINES_BYTES_MAX = 60_000;

/**
 * What cannot become an entry is refused while it is typed, so that paying never fails: sums beyond what both sides compute
 * exactly, and more lines than an entry holds (about 150; a UTF-16 unit is at most 3 bytes).
 */
function checked(basket: Basket): Result<Basket> {
  const bytes = basket.lines.reduce((sum, line) => sum + LINE_BYTES + 3 * (line.name?.length ?? 0), 0);
  if (bytes > LINES_BYTES_MAX) return refused("basket.too_long");
  const answer = price(engineBasket(basket, "gross"));
  return answer.ok ? done(basket) : refused("basket.amount_too_large");
}
