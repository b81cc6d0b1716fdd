/** What a receipt is made from: sealed figures, the shop's names, the signed essentials. No words, no layout. */

/** How the shop presents itself, at the moment of printing. */
export interface ShopFacts {
  readonly store: string;
  readonly address: readonly string[];
  readonly phone?: string;
  readonly legal_name: string;
  readonly registration: string;
  readonly tax_number: string;
}

/** What stands below a line: a modifier, a promotion, a deposit. `amount` only where it is not in the line's own. */
export interface ExtraFacts {
  readonly name: string;
  readonly quantity_milli?: number;
  readonly amount?: number;
}

/** What a promotion took from a line; without a name it is called a promotion. */
export interface PromotionFacts {
  readonly name?: string;
  readonly amount: number;
}

export interface LineFacts {
  /** Absent for a free amount. */
  readonly name?: string;
  readonly quantity_milli: number;
  readonly unit: string;
  readonly unit_price: number;
  readonly line_discount: number;
  readonly basket_discount: number;
  readonly amount: number;
  /** A payment on an order, taken off: `name` is its number. */
  readonly is_prepaid?: boolean;
  readonly extras?: readonly ExtraFacts[];
  readonly promotions?: readonly PromotionFacts[];
  /** Where it is eaten, when that is not the sale's place. */
  readonly place?: PlaceFacts;
  /** What the code on this very piece said: its lot, its number, the last day of use (`2026-12-31`). */
  readonly lot?: string;
  readonly serial?: string;
  readonly expires?: string;
}

/** Eaten here, or taken away: some goods are taxed by it. */
export type PlaceFacts = "here" | "away";

export interface TaxFacts {
  readonly tax_category: string;
  readonly tax_rate_ppm: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  /** As the shop calls the rate; absent where nobody knows. */
  readonly name?: string;
  /** Of several taxes on a line: which, and what it is for each unit where it is no rate. */
  readonly code?: string;
  readonly unit_amount?: number;
}

export interface TenderFacts {
  readonly kind: string;
  readonly amount: number;
  readonly received?: number;
  readonly change?: number;
  /** Given on top of `amount`; it is no turnover. */
  readonly tip?: number;
  /** Of a code on a screen: the sale was sealed before anybody had seen the money, and nobody has said since that it came. */
  readonly is_unconfirmed?: true;
  readonly foreign?: HandedFacts;
}

/** Notes and coins of another currency, in its own minor units, and what one of it is worth in millionths of our unit. */
export interface HandedFacts {
  readonly currency: string;
  readonly exponent: number;
  readonly amount: number;
  readonly rate_ppm: number;
}

/** What a payment was for: the order's goods, what they come to, and what was paid so far, this one included. */
export interface OrderedFacts {
  readonly lines: readonly LineFacts[];
  readonly gross: number;
  readonly paid: number;
  /** The last day on which the goods are kept, `2026-12-24`. */
  readonly valid_until?: string;
}

/** What a country's fiscal rules, or a trade (table, ticket, prescription), want on the paper. */
export interface SlotFacts {
  readonly lines: readonly string[];
  readonly qr?: string;
}

/** Of an order or a payment on one, its purpose. */
export type PaperKind = "sale" | "refund" | "exchange" | "quote" | "layaway" | "deposit" | "cancellation" | "settlement";

export interface SaleFacts {
  readonly kind: PaperKind;
  readonly is_training: boolean;
  readonly is_gift: boolean;
  /** 0 for the original, n for the n-th copy. */
  readonly copy_number: number;
  readonly number: string;
  /** `2026-11-22T12:13:14.123+01:00`: the till's clock, which is printed as it stands. */
  readonly device_time: string;
  readonly cashier: string;
  readonly currency: string;
  readonly exponent: number;
  readonly price_mode: "gross" | "net";
  readonly place?: PlaceFacts;
  /** Why the customer owed no tax: a code of the shop's reasons. */
  readonly exemption?: string;
  /** As the shop calls it, and the law as it is to stand on the paper; one of the usual reasons has neither. */
  readonly exemption_name?: string;
  readonly exemption_mention?: string;
  readonly lines: readonly LineFacts[];
  readonly tax_subtotals: readonly TaxFacts[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly cash_rounding: number;
  readonly tenders: readonly TenderFacts[];
  /** Of a refund: the number of the sale that it gives back; of what is paid or sold on an order, the order's. */
  readonly refers_to?: string;
  /** Of a payment on an order: what for, where somebody knows. */
  readonly ordered?: OrderedFacts;
  /** Of a quote or of goods kept aside: the last day, `2026-12-24`. */
  readonly valid_until?: string;
  /** The signed essentials, and where the receipt page stands; "" while there is no such page. */
  readonly essentials: string;
  readonly public_address: string;
  readonly shop: ShopFacts;
  readonly fiscal?: SlotFacts;
  readonly trade?: SlotFacts;
  /** New gift cards and credits: each has its own code, to be cut off and given away. */
  readonly cards?: readonly SlotFacts[];
}

/** A way to pay that is counted beside the drawer's cash: `name` as the shop calls it. */
export interface CountFacts {
  readonly name: string;
  readonly exponent: number;
  readonly counted: number;
  readonly difference: number;
}

/** Cash that somebody carries: given back and counted, still out, or out and closed without a count. */
export interface PurseFacts {
  readonly name: string;
  /** Absent where cash is counted blind and was not counted yet. */
  readonly expected?: number;
  readonly counted?: number;
  readonly difference?: number;
}

/** Foreign money of the drawer in its own figures; what left it is below zero. */
export interface ForeignFacts {
  readonly currency: string;
  readonly exponent: number;
  readonly float: number;
  readonly taken: number;
  readonly given: number;
  readonly paid_in: number;
  readonly paid_out: number;
  readonly pickup: number;
  readonly differences: number;
  /** Absent where the drawer is counted blind and was not counted yet. */
  readonly expected?: number;
  readonly counted?: number;
  readonly difference?: number;
}

/** A closing (Z), the same figures while the day goes on (X), or when somebody hands the drawer over. */
export interface ReportFacts {
  readonly kind: "closing" | "x_report" | "handover";
  readonly is_training: boolean;
  readonly till: string;
  readonly cashier: string;
  /** Of a handover: who goes on. */
  readonly taker?: string;
  readonly opened_at: string;
  readonly printed_at: string;
  readonly currency: string;
  readonly exponent: number;
  readonly sales_count: number;
  readonly refunds_count: number;
  readonly gross: number;
  readonly refunded: number;
  /** Deposits on containers: what customers paid, and (zero or less) what they got back; both are in the figures above. */
  readonly deposits?: { readonly taken: number; readonly given_back: number };
  readonly tenders: readonly { readonly kind: string; readonly amount: number }[];
  /** What was given on top, by the way it came: no turnover. */
  readonly tips?: readonly { readonly kind: string; readonly amount: number }[];
  /** Cards that were taken without their bank, which had not said yes when this was printed; in the figures of cards. */
  readonly unconfirmed?: { readonly count: number; readonly amount: number };
  /** What else than cash of our own was counted; foreign money in its own figures. */
  readonly counts?: readonly CountFacts[];
  readonly float: number;
  readonly movements: number;
  /** What counts in between were off by, together: without it the drawer does not add up. */
  readonly differences?: number;
  readonly purses?: readonly PurseFacts[];
  /** By currency: float, taken, given, moved, expected, counted, difference. */
  readonly foreign?: readonly ForeignFacts[];
  /** Absent where the drawer is counted blind and was not counted yet. */
  readonly cash_expected?: number;
  readonly cash_counted?: number;
  readonly cash_difference?: number;
  /** What stays in the drawer for the next day, when the rest is taken out. */
  readonly cash_left?: number;
  readonly deposits_received?: number;
  readonly deposits_deducted?: number;
  readonly perpetual_gross?: number;
  readonly perpetual_refunded?: number;
  /** Of a closing: which entries it covers, and its own digest. */
  readonly covers?: string;
  readonly digest?: string;
  readonly shop: ShopFacts;
  readonly fiscal?: SlotFacts;
}
