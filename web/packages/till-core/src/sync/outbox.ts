/** The entries that wait for the server: taken in order, chain by chain, and struck off when it answered. */
import type { ChainRow, EntryRow, OutboxRow, TillDatabase } from "../database.ts";
import type { EntryAnswer } from "../door/door.ts";

export interface Batch {
  readonly chain: ChainRow;
  readonly orders: readonly number[];
  readonly entries: readonly EntryRow[];
}

/** Well below the door's limit of 1 MiB; a UTF-16 unit of an entry is rarely more than one byte. */
const BATCH_UNITS_MAX = 400_000;

/** The oldest unsent entries, all of one chain, in their order. */
export async function nextBatch(db: TillDatabase, entriesMax: number): Promise<Batch | undefined> {
  return db.read(["outbox", "chains", "entries"], async ({ outbox, chains, entries }) => {
    const rows = await outbox.getAll(null, entriesMax);
    const first = rows[0];
    if (first === undefined) return undefined;
    const chain = await chains.get(first.chain);
    if (chain === undefined) throw new Error("an entry of a chain that this till never had");
    const ofChain = untilOther(rows, first.chain);
    return batchOf(chain, ofChain, await Promise.all(ofChain.map((row) => entries.get([row.chain, row.sequence]))));
  });
}

function batchOf(chain: ChainRow, ofChain: readonly OutboxRow[], entries: readonly (EntryRow | undefined)[]): Batch {
  const taken: { order: number; entry: EntryRow }[] = [];
  let units = 0;
  for (const [index, row] of ofChain.entries()) {
    const entry = entries[index];
    if (entry === undefined || row.order === undefined) throw new Error("an unsent entry is missing");
    units += entry.text.length;
    if (taken.length > 0 && units > BATCH_UNITS_MAX) break;
    taken.push({ order: row.order, entry });
  }
  return { chain, orders: taken.map((row) => row.order), entries: taken.map((row) => row.entry) };
}

function untilOther(rows: readonly OutboxRow[], chain: string): readonly OutboxRow[] {
  const end = rows.findIndex((row) => row.chain !== chain);
  return end < 0 ? rows : rows.slice(0, end);
}

/** Whether there is one answer for each line, and for these very bytes. */
export function answersFit(batch: Batch, answers: readonly EntryAnswer[]): boolean {
  return answers.length === batch.entries.length && answers.every((answer, index) => answer.digest === batch.entries[index]?.digest);
}

/**
 * Stored, already stored, quarantined: in all three the server holds the bytes. The entries themselves stay on the till. An answer
 * that a power cut takes away is found again: the entries are sent once more, and recognized.
 */
export async function acknowledge(db: TillDatabase, batch: Batch, answers: readonly EntryAnswer[], nowMs: number): Promise<void> {
  const answered = batch.entries.map((entry, index): EntryRow => {
    const answer = answers[index];
    if (answer === undefined) throw new Error("an entry without an answer");
    return {
      ...entry,
      acknowledged_ms: nowMs,
      status: answer.status,
      ...(answer.code === undefined ? {} : { code: answer.code }),
    };
  });
  await db.writeRelaxed(["entries", "outbox"], async ({ entries, outbox }) => {
    await Promise.all(answered.map((entry) => entries.put(entry)));
    await Promise.all(batch.orders.map((order) => outbox.delete(order)));
  });
}
