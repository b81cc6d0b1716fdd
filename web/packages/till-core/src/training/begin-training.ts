/** Training begins and ends by entries of the real chain: an inspector sees when nobody was really served (journal-format §5.11). */
import type { EntryObject } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import { approvalsMember, granted } from "../people/approvals.ts";
import type { Writing } from "../database.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { Why } from "../use-cases/why.ts";

export function beginTraining(context: TillContext, why: Why = {}): Promise<Result<null>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, is_locked: isLocked, is_training: isTraining } = context.facts;
    if (isTraining) return done(null);
    if (cashier === undefined) return refused("till.no_cashier");
    if (isLocked) return refused("till.locked");
    const approvals = granted(writable.value.settings, cashier, [{ right: "training", asked: 1 }], why.approvals ?? []);
    if (!approvals.ok) return approvals;
    await switched(context, { event: "training_began", ...approvalsMember(approvals.value) }, true);
    return done(null);
  });
}

/** Anybody may go back to work. */
export function endTraining(context: TillContext): Promise<Result<null>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    if (writable.value.settings.store.training_only !== undefined) return refused("training.must");
    if (context.facts.is_training) await switched(context, { event: "training_ended" }, false);
    return done(null);
  });
}

async function switched(context: TillContext, event: EntryObject, isTraining: boolean): Promise<void> {
  const { chain, cashier, session } = context.facts;
  if (chain === undefined) throw new Error("a till that may write has a chain");
  const body = { ...event, ...(cashier === undefined ? {} : { cashier }), ...(session === undefined ? {} : { session: session.id }) };
  const companion = {
    stores: ["cells"] as const,
    prepare: () => Promise.resolve(null),
    write: ({ cells }: Writing<"cells">) => (isTraining ? cells.put("is_training", true) : cells.clear("is_training")),
  };
  await context.append(chain, context.draft("technical_event", body), companion, { is_training: isTraining });
}
