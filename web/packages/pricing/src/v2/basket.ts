/** What goes into engine 2 and what comes out. Twin of comptoir.pricing.v2.basket. */

import type { PriceMode } from "../basket.ts";
import type { Milli, MinorUnits, Ppm } from "../numbers.ts";

/**
 * `deposit` follows its article and `fixed` has a price bound by law: neither is ever discounted.
 * `return` gives back what was paid, to the cent.
 */
export type LineKind = "article" | "deposit" | "fixed" | "return";
export type PriceSource = "catalog" | "list" | "open" | "override";
/** Eaten here or taken away: the other taxes apply, on the same price or on the same net. */
export type Switch = "keep_price" | "keep_net";

/**
 * One level of tax on a line: a rate, or a fixed amount per unit.
 *
 * `code` tells levels apart where there are several (GST, PST); it is absent where there is one (VAT). A compound
 * level is charged on the levels before it too. A fixed amount `isInBase` when rates are charged on it as well.
 */
export interface Tax {
  readonly code?: string;
  readonly category: string;
  readonly ratePpm?: Ppm;
  readonly unitAmount?: MinorUnits;
  readonly isCompound?: boolean;
  readonly isInBase?: boolean;
}

/** Something added to (or left out of) each unit of a line: part of its price and taxed with it. */
export interface Modifier {
  readonly code: string;
  readonly unitPrice: MinorUnits;
  readonly count?: number;
}

/**
 * A part of a bundle: how much of it is in one bundle, its own price (the weight of its share) and its taxes.
 *
 * `amount` is set in a returned line only: what was paid for this part.
 */
export interface Component {
  readonly item: string;
  readonly quantityMilli: Milli;
  readonly unitPrice: MinorUnits;
  readonly taxes: readonly Tax[];
  readonly switchedTaxes?: readonly Tax[];
  readonly amount?: MinorUnits;
}

/**
 * One sold thing, before pricing.
 *
 * `unitPrice` is the catalogue's (or, with `isOpen`, typed by the cashier); `listPrices` are what price lists ask for
 * this item; `override` is a person's word against all of them. `categories` go from the item's own to the outermost.
 * `ofLine` (1 is the first) is the article that a deposit follows.
 */
export interface Line {
  readonly unitPrice: MinorUnits;
  readonly quantityMilli: Milli;
  readonly taxes: readonly Tax[];
  readonly kind?: LineKind;
  readonly item?: string;
  readonly categories?: readonly string[];
  readonly listPrices?: ReadonlyMap<string, MinorUnits>;
  readonly isOpen?: boolean;
  readonly override?: MinorUnits;
  readonly modifiers?: readonly Modifier[];
  readonly components?: readonly Component[];
  readonly switchedTaxes?: readonly Tax[];
  readonly priceMode?: PriceMode;
  readonly discountPpm?: Ppm;
  readonly discountAmount?: MinorUnits;
  readonly finalAmount?: MinorUnits;
  readonly amount?: MinorUnits;
  readonly ofLine?: number;
}

/** When the basket is priced, in the store's own time: the engine knows no clock. Monday is weekday 1. */
export interface Moment {
  readonly day: string;
  readonly weekday: number;
  readonly minute: number;
}

/** The customer owes no tax: which category says why (E, AE, G, K), and which codes (none means every rate). */
export interface Exemption {
  readonly category: string;
  readonly codes?: readonly string[];
}

/** The lines in the order the cashier entered them, and what holds for the whole. */
export interface Basket {
  readonly priceMode: PriceMode;
  readonly lines: readonly Line[];
  readonly moment: Moment;
  readonly store?: string;
  readonly customerGroups?: readonly string[];
  readonly coupons?: readonly string[];
  readonly switch?: Switch;
  readonly exemption?: Exemption;
  readonly discountPpm?: Ppm;
  readonly discountAmount?: MinorUnits;
  readonly finalAmount?: MinorUnits;
}

/** What one promotion takes from a line, or from the basket. */
export interface Award {
  readonly promotion: string;
  readonly amount: MinorUnits;
}

/**
 * What a line came to: amount = base − promotions − lineDiscount − basketDiscount − exempted.
 *
 * `unitPrice` is the article's alone, `modifierPrices` come on top; `components` are the amounts of a bundle's parts,
 * which add up to `amount`.
 */
export interface PricedLine {
  readonly unitPrice: MinorUnits;
  readonly priceSource: PriceSource;
  readonly priceList: string;
  readonly base: MinorUnits;
  readonly modifierPrices: readonly MinorUnits[];
  readonly promotions: readonly Award[];
  readonly lineDiscount: MinorUnits;
  readonly basketDiscount: MinorUnits;
  readonly exempted: MinorUnits;
  readonly amount: MinorUnits;
  readonly components: readonly MinorUnits[];
}

/** One row per code, category and rate (EN 16931 BG-23), or per fixed amount. `gross` is base and this tax. */
export interface TaxSubtotal {
  readonly code: string;
  readonly taxCategory: string;
  readonly taxRatePpm: Ppm;
  readonly unitAmount: MinorUnits;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** The whole answer of `price`. `promotions` sums what each took, `basketDiscount` is the cashier's. */
export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly promotions: readonly Award[];
  readonly basketDiscount: MinorUnits;
  readonly taxSubtotals: readonly TaxSubtotal[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** A priced line while the engine works on it: plain numbers, branded when they leave it. */
export interface WorkingLine {
  unitPrice: number;
  priceSource: PriceSource;
  priceList: string;
  base: number;
  modifierPrices: readonly number[];
  promotions: { promotion: string; amount: number }[];
  lineDiscount: number;
  basketDiscount: number;
  exempted: number;
  amount: number;
  components: readonly number[];
}
