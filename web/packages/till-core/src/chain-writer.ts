/**
 * Writes entries at the end of the till's chain: seal first, then one strict transaction that compares the head.
 *
 * Nothing of an entry exists before that transaction and all of it after: a crash in between loses an unpaid attempt, never a sale.
 */
import { canonicalEntry, digest, EMPTY_DIGEST, fromUtf8, receiptNumber as numberOf, seal, type EntryKind, type EntryObject } from "@comptoir/journal";
import { ENGINE_VERSION, uuid7 } from "@comptoir/pricing";

import type { ChainRow, EntryRow, HeadRow, StoreName, TillDatabase, Writing } from "./database.ts";
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
}

/** What else must be written, or not, together with the entry. */
export interface Companion<Prepared, N extends StoreName> {
  readonly stores: readonly N[];
  /** After sealing and before the transaction: WebCrypto ends an IndexedDB transaction, so proofs are made here. */
  prepare(entry: EntryRow): Promise<Prepared>;
  write(tables: Writing<N>, entry: EntryRow, prepared: Prepared): Promise<void>;
}

export class ChainWriter {
  readonly #db: TillDatabase;
  readonly #ports: Ports;
  readonly #boot: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: TillDatabase, ports: Ports) {
    this.#db = db;
    this.#ports = ports;
    this.#boot = randomHex(ports.random, 8);
  }

  /** One writing use case at a time in this tab: two quick taps become two entries, one after the other. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  newId(wall: WallTime): string {
    return uuid7(wall.epoch_ms, this.#ports.random.bytes(10));
  }

  /** Call it inside `exclusive`. */
  async append<Prepared, N extends StoreName>(chain: ChainRow, draft: EntryDraft, companion: Companion<Prepared, N>): Promise<EntryRow> {
    const head = (await this.#db.get("heads", chain.chain)) ?? { chain: chain.chain, length: 0, digest: EMPTY_DIGEST, made_ms: draft.wall.epoch_ms };
    const entry = await this.#seal(chain, head, draft);
    const prepared = await companion.prepare(entry);
    await this.#db.write(["heads", "entries", "outbox", ...companion.stores], async (tables) => {
      const { heads, entries, outbox } = tables;
      const current = await heads.get(chain.chain);
      if ((current?.length ?? 0) !== head.length || (current?.digest ?? EMPTY_DIGEST) !== head.digest) {
        throw new ChainMoved("another tab advanced the chain");
      }
      await entries.add(entry);
      await heads.put({ chain: chain.chain, length: entry.sequence, digest: entry.digest, made_ms: entry.made_ms });
      await outbox.add({ chain: chain.chain, sequence: entry.sequence, made_ms: entry.made_ms });
      await companion.write(tables, entry, prepared);
    });
    return entry;
  }

  async #seal(chain: ChainRow, head: HeadRow, draft: EntryDraft): Promise<EntryRow> {
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
      server_time_seen: (await this.#db.cell("server_time_seen")) ?? "",
      catalog_position: draft.catalog_position,
      engine_version: ENGINE_VERSION,
      body: draft.body,
    });
    const text = fromUtf8(bytes);
    if (text === undefined) throw new Error("canonical bytes are always UTF-8");
    const { subtle } = this.#ports;
    const [digestText, sealText] = await Promise.all([digest(subtle, bytes), seal(sealerOf(subtle, chain.private_key), bytes)]);
    return {
      chain: chain.chain,
      sequence,
      kind: draft.kind,
      digest: digestText,
      seal: sealText,
      text,
      made_ms: draft.wall.epoch_ms,
    };
  }
}

/** Nothing else to write. */
export const ALONE: Companion<null, never> = {
  stores: [],
  prepare: () => Promise.resolve(null),
  write: () => Promise.resolve(),
};

/** The number on the receipt. A chain that the till started by itself has enrolment 0 and names itself, so no number is used twice. */
export function receiptNumber(chain: ChainRow, sequence: number): string {
  if (!chain.is_local) return numberOf(chain.till_code, chain.enrolment, sequence);
  return `${chain.till_code}-0.${chain.chain.slice(-4)}-${sequence}`;
}
