/** A basket: an immutable value that may vanish. Every function answers a new basket; none touches the database or the clock. */
import { cashRounding } from "@comptoir/pricing";
import { NO_RULES, price, type Basket as EngineBasket, type Component, type Line, type PriceSource, type Rules } from "@comptoir/pricing/v2/price";

import type { ItemDocument, PriceMode, TaxRateDocument } from "./documents.ts";
import type { LineDeposit } from "./line-deposit.ts";
import type { LineModifier } from "./line-modifier.ts";
import type { Approval } from "./people/approvals.ts";
import type { Bought } from "./people/staff-purchase.ts";
import { fitsAnEntry } from "./entry-room.ts";
import { isSameThing } from "./same-thing.ts";
import { done, refused, type Result } from "./refusal.ts";
import { withReturned, type ReturnedGoods } from "./returned.ts";
import type { AgeCheck } from "./age-checks.ts";
import type { Promised, Sealed } from "./promise-rows.ts";
import type { Place, Placing } from "./places.ts";
import { taxedBy, taxesOf, type Taxed } from "./taxes.ts";
import { momentOf } from "./time.ts";
import { milli, minorUnits, type Milli, type MinorUnits, type Ppm } from "./units.ts";
import type { Noted, NoteView, PieceLabel, PromotionView, TaxSubtotalView } from "./views.ts";

export type Discount =
  | { readonly kind: "rate"; readonly ppm: Ppm }
  | { readonly kind: "amount"; readonly amount: MinorUnits }
  /** What the customer pays for it in the end; never more than without. */
  | { readonly kind: "final"; readonly amount: MinorUnits };

/**
 * The customer owes no tax: why, and the category that says so (UNTDID 5305). One of the usual reasons is a code of
 * `reasonsFor("tax_exempt")`, one of the shop's own (`exemptions.ts`) its identifier, with all that papers say of it.
 */
export interface Exemption {
  readonly category: string;
  readonly reason: string;
  readonly revision?: number;
  readonly name?: string;
  readonly mention?: string;
  readonly vatex?: string;
  /** The customer's own, as the office granted it: nobody at the till decides it. */
  readonly standing?: string;
  /** What was shown: the number of a card or of a document. Its entry holds the commitment alone. */
  readonly evidence?: NoteView;
}

export interface BasketLine extends LineDeposit, Promised, Noted {
  /** Unique in this basket, never used again. */
  readonly id: number;
  /** Absent for a free amount. */
  readonly item?: string;
  readonly name?: string;
  readonly barcode?: string;
  readonly label?: PieceLabel;
  /** Of a pack: how many of its article are in one. */
  readonly pack?: number;
  readonly category?: string;
  readonly unit: string;
  readonly unit_price: MinorUnits;
  readonly quantity_milli: Milli;
  readonly tax_category: string;
  readonly tax_rate_ppm: Ppm;
  /** Where it is known, the rate of the day of payment counts, not the one of the day on which the line was typed. */
  readonly tax_class?: string;
  readonly discount?: Discount;
  /** What price lists ask for the item, by list. */
  readonly list_prices?: Readonly<Record<string, MinorUnits>>;
  /** `label`: the price that this very piece carries. `person`: somebody's word against all lists and promotions on it. */
  readonly price_by?: "label" | "person";
  /** What it cost before a person said another price, and why they said it. */
  readonly regular_price?: MinorUnits;
  readonly reason?: string;
  /** What was asked for with it, on top of its price. */
  readonly modifiers?: readonly LineModifier[];
  /** Of a menu: what was chosen, so much of it in one menu. The line's price is split over them; its own tax says nothing then. */
  readonly components?: readonly LineComponent[];
  /** A gift card that this line loads or, below zero, redeems: no promotion and no discount touches it. */
  readonly voucher?: string;
  readonly voucher_code?: string;
  readonly voucher_hold?: string;
  /** Where this one is eaten, when that is not the basket's place. */
  readonly place?: Place;
  /** The catalogue state that gave the price; the server judges the price by it. */
  readonly catalog_position?: number;
}

/** One of the articles of a menu, with what it costs alone and its own tax. */
export interface LineComponent extends Taxed {
  /** Of a menu that was promised: its share of what was promised. */
  readonly amount?: MinorUnits;
  readonly item: string;
  readonly name: string;
  readonly category?: string;
  readonly quantity_milli: Milli;
  readonly unit_price: MinorUnits;
}

export interface Basket extends Sealed, Noted, Bought {
  readonly lines: readonly BasketLine[];
  readonly discount?: Discount;
  /** Whose card was read: their account is meant when something is bought on account. Their name is in no entry. */
  readonly customer?: { readonly id: string; readonly name: string };
  /** The groups that the customer belongs to; lists and promotions may be for them. */
  readonly customer_groups?: readonly string[];
  readonly coupons?: readonly string[];
  readonly exemption?: Exemption;
  /** Eaten here or taken away; absent: as the store's baskets begin. */
  readonly place?: Place;
  readonly next_line: number;
  /** When it was last changed, `2026-11-22T17:59`: an hour that ends before the customer has paid takes nothing back. */
  readonly priced_at?: string;
  /** What somebody allowed for this basket; sealed with the sale when it was needed. */
  readonly approvals?: readonly Approval[];
  /** What the customer brings back for it: then it is an exchange. */
  readonly returned?: ReturnedGoods;
  /** For which ages the cashier said yes. */
  readonly age_checks?: readonly AgeCheck[];
  /** What customers pay it by on a page of their own (`pay-links.ts`). In no entry. */
  readonly link?: string;
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
  /** The local minute, `2026-11-22T17:59`: when a basket is priced that does not say it itself. */
  readonly minute?: string;
  readonly store?: string;
  /** Price lists and promotions, and what people call them; none: none. */
  readonly rules?: Rules;
  readonly rule_names?: ReadonlyMap<string, string>;
  /** Of each coupon that is given out in codes that are good once, those that still are. */
  readonly coupon_codes?: ReadonlyMap<string, ReadonlySet<string>>;
  /** The feed position that the rules stand at. */
  readonly rules_position?: number;
  /** The category around each one. */
  readonly parents?: ReadonlyMap<string, string>;
  /** In stores that ask where goods are eaten. */
  readonly placing?: Placing;
}

export interface PricedLine {
  readonly id: number;
  /** What applied: the catalogue's, a list's, a person's. */
  readonly unit_price: MinorUnits;
  readonly price_source: PriceSource;
  readonly price_list?: string;
  readonly base: MinorUnits;
  readonly promotions: readonly PromotionView[];
  readonly line_discount: MinorUnits;
  readonly basket_discount: MinorUnits;
  /** The tax in it that an exempt customer does not owe. */
  readonly exempted: MinorUnits;
  readonly amount: MinorUnits;
  /** Of a menu: what each part came to. */
  readonly components?: readonly MinorUnits[];
}

export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly tax_subtotals: readonly TaxSubtotalView[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  /** What a card pays. */
  readonly gross: MinorUnits;
  /** Total of promotions and of the cashier's discounts, ≥ 0. */
  readonly discounts: MinorUnits;
  /** What each promotion took from all lines together. */
  readonly promotions: readonly PromotionView[];
  /** Paid wholly in cash: the difference and what is then due. */
  readonly cash_rounding: MinorUnits;
  readonly cash_payable: MinorUnits;
}

/** Limits are the same everywhere and at all times. */
const ANYWHERE: PricingContext = { country: "", currency: "", price_mode: "gross", day: "2026-01-01" };
const PIECE = "C62";
const ONE = milli(1_000);

export function emptyBasket(): Basket {
  return { lines: [], next_line: 1 };
}

/** One more of the item: the line with the same item, price, tax and no discount of its own grows, else a line is added. */
export function addItem(
  basket: Basket,
  item: ItemDocument,
  quantity: Milli = ONE,
  barcode?: string,
  labelPrice?: MinorUnits,
  modifiers: readonly LineModifier[] = [],
  components?: readonly LineComponent[],
  label?: PieceLabel,
): Result<Basket> {
  if (!isQuantity(quantity)) return refused("basket.quantity_invalid");
  if (isManyOfOne(quantity, item.unit, label)) return refused("basket.one_piece");
  const unitPrice = labelPrice ?? item.unit_price;
  const same = basket.lines.find((line) => isSameThing(line, { item, unitPrice, modifiers, components, label }));
  if (same !== undefined && item.unit === PIECE) {
    if (label?.serial !== undefined) return refused("basket.one_piece");
    return checked(withLine(basket, { ...same, quantity_milli: milli(same.quantity_milli + quantity) }));
  }
  const code = barcode ?? item.barcodes[0];
  return checked(
    withNewLine(basket, {
      item: item.id,
      name: wellFormed(item.name),
      ...(code === undefined ? {} : { barcode: code }),
      ...(label && { label }),
      ...(item.pack_count && { pack: item.pack_count }),
      category: item.category,
      unit: item.unit,
      unit_price: unitPrice,
      quantity_milli: quantity,
      tax_category: item.tax_category,
      tax_rate_ppm: item.tax_rate_ppm,
      ...(item.tax_class === undefined ? {} : { tax_class: item.tax_class }),
      ...(item.deposits === undefined ? {} : { deposits: item.deposits }),
      ...(labelPrice === undefined ? {} : { price_by: "label" as const }),
      ...(item.list_prices === undefined ? {} : { list_prices: item.list_prices }),
      ...(modifiers.length === 0 ? {} : { modifiers: modifiers.map((one) => ({ ...one, name: wellFormed(one.name) })) }),
      ...(components && { components }),
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

/** A line that is made elsewhere: a gift card. */
export function addLine(basket: Basket, line: Omit<BasketLine, "id">): Result<Basket> {
  return checked(withNewLine(basket, line));
}

/** 0 removes the line. */
export function setQuantity(basket: Basket, line: number, quantity: Milli): Result<Basket> {
  if (quantity === 0) return removeLine(basket, line);
  if (!isQuantity(quantity)) return refused("basket.quantity_invalid");
  if (basket.lines.some(({ id, unit, label }) => id === line && isManyOfOne(quantity, unit, label))) return refused("basket.one_piece");
  return changeLine(basket, line, (found) => ({ ...found, quantity_milli: quantity }));
}

/** A person's word on the price, and why; `undefined` takes it back. */
export function setUnitPrice(basket: Basket, line: number, unitPrice: MinorUnits | undefined, reason?: string): Result<Basket> {
  if (unitPrice !== undefined && unitPrice < 0) return refused("basket.price_invalid");
  return changeLine(basket, line, ({ price_by: by, regular_price: regular, reason: _before, ...found }) => {
    const before = regular ?? found.unit_price;
    if (unitPrice === undefined) return by === "person" ? { ...found, unit_price: before } : { ...found, ...(by === undefined ? {} : { price_by: by }) };
    return { ...found, unit_price: unitPrice, price_by: "person" as const, regular_price: before, ...(reason === undefined ? {} : { reason }) };
  });
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

/** The cashier has seen that the customer is old enough; asked once for a basket. */
export function confirmAge(basket: Basket, check: AgeCheck): Basket {
  return { ...basket, age_checks: [...(basket.age_checks ?? []), check] };
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

/** The moment of the last change, so that what the screen shows is what is paid. */
export function changedAt(basket: Basket, minute: string): Basket {
  return { ...basket, priced_at: minute };
}

/** What the screen shows at each tap: a basket of these functions always has a price. */
export function priceBasket(basket: Basket, context: PricingContext): PricedBasket {
  const answer = price(engineBasket(taxedToday(basket, context), context), context.rules ?? NO_RULES);
  if (!answer.ok) throw new Error(`a basket without a price: ${answer.refusal.code}`);
  const priced = answer.value;
  const named = (id: string): string => context.rule_names?.get(id) ?? "";
  const lines = basket.lines.map((line, index): PricedLine => {
    const found = priced.lines[index];
    if (found === undefined) throw new Error("the engine lost a line");
    return {
      id: line.id,
      unit_price: found.unitPrice,
      price_source: found.priceSource,
      ...(found.priceList === "" ? {} : { price_list: found.priceList }),
      base: found.base,
      promotions: found.promotions.map(({ promotion, amount }) => ({ promotion, name: named(promotion), amount })),
      line_discount: found.lineDiscount,
      basket_discount: found.basketDiscount,
      exempted: found.exempted,
      amount: found.amount,
      ...(line.components && { components: found.components }),
    };
  });
  const rounding = cashRounding(context.country, context.day, priced.gross);
  const alone: PricedBasket = {
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
    discounts: minorUnits(lines.reduce((sum, line) => sum + line.base - line.amount - line.exempted, 0)),
    promotions: priced.promotions.map(({ promotion, amount }) => ({ promotion, name: named(promotion), amount })),
    cash_rounding: rounding,
    cash_payable: minorUnits(priced.gross + rounding),
  };
  return withReturned(alone, basket.returned, context);
}

/** The basket with the tax rates of today: it may have been typed, or parked, before a rate changed. */
export function taxedToday(basket: Basket, context: PricingContext): Basket {
  const lines = basket.lines.map((line) =>
    line.components ? { ...line, components: line.components.map((part) => taxedBy(context.taxes, part)) } : taxedBy(context.taxes, line),
  );
  return lines.every((line, index) => line === basket.lines[index]) ? basket : { ...basket, lines };
}

/**
 * The discount that a line really gets. An amount or a final price that was larger than the line (its quantity was lowered after, or a list made
 * it cheaper) stops at the line's price: a discount never pays a customer.
 */
export function effectiveDiscount(line: BasketLine, base: MinorUnits): Discount | undefined {
  if (line.discount === undefined || line.discount.kind === "rate") return line.discount;
  return { ...line.discount, amount: minorUnits(Math.min(line.discount.amount, Math.max(0, base))) };
}

function engineBasket(basket: Basket, context: PricingContext): EngineBasket {
  const common = {
    priceMode: context.price_mode,
    moment: momentOf(basket.priced_at ?? context.minute ?? `${context.day}T12:00`),
    ...(context.store === undefined ? {} : { store: context.store }),
    ...(basket.customer_groups === undefined ? {} : { customerGroups: basket.customer_groups }),
    ...(basket.coupons === undefined ? {} : { coupons: basket.coupons }),
    ...(basket.exemption === undefined ? {} : { exemption: { category: basket.exemption.category } }),
    ...context.placing?.basket(),
  };
  const lines = basket.lines.map((line) => ({ ...engineLine(line, context, basket), ...context.placing?.line(basket, line) }));
  const bases = basket.lines.some(({ discount }) => discount !== undefined && discount.kind !== "rate") ? basesOf({ ...common, lines }, context) : [];
  return {
    ...common,
    lines: lines.map((line, index) => {
      const said = basket.lines[index];
      return said === undefined ? line : { ...line, ...engineDiscount(effectiveDiscount(said, bases[index] ?? minorUnits(0))) };
    }),
    ...engineDiscount(basket.discount),
  };
}

/** What each line costs before anything is taken off. */
function basesOf(basket: EngineBasket, context: PricingContext): readonly MinorUnits[] {
  const answer = price(basket, context.rules ?? NO_RULES);
  return answer.ok ? answer.value.lines.map((line) => line.base) : [];
}

function engineLine(line: BasketLine, context: PricingContext, basket: Basket): Line {
  const categories = categoriesOf(line.category, context.parents);
  return {
    unitPrice: line.unit_price,
    quantityMilli: line.quantity_milli,
    taxes: line.components ? [] : taxesOf(line),
    categories,
    ...(line.item === undefined ? {} : { item: line.item }),
    ...(line.list_prices === undefined ? {} : { listPrices: new Map(Object.entries(line.list_prices)) }),
    ...(line.item === undefined || line.price_by === "label" ? { isOpen: true } : {}),
    ...(line.voucher === undefined ? {} : { kind: "fixed" as const }),
    ...(line.stated === undefined ? {} : { kind: "return" as const, amount: line.stated }),
    ...(line.kind === undefined || line.stated !== undefined ? {} : { kind: line.kind, ofLine: 1 + basket.lines.findIndex(({ id }) => id === line.of_line) }),
    ...(line.price_by === "person" ? { override: line.unit_price } : {}),
    ...(line.modifiers === undefined ? {} : { modifiers: line.modifiers.map(({ code, unit_price: unitPrice }) => ({ code, unitPrice })) }),
    ...(line.components && { components: line.components.map(componentOf) }),
  };
}

export function componentOf(part: LineComponent): Component {
  return { item: part.item, quantityMilli: part.quantity_milli, unitPrice: part.unit_price, taxes: taxesOf(part), ...(part.amount === undefined ? {} : { amount: part.amount }) };
}

/** A category and those around it, the nearest first. */
function categoriesOf(own: string | undefined, parents: ReadonlyMap<string, string> | undefined): readonly string[] {
  const found: string[] = [];
  let next = own;
  while (next !== undefined && next !== "" && !found.includes(next)) {
    found.push(next);
    next = parents?.get(next);
  }
  return found;
}

function engineDiscount(discount: Discount | undefined): Pick<Line, "discountPpm" | "discountAmount" | "finalAmount"> {
  switch (discount?.kind) {
    case "rate":
      return { discountPpm: discount.ppm };
    case "amount":
      return { discountAmount: discount.amount };
    case "final":
      return { finalAmount: discount.amount };
    case undefined:
      return {};
  }
}

/** NFC, as the journal wants it; half a character from a careless import must not make an entry impossible. */
export function wellFormed(name: string): string {
  return name.replace(/[\uD800-\uDFFF]/gu, "\uFFFD").normalize("NFC");
}

function isQuantity(quantity: Milli): boolean {
  return quantity > 0 && Number.isSafeInteger(quantity);
}

/** A serial number is one piece's. */
function isManyOfOne(quantity: Milli, unit: string, label: PieceLabel | undefined): boolean {
  return label?.serial !== undefined && unit === PIECE && quantity !== ONE;
}

function isDiscount(discount: Discount): boolean {
  if (discount.kind === "rate") return Number.isSafeInteger(discount.ppm) && discount.ppm > 0 && discount.ppm <= 1_000_000;
  return Number.isSafeInteger(discount.amount) && discount.amount >= (discount.kind === "final" ? 0 : 1);
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
  if (found?.stated !== undefined) return refused("basket.promised");
  return found === undefined ? refused("basket.line_unknown") : checked(withLine(basket, change(found)));
}

/**
 * What cannot become an entry is refused while it is typed, so that paying never fails: sums beyond what both sides compute
 * exactly, and more lines than an entry holds (about 130; a UTF-16 unit is at most 3 bytes).
 */
export function checked(basket: Basket): Result<Basket> {
  if (!fitsAnEntry(basket.lines)) return refused("basket.too_long");
  const answer = price(engineBasket(basket, ANYWHERE));
  return answer.ok ? done(basket) : refused("basket.amount_too_large");
}
