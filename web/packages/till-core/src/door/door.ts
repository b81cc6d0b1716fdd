/** The server's device door (docs/developer/device-door.md) as the till sees it: every call ends, and with one of three kinds of answer. */
import type { Company, EntryRef, PieceLabel, WishState } from "../views.ts";
import type { ItemDocument, SettingsDocument, TaxRateDocument } from "../documents.ts";
import type { RulesDocument } from "../rules.ts";
import type { MinorUnits } from "../units.ts";

/** `weather`: nothing is known to have happened; the same call may be made again. */
export type WeatherKind = "offline" | "timeout" | "server" | "busy" | "unreadable_answer";

export type DoorAnswer<T> =
  | { readonly kind: "ok"; readonly value: T; readonly server_time?: string }
  | { readonly kind: "refusal"; readonly status: number; readonly code: string; readonly server_time?: string }
  | { readonly kind: "weather"; readonly weather: WeatherKind; readonly retry_after_ms?: number };

export interface EnrolRequest {
  readonly code: string;
  readonly public_key: string;
  readonly algorithm: "ES256";
  readonly device: { readonly id: string; readonly label: string; readonly app_version: string; readonly user_agent: string };
  readonly proof: string;
}

export interface Enrolled {
  readonly token: string;
  readonly certificate: string;
  readonly organization: string;
  readonly legal_entity: string;
  readonly store: string;
  readonly till: string;
  readonly till_code: string;
  readonly chain: string;
  readonly enrolment: number;
  readonly server_key: string;
  readonly previous_chain?: string;
  readonly previous_head?: { readonly sequence: number; readonly digest: string };
}

/** A key for ECDH, and the chain's key's word for it. */
export interface ExchangeRequest {
  readonly key: string;
  readonly proof: string;
}

export interface Exchanged {
  readonly server_key: string;
  readonly settings: SettingsDocument;
}

export interface SealedLine {
  readonly seal: string;
  /** Canonical text; its UTF-8 form is what was sealed. */
  readonly text: string;
}

/** `missing`: nothing was kept; the server went back to an old backup and lacks what comes before (`sync/after-restore.ts`). */
export type AnswerStatus = "stored" | "already_stored" | "quarantined" | "missing";

export interface EntryAnswer {
  readonly digest: string;
  readonly sequence?: number;
  readonly status: AnswerStatus;
  readonly code?: string;
}

export interface EntriesAnswer {
  readonly answers: readonly EntryAnswer[];
  readonly catalog_position: number;
  readonly revoked: boolean;
}

export interface CatalogManifest {
  readonly position: number;
  readonly chunks: readonly { readonly digest: string; readonly count: number }[];
  readonly settings: SettingsDocument;
  readonly rules: RulesDocument;
}

export type CatalogChange =
  | { readonly position: number; readonly item: ItemDocument }
  | { readonly position: number; readonly removed: string }
  | { readonly position: number; readonly settings: SettingsDocument }
  | { readonly position: number; readonly rules: RulesDocument };

export interface CatalogChanges {
  readonly position: number;
  readonly changes: readonly CatalogChange[];
  readonly more: boolean;
}

export interface StatusReport {
  readonly unsent_count: number;
  readonly unsent_since?: string;
  readonly storage_persistent: boolean;
  readonly app_version: string;
}

export interface ArticleRequest {
  readonly product: string;
  readonly item: string;
  readonly cashier: string;
  readonly name: string;
  readonly category: string;
  readonly tax: TaxRateDocument;
  readonly unit_price: number;
  readonly unit: string;
  readonly barcode: string;
}

export interface MadeArticle {
  readonly position: number;
  readonly item: ItemDocument;
}

/** What was said about the shelf since the last time. */
export interface ShelfRequest {
  readonly cashier: string;
  readonly sold_out: readonly { readonly item: string; readonly is_sold_out: boolean }[];
  readonly favorites?: readonly string[];
}

export interface ShelfTaken {
  readonly position: number;
}

/** A receipt of another till: the sealed text, which the asker checks, and how much of each line came back. */
export interface KnownReceipt {
  readonly number: string;
  readonly cashier: string;
  readonly text: string;
  /** `component`: a part of a menu, from 1. */
  readonly lines: readonly { readonly line: number; readonly component?: number; readonly refunded_milli: number }[];
  /** What went back by each way of paying (`given_back` of a sale). */
  readonly given_back: Readonly<Record<string, MinorUnits>>;
  /** The last entry of the asking till's chain that is in these counts. */
  readonly counted: number;
}

export interface ParkedRequest {
  readonly parked: readonly {
    readonly id: string;
    readonly cashier: string;
    readonly label: string;
    readonly parked_at: string;
    readonly lines_count: number;
    readonly gross: number;
    readonly basket: unknown;
  }[];
  readonly gone: readonly string[];
  readonly take?: string;
}

/** What any till of the store may take; `lost`: ours, which others took; `taken`: the one that was asked for, if nobody else has it. */
export interface ParkedAnswer {
  readonly baskets: readonly (Omit<ParkedRequest["parked"][number], "basket"> & { readonly till: string; readonly till_name: string })[];
  readonly lost: readonly string[];
  readonly taken?: unknown;
}

/** Texts of notes, and those that this till still holds. */
export interface NotesRequest {
  readonly notes: readonly {
    readonly chain: string;
    readonly sequence: number;
    readonly digest: string;
    readonly line: number;
    readonly commitment: string;
    readonly salt: string;
    readonly text: string;
  }[];
  readonly holding: readonly string[];
}

export interface PinRequest {
  readonly cashier: string;
  readonly pin: string;
  readonly new_pin: string;
}

/** `place`: what follows in the path. */
export type Question = { readonly place?: string } & (
  | { readonly about: "pin"; readonly body: PinRequest }
  | { readonly about: "receipts"; readonly body: EntryRef }
  | { readonly about: "told"; readonly body: { readonly after: number } }
  | { readonly about: "lowest-prices"; readonly body: { readonly items: readonly string[] } }
  | { readonly about: "notes"; readonly body: NotesRequest }
  | { readonly about: "scanned"; readonly body: { readonly code: string } }
  | { readonly about: "lots"; readonly body: { readonly mark?: string } }
  | { readonly about: "parked"; readonly body: ParkedRequest }
  | { readonly about: "cards"; readonly body: { readonly met?: readonly Person[] } }
  | { readonly about: "customers"; readonly body: { readonly met?: readonly Person[] } }
  | { readonly about: "attempts"; readonly body: { readonly attempts: readonly object[] } }
  | { readonly about: "code-payments"; readonly body: { readonly payments: readonly object[] } }
  | { readonly about: "orders"; readonly body: { readonly met?: readonly Person[]; readonly erasures?: number } }
  /** Of these articles; without `items` of all of which something is kept aside and nothing is free. */
  | { readonly about: "stock"; readonly body: { readonly items?: readonly string[] } }
  /** Card terminals that the server drives. */
  | { readonly about: "terminals"; readonly body: object }
  /** A country's device that the server asks. */
  | { readonly about: "sealing"; readonly body: object }
  /** Pages on which customers pay (`pay-links.ts`). */
  | { readonly about: "links"; readonly body: object }
  /** How far the server has this till's chains, and the word of a server that has forgotten one. */
  | { readonly about: "chains"; readonly body: { readonly chains: readonly string[] } }
  | { readonly about: "present"; readonly body: object }
  /** The till's key is being renewed (`sync/renew-key.ts`). */
  | { readonly about: "renew-key"; readonly body: object }
);

/** Somebody's words: they go with what was promised to them, and are in no entry. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

/** A sealed entry: the asker checks its text against the digest. */
export interface KnownText {
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
  readonly number: string;
  readonly text: string;
}

/** What lies in the till's store of an article. `pack`: how many of it are in one. */
export interface KnownStock {
  readonly item: string;
  readonly pack: number;
  /** Absent where nobody ever counted. */
  readonly on_hand_milli?: number;
  readonly kept_milli: number;
  readonly kept: readonly { readonly name: string; readonly number: string; readonly quantity_milli: number }[];
}

/** A lot, a piece with a serial number, or goods with a last day, and how much of it lies in the till's store. */
export interface KnownLot extends PieceLabel {
  readonly item: string;
  readonly milli: number;
}

/** `lots` is absent where they are as the asker has them: each article's in the order in which they go off. */
export interface KnownLots {
  readonly mark: string;
  readonly lots?: readonly KnownLot[];
}

/** The store's open orders; customers whom the till must forget; and how far it has heard of erasures then. */
export interface KnownOrders {
  readonly orders: readonly KnownOrder[];
  readonly erased: readonly string[];
  readonly erasures: number;
}

/** An order of the store that is still open, and what was paid for it. */
export interface KnownOrder extends KnownText {
  readonly till_name: string;
  readonly customer?: Person;
  readonly payments: readonly KnownText[];
}

/** A customer whom a reader knows by a card: `card` is its letters and digits. */
export interface KnownCard {
  readonly id: string;
  readonly name: string;
  readonly card: string;
  /** The group whose prices they have. */
  readonly group?: string;
  readonly has_account: boolean;
}

/** `mark`: what the settings call this very list. */
export interface KnownCards {
  readonly mark: string;
  readonly cards: readonly KnownCard[];
}

/** A customer with an account: what they owe, and how much they may. */
export interface KnownAccount {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly limit: number;
  readonly balance: number;
}

/** `counted`: the last entry of the asking till's chain that is in the balances. */
export interface KnownAccounts {
  readonly accounts: readonly KnownAccount[];
  readonly counted: number;
}

export interface VoucherRequest {
  readonly ask: "look" | "hold" | "release" | "allowance";
  readonly voucher?: string;
  readonly hold?: string;
  readonly amount?: number;
}

export interface DeliveryRequest {
  readonly id: string;
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
  readonly channel: "email" | "sms";
  readonly address: string;
  readonly language: string;
  readonly essentials: string;
  readonly consented_at: string;
  readonly cashier: string;
}

export interface InvoiceRequest {
  readonly id: string;
  readonly chain: string;
  readonly sequence: number;
  readonly digest: string;
  readonly language: string;
  readonly essentials: string;
  readonly buyer: Company;
}

export interface CustomerRequests {
  readonly deliveries: readonly DeliveryRequest[];
  readonly invoices: readonly InvoiceRequest[];
  readonly watching: readonly string[];
}

export interface RequestAnswer {
  readonly id: string;
  readonly state: Exclude<WishState, "unsent">;
  readonly code?: string;
  readonly number?: string;
}

export type DoorEvent = { readonly event: "hello" | "told" } | { readonly event: "catalog"; readonly position: number } | { readonly event: "revoked" };

export interface Door {
  enrol(request: EnrolRequest): Promise<DoorAnswer<Enrolled>>;
  exchangeKey(token: string, request: ExchangeRequest): Promise<DoorAnswer<Exchanged>>;
  sendEntries(token: string, lines: readonly SealedLine[], canResend?: boolean): Promise<DoorAnswer<EntriesAnswer>>;
  addArticle(token: string, request: ArticleRequest): Promise<DoorAnswer<MadeArticle>>;
  /** Asks what the answer's reader is loaded for later (`late-answers.ts`): receipts of other tills, baskets of the store. */
  ask(token: string, question: Question): Promise<DoorAnswer<string>>;
  /** The answer's text: who asks reads it. */
  voucher(token: string, request: VoucherRequest): Promise<DoorAnswer<string>>;
  catalog(token: string): Promise<DoorAnswer<CatalogManifest>>;
  /** The chunk's text, unparsed: it is stored as it came and its digest is checked by the caller. */
  catalogChunk(token: string, digest: string): Promise<DoorAnswer<string>>;
  photo(token: string, digest: string): Promise<DoorAnswer<Uint8Array<ArrayBuffer>>>;
  tellShelf(token: string, request: ShelfRequest): Promise<DoorAnswer<ShelfTaken>>;
  catalogChanges(token: string, after: number): Promise<DoorAnswer<CatalogChanges>>;
  requests(token: string, requests: CustomerRequests): Promise<DoorAnswer<readonly RequestAnswer[]>>;
  report(token: string, status: StatusReport): Promise<DoorAnswer<{ readonly server_time: string }>>;
  /** Ends when the stream ends, for whatever reason; `onEvent` is called for each event. The signal stops it. */
  events(token: string, onEvent: (event: DoorEvent) => void, stop: StopSignal): Promise<DoorAnswer<null>>;
}

/** A small abort signal of our own: the core does not know the DOM's. */
export interface StopSignal {
  readonly is_stopped: boolean;
  onStop(action: () => void): void;
}
