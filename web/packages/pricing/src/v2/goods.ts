/**
 * Promotions on single goods: `each` and `set`. Twin of comptoir.pricing.v2.goods; keep the steps in the same order.
 *
 * A line's goods are held in slices. A promotion takes slices that are still open to it, makes them cheaper and marks them:
 * `TAKEN` by an exclusive promotion, `SHARED` by one that others may join. Within a priority sets are formed first, where the
 * customer gains by them, and the promotions on each unit take the best of what is left.
 */

import { MILLI, PPM } from "../limits.ts";
import { multiplyDivide, shareByLargestRemainder } from "../numbers.ts";
import type { Effect, Promotion } from "./rules.ts";
import { bestOrder } from "./search.ts";

export const OPEN = 0;
const SHARED = 1;
const TAKEN = 2;

/** Some of a line's quantity, what it still costs, and who may still reduce it. */
interface Slice {
  readonly quantityMilli: number;
  readonly amount: number;
  readonly hold: number;
}

interface Taken {
  readonly promotion: Promotion;
  readonly amount: number;
}

/** A line's goods: its slices and what promotions took, in the order they did. */
export interface Goods {
  readonly unitPrice: number;
  readonly slices: readonly Slice[];
  readonly awards: readonly Taken[];
  readonly benefit: number;
}

/** A promotion that applies to this basket, and the lines that each of its parts names. */
export interface Candidate {
  readonly promotion: Promotion;
  readonly lines: readonly (readonly number[])[];
}

/** A slice while sets are formed out of it: whole units only. */
interface Entry {
  readonly line: number;
  readonly index: number;
  readonly unitPrice: number;
  quantityMilli: number;
  amount: number;
  units: number;
  used: number;
}

/** Units of one slice in a set, and whether the reward is on them. */
interface Portion {
  readonly entry: Entry;
  readonly part: number;
  readonly units: number;
  readonly isRewarded: boolean;
}

/** The lines of one search, each at its number. What a set does to them makes a new one. */
type Bench = readonly (Goods | undefined)[];

/** Give the customer the best of one priority's promotions; `goods` is changed. */
export function applyToGoods(goods: Map<number, Goods>, candidates: readonly Candidate[]): void {
  const eachOfLine = new Map<number, Promotion[]>();
  const sets: Candidate[] = [];
  for (const candidate of candidates) {
    if (candidate.promotion.kind === "set") {
      sets.push(candidate);
      continue;
    }
    for (const line of candidate.lines[0] ?? []) {
      const found = eachOfLine.get(line);
      if (found === undefined) eachOfLine.set(line, [candidate.promotion]);
      else found.push(candidate.promotion);
    }
  }
  for (const competing of components(sets)) {
    const lines = [...new Set(competing.flatMap((candidate) => candidate.lines.flat()))].sort((a, b) => a - b);
    for (const [line, held] of bestSets(goods, lines, competing, eachOfLine).entries()) {
      if (held !== undefined) goods.set(line, held);
    }
    for (const line of lines) eachOfLine.delete(line);
  }
  for (const [line, promotions] of eachOfLine) goods.set(line, bestEach(known(goods.get(line)), promotions));
}

/** Sets that share a line compete; the others know nothing of each other. */
function components(sets: readonly Candidate[]): Candidate[][] {
  const owner = new Map<number, number>();
  const groups = new Map<number, number[]>();
  for (const [number, candidate] of sets.entries()) {
    const joined = new Set<number>();
    for (const part of candidate.lines) {
      for (const line of part) {
        const home = owner.get(line);
        if (home !== undefined) joined.add(home);
      }
    }
    const home = joined.size === 0 ? number : Math.min(...joined);
    const group = [...[...joined].flatMap((key) => groups.get(key) ?? []), number];
    for (const key of joined) groups.delete(key);
    groups.set(home, group);
    for (const member of group) for (const part of sets[member]?.lines ?? []) for (const line of part) owner.set(line, home);
  }
  // Rules stand in their own order again, whichever group they came from.
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => group.sort((a, b) => a - b).flatMap((member) => sets[member] ?? []));
}

/** The best selection and order of sets, counting what the promotions on each unit give on what they leave. */
function bestSets(
  goods: ReadonlyMap<number, Goods>,
  lines: readonly number[],
  competing: readonly Candidate[],
  eachOfLine: ReadonlyMap<number, readonly Promotion[]>,
): Bench {
  const finishedOf = new Map<Goods, Goods>();

  function finished(line: number, held: Goods): Goods {
    const promotions = eachOfLine.get(line);
    if (promotions === undefined) return held;
    let found = finishedOf.get(held);
    if (found === undefined) {
      found = bestEach(held, promotions);
      finishedOf.set(held, found);
    }
    return found;
  }

  function value(bench: Bench): number {
    let sum = 0;
    for (const line of lines) sum += finished(line, known(bench[line])).benefit;
    return sum;
  }

  const start: (Goods | undefined)[] = [];
  for (const line of lines) start[line] = goods.get(line);
  const best = bestOrder<Bench, Candidate>(start, competing, formSets, value);
  const found: (Goods | undefined)[] = [];
  for (const line of lines) found[line] = finished(line, known(best[line]));
  return found;
}

function bestEach(held: Goods, promotions: readonly Promotion[]): Goods {
  const isAlone = held.slices.filter((one) => one.hold !== TAKEN).length === 1;
  if (!isAlone || promotions.some((promotion) => promotion.stacking !== "exclusive")) {
    return bestOrder(held, promotions, reduceEach, (reached) => reached.benefit);
  }
  // One exclusive promotion takes all there is: no order needs to be tried.
  let best = held;
  for (const promotion of promotions) {
    const reached = reduceEach(held, promotion);
    if (reached !== undefined && reached.benefit > best.benefit) best = reached;
  }
  return best;
}

/** Reduce every slice that is open to the promotion. */
function reduceEach(held: Goods, promotion: Promotion): Goods | undefined {
  const slices: Slice[] = [];
  let total = 0;
  const hold = promotion.stacking === "exclusive" ? TAKEN : SHARED;
  for (const one of held.slices) {
    let discount = 0;
    if (one.hold === OPEN || (one.hold === SHARED && hold === SHARED)) {
      discount = discountOf(promotion.effect, one.amount, one.quantityMilli);
    }
    if (discount > 0) {
      total += discount;
      slices.push({ quantityMilli: one.quantityMilli, amount: one.amount - discount, hold });
    } else {
      slices.push(one);
    }
  }
  if (total === 0) return undefined;
  return {
    unitPrice: held.unitPrice,
    slices,
    awards: [...held.awards, { promotion, amount: total }],
    benefit: held.benefit + total,
  };
}

function discountOf(effect: Effect, amount: number, quantityMilli: number): number {
  if (effect.percentPpm !== undefined) return multiplyDivide(amount, effect.percentPpm, PPM);
  if (effect.amount !== undefined) return Math.min(amount, multiplyDivide(effect.amount, quantityMilli, MILLI));
  return amount - multiplyDivide(effect.price ?? 0, quantityMilli, MILLI);
}

/** Form as many sets as there are, the dearest units first; undefined when no set gives anything. */
function formSets(bench: Bench, candidate: Candidate): Bench | undefined {
  const { promotion } = candidate;
  const forming = new Forming(bench, candidate);
  if (!forming.hasEnough()) return undefined;
  let setsLeft = promotion.setsMax;
  let total = 0;
  for (;;) {
    const portions = forming.fill();
    if (portions === undefined) break;
    let times = Infinity;
    for (const { entry } of portions) times = Math.min(times, Math.floor(entry.units / entry.used));
    if (promotion.setsMax > 0) times = Math.min(times, setsLeft);
    const discount = times > 0 ? forming.take(rewarded(promotion, portions), times) : 0;
    if (discount === 0) break;
    total += discount;
    setsLeft -= times;
  }
  return total === 0 ? undefined : forming.goods();
}

/** Mark the units that the reward is on; a portion that is only partly rewarded is cut in two. */
function rewarded(promotion: Promotion, portions: readonly Portion[]): readonly Portion[] {
  if (promotion.rewardOn === "part") {
    return portions.map((portion) => ({ ...portion, isRewarded: portion.part === promotion.rewardNumber - 1 }));
  }
  if (promotion.rewardOn === "set") return portions;
  let left = promotion.rewardNumber;
  const found: Portion[] = [];
  const cheapestFirst = [...portions].sort(
    (a, b) => a.entry.unitPrice - b.entry.unitPrice || b.entry.line - a.entry.line,
  );
  for (const portion of cheapestFirst) {
    const units = Math.min(left, portion.units);
    left -= units;
    if (units > 0) found.push({ ...portion, units, isRewarded: true });
    if (portion.units > units) found.push({ ...portion, units: portion.units - units, isRewarded: false });
  }
  return found;
}

/** Sets being formed for one promotion over the lines of a bench. */
class Forming {
  readonly #bench: Bench;
  readonly #candidate: Candidate;
  readonly #entries = new Map<number, Entry[]>();
  readonly #pools: readonly Entry[][];
  #order: readonly number[] = [];
  readonly #made = new Map<number, { readonly slices: Slice[]; gained: number }>();

  constructor(bench: Bench, candidate: Candidate) {
    this.#bench = bench;
    this.#candidate = candidate;
    this.#pools = candidate.lines.map((lines) => lines.flatMap((line) => this.#openEntries(line)));
  }

  /** Whether every part has units for one set; then they are put in order, the dearest first. */
  hasEnough(): boolean {
    const { parts } = this.#candidate.promotion;
    const unitsOf = this.#pools.map((pool) => pool.reduce((sum, entry) => sum + entry.units, 0));
    if (unitsOf.some((units, part) => units < (parts[part]?.count ?? 0))) return false;
    for (const pool of this.#pools) pool.sort((a, b) => b.unitPrice - a.unitPrice || a.line - b.line);
    // The part with the fewest units chooses first, so that a part of everything leaves it its own.
    this.#order = unitsOf.map((_, part) => part).sort((a, b) => (unitsOf[a] ?? 0) - (unitsOf[b] ?? 0));
    return true;
  }

  #openEntries(line: number): readonly Entry[] {
    const before = this.#entries.get(line);
    if (before !== undefined) return before;
    const held = known(this.#bench[line]);
    const isExclusive = this.#candidate.promotion.stacking === "exclusive";
    const found: Entry[] = [];
    for (const [index, one] of held.slices.entries()) {
      if (one.hold === TAKEN || (one.hold === SHARED && isExclusive) || one.quantityMilli < MILLI) continue;
      const units = Math.floor(one.quantityMilli / MILLI);
      const { quantityMilli, amount } = one;
      found.push({ line, index, unitPrice: held.unitPrice, quantityMilli, amount, units, used: 0 });
    }
    this.#entries.set(line, found);
    return found;
  }

  /** The units of the next set, the dearest of each part; undefined when a part has too few left. */
  fill(): readonly Portion[] | undefined {
    for (const entries of this.#entries.values()) for (const entry of entries) entry.used = 0;
    const portions: Portion[] = [];
    for (const part of this.#order) {
      let needed = this.#candidate.promotion.parts[part]?.count ?? 0;
      for (const entry of this.#pools[part] ?? []) {
        const units = Math.min(needed, entry.units - entry.used);
        if (units > 0) {
          portions.push({ entry, part, units, isRewarded: true });
          entry.used += units;
          needed -= units;
        }
        if (needed === 0) break;
      }
      if (needed > 0) return undefined;
    }
    return portions;
  }

  /** Take the same set so many times at once; nothing is taken when it gives nothing. */
  take(portions: readonly Portion[], times: number): number {
    const { promotion } = this.#candidate;
    const left = new Map<Entry, { quantityMilli: number; amount: number }>();
    const amounts: number[] = [];
    for (const { entry, units } of portions) {
      const rest = left.get(entry) ?? { quantityMilli: entry.quantityMilli, amount: entry.amount };
      const taken = times * units * MILLI;
      const value = multiplyDivide(rest.amount, taken, rest.quantityMilli);
      amounts.push(value);
      left.set(entry, { quantityMilli: rest.quantityMilli - taken, amount: rest.amount - value });
    }
    const shares = sharesOf(promotion.effect, portions, amounts, times);
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (total <= 0) return 0;
    const hold = promotion.stacking === "exclusive" ? TAKEN : SHARED;
    for (const [index, { entry, units }] of portions.entries()) {
      const share = shares[index] ?? 0;
      const rest = left.get(entry);
      if (rest === undefined) throw new Error("a set lost a slice");
      entry.quantityMilli = rest.quantityMilli;
      entry.amount = rest.amount;
      entry.units -= times * units;
      let made = this.#made.get(entry.line);
      if (made === undefined) this.#made.set(entry.line, (made = { slices: [], gained: 0 }));
      made.slices.push({ quantityMilli: times * units * MILLI, amount: (amounts[index] ?? 0) - share, hold });
      made.gained += share;
    }
    return total;
  }

  /** The bench's goods with the sets in them; a line that no set touched stays the same object. */
  goods(): Bench {
    const found = [...this.#bench];
    for (const [line, made] of this.#made) {
      const held = known(found[line]);
      const entries = this.#entries.get(line) ?? [];
      const slices: Slice[] = [];
      for (const [index, one] of held.slices.entries()) {
        const entry = entries.find((candidate) => candidate.index === index);
        if (entry === undefined) slices.push(one);
        else if (entry.quantityMilli > 0) {
          slices.push({ quantityMilli: entry.quantityMilli, amount: entry.amount, hold: one.hold });
        }
      }
      const taken = { promotion: this.#candidate.promotion, amount: made.gained };
      found[line] = {
        unitPrice: held.unitPrice,
        slices: [...slices, ...made.slices],
        awards: made.gained > 0 ? [...held.awards, taken] : held.awards,
        benefit: held.benefit + made.gained,
      };
    }
    return found;
  }
}

/** What each portion is reduced by. A price or an amount is shared over the set in proportion. */
function sharesOf(effect: Effect, portions: readonly Portion[], amounts: readonly number[], times: number): number[] {
  const { percentPpm } = effect;
  if (percentPpm !== undefined) {
    return portions.map(({ isRewarded }, index) => (isRewarded ? multiplyDivide(amounts[index] ?? 0, percentPpm, PPM) : 0));
  }
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const discount =
    effect.amount === undefined ? total - timesWithin(effect.price ?? 0, times, total) : timesWithin(effect.amount, times, total);
  return discount <= 0 ? amounts.map(() => 0) : shareByLargestRemainder(discount, amounts);
}

/** amount × times, but no more than the limit: the product may leave the exact integers, the answer never does. */
function timesWithin(amount: number, times: number, limit: number): number {
  const product = amount * times;
  return product > limit ? limit : product;
}

/** What promotions took from a line, each once, in the order they did. */
export function awardsOf(held: Goods): { promotion: string; amount: number }[] {
  const found = new Map<string, number>();
  for (const { promotion, amount } of held.awards) found.set(promotion.id, (found.get(promotion.id) ?? 0) + amount);
  return [...found].map(([promotion, amount]) => ({ promotion, amount }));
}

function known(held: Goods | undefined): Goods {
  if (held === undefined) throw new Error("a promotion on a line that has no goods");
  return held;
}
