/**
 * What the till keeps, in IndexedDB. Sales, the chain's head and the outbox are rows, written with `durability: "strict"`: when the
 * screen says "paid", a power cut no longer takes the sale away.
 */
import { Dexie, type DexieOptions, type Table } from "dexie";

import type { Basket } from "./basket.ts";
import type { SettingsDocument } from "./documents.ts";
import type { AnswerStatus } from "./door/door.ts";
import type { SealingKey } from "./ports.ts";
import type { ClosingView, ParkedBasket, SaleView, SessionView } from "./views.ts";

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
}

export interface ParkedRow extends ParkedBasket {
  readonly parked_ms: number;
  readonly basket: Basket;
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

/** What catalogue stands in the tables: the chunks, and the changes up to `applied`. */
export interface ManifestValue {
  readonly position: number;
  readonly applied: number;
  readonly chunks: readonly string[];
}

export interface Perpetual {
  readonly gross: number;
  readonly refunded: number;
}

interface CellRow<T> {
  readonly name: string;
  readonly value: T;
}

/** One named value in the table `cells`. */
export class Cell<T> {
  readonly #table: Table<CellRow<T>, string>;
  readonly #name: string;

  constructor(table: Table<CellRow<T>, string>, name: string) {
    this.#table = table;
    this.#name = name;
  }

  async get(): Promise<T | undefined> {
    return (await this.#table.get(this.#name))?.value;
  }

  async put(value: T): Promise<void> {
    await this.#table.put({ name: this.#name, value });
  }

  async clear(): Promise<void> {
    await this.#table.delete(this.#name);
  }
}

export type EntryKey = [chain: string, sequence: number];

/** Of format 1 of this database. A new table or index is a new version below, never a change of this one. */
const TABLES_1 = {
  chains: "chain",
  heads: "chain",
  entries: "[chain+sequence], acknowledged_ms, status",
  outbox: "++order",
  sales: "[chain+sequence], epoch_ms",
  closings: "id",
  parked: "id, parked_ms",
  chunks: "digest",
  changes: "position",
  cells: "name",
};

const TABLES_2 = { codes: "digest" };

export class TillDatabase extends Dexie {
  readonly chains: Table<ChainRow, string>;
  readonly heads: Table<HeadRow, string>;
  readonly entries: Table<EntryRow, EntryKey>;
  readonly outbox: Table<OutboxRow, number>;
  readonly sales: Table<SaleRow, EntryKey>;
  readonly closings: Table<ClosingView, string>;
  readonly parked: Table<ParkedRow, string>;
  readonly chunks: Table<ChunkRow, string>;
  readonly codes: Table<CodesRow, string>;
  readonly changes: Table<ChangeRow, number>;
  readonly cells: Table<unknown, string>;

  readonly deviceId: Cell<string>;
  readonly currentChain: Cell<string>;
  readonly needsEnrolment: Cell<"revoked" | "fork">;
  readonly serverTimeSeen: Cell<string>;
  readonly cashier: Cell<string>;
  readonly session: Cell<SessionRow>;
  readonly settings: Cell<SettingsDocument>;
  readonly perpetual: Cell<Perpetual>;
  readonly keptBasket: Cell<Basket>;
  readonly manifest: Cell<ManifestValue>;
  /** The version that wrote the last entries. */
  readonly appVersion: Cell<string>;

  constructor(name: string, dependencies?: DexieOptions) {
    super(name, { ...dependencies, chromeTransactionDurability: "strict" });
    this.version(1).stores(TABLES_1);
    this.version(2).stores(TABLES_2);
    this.chains = this.table("chains");
    this.heads = this.table("heads");
    this.entries = this.table("entries");
    this.outbox = this.table("outbox");
    this.sales = this.table("sales");
    this.closings = this.table("closings");
    this.parked = this.table("parked");
    this.chunks = this.table("chunks");
    this.codes = this.table("codes");
    this.changes = this.table("changes");
    this.cells = this.table("cells");
    this.deviceId = new Cell(this.table("cells"), "device_id");
    this.currentChain = new Cell(this.table("cells"), "current_chain");
    this.needsEnrolment = new Cell(this.table("cells"), "needs_enrolment");
    this.serverTimeSeen = new Cell(this.table("cells"), "server_time_seen");
    this.cashier = new Cell(this.table("cells"), "cashier");
    this.session = new Cell(this.table("cells"), "session");
    this.settings = new Cell(this.table("cells"), "settings");
    this.perpetual = new Cell(this.table("cells"), "perpetual");
    this.keptBasket = new Cell(this.table("cells"), "kept_basket");
    this.manifest = new Cell(this.table("cells"), "manifest");
    this.appVersion = new Cell(this.table("cells"), "app_version");
  }
}
