/** Rules indexed for the engine, with what applies them: loaded where a shop has rules. Twin of comptoir.pricing.v2.rules. */

import { takeBasketPromotions, takeGoodsPromotions } from "./promoting.ts";
import { type Index, isEverything, type PriceList, type Promotion, type Rules } from "./rules.ts";

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
    promoting: { takeGoodsPromotions, takeBasketPromotions },
  };
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
