/** How a till gets a chain: by enrolling, or, when its chain was revoked or forked, by starting one of its own. */
import { certificateDigest, ownEnrolment, type EntryObject } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { ChainRow, HeadRow, Writing } from "../database.ts";
import type { DoorAnswer, Enrolled } from "../door/door.ts";
import { done, refused, type Result } from "../refusal.ts";
import { makeKey, proveKey, sealerOf, vouchForChain, type FreshKey } from "../sealing.ts";
import type { TillState } from "../views.ts";

/**
 * The key is made here and stays here; the code is spent when the server has registered it. A till may enrol again at any time
 * (after a revocation, or on a new server); what it has not sent yet is still sent, chain by chain.
 */
export function enrol(context: TillContext, code: string, label: string): Promise<Result<TillState>> {
  return context.exclusive(async () => {
    if (!context.facts.has_lock) return refused("till.other_tab");
    // A day that is open is closed first, unless the chain is broken: then the same till takes up its day in the new chain.
    if (context.facts.session !== undefined && context.facts.needs_enrolment_reason === undefined) return refused("session.already_open");
    const { subtle, door } = context.ports;
    const key = await makeKey(subtle);
    const answer = await door.enrol({
      code: code.trim(),
      public_key: key.public_key,
      algorithm: "ES256",
      device: {
        id: await deviceId(context),
        label: label.trim(),
        app_version: context.app_version,
        user_agent: context.user_agent,
      },
      proof: await proveKey(sealerOf(subtle, key.private_key), code.trim()),
    });
    if (answer.kind !== "ok") return refusalOf(answer);
    const before = context.facts.chain;
    const row = rowOf(answer.value, key, context.ports.clock.wall().epoch_ms);
    await startChain(context, row, await startedBody(context, row, before, answer.value));
    return done(context.state.value);
  });
}

/**
 * A chain without the server's word: its entries wait in quarantine until a person adopts them. The till must not stop selling
 * because of an answer, and must not go on in a chain that the server will not follow. The key of the chain before vouches for it.
 */
export function startLocalChain(context: TillContext, reason: "revoked" | "fork"): Promise<void> {
  return context.writer.exclusive(async () => {
    const before = context.facts.chain;
    if (before === undefined || before.is_local || !context.facts.has_lock) return;
    const wall = context.ports.clock.wall();
    const key = await makeKey(context.ports.subtle);
    const chain = context.writer.newId(wall);
    const row: ChainRow = {
      ...before,
      ...key,
      chain,
      enrolment: ownEnrolment(chain),
      is_local: true,
      created_ms: wall.epoch_ms,
    };
    const vouched = await vouchForChain(sealerOf(context.ports.subtle, before.private_key), chain, key.public_key);
    const started = await startedBody(context, row, before, undefined);
    await startChain(context, row, { ...started, public_key: key.public_key, vouched }, reason);
  });
}

/** The chain of a renewed key: it says which word of the key before stands for it. `note` is written in the same transaction. */
export async function beginRenewed(context: TillContext, row: ChainRow, word: number, note: (cells: Writing<"cells">["cells"]) => Promise<void>): Promise<void> {
  const started = await startedBody(context, row, context.facts.chain, undefined);
  await startChain(context, row, { ...started, word }, undefined, note);
}

async function startChain(
  context: TillContext,
  row: ChainRow,
  body: EntryObject,
  reason?: "revoked" | "fork",
  note: (cells: Writing<"cells">["cells"]) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const isOtherTill = context.facts.chain !== undefined && context.facts.chain.till !== row.till;
  // What a session has before it is in the old chain; its closing will stand in this one.
  const session = isOtherTill || context.facts.session === undefined ? undefined : { ...context.facts.session, first_sequence: 1 };
  await context.append(row, context.draft("technical_event", body), {
    stores: ["chains", "cells", "changes"],
    prepare: () => Promise.resolve(null),
    write: async ({ chains, cells, changes }) => {
      // The first entry of a till needs no word about a change of version: there was none before.
      if (context.facts.chain === undefined) await cells.put("app_version", context.app_version);
      await chains.add(row);
      await cells.put("current_chain", row.chain);
      await note(cells);
      if (reason === undefined) await cells.clear("needs_enrolment");
      else await cells.put("needs_enrolment", reason);
      if (session !== undefined) await cells.put("session", session);
      if (isOtherTill) {
        // The totals since the beginning are a till's, not the device's.
        await cells.clear("settings", "cashier", "is_locked", "session", "manifest", "perpetual");
        await changes.clear();
      }
    },
  });
  // A chain says itself that it begins.
  context.isStartTold = true;
  context.learn({
    chain: row,
    needs_enrolment_reason: reason,
    session,
    ...(isOtherTill ? { settings: undefined, cashier: undefined, is_locked: false, catalog_position: 0, perpetual: { gross: 0, refunded: 0 } } : {}),
  });
}

/** Names the chain before this one, so that nobody can say later that it had been forgotten. */
async function startedBody(
  context: TillContext,
  row: ChainRow,
  before: ChainRow | undefined,
  enrolled: Enrolled | undefined,
): Promise<EntryObject> {
  const started: EntryObject = {
    event: "chain_started",
    certificate: await certificateDigest(context.ports.subtle, row.certificate),
    enrolment: row.enrolment,
  };
  const own = before?.till === row.till ? await context.db.get("heads", before.chain) : undefined;
  if (own !== undefined) return { ...started, previous_chain: own.chain, previous_head: headOf(own) };
  if (enrolled?.previous_chain === undefined || enrolled.previous_head === undefined) return started;
  const { sequence, digest } = enrolled.previous_head;
  return { ...started, previous_chain: enrolled.previous_chain, previous_head: { sequence, digest } };
}

function headOf(head: HeadRow): EntryObject {
  return { sequence: head.length, digest: head.digest };
}

async function deviceId(context: TillContext): Promise<string> {
  const known = await context.db.cell("device_id");
  if (known !== undefined) return known;
  const fresh = context.writer.newId(context.ports.clock.wall());
  await context.db.write(["cells"], ({ cells }) => cells.put("device_id", fresh));
  return fresh;
}

function rowOf(enrolled: Enrolled, key: FreshKey, nowMs: number): ChainRow {
  const { organization, legal_entity, store, till, till_code, chain, enrolment, token, certificate, server_key } = enrolled;
  return {
    chain,
    organization,
    legal_entity,
    store,
    till,
    till_code,
    enrolment,
    token,
    certificate,
    server_key,
    ...key,
    is_local: false,
    created_ms: nowMs,
  };
}

function refusalOf(answer: Exclude<DoorAnswer<Enrolled>, { kind: "ok" }>): Result<TillState> {
  if (answer.kind === "weather") return refused(answer.weather === "busy" ? "enrol.too_many_tries" : "enrol.offline");
  switch (answer.code) {
    case "edge.code_unknown":
      return refused("enrol.code_unknown");
    case "edge.key_invalid":
    case "edge.proof_invalid":
      return refused("enrol.key_invalid");
    default:
      return refused("enrol.unexpected", { code: answer.code });
  }
}
