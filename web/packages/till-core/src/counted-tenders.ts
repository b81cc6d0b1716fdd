/** What is counted beside the drawer's own cash: foreign money by currency, and ways to pay that the shop wants counted. */
import type { EntryObject } from "@comptoir/journal";

import type { TenderSettings } from "./tender-settings.ts";
import { minorUnits } from "./units.ts";
import { foreignIn } from "./use-cases/session.ts";
import type { CountedTender, SessionView, TenderKind } from "./views.ts";

/** A heap that the closing asks for, with what should lie there. */
export interface Countable {
  readonly kind: TenderKind;
  readonly tender?: string;
  /** Of foreign money: which; `expected` is in its own minor units. */
  readonly currency?: string;
  readonly expected: number;
}

/** What somebody found there. */
export interface CountedHeap {
  readonly amount: number;
  /** By coins and notes, or how many papers; empty when only a sum was typed. */
  readonly pieces: readonly { readonly value: number; readonly pieces: number }[];
  /** How many papers: vouchers, cheques. */
  readonly papers?: number;
}

export function countables(session: Pick<SessionView, "tenders" | "foreign">, settings: TenderSettings | undefined): readonly Countable[] {
  const { tenders } = session;
  // What came and went again is not asked for; what is missing is.
  const foreign = foreignIn(session).map(({ currency, amount }): Countable => ({ kind: "foreign_cash", currency, expected: amount }));
  // Also where none was taken: a voucher may lie there that nobody rang up.
  const papers = (settings?.kinds ?? [])
    .filter((kind) => kind.is_counted)
    .map(({ id, kind }): Countable => ({ kind, tender: id, expected: tenders.find(({ tender }) => tender === id)?.amount ?? 0 }));
  return [...foreign, ...papers];
}

/** Each heap as its row of the closing; one that nobody counted says so by having no count. */
export function countedTenders(wanted: readonly Countable[], counted: readonly (CountedHeap | undefined)[]): readonly CountedTender[] {
  return wanted.map((heap, place): CountedTender => {
    const found = counted[place];
    const { kind, tender, currency, expected } = heap;
    return {
      kind,
      ...(tender === undefined ? {} : { tender }),
      ...(currency === undefined ? {} : { currency }),
      expected: minorUnits(expected),
      ...(found === undefined ? {} : { counted: minorUnits(found.amount), difference: minorUnits(found.amount - expected) }),
      ...(found?.papers === undefined ? {} : { papers: found.papers }),
      ...(found === undefined || found.pieces.length === 0 ? {} : { count: found.pieces }),
    };
  });
}

export function areCounts(counted: readonly (CountedHeap | undefined)[]): boolean {
  return counted.every((heap) => heap === undefined || isHeap(heap));
}

function isHeap({ amount, pieces, papers = 0 }: CountedHeap): boolean {
  const isWhole = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
  if (!isWhole(amount) || !isWhole(papers) || pieces.some((row) => !isWhole(row.pieces) || row.value <= 0)) return false;
  return pieces.length === 0 || pieces.reduce((sum, row) => sum + row.value * row.pieces, 0) === amount;
}

/** The member of a closing; absent where nothing else is counted. */
export function countedMember(counted: readonly CountedTender[]): EntryObject {
  if (counted.length === 0) return {};
  return {
    counted_tenders: counted.map(({ count, ...row }) => ({
      ...row,
      ...(count === undefined ? {} : { count: count.map((heap) => ({ ...heap })) }),
    })),
  };
}
