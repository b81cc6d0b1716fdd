/**
 * What becomes of delivered entries when the server goes back to an old backup: they are still here, and are sent again. And how long
 * they stay: 90 days, and until a backup that was tried holds them.
 */
import { toBase64url, toUtf8 } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { ChainRow, EntryRow, TillDatabase } from "../database.ts";
import { read } from "../door/late-answers.ts";
import { parseJson, readInteger, readList, readObject, readText } from "../reading.ts";
import { noteClock } from "../notices.ts";
import { sealerOf } from "../sealing.ts";
import { utcTime } from "../time.ts";
import { renewKey } from "./renew-key.ts";
import type { SyncStatus } from "../views.ts";

const PRESENT_TAG = "comptoir-present-v1\n";
const KEPT_MS = 90 * 86_400_000;
const AT_ONCE = 1_000;
/** What comes again within this time is of one restore. */
const ONE_RESTORE_MS = 86_400_000;

interface Stands {
  readonly chain: string;
  /** The server has everything up to here; undefined: it does not know the chain. */
  readonly stored: number | undefined;
  readonly held: number;
  readonly renew: boolean;
}

/** Tells the shop how this till is, and asks how the server is. Answers whether there is something to send again. */
export async function reportAndCompare(context: TillContext, { unsent_count, unsent_since_ms: since }: SyncStatus): Promise<boolean> {
  const { facts, ports, app_version, db } = context;
  if (facts.chain === undefined) return false;
  const reported = await ports.door.report(facts.chain.token, {
    unsent_count,
    ...(since === undefined ? {} : { unsent_since: utcTime(since) }),
    storage_persistent: facts.storage_persistent,
    app_version,
  });
  if (reported.kind === "ok") await noteClock(context, reported.value.server_time);
  const { again, renew } = await compare(context);
  await pruneOld(db, ports.clock.wall().epoch_ms);
  const isRenewing = await renewKey(context, renew);
  return again > 0 || isRenewing;
}

/**
 * Puts delivered entries that the server lacks back into the outbox, before everything else, the oldest first. Answers how many (there
 * may be more), or -1 where the server did not say how far it is: then nobody knows that this till can not help.
 */
export async function sendAgain(context: TillContext): Promise<number> {
  return (await compare(context)).again;
}

interface Compared {
  readonly again: number;
  /** The server wants the present key renewed. */
  readonly renew: boolean;
}

async function compare(context: TillContext): Promise<Compared> {
  const { db } = context;
  const chains = await ownChains(context);
  const token = context.facts.chain?.token;
  if (token === undefined || chains.length === 0) return { again: 0, renew: false };
  const body = { chains: chains.map(({ chain }) => chain) };
  const answer = read(await context.ports.door.ask(token, { about: "chains", body }), readStands);
  if (answer.kind !== "ok") return { again: -1, renew: false };
  const held = Object.fromEntries(answer.value.map((one) => [one.chain, one.held]));
  await db.writeRelaxed(["cells"], ({ cells }) => cells.put("held_chains", held));
  const missing: { chain: string; after: number }[] = [];
  for (const { chain, stored } of answer.value) {
    const row = chains.find((one) => one.chain === chain);
    if (row === undefined) continue;
    // Of a chain that this till began by itself the server may well know nothing: what it had of it waited for a person.
    const isKnown = stored !== undefined || row.is_local || (await present(context, row));
    if (isKnown) missing.push({ chain, after: stored ?? 0 });
  }
  const renew = answer.value.some((one) => one.renew && one.chain === context.facts.chain?.chain);
  return { again: await requeue(db, missing, context.ports.clock.wall().epoch_ms), renew };
}

/** The server does not know the token of this till: it shows the certificate that the server signed. Answers whether that helped. */
export async function presentChain(context: TillContext): Promise<boolean> {
  const token = context.facts.chain?.token;
  // A chain that the till began by itself delivers with the token of the one before.
  const row = (await ownChains(context)).find((one) => !one.is_local && one.token === token);
  return row !== undefined && present(context, row);
}

async function present(context: TillContext, row: ChainRow): Promise<boolean> {
  const { ports, app_version, user_agent, db } = context;
  const device = await db.cell("device_id");
  if (device === undefined) return false;
  const proof = await sealerOf(ports.subtle, row.private_key).seal(toUtf8(`${PRESENT_TAG}${row.certificate}\n${row.token}`));
  const { certificate, token, till_code } = row;
  const body = { certificate, token, proof: toBase64url(proof), device: { id: device, label: till_code, app_version, user_agent } };
  return (await ports.door.ask(token, { about: "present", body })).kind === "ok";
}

/** In the order of their making. */
async function ownChains({ db, facts }: TillContext): Promise<readonly ChainRow[]> {
  const all = await db.read(["chains"], ({ chains }) => chains.getAll());
  const own = all.filter((one) => one.till === facts.chain?.till && one.organization === facts.chain.organization);
  return own.sort((one, other) => one.created_ms - other.created_ms).slice(-50);
}

function requeue(db: TillDatabase, missing: readonly { readonly chain: string; readonly after: number }[], nowMs: number): Promise<number> {
  if (missing.length === 0) return Promise.resolve(0);
  return db.write(["entries", "outbox", "cells"], async ({ entries, outbox, cells }) => {
    const again: EntryRow[] = [];
    for (const { chain, after } of missing) {
      const behind = IDBKeyRange.bound([chain, after], [chain, Number.MAX_SAFE_INTEGER], true);
      const rows = again.length < AT_ONCE ? await entries.getAll(behind, AT_ONCE - again.length) : [];
      // What was never delivered is in the outbox already.
      again.push(...rows.filter((row) => row.acknowledged_ms !== undefined));
    }
    const [first = 1] = await outbox.getAllKeys(null, 1);
    for (const [place, row] of again.entries()) {
      const { acknowledged_ms: _when, status: _status, code: _code, ...fresh } = row;
      await entries.put(fresh);
      await outbox.put({ order: first - again.length + place, chain: row.chain, sequence: row.sequence, made_ms: row.made_ms });
    }
    if (again.length === 0) return 0;
    await cells.clear("relayed_up_to");
    const before = await cells.get("sent_again");
    const count = before !== undefined && nowMs - before.at_ms < ONE_RESTORE_MS ? before.count : 0;
    await cells.put("sent_again", { count: count + again.length, at_ms: nowMs });
    return again.length;
  });
}

/** Entries that the server has had for 90 days may go, once a backup that was tried holds them. Sales stay: they can be refunded. */
export async function pruneOld(db: TillDatabase, nowMs: number): Promise<number> {
  return db.writeRelaxed(["entries", "cells"], async ({ entries, cells }) => {
    const held = (await cells.get("held_chains")) ?? {};
    const before = IDBKeyRange.upperBound(nowMs - KEPT_MS, true);
    const old = await entries.index("acknowledged_ms").getAllKeys(before, AT_ONCE);
    const safe = old.filter(([chain, sequence]) => sequence <= (held[chain] ?? 0));
    await Promise.all(safe.map((key) => entries.delete(key)));
    return safe.length;
  });
}

function readStands(text: string): readonly Stands[] {
  return readList(readObject(parseJson(text), "chains")["chains"], "chains").map((value) => {
    const one = readObject(value, "chain");
    return { chain: readText(one, "chain"), stored: one["stored"] === null ? undefined : readInteger(one, "stored"), held: readInteger(one, "held"), renew: one["renew"] === true };
  });
}
