/** What of a day's turnover was paid ahead, and what sales took off of payments before. */
import type { TillContext } from "../context.ts";
import type { SessionRow } from "../database.ts";
import { minorUnits, type MinorUnits } from "../units.ts";

export interface PrepaidView {
  readonly received: MinorUnits;
  /** ≤ 0. */
  readonly deducted: MinorUnits;
}

/** Nothing where there was neither. */
export async function prepaidOf(context: TillContext, session: Pick<SessionRow, "id" | "opened_at">): Promise<{ readonly prepaid?: PrepaidView }> {
  let received = 0;
  let deducted = 0;
  await context.db.read(["sales"], async ({ sales }) => {
    for await (const { value: row } of sales.index("epoch_ms").iterate(IDBKeyRange.lowerBound(Date.parse(session.opened_at)))) {
      if (row.session !== session.id || row.is_foreign === true || row.also?.["order"] === undefined) continue;
      if (row.kind === "payment") received += row.gross;
      for (const line of row.lines) if (line.also?.["kind"] === "prepaid") deducted += line.amount;
    }
  });
  return received === 0 && deducted === 0 ? {} : { prepaid: { received: minorUnits(received), deducted: minorUnits(deducted) } };
}
