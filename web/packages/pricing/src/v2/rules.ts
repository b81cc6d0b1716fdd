/** Price lists and promotions as the engine holds them. Twin of comptoir.pricing.v2.rules. */

import type { Basket, WorkingLine } from "./basket.ts";

export type Stacking = "exclusive" | "combinable";
export type PromotionKind = "each" | "set" | "basket";
export type RewardOn = "set" | "cheapest" | "part";

/**
 * Conditions on the basket as a whole; an empty one holds always.
 *
 * `minutes` are the first one in and the first one out; a window over midnight (22:00 to 2:00) belongs to the weekday
 * on which it began.
 */
export interface When {
  readonly stores: ReadonlySet<string>;
  readonly customers: ReadonlySet<string>;
  readonly coupon: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly weekdays: ReadonlySet<number>;
  readonly minutes: { readonly start: number; readonly end: number } | undefined;
}

/** Which articles: those named, or of a category named; all when nothing is named. Exceptions win. */
export interface Match {
  readonly items: ReadonlySet<string>;
  readonly categories: ReadonlySet<string>;
  readonly exceptItems: ReadonlySet<string>;
  readonly exceptCategories: ReadonlySet<string>;
}

/**
 * What the basket must hold before a promotion applies, counted before any reduction: an offer that is added never
 * takes another one away.
 */
export interface Needs {
  readonly match: Match;
  readonly amount: number;
  readonly quantityMilli: number;
}

/** What a promotion does: a rate off, an amount off, or a price instead. Exactly one is set. */
export interface Effect {
  readonly percentPpm?: number;
  readonly amount?: number;
  readonly price?: number;
}

/** So many whole units of these articles make a part of a set. */
export interface Part {
  readonly match: Match;
  readonly count: number;
}

/**
 * A promotion. `each` reduces every unit; `set` reduces sets of whole units (3 for 2, a menu, buy and get); `basket`
 * reduces what is left of all lines together. A smaller `priority` goes first.
 */
export interface Promotion {
  readonly id: string;
  readonly kind: PromotionKind;
  readonly effect: Effect;
  readonly parts: readonly Part[];
  readonly priority: number;
  readonly stacking: Stacking;
  readonly when: When;
  readonly needs: Needs | undefined;
  readonly isRegularOnly: boolean;
  readonly rewardOn: RewardOn;
  readonly rewardNumber: number;
  readonly setsMax: number;
  readonly discountMax: number;
}

/**
 * Prices for some customers, stores, days or hours. An item's own price stands with the item; here stand rates on
 * categories and on everything, and the step that such a price is rounded to. Smaller `rank` goes first.
 */
export interface PriceList {
  readonly id: string;
  readonly rank: number;
  readonly when: When;
  readonly categoryPpm: ReadonlyMap<string, number>;
  readonly everythingPpm: number | undefined;
  readonly step: number;
}

/**
 * Promotions by priority, and which of their parts an item or a category can meet.
 *
 * The parts of all promotions are numbered in one row: those of promotion n begin at `firstParts[n]`, and `owners`
 * says whose a part is.
 */
export interface Index {
  readonly promotions: readonly Promotion[];
  readonly firstParts: readonly number[];
  readonly owners: readonly number[];
  readonly byItem: ReadonlyMap<string, readonly number[]>;
  readonly byCategory: ReadonlyMap<string, readonly number[]>;
  readonly everywhere: readonly number[];
}

/** How promotions take from lines. It comes with the rules, so that a shop without any need not load it. */
export interface Promoting {
  readonly takeGoodsPromotions: (basket: Basket, index: Index, lines: readonly WorkingLine[]) => void;
  readonly takeBasketPromotions: (basket: Basket, index: Index, lines: readonly WorkingLine[]) => void;
}

/** Price lists by rank, and the promotions on goods and on the basket, indexed. */
export interface Rules {
  readonly priceLists: readonly PriceList[];
  readonly goods: Index;
  readonly whole: Index;
  readonly promoting: Promoting | undefined;
}

export function isEverything(match: Match): boolean {
  return match.items.size === 0 && match.categories.size === 0;
}

const NOTHING: Index = { promotions: [], firstParts: [], owners: [], byItem: new Map(), byCategory: new Map(), everywhere: [] };

export const NO_RULES: Rules = { priceLists: [], goods: NOTHING, whole: NOTHING, promoting: undefined };
