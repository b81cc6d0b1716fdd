/** A day of foreign money, by currency: what lay there, came and went, what should be there and what was counted. */
import { minorUnits } from "./units.ts";
import type { ForeignCount } from "./use-cases/foreign-counts.ts";
import type { CountedTender, SessionView } from "./views.ts";

/** In the currency's own minor units. What leaves the drawer is below zero. */
export interface ForeignDay {
  readonly currency: string;
  readonly float: number;
  /** By customers; what went back to them. */
  readonly taken: number;
  readonly given: number;
  readonly paid_in: number;
  readonly paid_out: number;
  readonly pickup: number;
  /** What counts in between were off by. */
  readonly differences: number;
  readonly expected: number;
  /** Absent: nobody counted it (yet). */
  readonly counted?: number;
  readonly difference?: number;
}

type Day = Pick<SessionView, "tenders" | "foreign"> & { readonly counted_tenders?: readonly CountedTender[] };

/** Each currency that the day knows, also one that came and went again. */
export function foreignDays(day: Day): readonly ForeignDay[] {
  const { tenders, foreign = [], counted_tenders: heaps = [] } = day;
  const known = [...foreign, ...tenders, ...heaps].flatMap(({ currency }) => currency ?? []);
  return [...new Set(known)].map((currency) => {
    const moved = foreign.find((money) => money.currency === currency) ?? { currency, amount: 0 };
    const { float, paid_in: paidIn = 0, paid_out: paidOut = 0, pickup = 0, differences = 0 } = moved;
    const paid = tenders.reduce((sum, tender) => sum + (tender.currency === currency ? (tender.foreign_amount ?? 0) : 0), 0);
    const heap = heaps.find((row) => row.currency === currency);
    const isCounted = heap?.counted !== undefined && heap.difference !== undefined;
    return {
      currency,
      // A day that an older till began knows the sum alone.
      float: float ?? moved.amount - paidIn - paidOut - pickup - differences,
      taken: Math.max(paid, 0),
      given: Math.min(paid, 0),
      paid_in: paidIn,
      paid_out: paidOut,
      pickup,
      differences,
      expected: heap?.expected ?? moved.amount + paid,
      ...(isCounted ? { counted: heap.counted, difference: heap.difference } : {}),
    };
  });
}

/** The heaps of a count in between, as a closing has them. */
export function countedForeign(day: Day, counted: readonly ForeignCount[] = []): readonly CountedTender[] {
  return foreignDays(day).flatMap(({ currency, expected }) => {
    const heap = counted.find((one) => one.currency === currency);
    if (heap === undefined) return [];
    const difference = minorUnits(heap.amount - expected);
    return [{ kind: "foreign_cash", currency, expected: minorUnits(expected), counted: minorUnits(heap.amount), difference }];
  });
}
