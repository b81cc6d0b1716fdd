/** What all use cases of one open till share: the database, the outside, and the few facts that a tap needs at once. */
import type { EntryKind, EntryObject } from "@comptoir/journal";
import { NO_RULES, type Rules } from "@comptoir/pricing/v2/price";

import type { PricingContext } from "./basket.ts";
import type { placing } from "./places.ts";
import { ALONE, ChainMoved, ChainWriter, type Companion, type EntryDraft } from "./chain-writer.ts";
import { storeWall } from "./day.ts";
import { StorageFailed, type ChainRow, type EntryRow, type PeopleKeyRow, type SessionRow, type StoreName, type TillDatabase } from "./database.ts";
import type { SettingsDocument } from "./documents.ts";
import { outageView, type FiscalKept } from "./fiscal/kept.ts";
import type { FiscalDraft, FiscalLoader } from "./fiscal/plugin.ts";
import { Subject } from "./observable.ts";
import type { Tries } from "./people/tries.ts";
import type { Ports, WallTime } from "./ports.ts";
import { done, refused, type Result } from "./refusal.ts";
import { compiledRules, type RulesDocument } from "./rules.ts";
import { taxRatesOf } from "./taxes.ts";
import { localDay, localMinute } from "./time.ts";
import type { MinorUnits } from "./units.ts";
import type { ShelfNews } from "./use-cases/shelf.ts";
import type { Perpetual } from "./use-cases/totals.ts";
import type { EnrolmentView, TillState } from "./views.ts";

export interface Facts {
  readonly has_lock: boolean;
  readonly chain: ChainRow | undefined;
  readonly needs_enrolment_reason: "revoked" | "fork" | undefined;
  readonly settings: SettingsDocument | undefined;
  /** Price lists and promotions as of `catalog_position`. */
  readonly rules: Rules;
  readonly rule_names: ReadonlyMap<string, string>;
  readonly coupon_codes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly cashier: string | undefined;
  /** Nobody sells before somebody says who they are. */
  readonly is_locked: boolean;
  /** Somebody learns at this till: nothing that is rung up is sold. */
  readonly is_training: boolean;
  readonly people_key: PeopleKeyRow | undefined;
  readonly tries: Tries;
  readonly session: SessionRow | undefined;
  readonly next_float: MinorUnits | undefined;
  readonly parked_count: number;
  readonly storage_persistent: boolean;
  readonly head_sequence: number;
  /** When the newest entry was made, by this till's clock. */
  readonly head_made_ms: number;
  /** The catalogue state that the next sale is priced by. */
  readonly catalog_position: number;
  /** The newest time that a server told, "" before the first. */
  readonly server_time_seen: string;
  readonly perpetual: Perpetual;
  /** What was said here about the shelf, and the server does not know yet. */
  readonly shelf_news: ShelfNews | undefined;
  /** A document that a country's device may have heard of, not committed yet. */
  readonly prepared: FiscalDraft | undefined;
  readonly fiscal: FiscalKept | undefined;
}

const NOTHING_KNOWN: Facts = {
  has_lock: false,
  chain: undefined,
  needs_enrolment_reason: undefined,
  settings: undefined,
  rules: NO_RULES,
  rule_names: new Map(),
  coupon_codes: new Map(),
  cashier: undefined,
  is_locked: false,
  is_training: false,
  people_key: undefined,
  tries: { failures: 0, since_ms: 0 },
  session: undefined,
  next_float: undefined,
  parked_count: 0,
  storage_persistent: false,
  head_sequence: 0,
  head_made_ms: 0,
  catalog_position: 0,
  server_time_seen: "",
  perpetual: { gross: 0, refunded: 0 },
  shelf_news: undefined,
  prepared: undefined,
  fiscal: undefined,
};

/** Clocks are corrected by seconds all the time; beyond a minute somebody did it. */
const CLOCK_BACK_MS = 60_000;

/** Everything a sale needs, all present. */
export interface Selling {
  readonly chain: ChainRow;
  readonly settings: SettingsDocument;
  readonly cashier: string;
  readonly session: SessionRow;
}

export class TillContext {
  readonly db: TillDatabase;
  readonly ports: Ports;
  readonly app_version: string;
  readonly user_agent: string;
  readonly writer: ChainWriter;
  readonly state: Subject<TillState>;
  /** Set by the sync loop: an entry was written, there is something to send. */
  onEntry: () => void = () => undefined;
  /** And: a cashier is at work on a basket. */
  onWork: () => void = () => undefined;
  /** Set by the sync loop too: a customer wants something. */
  onWish: () => void = () => undefined;
  /** And: somebody said something about the shelf. */
  onShelf: () => void = () => undefined;
  /** Something happened to the till itself that its journal was not told: at first, that it started. */
  hasNews = true;
  isStartTold = false;
  /** The server was out of reach the last time. */
  isAway = false;
  /** How modules of countries are found. */
  fiscalLoader: FiscalLoader | undefined;
  /** Told of faults of our own that must not stop the till. By default the fault is thrown where everybody sees it. */
  reportBug: (error: unknown) => void;
  #facts: Facts;
  /** The rules as they lie in the database, until somebody prices a basket by them. */
  #unread: RulesDocument | undefined;
  #reading: Promise<void> | undefined;
  #placing: typeof placing | undefined;
  #parents: { readonly settings: SettingsDocument | undefined; readonly parents: ReadonlyMap<string, string> } | undefined;

  constructor(db: TillDatabase, ports: Ports, versions: { readonly app_version: string; readonly user_agent: string }) {
    this.db = db;
    const wall = (): WallTime => storeWall(this.facts.settings?.store.timezone, ports.clock.wall());
    this.ports = { ...ports, clock: { wall, monotonic_ms: () => ports.clock.monotonic_ms() } };
    this.app_version = versions.app_version;
    this.user_agent = versions.user_agent;
    this.writer = new ChainWriter(db, ports);
    this.reportBug = (error) => {
      ports.timers.after(0, () => {
        throw error;
      });
    };
    this.#facts = NOTHING_KNOWN;
    this.state = new Subject(stateOf(this.#facts));
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** Screens hear of it when it changes what they see. */
  learn(news: Partial<Facts>): void {
    if (news.rules !== undefined) this.#unread = undefined;
    this.#facts = { ...this.#facts, ...news };
    const state = stateOf(this.facts, this.state.value);
    if (!isSame(state, this.state.value)) this.state.set(state);
  }

  /** What the database holds of rules: read after the first screen stands, or before the first entry. */
  keepRules(document: RulesDocument): void {
    this.#unread = document;
    this.#reading = undefined;
  }

  /** Resolves when baskets are priced by the shop's rules. Every entry waits for it. */
  async knowRules(): Promise<void> {
    if (this.#facts.settings?.places !== undefined) this.#placing ??= (await import("./places.ts").catch(this.reportBug))?.placing;
    if (this.#unread !== undefined) await (this.#reading ??= this.#readRules(this.#unread));
  }

  async #readRules(document: RulesDocument): Promise<void> {
    try {
      const known = await compiledRules(document);
      // A newer state may have come from the server meanwhile.
      if (this.#unread === document) this.learn(known);
    } catch (error) {
      // Better to sell at the catalogue's prices, which the server then doubts, than not at all.
      this.#unread = undefined;
      this.reportBug(error);
    }
  }

  pricingContext(wall: WallTime = this.ports.clock.wall()): PricingContext {
    const { settings, rules, rule_names, coupon_codes, catalog_position } = this.facts;
    const taxes = settings === undefined ? undefined : taxRatesOf(settings, wall);
    const placed = settings?.places === undefined || taxes === undefined ? undefined : this.#placing?.(settings.places, taxes);
    return {
      country: settings?.country ?? "",
      currency: settings?.currency ?? "",
      price_mode: settings?.price_mode ?? "gross",
      day: localDay(wall),
      ...(taxes === undefined ? {} : { taxes }),
      ...(placed === undefined ? {} : { placing: placed }),
      minute: localMinute(wall),
      store: settings?.store.id ?? "",
      rules,
      rule_names,
      coupon_codes,
      rules_position: catalog_position,
      parents: this.#parentsOf(settings),
    };
  }

  /** Settings stay the same object until they change; a basket is priced at every tap. */
  #parentsOf(settings: SettingsDocument | undefined): ReadonlyMap<string, string> {
    if (this.#parents?.settings !== settings || this.#parents === undefined) {
      const found = (settings?.categories ?? []).flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const]));
      this.#parents = { settings, parents: new Map(found) };
    }
    return this.#parents.parents;
  }

  /** Whether this tab may write, and with which chain and settings. */
  writable(): Result<Pick<Selling, "chain" | "settings">> {
    const { chain, settings, has_lock: hasLock } = this.facts;
    if (!hasLock) return refused("till.other_tab");
    if (chain === undefined) return refused("till.not_enrolled");
    if (settings === undefined) return refused("till.no_settings");
    return done({ chain, settings });
  }

  selling(): Result<Selling> {
    const writable = this.writable();
    if (!writable.ok) return writable;
    const { cashier, session, is_locked: isLocked } = this.facts;
    if (cashier === undefined) return refused("till.no_cashier");
    if (isLocked) return refused("till.locked");
    if (session === undefined) return refused("session.closed");
    return done({ ...writable.value, cashier, session });
  }

  /**
   * Appends one entry, learns what it changed, and tells the sync loop. A chain that moved under us takes the right to write away.
   */
  async append<P, N extends StoreName>(
    chain: ChainRow,
    draft: EntryDraft,
    companion: Companion<P, N>,
    news: Partial<Facts> = {},
  ): Promise<EntryRow> {
    try {
      const finish = this.facts.settings?.fiscal === undefined ? undefined : (await import("./finish.ts")).finish;
      const row = await (finish ? finish(this, chain, draft, companion) : this.writer.append(chain, draft, companion));
      this.learn({ ...news, head_sequence: row.sequence, head_made_ms: row.made_ms });
      this.onEntry();
      return row;
    } catch (error) {
      if (error instanceof ChainMoved) this.learn({ has_lock: false });
      throw error;
    }
  }

  /**
   * One writing use case at a time; before it, the journal learns what happened to the till itself. A full or broken storage is
   * weather that the cashier must see: the answer says that nothing was recorded.
   */
  exclusive<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.writer.exclusive(async () => {
      try {
        await this.knowRules();
        await this.#noticeChanges();
        return await work();
      } catch (error) {
        if (error instanceof ChainMoved) return refused("till.other_tab");
        if (!(error instanceof StorageFailed)) throw error;
        this.reportBug(error);
        return refused("till.storage_failed");
      }
    });
  }

  /** What an inspector asks for: starts, programs, clocks, prices taken over, what a crash left behind. */
  async #noticeChanges(): Promise<void> {
    const { chain, has_lock: hasLock, head_made_ms: lastMs, prepared } = this.#facts;
    if (chain === undefined || !hasLock) return;
    if (this.hasNews || prepared || lastMs - this.ports.clock.wall().epoch_ms > CLOCK_BACK_MS) {
      // Where this part is not on the device the sale goes on, and the next act tells it.
      await (await import("./notices.ts").catch(this.reportBug))?.notice(this, chain);
    }
  }

  /** An entry about now, in the catalogue state of now. */
  draft(kind: EntryKind, body: EntryObject, wall: WallTime = this.ports.clock.wall()): EntryDraft {
    const { catalog_position, server_time_seen } = this.facts;
    return { kind, body, wall, catalog_position, server_time_seen };
  }

  async technicalEvent(chain: ChainRow, body: EntryObject): Promise<EntryRow> {
    return this.append(chain, this.draft("technical_event", body), ALONE);
  }
}

function outageOf(kept: FiscalKept | undefined): Pick<TillState, "outage"> {
  const outage = outageView(kept);
  return outage === undefined ? {} : { outage };
}

/** `before` gives the parts that did not change, so that whoever watches one of them hears nothing. */
function stateOf(facts: Facts, before?: TillState): TillState {
  const { chain, settings, session, needs_enrolment_reason: reason } = facts;
  const cashier = settings?.cashiers.find((candidate) => candidate.id === facts.cashier);
  return {
    phase: chain === undefined ? "unenrolled" : facts.has_lock ? "selling" : "reading",
    ...(chain === undefined ? {} : { enrolment: enrolmentOf(chain, before?.enrolment) }),
    needs_enrolment: reason !== undefined,
    ...(reason === undefined ? {} : { needs_enrolment_reason: reason }),
    ...(settings === undefined ? {} : { settings }),
    ...(cashier === undefined ? {} : { cashier }),
    ...(session === undefined ? {} : { session }),
    ...(facts.next_float === undefined ? {} : { next_float: facts.next_float }),
    is_locked: facts.is_locked,
    must_train: facts.is_training || settings?.store.training_only !== undefined,
    parked_count: facts.parked_count,
    ...(facts.shelf_news === undefined ? {} : { shelf_news: facts.shelf_news }),
    ...outageOf(facts.fiscal),
    storage_persistent: facts.storage_persistent,
    head_sequence: facts.head_sequence,
  };
}

function isSame(state: TillState, before: TillState): boolean {
  const now = Object.entries(state);
  const then = new Map<string, unknown>(Object.entries(before));
  return now.length === then.size && now.every(([name, value]) => then.get(name) === value);
}

function enrolmentOf(chain: ChainRow, before: EnrolmentView | undefined): EnrolmentView {
  return before?.chain === chain.chain ? before : enrolmentView(chain);
}

function enrolmentView(chain: ChainRow): EnrolmentView {
  return {
    organization: chain.organization,
    legal_entity: chain.legal_entity,
    store: chain.store,
    till: chain.till,
    till_code: chain.till_code,
    chain: chain.chain,
    enrolment: chain.enrolment,
  };
}
