/**
 * Prepare, seal, commit, print: how a document is finished where a country's device seals it, too (ADR 0060).
 *
 * The content is frozen and written down before the device hears of it. Commit is the one strict transaction of every entry, which takes
 * the note away. So there is one rule after a crash anywhere: **what was not committed did not happen**. The next act finds the note, tells
 * the device, and writes down that the document was voided; its basket still lies there and is finished as a new document. Nothing is
 * printed before commit, so no customer holds what was voided.
 */
import { canonicalize, toHex, type EntryObject } from "@comptoir/journal";

import { ALONE, type Companion, type EntryDraft } from "./chain-writer.ts";
import type { TillContext } from "./context.ts";
import { SealerFailed, type CountrySealer, type Prepared, type SealerOutage } from "./country-sealer.ts";
import type { ChainRow, EntryRow, StoreName } from "./database.ts";
import type { SettingsDocument } from "./documents.ts";
import { deviceTime } from "./time.ts";

const sealers = new WeakMap<SettingsDocument, Promise<CountrySealer | undefined>>();

function sealerFor(context: TillContext): Promise<CountrySealer | undefined> {
  const { settings } = context.facts;
  if (settings === undefined || context.countrySealer === undefined) return Promise.resolve(undefined);
  const known = sealers.get(settings) ?? context.countrySealer(settings, context.ports);
  sealers.set(settings, known);
  return known;
}

/** One entry, sealed by the country's device where it must be. Call it inside `exclusive`. */
export async function finish<P, N extends StoreName>(context: TillContext, chain: ChainRow, draft: EntryDraft, companion: Companion<P, N>): Promise<EntryRow> {
  const sealer = await sealerFor(context);
  if (sealer?.seals(draft.kind, draft.body) !== true) return context.writer.append(chain, draft, companion);
  const document = await prepared(context, sealer, chain, draft);
  const outage = lasting(context.facts.outage);
  const now = context.ports.clock.monotonic_ms();
  const isResting = outage?.sealer === sealer.name && now >= outage.tried_ms && now - outage.tried_ms < sealer.retry_ms;
  const answer = isResting ? { ok: false as const, reason: outage.reason } : await ask(context, sealer, document);
  const { said, next } = answer.ok ? sealed(document, outage, answer.fiscal) : await unsealed(context, sealer, document, answer.reason, isResting);
  const entry = await commit(context, chain, draft, companion, { sealer: sealer.name, ...said }, next);
  if (!answer.ok && !isResting) void leave(context, sealer, document);
  await tellOutage(context, chain, sealer);
  return entry;
}

const lasting = (outage: SealerOutage | undefined): SealerOutage | undefined => (outage?.sealed_again === undefined ? outage : undefined);

interface Said {
  readonly said: EntryObject;
  readonly next: SealerOutage | undefined;
}

function sealed(document: Prepared, outage: SealerOutage | undefined, fiscal: EntryObject): Said {
  return { said: fiscal, next: outage && { ...outage, sealed_again: document.sequence } };
}

async function unsealed(context: TillContext, sealer: CountrySealer, document: Prepared, reason: string, isResting: boolean): Promise<Said> {
  const next = outageAfter(context, sealer, document, reason, isResting);
  return { said: { failed: reason, ...(await sealer.unsealed?.(document, next)) }, next };
}

/** Its bytes and its place, from here on fixed. */
async function prepared(context: TillContext, sealer: CountrySealer, chain: ChainRow, draft: EntryDraft): Promise<Prepared> {
  const { subtle } = context.ports;
  return {
    id: context.writer.newId(draft.wall),
    kind: draft.kind,
    body: draft.body,
    digest: toHex(new Uint8Array(await subtle.digest("SHA-256", canonicalize(draft.body)))),
    device_time: deviceTime(draft.wall),
    till_code: chain.till_code,
    chain: chain.chain,
    enrolment: chain.enrolment,
    sequence: (await context.writer.length(chain)) + 1,
    sealer: sealer.name,
  };
}

type Answer = { readonly ok: true; readonly fiscal: EntryObject } | { readonly ok: false; readonly reason: string };

async function ask(context: TillContext, sealer: CountrySealer, document: Prepared): Promise<Answer> {
  await context.db.write(["cells"], ({ cells }) => cells.put("prepared", document));
  context.learn({ prepared: document });
  return within(context, sealer.budget_ms, sealer.seal(document).then((fiscal) => ({ ok: true, fiscal }), (error: unknown) => failed(context, error)));
}

function failed(context: TillContext, error: unknown): Answer {
  if (error instanceof SealerFailed) return { ok: false, reason: error.code };
  // A plugin's own fault must not stop the counter; it must not be hidden either.
  context.reportBug(error);
  return { ok: false, reason: "failed" };
}

function within(context: TillContext, ms: number, answer: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const cancel = context.ports.timers.after(ms, () => resolve({ ok: false, reason: "timeout" }));
    void answer.finally(cancel).then(resolve, reject);
  });
}

async function commit<P, N extends StoreName>(
  context: TillContext,
  chain: ChainRow,
  draft: EntryDraft,
  companion: Companion<P, N>,
  fiscal: EntryObject,
  outage: SealerOutage | undefined,
): Promise<EntryRow> {
  const sealed = { ...draft, body: { ...draft.body, fiscal }, more: { fiscal } };
  const entry = await context.writer.append(chain, sealed, {
    stores: ["cells", ...companion.stores],
    prepare: (place) => companion.prepare(place),
    write: async (tables, row, rows: P) => {
      await companion.write(tables, row, rows);
      await tables.cells.clear("prepared");
      if (outage === undefined) await tables.cells.clear("outage");
      else await tables.cells.put("outage", outage);
    },
  });
  context.learn({ prepared: undefined, outage });
  return entry;
}

function outageAfter(context: TillContext, sealer: CountrySealer, document: Prepared, reason: string, isResting: boolean): SealerOutage {
  const outage = lasting(context.facts.outage);
  const tried = isResting && outage !== undefined ? outage.tried_ms : context.ports.clock.monotonic_ms();
  if (outage !== undefined) return { ...outage, reason, tried_ms: tried, documents: outage.documents + 1 };
  return {
    sealer: sealer.name,
    since: document.device_time,
    since_ms: context.ports.clock.wall().epoch_ms,
    tried_ms: tried,
    reason,
    chain: document.chain,
    first_sequence: document.sequence,
    documents: 1,
  };
}

/** What a crash left to be told of an outage is told by the next act: each of it once. */
async function tellOutage(context: TillContext, chain: ChainRow, sealer: CountrySealer | undefined): Promise<void> {
  const { outage } = context.facts;
  if (outage === undefined) return;
  const { sealer: name, since, reason, documents, first_sequence, sealed_again } = outage;
  const about = { what: "sealer", sealer: name, since, first_sequence };
  if (outage.is_told !== true) await note(context, chain, { event: "outage_began", ...about, reason }, { ...outage, is_told: true });
  if (sealed_again === undefined) return;
  const wanted = sealer?.name === name ? sealer.recovery?.(outage) : undefined;
  const after = wanted && { ...outage, is_told: true, is_ended: true };
  if (outage.is_ended !== true) await note(context, chain, { event: "outage_ended", ...about, documents, sealed_again }, after);
  // It is sealed by the device, so its own commit takes the note away.
  if (wanted !== undefined) await context.append(chain, context.draft(wanted.kind, wanted.body), ALONE);
}

async function note(context: TillContext, chain: ChainRow, body: EntryObject, outage: SealerOutage | undefined): Promise<void> {
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => (outage === undefined ? cells.clear("outage") : cells.put("outage", outage)),
  });
  context.learn({ outage });
}

/** Before anything else is written: what an earlier act left behind. */
export async function catchUp(context: TillContext, chain: ChainRow): Promise<void> {
  const { prepared: left } = context.facts;
  const sealer = await sealerFor(context);
  if (left !== undefined) await voidPrepared(context, chain, sealer, left);
  await tellOutage(context, chain, sealer);
}

/** The one recovery: before anything else is written, the document that was prepared and not committed is voided. */
async function voidPrepared(context: TillContext, chain: ChainRow, sealer: CountrySealer | undefined, document: Prepared): Promise<void> {
  if (sealer?.name === document.sealer) await leave(context, sealer, document);
  const { cashier, session, gross } = document.body;
  const body: EntryObject = {
    event: "document_voided",
    document_kind: document.kind,
    document_digest: document.digest,
    document_sequence: document.sequence,
    sealer: document.sealer,
    ...(cashier === undefined ? {} : { cashier }),
    ...(session === undefined ? {} : { session }),
    ...(gross === undefined ? {} : { gross }),
  };
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => cells.clear("prepared"),
  });
  context.learn({ prepared: undefined });
}

/** Told once more after each crash; a device that is out of reach finds out by its own means. */
async function leave(context: TillContext, sealer: CountrySealer, document: Prepared): Promise<void> {
  const left = sealer.abandon(document).then((): Answer => ({ ok: true, fiscal: {} }), (error: unknown) => failed(context, error));
  await within(context, sealer.budget_ms, left);
}
