/** Price lists and promotions as the engine holds them. Twin of comptoir.pricing.v2.rules. */

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

/** Price lists by rank, and the promotions on goods and on the basket, indexed. */
export interface Rules {
  readonly priceLists: readonly PriceList[];
  readonly goods: Index;
  readonly whole: Index;
}

/**
 * Index the rules once, so that a basket asks only those that can concern its lines.
 *
 * The order in which they were written never matters: equals go by identifier.
 */
export function compileRules(written: {
  readonly priceLists?: readonly PriceList[];
  readonly promotions?: readonly Promotion[];
}): Rules {
  const priceLists = [...(written.priceLists ?? [])].sort((a, b) => a.rank - b.rank || byText(a.id, b.id));
  const ordered = [...(written.promotions ?? [])].sort((a, b) => a.priority - b.priority || byText(a.id, b.id));
  return {
    priceLists,
    goods: indexed(ordered.filter((promotion) => promotion.kind !== "basket")),
    whole: indexed(ordered.filter((promotion) => promotion.kind === "basket")),
  };
}

export function isEverything(match: Match): boolean {
  return match.items.size === 0 && match.categories.size === 0;
}

/** Identifiers are ASCII, so code units order them as Python does. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function indexed(promotions: readonly Promotion[]): Index {
  const firstParts: number[] = [];
  const owners: number[] = [];
  const byItem = new Map<string, number[]>();
  const byCategory = new Map<string, number[]>();
  const everywhere: number[] = [];
  for (const [number, promotion] of promotions.entries()) {
    firstParts.push(owners.length);
    for (const part of promotion.parts) {
      const place = owners.length;
      owners.push(number);
      if (isEverything(part.match)) everywhere.push(place);
      for (const item of part.match.items) add(byItem, item, place);
      for (const category of part.match.categories) add(byCategory, category, place);
    }
  }
  return { promotions, firstParts, owners, byItem, byCategory, everywhere };
}

function add(index: Map<string, number[]>, name: string, place: number): void {
  const found = index.get(name);
  if (found === undefined) index.set(name, [place]);
  else found.push(place);
}

export const NO_RULES: Rules = compileRules({});
