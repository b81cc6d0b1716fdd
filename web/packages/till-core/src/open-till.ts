/** Puts a till together from its database: rows only, no network and no catalogue, so that an amount can be sold at once. */
import type { CatalogEngine } from "./catalog/catalog.ts";
import { TillContext } from "./context.ts";
import type { TillDatabase } from "./database.ts";
import { readSettings } from "./documents.ts";
import { openDatabase } from "./early.ts";
import type { FiscalLoader } from "./fiscal/plugin.ts";
import type { Ports } from "./ports.ts";
import { EventsLoop } from "./sync/events-loop.ts";
import type { Relay } from "./sync/relay.ts";
import { done } from "./refusal.ts";
import { SyncLoop } from "./sync/sync-loop.ts";
import { Till } from "./till.ts";
import { completeSession } from "./use-cases/session.ts";

export interface OpenTillOptions {
  readonly ports: Ports;
  readonly app_version: string;
  readonly user_agent: string;
  /** One that is being opened already (`openDatabase` of `@comptoir/till-core/early`). */
  readonly database?: TillDatabase;
  /** One that lives in a worker (`workerCatalog(new Worker(…))`), or in this thread (`@comptoir/till-core/local-catalog`). */
  readonly catalog: CatalogEngine;
  /** How the module of the shop's country is found, where it wants one. */
  readonly fiscalLoader?: FiscalLoader;
  /** An agent of the shop that keeps entries while the server is out of reach. */
  readonly relay?: Relay;
  /** Told of faults of our own that did not stop the till; by default they are thrown where everybody sees them. */
  readonly onBug?: (error: unknown) => void;
  /**
   * When to begin with what no cashier waits for: the catalogue's reading, the exchange with the server. A page lets its first screen
   * be drawn before; by default it begins at once.
   */
  readonly defer?: (begin: () => void) => void;
}

export async function openTill(options: OpenTillOptions): Promise<Till> {
  const { ports, catalog } = options;
  const db = options.database ?? openDatabase();
  const context = new TillContext(db, ports, options);
  if (options.onBug !== undefined) context.reportBug = options.onBug;
  context.fiscalLoader = options.fiscalLoader;
  const sync = new SyncLoop(context, catalog, options.relay);
  const events = new EventsLoop(context, sync);
  context.onEntry = () => sync.entryWritten();
  context.onWork = () => sync.cashierActs();
  context.onWish = () => sync.wishMade();
  context.onShelf = () => sync.wishMade();

  const lockName = `comptoir-till:${db.name}`;
  // The lock first: what a tab that just let go wrote is then read.
  const release = await ports.locks.tryAcquire(lockName);
  await Promise.all([loadFacts(context), sync.prepare()]);
  const owner = new ChainOwner(context, sync, events);
  if (release === undefined) {
    void ports.locks.acquire(lockName).then(
      (later) => owner.takeOver(later),
      (error: unknown) => context.reportBug(error),
    );
  } else {
    owner.own(release);
  }
  const defer = options.defer ?? ((begin) => begin());
  defer(() => {
    if (!owner.begin()) return;
    catalog.load(db.name);
    owner.tellStart();
    void ports.storage.persisted().then((isPersistent) => context.learn({ storage_persistent: isPersistent }), context.reportBug);
  });

  const close = (): void => {
    owner.close();
    catalog.close();
    db.close();
  };
  const parts = { context, catalog, sync, events, close };
  return context.state.value.must_train ? (await import("./late.ts")).openTraining(parts) : new Till(parts);
}

/** One live tab owns the chain; this is that right, and what runs while we have it. */
class ChainOwner {
  readonly #context: TillContext;
  readonly #sync: SyncLoop;
  readonly #events: EventsLoop;
  #release: (() => void) | undefined;
  #isClosed = false;
  #hasBegun = false;

  constructor(context: TillContext, sync: SyncLoop, events: EventsLoop) {
    this.#context = context;
    this.#sync = sync;
    this.#events = events;
  }

  own(release: () => void): void {
    this.#release = release;
    this.#context.learn({ has_lock: true });
    this.#exchange();
  }

  /** From now on there is time for the server. The answer: whether there still is a till. */
  begin(): boolean {
    this.#hasBegun = true;
    if (!this.#isClosed) this.#exchange();
    return !this.#isClosed;
  }

  #exchange(): void {
    if (!this.#hasBegun || this.#release === undefined) return;
    this.#sync.start();
    this.#events.restart();
  }

  /** The other tab is gone: what it wrote is read again before this one writes. */
  async takeOver(release: () => void): Promise<void> {
    if (this.#isClosed) {
      release();
      return;
    }
    await loadFacts(this.#context);
    this.#context.hasNews = true;
    this.own(release);
    this.tellStart();
  }

  /** When nobody waits: the journal hears that this page begins, and what the one before left behind. */
  tellStart(): void {
    void this.#context.exclusive(() => Promise.resolve(done(null))).catch(this.#context.reportBug);
  }

  close(): void {
    this.#isClosed = true;
    this.#sync.stop();
    this.#events.stop();
    this.#context.learn({ has_lock: false });
    this.#release?.();
  }
}

async function loadFacts(context: TillContext): Promise<void> {
  const facts = await context.db.read(["cells", "chains", "heads", "parked"], async ({ cells, chains, heads, parked }) => {
    const [name, reason, stored, rules, cashier, isLocked, isTraining, peopleKey, failures, storedSession, nextFloat, manifest, serverTime, perpetual, parkedCount, shelfNews] = await Promise.all([
      cells.get("current_chain"),
      cells.get("needs_enrolment"),
      cells.get("settings"),
      cells.get("rules"),
      cells.get("cashier"),
      cells.get("is_locked"),
      cells.get("is_training"),
      cells.get("people_key"),
      cells.get("failures"),
      cells.get("session"),
      cells.get("next_float"),
      cells.get("manifest"),
      cells.get("server_time_seen"),
      cells.get("perpetual"),
      parked.count(),
      cells.get("shelf_news"),
    ]);
    // An older program stored fewer members than this one knows: reading fills them in.
    const settings = stored === undefined ? undefined : readSettings(stored);
    const [chain, head] = name === undefined ? [] : await Promise.all([chains.get(name), heads.get(name)]);
    context.writer.startFrom(head);
    return {
      chain,
      needs_enrolment_reason: reason,
      settings,
      rules,
      cashier,
      // A till that locks itself is locked when it starts: nobody knows how long it lay there.
      is_locked: isLocked === true || (cashier !== undefined && (settings?.people.lock_after_s ?? 0) > 0),
      is_training: isTraining === true,
      people_key: peopleKey,
      tries: { failures: failures ?? 0, since_ms: context.ports.clock.monotonic_ms() },
      session: completeSession(storedSession),
      next_float: nextFloat,
      parked_count: parkedCount,
      head_sequence: head?.length ?? 0,
      head_made_ms: head?.made_ms ?? 0,
      catalog_position: manifest?.applied ?? 0,
      server_time_seen: serverTime ?? "",
      perpetual: perpetual ?? { gross: 0, refunded: 0 },
      shelf_news: shelfNews,
    };
  });
  const { rules, ...rest } = facts;
  context.learn(rest);
  if (rules !== undefined) context.keepRules(rules);
}
