/**
 * Writes entries at the end of the till's chain: seal first, then one strict transaction that compares the head.
 *
 * Nothing of an entry exists before that transaction and all of it after: a crash in between loses an unpaid attempt, never a sale.
 */
import { canonicalEntry, digest, EMPTY_DIGEST, fromUtf8, receiptNumber as numberOf, seal, type EntryKind, type EntryObject } from "@comptoir/journal";
import { uuid7 } from "@comptoir/pricing";
import { ENGINE_VERSION } from "@comptoir/pricing/v2/price";

import { together, type ChainRow, type EntryRow, type HeadRow, type StoreName, type TillDatabase, type Writing } from "./database.ts";
import type { Ports, WallTime } from "./ports.ts";
import { randomHex, sealerOf } from "./sealing.ts";
import { deviceTime } from "./time.ts";

/** Another tab (or a restored copy of this browser) wrote to the chain: this one may only read from now on. */
export class ChainMoved extends Error {}

export interface EntryDraft {
  readonly kind: EntryKind;
  readonly body: EntryObject;
  readonly wall: WallTime;
  readonly catalog_position: number;
  readonly server_time_seen: string;
  /** What a country's device said, for the rows that are made of the entry. */
  readonly more?: { readonly fiscal: EntryObject };
}

/** Where an entry stands, known as soon as its bytes are. */
export type EntryPlace = Omit<EntryRow, "kind" | "seal" | "acknowledged_ms">;

/** What else must be written, or not, together with the entry. */
export interface Companion<Prepared, N extends StoreName> {
  readonly stores: readonly N[];
  /** Before the transaction, which WebCrypto would end, and while the entry is being sealed: proofs are made here. */
  prepare(place: EntryPlace): Promise<Prepared>;
  write(tables: Writing<N>, entry: EntryRow, prepared: Prepared): Promise<void>;
}

export class ChainWriter {
  readonly #db: TillDatabase;
  readonly #ports: Ports;
  readonly #boot: string;
  /** The end of the chain as this writer left it, so that paying reads nothing. Only the transaction knows whether it still holds. */
  #head: HeadRow | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: TillDatabase, ports: Ports) {
    this.#db = db;
    this.#ports = ports;
    this.#boot = randomHex(ports.random, 8);
  }

  /** One writing use case at a time in this tab: two quick taps become two entries, one after the other. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    // Whoever asked hears of a failure; the next in the queue only waits until this one is over.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  newId(wall: WallTime): string {
    return uuid7(wall.epoch_ms, this.#ports.random.bytes(10));
  }

  /** Another tab may have written: what it left is read again, or given here. */
  startFrom(head: HeadRow | undefined): void {
    this.#head = head;
  }

  /** How many entries the chain has. */
  async length(chain: ChainRow): Promise<number> {
    return (await this.#db.get("heads", chain.chain))?.length ?? 0;
  }

  /** Call it inside `exclusive`. */
  async append<Prepared, N extends StoreName>(chain: ChainRow, draft: EntryDraft, companion: Companion<Prepared, N>): Promise<EntryRow> {
    const head = await this.#headOf(chain, draft);
    // Whatever goes wrong from here on, the database is asked where the chain ends.
    this.#head = undefined;
    const { entry, prepared } = await this.#seal(chain, head, draft, companion);
    const next: HeadRow = { chain: chain.chain, length: entry.sequence, digest: entry.digest, made_ms: entry.made_ms };
    await this.#db.write(["heads", "entries", "outbox", ...companion.stores], async (tables) => {
      await together(
        () => compareHead(tables, head),
        () => tables.entries.add(entry),
        () => tables.heads.put(next),
        () => tables.outbox.add({ chain: chain.chain, sequence: entry.sequence, made_ms: entry.made_ms }),
        () => companion.write(tables, entry, prepared),
      );
    });
    this.#head = next;
    return entry;
  }

  async #headOf(chain: ChainRow, draft: EntryDraft): Promise<HeadRow> {
    if (this.#head?.chain === chain.chain) return this.#head;
    const stored = await this.#db.get("heads", chain.chain);
    return stored ?? { chain: chain.chain, length: 0, digest: EMPTY_DIGEST, made_ms: draft.wall.epoch_ms };
  }

  async #seal<Prepared, N extends StoreName>(
    chain: ChainRow,
    head: HeadRow,
    draft: EntryDraft,
    companion: Companion<Prepared, N>,
  ): Promise<{ readonly entry: EntryRow; readonly prepared: Prepared }> {
    const sequence = head.length + 1;
    const bytes = canonicalEntry({
      format: 1,
      organization: chain.organization,
      till: chain.till,
      chain: chain.chain,
      sequence,
      previous: head.digest,
      kind: draft.kind,
      device_time: deviceTime(draft.wall),
      monotonic_ms: Math.max(0, Math.floor(this.#ports.clock.monotonic_ms())),
      boot: this.#boot,
      server_time_seen: draft.server_time_seen,
      catalog_position: draft.catalog_position,
      engine_version: ENGINE_VERSION,
      body: draft.body,
    });
    const text = fromUtf8(bytes);
    if (text === undefined) throw new Error("canonical bytes are always UTF-8");
    const { subtle } = this.#ports;
    const place: EntryPlace = { chain: chain.chain, sequence, digest: await digest(subtle, bytes), text, made_ms: draft.wall.epoch_ms, ...draft.more };
    // A receipt's proof is a signature of its own; both are made at the same time.
    const [sealText, prepared] = await Promise.all([seal(sealerOf(subtle, chain.private_key), bytes), companion.prepare(place)]);
    return { entry: { ...place, kind: draft.kind, seal: sealText }, prepared };
  }
}

async function compareHead({ heads }: Writing<"heads">, head: HeadRow): Promise<void> {
  const current = await heads.get(head.chain);
  if ((current?.length ?? 0) !== head.length || (current?.digest ?? EMPTY_DIGEST) !== head.digest) {
    throw new ChainMoved("another tab advanced the chain");
  }
}

/** Nothing else to write. */
export const ALONE: Companion<null, never> = {
  stores: [],
  prepare: () => Promise.resolve(null),
  write: () => Promise.resolve(),
};

/** The number on the receipt. Chains that tills of before began by themselves have enrolment 0, and name themselves. */
export function receiptNumber(chain: ChainRow, sequence: number): string {
  if (chain.enrolment > 0) return numberOf(chain.till_code, chain.enrolment, sequence);
  return `${chain.till_code}-0.${chain.chain.slice(-4)}-${sequence}`;
}
