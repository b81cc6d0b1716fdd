/** What goes into the engine and what comes out. Twin of comptoir.pricing.basket. */

import type { Milli, MinorUnits, Ppm } from "./numbers.ts";

/** `gross`: unit prices include tax (shops). `net`: tax comes on top (trade). */
export type PriceMode = "gross" | "net";

/** One sold thing, before pricing. At most one of the two discounts is not zero. */
export interface Line {
  readonly unitPrice: MinorUnits;
  readonly quantityMilli: Milli;
  readonly taxCategory: string;
  readonly taxRatePpm: Ppm;
  readonly discountPpm?: Ppm;
  readonly discountAmount?: MinorUnits;
}

/** The lines in the order the cashier entered them, and the discount on the whole. */
export interface Basket {
  readonly priceMode: PriceMode;
  readonly lines: readonly Line[];
  readonly discountPpm?: Ppm;
  readonly discountAmount?: MinorUnits;
}

/** A line of a refund with its amount already decided (see `refundShare`). */
export interface RefundLine {
  readonly amount: MinorUnits;
  readonly taxCategory: string;
  readonly taxRatePpm: Ppm;
}

/** What a line came to: amount = base − lineDiscount − basketDiscount, in the price mode. */
export interface PricedLine {
  readonly base: MinorUnits;
  readonly lineDiscount: MinorUnits;
  readonly basketDiscount: MinorUnits;
  readonly amount: MinorUnits;
}

/** One row per (category, rate), as EN 16931 BG-23 wants it. */
export interface TaxSubtotal {
  readonly taxCategory: string;
  readonly taxRatePpm: Ppm;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** Tax subtotals ordered by category then rate, and their sums. */
export interface Totals {
  readonly taxSubtotals: readonly TaxSubtotal[];
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** The whole answer of `price`; `basketDiscount` is what the discount on the whole came to. */
export interface PricedBasket extends Totals {
  readonly lines: readonly PricedLine[];
  readonly basketDiscount: MinorUnits;
}

export type PricingCode =
  | "pricing.too_many_lines"
  | "pricing.amount_too_large"
  | "pricing.discount_invalid"
  | "pricing.discount_ambiguous"
  | "pricing.tax_rate_invalid"
  | "pricing.tax_category_invalid"
  | "pricing.refund_exceeds_quantity"
  | "pricing.parts_invalid"
  | "pricing.line_invalid"
  | "pricing.discount_forbidden"
  | "pricing.deposit_unbound"
  | "pricing.modifiers_invalid"
  | "pricing.components_invalid"
  | "pricing.taxes_invalid"
  | "pricing.moment_invalid"
  | "pricing.rule_invalid";

/** A stable code that the front translates, and the line it is about (1 is the first, 0 the basket). */
export interface PricingRefusal {
  readonly code: PricingCode;
  readonly line?: number;
}

export type PricingResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: PricingRefusal };
