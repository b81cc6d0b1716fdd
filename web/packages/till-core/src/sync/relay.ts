/**
 * A second place for entries that the server does not have yet: an agent of the shop (docs/developer/agent.md) keeps them on its disk
 * and brings them to the server later. The till delivers them itself all the same; whoever comes second is recognized.
 */
import type { TillContext } from "../context.ts";
import type { EntryRow, TillDatabase } from "../database.ts";
import type { SealedLine } from "../door/door.ts";

/** Entries of one chain, and the server's word on who seals it. */
export interface RelayBatch {
  readonly certificate: string;
  readonly lines: readonly SealedLine[];
}

/** `none`: there is no agent, or it does not answer, or its answer is not its own. */
export type RelayAnswer = { readonly kind: "kept"; readonly digests: readonly string[] } | { readonly kind: "none" };

export interface RelayAgent {
  /** Names the agent for ever: its key. What one agent keeps, another does not. */
  readonly id: string;
  readonly name: string;
}

export interface Relay {
  /** The agent that this till would leave entries with. */
  agent(): Promise<RelayAgent | undefined>;
  keep(agent: RelayAgent, batch: RelayBatch): Promise<RelayAnswer>;
}

/** How far an agent has what waits here: every entry up to this place of the outbox. */
export interface RelayedUpTo {
  readonly agent: string;
  readonly name: string;
  readonly order: number;
}

const BATCH_ENTRIES_MAX = 200;
const BATCH_UNITS_MAX = 400_000;

interface Waiting {
  readonly certificate: string;
  readonly orders: readonly number[];
  readonly entries: readonly EntryRow[];
}

/** Leaves everything that waits with the agent, in order; stops where it does not take something, and never says more than it holds. */
export async function leaveWithRelay(context: TillContext, relay: Relay): Promise<void> {
  const agent = await relay.agent();
  if (agent === undefined) return;
  for (;;) {
    const before = await context.db.cell("relayed_up_to");
    const order = before?.agent === agent.id ? before.order : 0;
    const waiting = await nextAfter(context.db, order);
    if (waiting === undefined) return;
    const lines = waiting.entries.map(({ seal, text }) => ({ seal, text }));
    const answer = await relay.keep(agent, { certificate: waiting.certificate, lines });
    const held = answer.kind === "kept" ? new Set(answer.digests) : new Set<string>();
    const refusedAt = waiting.entries.findIndex((entry) => !held.has(entry.digest));
    const count = refusedAt < 0 ? waiting.entries.length : refusedAt;
    const last = waiting.orders[count - 1];
    if (last === undefined) return;
    await context.db.write(["cells"], ({ cells }) => cells.put("relayed_up_to", { agent: agent.id, name: agent.name, order: last }));
    if (refusedAt >= 0) return;
  }
}

/**
 * The next unsent entries after a place of the outbox, all of one chain. A chain that the till started by itself has no certificate of
 * its own: nobody could check its seals, so it ends what can be left.
 */
async function nextAfter(db: TillDatabase, order: number): Promise<Waiting | undefined> {
  return db.read(["outbox", "chains", "entries"], async ({ outbox, chains, entries }) => {
    const rows = await outbox.getAll(IDBKeyRange.lowerBound(order, true), BATCH_ENTRIES_MAX);
    const first = rows[0];
    const chain = first === undefined ? undefined : await chains.get(first.chain);
    if (first === undefined || chain === undefined || chain.is_local) return undefined;
    const orders: number[] = [];
    const taken: EntryRow[] = [];
    let units = 0;
    for (const row of rows) {
      if (row.chain !== first.chain || row.order === undefined) break;
      const entry = await entries.get([row.chain, row.sequence]);
      if (entry === undefined) break;
      units += entry.text.length;
      if (taken.length > 0 && units > BATCH_UNITS_MAX) break;
      orders.push(row.order);
      taken.push(entry);
    }
    return taken.length === 0 ? undefined : { certificate: chain.certificate, orders, entries: taken };
  });
}
