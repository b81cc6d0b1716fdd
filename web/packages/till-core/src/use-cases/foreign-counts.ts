/** Foreign money that is counted in between, beside the drawer's own: at a check, and when somebody hands the drawer over. */
import type { EntryObject } from "@comptoir/journal";

import { areCounts } from "../counted-tenders.ts";
import type { SessionRow } from "../database.ts";
import type { ForeignDay } from "../foreign-days.ts";
import type { Counted, Pieces } from "./counting.ts";
import { foreignIn } from "./session.ts";

/** A heap of foreign money, in its own minor units. */
export interface ForeignCount {
  readonly currency: string;
  readonly amount: number;
  readonly pieces: readonly Pieces[];
}

/** The drawer's own money, and what of foreign money was counted: a currency that nobody counted goes on as it was. */
export interface DrawerCount extends Counted {
  readonly foreign?: readonly ForeignCount[];
}

type Found = Required<Pick<ForeignDay, "currency" | "expected" | "counted" | "difference">> & { readonly count: readonly Pieces[] };

export function areForeignCounts(foreign: readonly ForeignCount[] = []): boolean {
  return areCounts(foreign) && new Set(foreign.map(({ currency }) => currency)).size === foreign.length;
}

/** Each against what should lie there; of a currency that nothing is known of, nothing should. */
export function foreignCounts(session: SessionRow, foreign: readonly ForeignCount[] = []): readonly Found[] {
  const lying = foreignIn(session);
  return foreign.map(({ currency, amount, pieces }) => {
    const expected = lying.find((money) => money.currency === currency)?.amount ?? 0;
    return { currency, expected, counted: amount, difference: amount - expected, count: pieces.filter((heap) => heap.pieces > 0) };
  });
}

export function foreignMember(counts: readonly Found[]): EntryObject {
  if (counts.length === 0) return {};
  return {
    foreign: counts.map(({ count, ...row }) => ({
      ...row,
      ...(count.length === 0 ? {} : { count: count.map((heap) => ({ value: heap.value, pieces: heap.pieces })) }),
    })),
  };
}
