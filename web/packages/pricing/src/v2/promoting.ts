/** Which promotions concern a basket, and the order in which they take their turn. Twin of comptoir.pricing.v2.promoting. */

import { MILLI } from "../limits.ts";
import { multiplyDivide } from "../numbers.ts";
import type { Basket, Line, WorkingLine } from "./basket.ts";
import { holds, isExcepted, names } from "./conditions.ts";
import { applyToGoods, awardsOf, type Candidate, type Goods, OPEN } from "./goods.ts";
import type { Index, Needs, Part, Promotion } from "./rules.ts";
import { applyToWhole, type Whole } from "./whole.ts";

const NONE: readonly string[] = [];

/** Reduce lines by `each` and `set` promotions, one priority after the other. */
export function takeGoodsPromotions(basket: Basket, index: Index, lines: readonly WorkingLine[]): void {
  const goods = new Map<number, Goods>();
  for (const [number, line] of basket.lines.entries()) {
    const priced = lines[number];
    if (priced === undefined || line.override !== undefined) continue;
    const amount = valueOfGoods(line, priced);
    if (amount <= 0) continue;
    const slice = { quantityMilli: line.quantityMilli, amount, hold: OPEN };
    goods.set(number, { unitPrice: priced.unitPrice, slices: [slice], awards: [], benefit: 0 });
  }
  for (const group of byPriority(candidatesOf(basket, index, lines, [...goods.keys()]))) applyToGoods(goods, group);
  for (const [number, held] of goods) {
    const priced = lines[number];
    if (priced === undefined || held.benefit === 0) continue;
    priced.promotions = awardsOf(held);
    priced.amount -= held.benefit;
  }
}

/** Reduce what is left of the basket by `basket` promotions, one priority after the other. */
export function takeBasketPromotions(basket: Basket, index: Index, lines: readonly WorkingLine[]): void {
  const bearing: number[] = [];
  for (const [number, line] of basket.lines.entries()) {
    if ((line.kind ?? "article") === "article" && (lines[number]?.amount ?? 0) > 0) bearing.push(number);
  }
  let whole: Whole = { amounts: lines.map((priced) => priced.amount), awards: [], benefit: 0, isClosed: false };
  for (const group of byPriority(candidatesOf(basket, index, lines, bearing))) whole = applyToWhole(whole, group);
  for (const { promotion, line, amount } of whole.awards) {
    const priced = lines[line];
    if (priced === undefined) continue;
    priced.promotions.push({ promotion: promotion.id, amount });
    priced.amount -= amount;
  }
}

/** What promotions on goods may take: the article without what its modifiers add, never more than the line. */
function valueOfGoods(line: Line, priced: WorkingLine): number {
  if ((line.kind ?? "article") !== "article" || line.quantityMilli <= 0) return 0;
  if ((line.modifiers?.length ?? 0) === 0) return priced.base;
  return Math.min(priced.base, multiplyDivide(priced.unitPrice, line.quantityMilli, MILLI));
}

/** The promotions that hold for this basket and name at least one line for each of their parts. */
function candidatesOf(
  basket: Basket,
  index: Index,
  lines: readonly WorkingLine[],
  bearing: readonly number[],
): readonly Candidate[] {
  const named = new Map<number, number[]>();
  const owners = new Set<number>();
  function meet(parts: readonly number[] | undefined, number: number): void {
    for (const part of parts ?? []) {
      const found = named.get(part);
      if (found === undefined) {
        named.set(part, [number]);
        owners.add(index.owners[part] ?? 0);
      } else if (found[found.length - 1] !== number) {
        // An item may be named by itself and by its category.
        found.push(number);
      }
    }
  }
  for (const number of bearing) {
    const line = basket.lines[number];
    meet(index.everywhere, number);
    meet(index.byItem.get(line?.item ?? ""), number);
    for (const category of line?.categories ?? NONE) meet(index.byCategory.get(category), number);
  }
  const candidates: Candidate[] = [];
  for (const owner of [...owners].sort((a, b) => a - b)) {
    const promotion = index.promotions[owner];
    if (promotion === undefined || !holds(promotion.when, basket)) continue;
    if (promotion.needs !== undefined && !has(promotion.needs, basket, lines)) continue;
    const first = index.firstParts[owner] ?? 0;
    const found = promotion.parts.map((part, offset) =>
      (named.get(first + offset) ?? []).filter((number) => isOpen(promotion, part, basket.lines[number], lines[number])),
    );
    if (found.every((part) => part.length > 0)) candidates.push({ promotion, lines: found });
  }
  return candidates;
}

/** Whether a line that a part names is none of its exceptions, nor reduced already where it must not be. */
function isOpen(promotion: Promotion, part: Part, line: Line | undefined, priced: WorkingLine | undefined): boolean {
  if (line === undefined || priced === undefined) return false;
  if (isExcepted(part.match, line.item ?? "", line.categories ?? NONE)) return false;
  return !(promotion.isRegularOnly && (priced.priceSource === "list" || priced.promotions.length > 0));
}

/** Whether the basket holds what a promotion needs, at the prices before any reduction. */
function has(needs: Needs, basket: Basket, lines: readonly WorkingLine[]): boolean {
  let amount = 0;
  let quantityMilli = 0;
  for (const [number, line] of basket.lines.entries()) {
    const base = lines[number]?.base ?? 0;
    if ((line.kind ?? "article") !== "article" || base <= 0) continue;
    if (!names(needs.match, line.item ?? "", line.categories ?? NONE)) continue;
    amount += base;
    quantityMilli += line.quantityMilli;
  }
  return amount >= needs.amount && quantityMilli >= needs.quantityMilli;
}

function byPriority(candidates: readonly Candidate[]): readonly Candidate[][] {
  const groups: Candidate[][] = [];
  let priority: number | undefined;
  for (const candidate of candidates) {
    if (candidate.promotion.priority !== priority) groups.push([]);
    priority = candidate.promotion.priority;
    groups[groups.length - 1]?.push(candidate);
  }
  return groups;
}
