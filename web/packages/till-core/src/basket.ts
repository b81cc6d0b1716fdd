/**
 * A basket: an immutable value that may vanish. Every function answers a new basket; none touches the database or the clock.
 */
import type { ItemDocument, PriceMode, TaxRateDocument } from "./documents.ts";
import type { Result } from "./refusal.ts";
import type { Milli, MinorUnits, Ppm } from "./units.ts";
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
  readonly discount?: Discount;
}

export interface Basket {
  readonly lines: readonly BasketLine[];
  readonly discount?: Discount;
  readonly next_line: number;
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
export type { ItemDocument, Result, TaxRateDocument };
