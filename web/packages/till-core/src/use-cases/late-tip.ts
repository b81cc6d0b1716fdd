/** A tip that comes after the sale was sealed: the terminal told it, or the customer came back. */
import { areUnspent, spendAttempts } from "../card-attempts.ts";
import type { TillContext } from "../context.ts";
import type { SaleRow } from "../database.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { TenderInput } from "../tenders.ts";
import { withTips } from "../tips.ts";
import { minorUnits, type MinorUnits } from "../units.ts";
import type { EntryRef, SaleView } from "../views.ts";
import { purseOf } from "./cash-places.ts";
import { viewOf } from "./receipts.ts";
import { sellingToday } from "./session.ts";

/** By card or in cash; the money is of the day on which it is given. `payment`: the terminal took it, and this entry spends that. */
export function lateTip(context: TillContext, ref: EntryRef, kind: "cash" | "card", tip: MinorUnits, payment?: string): Promise<Result<SaleView>> {
  return context.exclusive(async () => {
    const selling = await sellingToday(context);
    if (!selling.ok) return selling;
    if (!Number.isSafeInteger(tip) || tip <= 0) return refused("amount.invalid");
    const sale = await context.db.get("sales", [ref.chain, ref.sequence]);
    if (sale?.digest !== ref.digest || sale.kind === "refund") return refused("sale.unknown");
    const paid: readonly TenderInput[] = payment === undefined || kind === "cash" ? [] : [{ kind, amount: tip, payment }];
    if (!(await areUnspent(context, paid))) return refused("payment.spent");
    const { chain, cashier, session } = selling.value;
    const purse = kind === "cash" && purseOf(session, cashier) !== undefined ? cashier : undefined;
    const refersTo = { chain: ref.chain, sequence: ref.sequence, digest: ref.digest };
    const body = { session: session.id, cashier, refers_to: refersTo, kind, tip, ...(purse === undefined ? {} : { purse }), ...(payment === undefined ? {} : { payment }) };
    const after = withTips(session, [{ kind, tip }], purse);
    const row: SaleRow = { ...sale, tip_later: minorUnits((sale.tip_later ?? 0) + tip) };
    await context.append(
      chain,
      context.draft("late_tip", body),
      {
        stores: ["sales", "cells"],
        prepare: () => Promise.resolve(null),
        write: async ({ sales, cells }) => {
          await sales.put(row);
          await cells.put("session", after);
          await spendAttempts(cells, paid, { chain: chain.chain, sequence: context.facts.head_sequence + 1 });
        },
      },
      { session: after },
    );
    return done(viewOf(row, await context.db.get("entries", [ref.chain, ref.sequence])));
  });
}
