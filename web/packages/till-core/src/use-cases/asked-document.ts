/** What a country lets a person ask for besides sales: a receipt over nothing, before an inspector. The country's module names them. */
import type { EntryObject } from "@comptoir/journal";

import { receiptNumber } from "../chain-writer.ts";
import type { TillContext } from "../context.ts";
import { writeAsked } from "../finish.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import type { Why } from "./why.ts";

export interface AskedDocument {
  readonly purpose: string;
  readonly number: string;
  readonly device_time: string;
  /** What the device said, or that it was silent. */
  readonly fiscal: EntryObject;
}

/** Whoever may close the day may ask for it: it ends nothing, and an inspector waits. */
export function askDocument(context: TillContext, purpose: string, why: Why = {}): Promise<Result<AskedDocument>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, is_locked: isLocked, is_training: isTraining } = context.facts;
    if (cashier === undefined) return refused("till.no_cashier");
    if (isLocked) return refused("till.locked");
    if (isTraining) return refused("training.not_here");
    const { chain, settings } = writable.value;
    const approvals = granted(settings, cashier, [{ right: "close_day", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    const wall = context.ports.clock.wall();
    const row = await writeAsked(context, chain, { purpose, body: { cashier, ...approvalsMember(approvals.value) } });
    if (row?.fiscal === undefined) return refused("fiscal.not_asked");
    context.learn({ head_sequence: row.sequence, head_made_ms: row.made_ms });
    context.onEntry();
    return done({ purpose, number: receiptNumber(chain, row.sequence), device_time: deviceTime(wall), fiscal: row.fiscal });
  });
}
