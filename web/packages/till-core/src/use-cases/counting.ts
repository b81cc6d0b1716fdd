/** A count of cash: what it came to, by which coins and notes, and whether it fits well enough to need no reason. */
import type { EntryObject } from "@comptoir/journal";

import type { Selling, TillContext } from "../context.ts";
import { isReason } from "../people/reasons.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { MinorUnits } from "../units.ts";
import { reasonMember, type Why } from "./why.ts";

/** How many pieces of one coin or note. */
export interface Pieces {
  readonly value: MinorUnits;
  readonly pieces: number;
}

export interface Counted {
  readonly amount: MinorUnits;
  /** Empty when only the sum was typed. */
  readonly pieces: readonly Pieces[];
}

export function isCount({ amount, pieces }: Counted): boolean {
  if (!Number.isSafeInteger(amount) || amount < 0) return false;
  if (pieces.some((row) => !Number.isSafeInteger(row.pieces) || row.pieces < 0 || row.value <= 0)) return false;
  return pieces.length === 0 || pieces.reduce((sum, row) => sum + row.value * row.pieces, 0) === amount;
}

/**
 * A count that is off by more than the shop allows needs a reason. It says no more than that: who counts blind must not learn the
 * figure by counting again; how often it was tried stands in the entry.
 */
export async function fits(
  context: TillContext,
  selling: Selling,
  expected: MinorUnits,
  counted: Counted,
  why: Why,
): Promise<Result<null>> {
  const { difference_limit: limit } = selling.settings.people;
  const isClose = limit === undefined || Math.abs(counted.amount - expected) <= limit;
  if (isClose || (why.reason !== undefined && isReason(why.reason))) return done(null);
  const session = { ...selling.session, recounts: selling.session.recounts + 1 };
  await context.db.write(["cells"], ({ cells }) => cells.put("session", session));
  context.learn({ session });
  return refused("count.reason_needed");
}

export function countMembers(expected: MinorUnits, counted: Counted, why: Why): EntryObject {
  const pieces = counted.pieces.filter((row) => row.pieces > 0);
  return {
    cash_expected: expected,
    cash_counted: counted.amount,
    cash_difference: counted.amount - expected,
    ...(pieces.length === 0 ? {} : { count: pieces.map((row) => ({ value: row.value, pieces: row.pieces })) }),
    ...reasonMember(why),
  };
}
