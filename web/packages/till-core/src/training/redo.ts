/**
 * A training entry lies in the till's journal, the rows that follow from it in a database of their own, and no transaction spans two
 * databases. So the writes are rehearsed first, noted beside the entry in its own transaction, and then done: whatever is cut short is
 * done again from the note.
 */
import type { Companion, EntryPlace } from "../chain-writer.ts";
import type { EntryRow, StoreName, TillDatabase, Writing } from "../database.ts";

/** One write to a table, as it was asked for. */
interface Step {
  readonly store: StoreName;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What follows from the entry of this digest. */
export interface TrainingRedo {
  readonly digest: string;
  readonly steps: readonly Step[];
}

/** In the till's own database the note, in training's the entry whose rows are there. */
export interface TrainingCells {
  readonly training_redo: TrainingRedo;
  readonly training_redone: string;
}

/** Done again, a row may lie there already. */
const WRITES: ReadonlyMap<PropertyKey, string> = new Map([
  ["add", "put"],
  ["put", "put"],
  ["delete", "delete"],
  ["clear", "clear"],
]);

/** Thrown so that nothing of a rehearsal stays. */
class Rehearsed extends Error {}

export async function rehearse<P, N extends StoreName>(
  db: TillDatabase,
  companion: Companion<P, N>,
  place: EntryPlace,
  prepared: P,
): Promise<TrainingRedo> {
  const steps: Step[] = [];
  const entry: EntryRow = { ...place, kind: "training", seal: "" };
  if (companion.stores.length > 0) {
    await db
      .write(companion.stores, async (tables) => {
        await companion.write(noted(tables, steps), entry, prepared);
        throw new Rehearsed();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Rehearsed)) throw error;
      });
  }
  return { digest: place.digest, steps };
}

/** Does it, unless it was done. */
export async function redo(db: TillDatabase, { digest, steps }: TrainingRedo): Promise<void> {
  const stores = new Set<StoreName>(["cells", ...steps.map(({ store }) => store)]);
  await db.write([...stores], async (tables) => {
    if ((await tables.cells.get("training_redone")) === digest) return;
    for (const { store, method, args } of steps) await called(tables[store], method, args);
    await tables.cells.put("training_redone", digest);
  });
}

/** The same tables; what is written to them is noted as well. */
function noted<N extends StoreName>(tables: Writing<N>, steps: Step[]): Writing<N> {
  return new Proxy(tables, {
    get: (target, store: N) => notedTable(target[store], store, steps),
  });
}

function notedTable<T extends object>(table: T, store: StoreName, steps: Step[]): T {
  return new Proxy(table, {
    get: (target, name): unknown => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return (...args: readonly unknown[]): unknown => {
        const method = WRITES.get(name);
        if (method === undefined) return Reflect.apply(found, target, args);
        steps.push({ store, method, args });
        return called(target, method, args);
      };
    },
  });
}

async function called(table: object, method: string, args: readonly unknown[]): Promise<void> {
  const found: unknown = Reflect.get(table, method);
  if (typeof found !== "function") throw new Error(`a table without ${method}`);
  await Reflect.apply(found, table, args);
}
