/**
 * What the till keeps, in IndexedDB, and the only file that knows its tables. What must not be lost is written by `write`: one
 * transaction with `durability: "strict"`, so that when the screen says "paid", a power cut no longer takes the sale away.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, type StoreKey, type StoreNames, type StoreValue } from "idb";

import type { Basket } from "./basket.ts";
import type { SettingsDocument } from "./documents.ts";
import type { RulesDocument } from "./rules.ts";
import type { AnswerStatus } from "./door/door.ts";
import type { Fiscal, FiscalCells } from "./fiscal/kept.ts";
import type { NoticeCells } from "./notices.ts";
import type { SealingKey } from "./ports.ts";
import type { OrderRow, PromiseCells } from "./promise-rows.ts";
import type { AttemptCells } from "./card-attempts.ts";
import type { ChargedCells, ToldCells, ToldRow } from "./told-rows.ts";
import type { MinorUnits } from "./units.ts";
import type { RenewalCells } from "./sync/renew-key.ts";
import type { ClockCells } from "./use-cases/clock.ts";
import type { ShelfNews } from "./use-cases/shelf.ts";
import type { Perpetual } from "./use-cases/totals.ts";
import type { RelayedUpTo } from "./sync/relay.ts";
import type { TrainingCells } from "./training/redo.ts";
import type { ClosingView, Company, DepositsView, ParkedBasket, SaleView, SessionView, WishKind, WishState } from "./views.ts";

/** A chain of this till with its key. `is_local`: made here after a revocation or a fork, unknown to the server. */
export interface ChainRow {
  readonly chain: string;
  readonly organization: string;
  readonly legal_entity: string;
  readonly store: string;
  readonly till: string;
  readonly till_code: string;
  readonly enrolment: number;
  readonly token: string;
  readonly certificate: string;
  readonly server_key: string;
  readonly private_key: SealingKey;
  readonly public_key: string;
  readonly is_local: boolean;
  readonly created_ms: number;
}

export interface HeadRow {
  readonly chain: string;
  readonly length: number;
  readonly digest: string;
  readonly made_ms: number;
}

export interface EntryRow {
  readonly chain: string;
  readonly sequence: number;
  readonly kind: string;
  readonly digest: string;
  readonly seal: string;
  /** Canonical text; its UTF-8 form is what was sealed and what is sent. */
  readonly text: string;
  readonly made_ms: number;
  readonly acknowledged_ms?: number;
  readonly status?: AnswerStatus;
  readonly code?: string;
  /** What a country's device said of it (`fiscal` of its body). */
  readonly fiscal?: Fiscal;
}

export interface OutboxRow {
  readonly order?: number;
  readonly chain: string;
  readonly sequence: number;
  readonly made_ms: number;
}

/** A past sale as the list, the refund and the receipt need it; how it was delivered is read from its entry. */
export type SaleRow = Omit<SaleView, "delivery" | "answer_code" | "ref"> & {
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
};

export interface SessionRow extends SessionView {
  /** Of the chain that the closing will stand in. */
  readonly first_sequence: number;
  /** How often a count was off by more than the shop allows, and counted again. */
  readonly recounts: number;
}

/** As it lies there: an older program did not write all of it. */
type Added = "business_day" | "purses" | "returned" | "differences" | "recounts";
export type StoredSession = Omit<SessionRow, Added> & Partial<Pick<SessionRow, Added>>;

export interface ParkedRow extends ParkedBasket {
  readonly parked_ms: number;
  readonly basket: Basket;
  /** The server has it, and so any till of the store may take it. */
  readonly is_shared?: boolean;
}

export interface ChunkRow {
  readonly digest: string;
  readonly text: string;
}

/** The bar codes of a chunk, for scans before the chunk itself is read. */
export interface CodesRow {
  readonly digest: string;
  readonly text: string;
}

export interface ChangeRow {
  readonly position: number;
  /** The item document or the removal, as JSON text. */
  readonly text: string;
}

/** A picture of goods, by the digest of its bytes. */
export interface PhotoRow {
  readonly digest: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kept_ms: number;
}

/** What catalogue stands in the tables: the chunks, and the changes up to `applied`. */
export interface ManifestValue {
  readonly position: number;
  readonly applied: number;
  readonly chunks: readonly string[];
}

/** What this device and the server agreed on for one enrolment: verifiers of PINs and badges are made with it. */
export interface PeopleKeyRow {
  readonly chain: string;
  readonly public_key: string;
  readonly key: SealingKey;
}

/** What deposits came to in a session. */
export interface DepositsValue extends DepositsView {
  readonly session: string;
}

/** Values of which there is one each. */
interface CellValues extends AttemptCells, ChargedCells, ClockCells, FiscalCells, NoticeCells, PromiseCells, RenewalCells, ToldCells, TrainingCells {
  readonly device_id: string;
  readonly current_chain: string;
  readonly needs_enrolment: "revoked" | "fork";
  readonly server_time_seen: string;
  readonly cashier: string;
  readonly is_locked: boolean;
  readonly is_training: boolean;
  readonly people_key: PeopleKeyRow;
  /** Wrong PINs and badges in a row. */
  readonly failures: number;
  /** What each passkey's authenticator last counted here. */
  readonly passkey_counts: Readonly<Record<string, number>>;
  readonly session: StoredSession;
  readonly next_float: MinorUnits;
  readonly settings: SettingsDocument;
  readonly rules: RulesDocument;
  readonly perpetual: Perpetual;
  readonly kept_basket: Basket;
  /** Baskets that were taken up here, of which the server has not heard yet. */
  readonly parked_gone: readonly string[];
  /** Vouchers of bottle machines that this till paid, until their machine may print the same again. */
  readonly bottle_vouchers: readonly { readonly code: string; readonly until_ms: number }[];
  readonly deposits: DepositsValue;
  readonly manifest: ManifestValue;
  /** No sale before has a note whose text is still here. */
  readonly notes_since_ms: number;
  readonly shelf_news: ShelfNews;
  /** How much of the outbox an agent of the shop holds too. */
  readonly relayed_up_to: RelayedUpTo;
}

type CellName = keyof CellValues;

interface CellRow {
  readonly name: CellName;
  readonly value: CellValues[CellName];
}

/** What a customer wants beside the paper. The words of a person (address, company) leave the till once the server has them. */
export interface WishRow {
  readonly id: string;
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
  readonly essentials: string;
  readonly kind: WishKind;
  readonly language: string;
  readonly cashier: string;
  readonly consented_at: string;
  readonly made_ms: number;
  readonly state: WishState;
  readonly code?: string;
  /** Of an invoice that was made. */
  readonly number?: string;
  /** Enough to know which one it was: `c…@example.fr`. */
  readonly hint: string;
  readonly address?: string;
  readonly company?: Company;
}

export type EntryKey = [chain: string, sequence: number];

export interface TillSchema extends DBSchema {
  chains: { key: string; value: ChainRow };
  heads: { key: string; value: HeadRow };
  entries: { key: EntryKey; value: EntryRow; indexes: { acknowledged_ms: number; status: AnswerStatus } };
  outbox: { key: number; value: OutboxRow };
  sales: { key: EntryKey; value: SaleRow; indexes: { epoch_ms: number } };
  closings: { key: string; value: ClosingView };
  wishes: { key: string; value: WishRow; indexes: { sale: EntryKey; state: WishState } };
  parked: { key: string; value: ParkedRow; indexes: { parked_ms: number } };
  chunks: { key: string; value: ChunkRow };
  codes: { key: string; value: CodesRow };
  changes: { key: number; value: ChangeRow };
  photos: { key: string; value: PhotoRow };
  orders: { key: string; value: OrderRow };
  told: { key: number; value: ToldRow; indexes: { subject: [kind: string, subject: string]; ends_ms: number } };
  cells: { key: CellName; value: CellRow };
}

export type StoreName = StoreNames<TillSchema>;

/** A new table or index is a new version: made where it is missing, and never one that an older program could not live with. */
const VERSION = 5;

function makeTables(db: IDBPDatabase<TillSchema>, before: number): void {
  if (before < 1) makeFirstTables(db);
  if (before < 2) {
    const wishes = db.createObjectStore("wishes", { keyPath: "id" });
    wishes.createIndex("sale", ["chain", "sequence"]);
    wishes.createIndex("state", "state");
  }
  if (before < 3) db.createObjectStore("photos", { keyPath: "digest" });
  if (before < 4) db.createObjectStore("orders", { keyPath: "id" });
  if (before < 5) {
    const told = db.createObjectStore("told", { keyPath: "position" });
    told.createIndex("subject", ["kind", "subject"]).objectStore.createIndex("ends_ms", "ends_ms");
  }
}

function makeFirstTables(db: IDBPDatabase<TillSchema>): void {
  db.createObjectStore("chains", { keyPath: "chain" });
  db.createObjectStore("heads", { keyPath: "chain" });
  const entries = db.createObjectStore("entries", { keyPath: ["chain", "sequence"] });
  entries.createIndex("acknowledged_ms", "acknowledged_ms");
  entries.createIndex("status", "status");
  db.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
  db.createObjectStore("sales", { keyPath: ["chain", "sequence"] }).createIndex("epoch_ms", "epoch_ms");
  db.createObjectStore("closings", { keyPath: "id" });
  db.createObjectStore("parked", { keyPath: "id" }).createIndex("parked_ms", "parked_ms");
  db.createObjectStore("chunks", { keyPath: "digest" });
  db.createObjectStore("codes", { keyPath: "digest" });
  db.createObjectStore("changes", { keyPath: "position" });
  db.createObjectStore("cells", { keyPath: "name" });
}

type Connection = Promise<IDBPDatabase<TillSchema>>;
type Mode = "readonly" | "readwrite";
type Durability = "strict" | "relaxed";
type Transaction<M extends Mode> = IDBPTransaction<TillSchema, StoreName[], M>;
type Store<N extends StoreName, M extends Mode> = IDBPObjectStore<TillSchema, StoreName[], N, M>;

export class Cells<M extends Mode> {
  readonly #store: Store<"cells", M>;

  constructor(store: Store<"cells", M>) {
    this.#store = store;
  }

  async get<N extends CellName>(name: N): Promise<CellValues[N] | undefined> {
    return cellValue(await this.#store.get(name), name);
  }

  async put<N extends CellName>(this: Cells<"readwrite">, name: N, value: CellValues[N]): Promise<void> {
    await this.#store.put({ name, value });
  }

  async clear(this: Cells<"readwrite">, ...names: readonly CellName[]): Promise<void> {
    for (const name of names) await this.#store.delete(name);
  }
}

export function cellValue<N extends CellName>(row: CellRow | undefined, name: N): CellValues[N] | undefined {
  return row !== undefined && isCell(row, name) ? row.value : undefined;
}

function isCell<N extends CellName>(row: CellRow, name: N): row is CellRow & { readonly value: CellValues[N] } {
  return row.name === name;
}

/** The tables of one transaction, as long as it lasts: it ends by itself when something else than these is waited for. */
export class Tables<M extends Mode> {
  readonly #transaction: Transaction<M>;

  constructor(transaction: Transaction<M>) {
    this.#transaction = transaction;
  }

  get chains(): Store<"chains", M> {
    return this.#transaction.objectStore("chains");
  }
  get heads(): Store<"heads", M> {
    return this.#transaction.objectStore("heads");
  }
  get entries(): Store<"entries", M> {
    return this.#transaction.objectStore("entries");
  }
  get outbox(): Store<"outbox", M> {
    return this.#transaction.objectStore("outbox");
  }
  get sales(): Store<"sales", M> {
    return this.#transaction.objectStore("sales");
  }
  get closings(): Store<"closings", M> {
    return this.#transaction.objectStore("closings");
  }
  get wishes(): Store<"wishes", M> {
    return this.#transaction.objectStore("wishes");
  }
  get parked(): Store<"parked", M> {
    return this.#transaction.objectStore("parked");
  }
  get chunks(): Store<"chunks", M> {
    return this.#transaction.objectStore("chunks");
  }
  get codes(): Store<"codes", M> {
    return this.#transaction.objectStore("codes");
  }
  get changes(): Store<"changes", M> {
    return this.#transaction.objectStore("changes");
  }
  get photos(): Store<"photos", M> {
    return this.#transaction.objectStore("photos");
  }
  get orders(): Store<"orders", M> {
    return this.#transaction.objectStore("orders");
  }
  get told(): Store<"told", M> {
    return this.#transaction.objectStore("told");
  }
  get cells(): Cells<M> {
    return new Cells(this.#transaction.objectStore("cells"));
  }
}

/** The tables that a transaction was opened for, and no other. */
export type Reading<N extends StoreName> = Pick<Tables<"readonly">, N>;
export type Writing<N extends StoreName> = Pick<Tables<"readwrite">, N>;

/** The browser's storage is full or broken; nothing of the transaction was written. */
export class StorageFailed extends Error {}

export class TillDatabase {
  readonly name: string;
  #connection: Connection | undefined;
  #isClosed = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Opens the tables before anybody asks for a row: on a cheap phone that takes a while, and other things can be done meanwhile. */
  connect(): void {
    // Whoever asks for a row hears of a failure.
    this.#connected().catch(() => undefined);
  }

  get<N extends StoreName>(store: N, key: StoreKey<TillSchema, N>): Promise<StoreValue<TillSchema, N> | undefined> {
    return this.#run("readonly", [store], (transaction) => transaction.objectStore(store).get(key));
  }

  count<N extends StoreName>(store: N, key?: StoreKey<TillSchema, N>): Promise<number> {
    return this.#run("readonly", [store], (transaction) => transaction.objectStore(store).count(key));
  }

  cell<N extends CellName>(name: N): Promise<CellValues[N] | undefined> {
    return this.read(["cells"], ({ cells }) => cells.get(name));
  }

  read<N extends StoreName, T>(stores: readonly N[], work: (tables: Reading<N>) => Promise<T>): Promise<T> {
    return this.#run("readonly", stores, (transaction) => work(new Tables(transaction)));
  }

  /** All of it or nothing: when `work` throws, nothing was written; when this resolves, it is on the disk. */
  write<N extends StoreName, T>(stores: readonly N[], work: (tables: Writing<N>) => Promise<T>): Promise<T> {
    return this.#run("readwrite", stores, written(work));
  }

  /**
   * The same without waiting for the disk: it survives a reload and a killed browser, and may be gone after a power cut. Only for
   * what is found again by itself: flushing a phone's flash for each of these would make the sale behind them wait.
   */
  writeRelaxed<N extends StoreName, T>(stores: readonly N[], work: (tables: Writing<N>) => Promise<T>): Promise<T> {
    return this.#run("readwrite", stores, written(work), "relaxed");
  }

  close(): void {
    this.#isClosed = true;
    // One that never opened needs no closing; who asked for it was told.
    void this.#connection?.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }

  async #run<M extends Mode, T>(
    mode: M,
    stores: readonly StoreName[],
    work: (transaction: Transaction<M>) => Promise<T>,
    durability: Durability = "strict",
  ): Promise<T> {
    const transaction = await this.#begin(mode, stores, durability).catch(rethrow);
    // Whoever waits for the work hears why it failed; this only says when it is over.
    const ended = transaction.done.catch(() => undefined);
    try {
      return await work(transaction);
    } catch (error) {
      abort(transaction);
      // What was undone is undone for everybody by the time that the caller hears of it.
      await ended;
      return rethrow(transaction.error ?? error);
    }
  }

  async #begin<M extends Mode>(mode: M, stores: readonly StoreName[], durability: Durability): Promise<Transaction<M>> {
    const connection = this.#connected();
    try {
      return (await connection).transaction([...stores], mode, { durability });
    } catch (error) {
      if (!isNamed(error, "InvalidStateError")) throw error;
      // The browser closed the connection without a word (Safari does, after a long sleep). Nothing had begun: begin again.
      this.#forget(connection);
      return (await this.#connected()).transaction([...stores], mode, { durability });
    }
  }

  #connected(): Connection {
    if (this.#isClosed) throw new StorageFailed("the till is closed");
    if (this.#connection !== undefined) return this.#connection;
    const connection = openTables(this.name, () => this.#forget(connection));
    connection.catch(() => this.#forget(connection));
    this.#connection = connection;
    return connection;
  }

  /** The next transaction connects again. */
  #forget(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}

function written<N extends StoreName, T>(work: (tables: Writing<N>) => Promise<T>): (transaction: Transaction<"readwrite">) => Promise<T> {
  return async (transaction) => {
    const result = await work(new Tables(transaction));
    await transaction.done;
    return result;
  };
}

/** Requests of one transaction, asked all at once and answered in order: a trip to the browser's process less per row. One fails all. */
export async function together(...requests: readonly (() => Promise<unknown>)[]): Promise<void> {
  // Each in a function of its own: one that throws before it is asked must not leave the others without a listener.
  await Promise.all(requests.map(async (request) => request()));
}

async function openTables(name: string, onGone: () => void): Promise<IDBPDatabase<TillSchema>> {
  const connection = await openDB<TillSchema>(name, VERSION, { upgrade: makeTables }).catch((error: unknown) => {
    // A newer program was here before: its tables hold ours.
    if (isNamed(error, "VersionError")) return openDB<TillSchema>(name);
    throw error;
  });
  // A newer program in another tab wants to change the tables: it must not wait for us.
  connection.addEventListener("versionchange", () => {
    onGone();
    connection.close();
  });
  connection.addEventListener("close", onGone);
  return connection;
}

function abort(transaction: Transaction<Mode>): void {
  try {
    transaction.abort();
  } catch (error) {
    // It is over already.
    if (!isNamed(error, "InvalidStateError")) throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

function rethrow(error: unknown): never {
  throw error instanceof DOMException ? new StorageFailed(error.name, { cause: error }) : error;
}
