/** A sealed body's taxes as the five columns of the machine code. */
import type { EntryObject } from "@comptoir/journal";

import { isObject } from "../../reading.ts";
import { columnOf, RATES, type Column, type ColumnOfRate } from "./categories.ts";
import type { Amounts } from "./machine-code.ts";

export interface Columns {
  readonly amounts: Amounts;
  /** Rates that the table does not know on that day: they stand in the special column, and a person should look. */
  readonly unmapped: readonly number[];
}

export function amountsOf(body: EntryObject, day: string, rates: readonly ColumnOfRate[] = RATES): Columns {
  const cents: Record<Column, number> = { normal: 0, reduced_1: 0, reduced_2: 0, zero: 0, special: 0 };
  const unmapped = new Set<number>();
  const { tax_subtotals: subtotals } = body;
  for (const row of Array.isArray(subtotals) ? subtotals : []) {
    const { tax_rate_ppm: rate, gross } = isObject(row) ? row : {};
    if (typeof rate !== "number" || typeof gross !== "number") continue;
    const column = columnOf(rate, day, rates);
    if (column === undefined) unmapped.add(rate);
    cents[column ?? "special"] += gross;
  }
  return { amounts: cents, unmapped: [...unmapped].sort((one, other) => one - other) };
}
