/**
 * What happened to the till itself, told to its journal before the next act (journal format §5.70): a start, another program, a clock that
 * was turned back, prices that it took over, the line to the server that was gone, a document that a crash left behind.
 */
import { digest, EMPTY_DIGEST, toUtf8, type EntryObject } from "@comptoir/journal";

import type { TillContext } from "./context.ts";
import type { Cells, ChainRow, Writing } from "./database.ts";
import { catchUp } from "./finish.ts";
import { deviceTime } from "./time.ts";

/** Clocks are corrected by seconds all the time; beyond a minute somebody did it. */
const CLOCK_BACK_MS = 60_000;
/** A line that is gone for less is weather. */
const OUTAGE_MS = 600_000;

/** Of the catalogue that was taken over since the journal was told. */
export interface Taken {
  readonly from: number;
  readonly to: number;
  readonly items: number;
  readonly has_rules: boolean;
  readonly has_taxes: boolean;
}

/** The server is out of reach since. */
export interface SyncOutage {
  readonly began_at: string;
  readonly since_ms: number;
  readonly trouble: string;
  readonly is_told: boolean;
}

/**
 * How far this till's clock is ahead of the server's, as of the last report. A clock that is put forward shows here and nowhere else: the
 * monotonic one stands still while a device sleeps.
 */
const CLOCK_AHEAD_MS = 120_000;

export interface NoticeCells {
  readonly clock_ahead_ms: number;
  /** The version that wrote the last entries. */
  readonly app_version: string;
  readonly taken: Taken;
  readonly sync_outage: SyncOutage;
}

/** Call it inside `exclusive`. */
export async function notice(context: TillContext, chain: ChainRow): Promise<void> {
  const back = context.facts.head_made_ms - context.ports.clock.wall().epoch_ms;
  if (back > CLOCK_BACK_MS) await context.technicalEvent(chain, { event: "clock_jumped", back_ms: back });
  if (!context.isStartTold) await noticeStart(context, chain);
  await catchUp(context, chain);
  const taken = await context.db.cell("taken");
  if (taken !== undefined) await tell(context, chain, takenEvent(taken), (cells) => cells.clear("taken"));
  context.hasNews = false;
}

async function noticeStart(context: TillContext, chain: ChainRow): Promise<void> {
  const [before, prepared, fiscal, away] = await context.db.read(["cells"], ({ cells }) =>
    Promise.all([cells.get("app_version"), cells.get("prepared"), cells.get("fiscal"), cells.get("sync_outage")]),
  );
  context.isAway ||= away !== undefined;
  context.learn({ prepared, fiscal });
  const version = context.app_version;
  const isNew = before !== version;
  if (context.facts.head_sequence > 0) {
    const broken = await brokenHead(context, chain);
    if (broken !== undefined) await context.technicalEvent(chain, broken);
    await context.technicalEvent(chain, { event: "till_started", version });
  }
  if (isNew) {
    const event = { event: "version_changed", version };
    await tell(context, chain, before === undefined ? event : { ...event, previous_version: before }, (cells) => cells.put("app_version", version));
  }
  context.isStartTold = true;
}

/** The newest entry against the head that the next one follows. */
async function brokenHead(context: TillContext, chain: ChainRow): Promise<EntryObject | undefined> {
  const { head, entry } = await context.db.read(["heads", "entries"], async ({ heads, entries }) => {
    const found = await heads.get(chain.chain);
    return { head: found, entry: found && (await entries.get([chain.chain, found.length])) };
  });
  if (head === undefined || head.digest === EMPTY_DIGEST) return undefined;
  const found = entry === undefined ? "" : await digest(context.ports.subtle, toUtf8(entry.text));
  return found === head.digest ? undefined : { event: "integrity_failed", sequence: head.length, expected: head.digest, found };
}

function takenEvent({ from, to, items, has_rules: hasRules, has_taxes: hasTaxes }: Taken): EntryObject {
  return { event: "catalog_taken", from_position: from, to_position: to, items, ...(hasRules ? { rules: 1 } : {}), ...(hasTaxes ? { taxes: 1 } : {}) };
}

/** Together with what it is about, so that a crash neither loses nor repeats it. */
async function tell(context: TillContext, chain: ChainRow, body: EntryObject, write: (cells: Writing<"cells">["cells"]) => Promise<void>): Promise<void> {
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => write(cells),
  });
}

/** In the transaction that takes the catalogue over. */
export async function noteTaken(cells: Cells<"readwrite">, news: Taken): Promise<void> {
  const before = await cells.get("taken");
  await cells.put("taken", {
    from: before?.from ?? news.from,
    to: news.to,
    items: (before?.items ?? 0) + news.items,
    has_rules: (before?.has_rules ?? false) || news.has_rules,
    has_taxes: (before?.has_taxes ?? false) || news.has_taxes,
  });
}

/** `serverTime`: as the server told it with the answer that just came. */
export async function noteClock(context: TillContext, serverTime: string): Promise<void> {
  const ahead = context.ports.clock.wall().epoch_ms - Date.parse(serverTime);
  const before = await context.db.cell("clock_ahead_ms");
  if (!Number.isFinite(ahead)) return;
  if (before === undefined || ahead < before) {
    await context.db.writeRelaxed(["cells"], ({ cells }) => cells.put("clock_ahead_ms", ahead));
    return;
  }
  // Small steps add up: what was told last stays the measure.
  if (ahead - before <= CLOCK_AHEAD_MS) return;
  await inTurn(context, { event: "clock_jumped", ahead_ms: ahead - before }, (cells) => cells.put("clock_ahead_ms", ahead));
}

/** After an exchange with the server: `trouble` is absent when it answered. */
export async function noteSync(context: TillContext, trouble: string | undefined): Promise<void> {
  const { chain, has_lock: hasLock } = context.facts;
  if (chain === undefined || !hasLock) return;
  context.isAway = trouble !== undefined;
  const outage = await context.db.cell("sync_outage");
  if (outage === undefined && trouble === undefined) return;
  const wall = context.ports.clock.wall();
  if (outage === undefined) {
    const began = { began_at: deviceTime(wall), since_ms: wall.epoch_ms, trouble: trouble ?? "", is_told: false };
    await context.db.writeRelaxed(["cells"], ({ cells }) => cells.put("sync_outage", began));
    return;
  }
  const about = { what: "sync", began_at: outage.began_at };
  if (trouble === undefined) {
    if (outage.is_told) await inTurn(context, { event: "outage_ended", ...about }, (cells) => cells.clear("sync_outage"));
    else await context.db.writeRelaxed(["cells"], ({ cells }) => cells.clear("sync_outage"));
  } else if (!outage.is_told && wall.epoch_ms - outage.since_ms >= OUTAGE_MS) {
    const body = { event: "outage_began", ...about, code: outage.trouble };
    await inTurn(context, body, (cells) => cells.put("sync_outage", { ...outage, is_told: true }));
  }
}

async function inTurn(context: TillContext, body: EntryObject, write: (cells: Writing<"cells">["cells"]) => Promise<void>): Promise<void> {
  await context.exclusive(async () => {
    const writable = context.writable();
    if (writable.ok) await tell(context, writable.value.chain, body, write);
    return writable;
  });
}
