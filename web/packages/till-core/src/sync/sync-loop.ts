/**
 * Carries entries to the server and news to the till. One exchange at a time, for ever: nothing here is awaited by a cashier.
 *
 * Everything may be repeated. A lost answer is found again as `already_stored`; a failure waits longer each time; a new sale does
 * not shorten the wait, a person (`now`) does.
 */
import type { CatalogEngine } from "../catalog/catalog.ts";
import type { TillContext } from "../context.ts";
import { StorageFailed } from "../database.ts";
import type { DoorAnswer, EntriesAnswer, EntryAnswer } from "../door/door.ts";
import { Subject } from "../observable.ts";
import { needsExchange } from "../people/key-need.ts";
import type { SyncStatus, SyncTrouble } from "../views.ts";
import { backoff } from "./backoff.ts";
import { acknowledge, answersFit, nextBatch, type Batch } from "./outbox.ts";
import type { Relay } from "./relay.ts";

const BATCH_ENTRIES_MAX = 200;
const REST_MS = 300_000;
const WATCHING_MS = 8_000;
const WATCHED_CLOSELY_MS = 60_000;
const REPORT_EACH_MS = 300_000;
/** An entry goes out in a quiet moment, or after this time: the next scan and the receipt of a sale come before its way to the server. */
const QUIET_MS = 300;
const SENT_WITHIN_MS = 2_000;

/** What an exchange carries besides entries and news, or instead: fetched by the first one that has some of it. */
const background = (): Promise<typeof import("./background.ts")> => import("./background.ts");

type Outcome = { readonly ok: true } | { readonly ok: false; readonly trouble: SyncTrouble; readonly wait_ms?: number };
const FINE: Outcome = { ok: true };

export class SyncLoop {
  readonly status = new Subject<SyncStatus>({ phase: "idle", unsent_count: 0, quarantined_count: 0, relayed_count: 0 });
  readonly #context: TillContext;
  readonly #catalog: CatalogEngine;
  readonly #relay: Relay | undefined;
  #isRelaying = false;
  #isRelayAskedAgain = false;
  #isRunning = false;
  #isStopped = true;
  #isAskedAgain = false;
  /** An entry was written during an exchange, maybe too late for it. */
  #isEntryLeft = false;
  #cancel: () => void = () => undefined;
  /** When the entries that were written must be on their way. */
  #sendBy: number | undefined;
  #cancelSending: () => void = () => undefined;
  #failures = 0;
  #batchMax = BATCH_ENTRIES_MAX;
  #isCatalogStale = true;
  #reportedMs = 0;
  /** Off once the server lacks what this till no longer has either: then its entries wait for a person. */
  #canResend = true;
  #isWatching = false;
  /** Most exchanges have no wish to carry. */
  #mayHaveWishes = false;

  constructor(context: TillContext, catalog: CatalogEngine, relay?: Relay) {
    this.#context = context;
    this.#catalog = catalog;
    this.#relay = relay;
  }

  /** What waits from before, known before the first screen is drawn. */
  async prepare(): Promise<void> {
    await this.#count();
    if (this.status.value.quarantined_count === 0) return;
    const last = await this.#context.db.read(["entries"], ({ entries }) => entries.index("status").openCursor("quarantined", "prev"));
    if (last?.value.code !== undefined) this.#learn({ last_quarantine_code: last.value.code });
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.now();
    // Wishes from before: nothing waits for this look.
    background()
      .then(({ hasOpenWishes }) => !this.#isStopped && hasOpenWishes(this.#context.db))
      .then(
      (hasSome) => hasSome && this.wishMade(),
      (error: unknown) => this.#isStopped || this.#context.reportBug(error),
    );
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#forgetSending();
  }

  /** A person, the browser's `online` event or the server's nudge asks: forget the waiting. */
  now(): void {
    if (this.#isStopped) return;
    if (this.#isRunning) {
      this.#isAskedAgain = true;
      return;
    }
    this.#cancel();
    this.#forgetSending();
    this.#isAskedAgain = false;
    this.#isEntryLeft = false;
    void this.#run();
  }

  /** An entry was written: it counts at once, and is sent in the next quiet moment. */
  entryWritten(): void {
    const { unsent_count: unsent, unsent_since_ms: since } = this.status.value;
    this.#learn({ unsent_count: unsent + 1, unsent_since_ms: since ?? this.#nowMs() });
    this.#sendBy ??= this.#context.ports.clock.monotonic_ms() + SENT_WITHIN_MS;
    this.cashierActs();
  }

  /** Somebody scans or types: on a cheap phone, sending now would be felt. */
  cashierActs(): void {
    if (this.#sendBy === undefined) return;
    this.#cancelSending();
    const left = this.#sendBy - this.#context.ports.clock.monotonic_ms();
    this.#cancelSending = this.#context.ports.timers.after(Math.min(QUIET_MS, Math.max(0, left)), () => {
      this.#forgetSending();
      this.#sendWritten();
    });
  }

  #forgetSending(): void {
    this.#cancelSending();
    this.#sendBy = undefined;
  }

  /** While the line is down the next try is already planned; an agent of the shop may be near. */
  #sendWritten(): void {
    if (this.#isRunning) this.#isEntryLeft = true;
    else if (this.#isStopped) return;
    else if (this.status.value.phase === "offline" || this.status.value.phase === "waiting") void this.#leaveUnsent();
    else this.now();
  }

  /** The server is out of reach: whatever waits is left with an agent, too. One at a time; nobody waits for it. */
  async #leaveUnsent(): Promise<void> {
    if (this.#isRelaying) {
      this.#isRelayAskedAgain = true;
      return;
    }
    this.#isRelaying = true;
    this.#isRelayAskedAgain = false;
    try {
      if (this.#relay !== undefined && this.#context.facts.has_lock) await (await background()).leaveWithRelay(this.#context, this.#relay);
      await this.#count();
    } catch (error) {
      // Closed meanwhile: what was not answered is left again by the next page.
      if (!(this.#isStopped && error instanceof StorageFailed)) this.#context.reportBug(error);
    } finally {
      this.#isRelaying = false;
      if (this.#mustRelayAgain()) void this.#leaveUnsent();
    }
  }

  #mustRelayAgain(): boolean {
    return this.#isRelayAskedAgain && !this.#isStopped;
  }

  /** A customer wants something: told at once where the line is up, with the next try else. */
  wishMade(): void {
    this.#mayHaveWishes = true;
    const { phase } = this.status.value;
    if (phase !== "offline" && phase !== "waiting") this.now();
  }

  /** There may be a newer catalogue: ask for it, now. */
  catalogIsStale(): void {
    this.#isCatalogStale = true;
    this.now();
  }

  catalogChanged(position: number): void {
    if (position <= this.#context.facts.catalog_position) return;
    this.catalogIsStale();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let isDone = false;
    try {
      await this.#count();
      let outcome = await this.#exchange();
      if (!outcome.ok && outcome.trouble === "token_unknown" && (await (await background()).presentChain(this.#context))) outcome = await this.#exchange();
      await this.#count();
      this.#conclude(outcome);
      if (!outcome.ok || this.#context.isAway) await (await background()).noteSync(this.#context, outcome.ok ? undefined : outcome.trouble);
      isDone = outcome.ok;
      if (!outcome.ok && this.status.value.unsent_count > 0) void this.#leaveUnsent();
    } catch (error) {
      // Closed in the middle of an exchange: what the server did not hear waits in the outbox.
      if (this.#isStopped && error instanceof StorageFailed) return;
      // The outermost loop of this process: a bug is told and the loop goes on, for the sales that wait.
      this.#context.reportBug(error);
      this.#conclude({ ok: false, trouble: "unreadable_answer" });
    } finally {
      this.#isRunning = false;
    }
    // After a failure an entry waits as long as the others; a person does not.
    if (this.#isAskedAgain || (this.#isEntryLeft && isDone)) this.now();
  }

  async #exchange(): Promise<Outcome> {
    if (this.#context.facts.chain === undefined || !this.#context.facts.has_lock) return FINE;
    const sent = await this.#sendAll();
    if (!sent.ok) return sent;
    const pulled = await this.#pullCatalog();
    if (!pulled.ok) return pulled;
    // A server that refuses it (one from before this existed) is no reason to wait with the rest.
    if (needsExchange(this.#context)) await this.#heard((await background()).exchangeKey(this.#context));
    await this.#tellWishes();
    await this.#tellShelf();
    await this.#report();
    return FINE;
  }

  /** A server that refuses them (one from before they existed) is no reason to wait with the rest. */
  async #tellWishes(): Promise<void> {
    const { chain } = this.#context.facts;
    this.#isWatching = false;
    if (chain === undefined || !this.#mayHaveWishes) return;
    const { dueWishes, keepAnswers, tellAttempts } = await background();
    await tellAttempts(this.#context, chain.token);
    const due = await dueWishes(this.#context.db, this.#nowMs());
    if (due === undefined) return;
    this.#learn({ phase: "syncing" });
    const answer = await this.#heard(this.#context.ports.door.requests(chain.token, due.requests));
    if (answer.kind === "ok") await keepAnswers(this.#context.db, due, answer.value, this.#nowMs());
    // Mails leave within seconds: while the customer may still stand there, look again soon.
    this.#isWatching = due.rows.some((row) => this.#nowMs() - row.made_ms < WATCHED_CLOSELY_MS);
  }

  /** Nobody waits for it; a server that refuses it is no reason to wait with the rest. */
  async #tellShelf(): Promise<void> {
    const { chain } = this.#context.facts;
    if (chain === undefined || this.#context.facts.shelf_news === undefined) return;
    const { tellShelf } = await background();
    const answer = this.#isStopped ? undefined : await tellShelf(this.#context, chain.token);
    if (answer === undefined) return;
    await this.#heard(Promise.resolve(answer));
    // The article's own document comes back with the news.
    if (answer.kind === "ok") await this.#heard(this.#pull(chain.token));
  }

  async #sendAll(): Promise<Outcome> {
    for (;;) {
      const batch = await nextBatch(this.#context.db, this.#batchMax);
      if (batch === undefined || this.#isStopped) return FINE;
      this.#learn({ phase: "syncing" });
      const answer = await this.#send(batch);
      if (answer.kind === "refusal" && (answer.status === 413 || answer.status === 422) && this.#batchMax > 1) {
        this.#batchMax = Math.max(1, this.#batchMax >>> 1);
        continue;
      }
      const outcome = outcomeOf(answer);
      if (!outcome.ok || answer.kind !== "ok") return outcome;
      if (!answersFit(batch, answer.value.answers)) return { ok: false, trouble: "unreadable_answer" };
      // What follows a missing entry is missing, too.
      if (answer.value.answers.at(-1)?.status === "missing") {
        const again = await (await background()).sendAgain(this.#context);
        if (again < 0) return { ok: false, trouble: "timeout" };
        this.#canResend = again > 0;
        continue;
      }
      this.#batchMax = BATCH_ENTRIES_MAX;
      await acknowledge(this.#context.db, batch, answer.value.answers, this.#nowMs());
      await this.#count();
      await this.#follow(batch, answer.value);
    }
  }

  /** With the token of the batch's own chain; one that the server no longer knows is replaced by the present one. */
  async #send(batch: Batch): Promise<DoorAnswer<EntriesAnswer>> {
    const { door } = this.#context.ports;
    const present = this.#context.facts.chain;
    const send = (token: string): Promise<DoorAnswer<EntriesAnswer>> => this.#heard(door.sendEntries(token, batch.entries, this.#canResend));
    const answer = await send(batch.chain.token);
    if (answer.kind !== "refusal" || answer.status !== 401 || present === undefined || present.token === batch.chain.token) return answer;
    return send(present.token);
  }

  async #follow(batch: Batch, answer: EntriesAnswer): Promise<void> {
    this.#rememberQuarantine(answer.answers);
    const isPresent = batch.chain.chain === this.#context.facts.chain?.chain;
    const isForked = answer.answers.some((one) => one.status === "quarantined" && one.code === "fork");
    if (isPresent && answer.revoked) await this.#startLocalChain("revoked");
    else if (isPresent && isForked) await this.#startLocalChain("fork");
    if (answer.catalog_position > this.#context.facts.catalog_position) this.#isCatalogStale = true;
  }

  async #startLocalChain(reason: "revoked" | "fork"): Promise<void> {
    const { startLocalChain } = await import("../late.ts");
    await startLocalChain(this.#context, reason);
  }

  async #pull(token: string): Promise<DoorAnswer<null>> {
    const { CatalogFeed } = await background();
    return new CatalogFeed(this.#context, this.#catalog).pull(token);
  }

  async #pullCatalog(): Promise<Outcome> {
    const chain = this.#context.facts.chain;
    if (!this.#isCatalogStale || chain === undefined) return FINE;
    this.#learn({ phase: "syncing" });
    // News that come while it is asked make it stale again: the answer may have been on its way already.
    this.#isCatalogStale = false;
    const answer = await this.#heard(this.#pull(chain.token));
    if (answer.kind === "refusal" && answer.code === "edge.revoked") {
      await this.#startLocalChain("revoked");
      return FINE;
    }
    const outcome = outcomeOf(answer);
    if (!outcome.ok) this.#isCatalogStale = true;
    return outcome;
  }

  /** Tells the shop how this till is; nobody waits for the answer, and a failure is not worth a second try. */
  async #report(): Promise<void> {
    const now = this.#nowMs();
    // A clock that was set back must not end the reports until it has caught up.
    if (Math.abs(now - this.#reportedMs) < REPORT_EACH_MS) return;
    this.#reportedMs = now;
    // Some of what was delivered is sent again; whether that was all of it is asked right after.
    if (await (await background()).reportAndCompare(this.#context, this.status.value)) {
      this.#reportedMs = 0;
      this.#isEntryLeft = true;
    }
  }

  /** Keeps the newest server time: entries carry it, so a clock that was turned back shows. */
  async #heard<T>(call: Promise<DoorAnswer<T>>): Promise<DoorAnswer<T>> {
    const answer = await call;
    if (answer.kind === "weather" || answer.server_time === undefined) return answer;
    const { server_time: heard } = answer;
    if (heard > this.#context.facts.server_time_seen) {
      this.#context.learn({ server_time_seen: heard });
      await this.#context.db.writeRelaxed(["cells"], ({ cells }) => cells.put("server_time_seen", heard));
    }
    return answer;
  }

  #conclude(outcome: Outcome): void {
    if (this.#isStopped) return;
    const now = this.#nowMs();
    this.#failures = outcome.ok ? 0 : this.#failures + 1;
    const rest = outcome.ok ? (this.#isWatching ? WATCHING_MS : REST_MS) : Math.max(backoff(this.#failures, this.#context.ports.random), outcome.wait_ms ?? 0);
    const { trouble: _trouble, next_try_ms: _next, ...known } = this.status.value;
    this.status.set(
      outcome.ok
        ? { ...known, phase: "idle", last_success_ms: now }
        : { ...known, phase: outcome.trouble === "offline" ? "offline" : "waiting", trouble: outcome.trouble, next_try_ms: now + rest },
    );
    this.#cancel = this.#context.ports.timers.after(rest, () => this.catalogIsStale());
  }

  #rememberQuarantine(answers: readonly EntryAnswer[]): void {
    const code = answers.filter((answer) => answer.status === "quarantined").at(-1)?.code;
    if (code !== undefined) this.#learn({ last_quarantine_code: code });
  }

  async #count(): Promise<void> {
    const counts = await this.#context.db.read(["outbox", "entries", "cells"], async ({ outbox, entries, cells }) => {
      const [unsent, [oldest], quarantined, upTo] = await Promise.all([
        outbox.count(),
        outbox.getAll(null, 1),
        entries.index("status").count("quarantined"),
        cells.get("relayed_up_to"),
      ]);
      return { unsent, oldest, quarantined, upTo, relayed: upTo === undefined ? 0 : await outbox.count(IDBKeyRange.upperBound(upTo.order)) };
    });
    const { unsent, oldest, quarantined, upTo, relayed } = counts;
    const { unsent_since_ms: _since, relayed_by: _by, ...known } = this.status.value;
    const by = upTo === undefined || relayed === 0 ? {} : { relayed_by: upTo.name };
    const counted = { ...known, ...by, unsent_count: unsent, quarantined_count: quarantined, relayed_count: relayed };
    this.status.set(oldest === undefined ? counted : { ...counted, unsent_since_ms: oldest.made_ms });
  }

  #learn(news: Partial<SyncStatus>): void {
    this.status.set({ ...this.status.value, ...news });
  }

  #nowMs(): number {
    return this.#context.ports.clock.wall().epoch_ms;
  }
}

function outcomeOf(answer: DoorAnswer<unknown>): Outcome {
  if (answer.kind === "ok") return FINE;
  if (answer.kind === "refusal") return { ok: false, trouble: answer.status === 401 ? "token_unknown" : "server" };
  return answer.retry_after_ms === undefined
    ? { ok: false, trouble: answer.weather }
    : { ok: false, trouble: answer.weather, wait_ms: answer.retry_after_ms };
}
