/** What a day's entries come to by tax rate, as closings of months say it: read from the sealed entries of the day, when it is closed. */
import type { EntryObject } from "@comptoir/journal";

import type { TillDatabase } from "../database.ts";
import { isObject, parseJson } from "../reading.ts";

const TURNED: ReadonlySet<string> = new Set(["sale", "refund", "exchange", "payment"]);

interface TaxSum {
  readonly category: string;
  readonly rate_ppm: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

/** `documents`: sales, refunds, exchanges and payments. `net`: without tax; less than nothing when more came back. */
export async function dayTaxes(db: TillDatabase, chain: string, first: number, last: number): Promise<EntryObject> {
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll(IDBKeyRange.bound([chain, first], [chain, last])));
  const bodies = rows.filter(({ kind }) => TURNED.has(kind)).map(({ text }) => bodyOf(text));
  const taxes = new Map<string, TaxSum>();
  for (const subtotal of bodies.flatMap(({ tax_subtotals: found }) => (Array.isArray(found) ? found.filter(isObject) : []))) {
    const category = String(subtotal["tax_category"]);
    const rate = numberOf(subtotal["tax_rate_ppm"]);
    const key = `${category} ${String(rate).padStart(9, "0")}`;
    const before = taxes.get(key) ?? { category, rate_ppm: rate, net: 0, tax: 0, gross: 0 };
    taxes.set(key, { ...before, net: before.net + numberOf(subtotal["net"]), tax: before.tax + numberOf(subtotal["tax"]), gross: before.gross + numberOf(subtotal["gross"]) });
  }
  const sums = [...taxes].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => ({ ...sum }));
  return { documents: bodies.length, net: bodies.reduce((sum, { net }) => sum + numberOf(net), 0), taxes: sums };
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  const envelope = parseJson(text);
  const body = isObject(envelope) ? envelope["body"] : undefined;
  return isObject(body) ? body : {};
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
