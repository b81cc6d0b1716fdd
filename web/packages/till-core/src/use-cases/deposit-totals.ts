/** What containers brought in and cost in a session: one row, added to in the transaction of whatever moved them. */
import { multiplyDivide } from "@comptoir/pricing";

import type { TillContext } from "../context.ts";
import type { Writing } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { DepositsView, SaleLineView } from "../views.ts";
import type { Turned } from "./sale-body.ts";

type Cells = Writing<"cells">["cells"];

const ZERO = minorUnits(0);

/** What deposits of this session came to so far. */
export async function depositsOfSession(context: TillContext, session: string): Promise<DepositsView | undefined> {
  const counted = await context.db.cell("deposits");
  return counted?.session === session ? { taken: counted.taken, given_back: counted.given_back } : undefined;
}

/** Adds what a sale, a refund or an exchange did to the day's deposits; in its own transaction. */
export async function countDeposits(cells: Cells, { session, lines, price_mode: mode }: Turned): Promise<void> {
  const amounts = lines.filter(({ kind }) => kind === "deposit").map((line) => withTax(line, mode));
  if (amounts.length === 0) return;
  const before = await cells.get("deposits");
  const { taken, given_back } = before?.session === session ? before : { taken: ZERO, given_back: ZERO };
  const sum = (start: MinorUnits, isCounted: (amount: number) => boolean): MinorUnits =>
    minorUnits(amounts.filter(isCounted).reduce((total, amount) => total + amount, start));
  await cells.put("deposits", { session, taken: sum(taken, (amount) => amount > 0), given_back: sum(given_back, (amount) => amount < 0) });
}

function withTax({ amount, tax_rate_ppm: rate }: SaleLineView, mode: string): number {
  return mode === "net" ? amount + multiplyDivide(amount, rate, 1_000_000) : amount;
}
