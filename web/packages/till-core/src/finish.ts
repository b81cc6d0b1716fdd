/**
 * Prepare, seal, commit, print: how a document is finished where a country's device seals it, too (ADR 0060).
 *
 * The content is frozen and written down before the device hears of it. Commit is the one strict transaction of every entry, which takes
 * the note away. So there is one rule after a crash anywhere: **what was not committed did not happen**. The next act finds the note, asks
 * the device what it knows, and writes down that the document was voided; its basket still lies there and is finished as a new document.
 * Nothing is printed before commit, so no customer holds what was voided.
 */
import type { EntryKind, EntryObject } from "@comptoir/journal";

import { receiptNumber, type Companion, type EntryDraft } from "./chain-writer.ts";
import type { TillContext } from "./context.ts";
import type { ChainRow, EntryRow, StoreName, Writing } from "./database.ts";
import type { SettingsDocument } from "./documents.ts";
import type { FiscalKept, Lasted } from "./fiscal/kept.ts";
import { afterAnswer, NO_OUTAGE, type FiscalAnswer, type FiscalDocument, type FiscalDraft, type FiscalSealer, type FiscalServer, type FiscalSession, type FiscalSettings } from "./fiscal/plugin.ts";
import type { WallTime } from "./ports.ts";
import { isObject, parseJson, readObject } from "./reading.ts";
import { deviceTime } from "./time.ts";

/** How long a device that failed is left alone: a queue of customers must not wait for it one by one. */
const RETRY_MS = 60_000;
/** What must be sealed where the country's module itself is missing. */
const TURNED: readonly EntryKind[] = ["sale", "refund", "exchange", "payment"];

interface Country {
  readonly name: string;
  readonly sealer: FiscalSealer;
  readonly session: Pick<FiscalSession, "seals" | "heeds" | "due" | "remember" | "unsealed">;
  /** By the monotonic clock of this page. */
  rests_until_ms: number;
}

const countries = new WeakMap<SettingsDocument, Promise<Country | undefined>>();

function countryOf(context: TillContext): Promise<Country | undefined> {
  const { settings } = context.facts;
  if (settings === undefined) return Promise.resolve(undefined);
  const known = countries.get(settings) ?? open(context, settings.fiscal);
  countries.set(settings, known);
  return known;
}

async function open(context: TillContext, document: unknown): Promise<Country | undefined> {
  const said = readFiscal(document);
  if (said === undefined || context.fiscalLoader === undefined) return undefined;
  const found = await context.fiscalLoader(said.plugin).catch((error: unknown) => {
    context.reportBug(error);
    return undefined;
  });
  if (found === undefined) return without(said.plugin);
  const session = found.open(context.ports, said, keptOf(context, said.plugin), (question) => askServer(context, question));
  return session.sealer && { name: said.plugin, sealer: session.sealer, session, rests_until_ms: 0 };
}

/** A refusal is an answer that says no device: whoever refuses has done nothing. */
async function askServer({ facts, ports }: TillContext, body: object): ReturnType<FiscalServer> {
  const { chain } = facts;
  if (chain === undefined || chain.is_local) return "no_line";
  // Of its own: without a device at the server no sale waits for it.
  const { read } = await import("./door/late-answers.ts");
  const answer = read(await ports.door.ask(chain.token, { about: "sealing", body }), (text) => readObject(parseJson(text), "sealing"));
  if (answer.kind === "ok") return answer.value;
  if (answer.kind === "weather") return answer.weather === "offline" ? "no_line" : "no_answer";
  return { outcome: "failed", code: "no_device" };
}

export function readFiscal(document: unknown): FiscalSettings | undefined {
  if (!isObject(document)) return undefined;
  const { plugin, facts } = document;
  return typeof plugin === "string" ? { plugin, facts: isObject(facts) ? facts : {} } : undefined;
}

/** The program here has no module for the shop's country: an outage like any other. */
function without(name: string): Country {
  const answer: FiscalAnswer = { outcome: "failed", code: "no_module" };
  return {
    name,
    sealer: { budget_ms: 1_000, seal: () => Promise.resolve(answer), find: () => Promise.resolve(answer) },
    session: { seals: (kind) => TURNED.some((turned) => turned === kind), due: () => [], remember: (state) => state.memory },
    rests_until_ms: 0,
  };
}

function keptOf(context: TillContext, plugin: string): FiscalKept {
  const { fiscal } = context.facts;
  return fiscal?.plugin === plugin ? fiscal : { plugin, outage: NO_OUTAGE, memory: {} };
}

/** One entry, sealed by the country's device where it must be. Call it inside `exclusive`. */
export async function finish<P, N extends StoreName>(context: TillContext, chain: ChainRow, draft: EntryDraft, companion: Companion<P, N>): Promise<EntryRow> {
  const country = await countryOf(context);
  const isSealed = country?.session.seals(draft.kind) ?? false;
  if (country === undefined || !(isSealed || country.session.heeds?.(draft.kind))) return context.writer.append(chain, draft, companion);
  await findPending(context, country, chain);
  await writeDue(context, country, chain, draft);
  if (!isSealed) return context.writer.append(chain, draft, companion);
  const entry = await sealed(context, country, chain, draft, companion);
  await tell(context, chain);
  return entry;
}

/** A document that the law lets somebody ask for (a zero receipt, before an inspector). `undefined`: the country knows none. */
export async function writeAsked(context: TillContext, chain: ChainRow, asked: FiscalDocument): Promise<EntryRow | undefined> {
  const country = await countryOf(context);
  if (country === undefined) return undefined;
  await findPending(context, country, chain);
  const draft = documentDraft(context, country, asked);
  await writeDue(context, country, chain, draft);
  const entry = await sealed(context, country, chain, draft, NOTHING);
  await tell(context, chain);
  return entry;
}

function documentDraft(context: TillContext, country: Country, { body, purpose }: FiscalDocument, wall?: WallTime): EntryDraft {
  return context.draft("technical_event", { ...body, event: "fiscal_document", plugin: country.name, purpose }, wall);
}

/** What the country wants before this document; asked again after each, so that a crash skips none. */
async function writeDue(context: TillContext, country: Country, chain: ChainRow, draft: EntryDraft): Promise<void> {
  for (;;) {
    const [next] = country.session.due(keptOf(context, country.name), await frozen(context, chain, draft));
    if (next === undefined) return;
    const wanted = documentDraft(context, country, next, draft.wall);
    if (next.only_sealed === true && !(await isAnswered(context, country, chain, wanted))) return;
    if (next.only_sealed !== true) await sealed(context, country, chain, wanted, NOTHING);
    await tell(context, chain);
  }
}

/** Whether the device sealed it: nothing of it is written otherwise, and the document that follows does not wait for the device again. */
async function isAnswered(context: TillContext, country: Country, chain: ChainRow, draft: EntryDraft): Promise<boolean> {
  if (isResting(context, country)) return false;
  const document = await frozen(context, chain, draft);
  const answer = await ask(context, country, document);
  if (answer.outcome === "sealed") {
    await committed(context, country, chain, draft, NOTHING, document, answer);
    return true;
  }
  await context.db.write(["cells"], ({ cells }) => cells.clear("prepared"));
  context.learn({ prepared: undefined });
  return false;
}

const NOTHING: Companion<null, never> = { stores: [], prepare: () => Promise.resolve(null), write: () => Promise.resolve() };

async function sealed<P, N extends StoreName>(context: TillContext, country: Country, chain: ChainRow, draft: EntryDraft, companion: Companion<P, N>): Promise<EntryRow> {
  const document = await frozen(context, chain, draft);
  const answer = isResting(context, country) ? rested(keptOf(context, country.name)) : await ask(context, country, document);
  return committed(context, country, chain, draft, companion, document, answer);
}

async function committed<P, N extends StoreName>(
  context: TillContext,
  country: Country,
  chain: ChainRow,
  draft: EntryDraft,
  companion: Companion<P, N>,
  document: FiscalDraft,
  answer: FiscalAnswer,
): Promise<EntryRow> {
  const before = keptOf(context, country.name);
  const fiscal =
    answer.outcome === "sealed"
      ? { plugin: country.name, ...answer.members }
      : { plugin: country.name, outage: answer.code, ...(await country.session.unsealed?.(before, document)) };
  const after = kept(context, country, before, document, answer, fiscal);
  const entry = await context.writer.append(
    chain,
    { ...draft, body: { ...draft.body, fiscal }, more: { fiscal } },
    {
      stores: ["cells", ...companion.stores],
      prepare: (place) => companion.prepare(place),
      write: async (tables: Writing<N | "cells">, row, rows: P) => {
        await companion.write(tables, row, rows);
        await tables.cells.clear("prepared");
        await tables.cells.put("fiscal", after);
      },
    },
  );
  context.learn({ prepared: undefined, fiscal: after });
  return entry;
}

/** Its content and its place: until commit nothing else is written to the chain. */
async function frozen(context: TillContext, chain: ChainRow, draft: EntryDraft): Promise<FiscalDraft> {
  const sequence = (await context.writer.length(chain)) + 1;
  return {
    id: context.writer.newId(draft.wall),
    kind: draft.kind,
    till: chain.till,
    chain: chain.chain,
    sequence,
    number: receiptNumber(chain, sequence),
    device_time: deviceTime(draft.wall),
    body: draft.body,
  };
}

function isResting(context: TillContext, country: Country): boolean {
  return keptOf(context, country.name).outage.began_at !== "" && context.ports.clock.monotonic_ms() < country.rests_until_ms;
}

function rested({ outage }: FiscalKept): FiscalAnswer {
  return { outcome: "failed", code: outage.code };
}

async function ask(context: TillContext, country: Country, document: FiscalDraft): Promise<FiscalAnswer> {
  await context.db.write(["cells"], ({ cells }) => cells.put("prepared", document));
  context.learn({ prepared: document });
  const answer = await within(context, country, country.sealer.seal(document, keptOf(context, country.name)));
  if (answer.outcome === "failed") rest(context, country);
  return answer;
}

function rest(context: TillContext, country: Country): void {
  country.rests_until_ms = context.ports.clock.monotonic_ms() + RETRY_MS;
}

/** The till keeps the time. A plugin's own fault must not stop the counter; it must not be hidden either. */
function within(context: TillContext, country: Country, answered: Promise<FiscalAnswer>): Promise<FiscalAnswer> {
  return new Promise((resolve) => {
    const conclude = (answer: FiscalAnswer): void => {
      if (answer.outcome === "unknown") rest(context, country);
      resolve(answer);
    };
    const cancel = context.ports.timers.after(country.sealer.budget_ms, () => conclude({ outcome: "unknown", code: "timeout" }));
    answered.finally(cancel).then(conclude, (error: unknown) => {
      context.reportBug(error);
      conclude({ outcome: "unknown", code: "fault" });
    });
  });
}

/** The plugin's state once the document stands. */
function kept(context: TillContext, country: Country, before: FiscalKept, document: FiscalDraft, answer: FiscalAnswer, fiscal: EntryObject): FiscalKept {
  const step = afterAnswer(before.outage, document, answer, document.device_time);
  const memory = country.session.remember(before, document, answer, fiscal);
  const { lasted } = before;
  const isMarked = answer.outcome !== "sealed";
  const now = step.outage.began_at === "" ? ended(lasted, step.ends, document.sequence) : lasting(lasted, step.outage, document.sequence, isMarked);
  return { plugin: country.name, outage: step.outage, memory, ...(now && { lasted: now }) };
}

function ended(lasted: Lasted | undefined, ends: boolean, sequence: number): Lasted | undefined {
  return ends && lasted ? { ...lasted, sealed_again: sequence } : lasted;
}

function lasting(lasted: Lasted | undefined, outage: FiscalKept["outage"], sequence: number, isMarked: boolean): Lasted {
  const { began_at, code } = outage;
  const before = lasted ?? { began_at, code, first_sequence: sequence, documents: 0, is_told: false };
  return { ...before, documents: before.documents + Number(isMarked) };
}

/** What the device did of documents whose answer was lost: an outage lasts until that is known. */
async function findPending(context: TillContext, country: Country, chain: ChainRow): Promise<void> {
  for (const document of keptOf(context, country.name).outage.pending) {
    if (isResting(context, country)) return;
    const before = keptOf(context, country.name);
    const answer = await within(context, country, country.sealer.find(document));
    if (answer.outcome === "unknown") return;
    const step = afterAnswer(before.outage, document, answer, document.device_time);
    const lasted = ended(before.lasted, step.ends, document.sequence);
    const after: FiscalKept = { ...before, outage: step.outage, ...(lasted && { lasted }) };
    const found = answer.outcome === "sealed" ? { fiscal: { plugin: country.name, ...answer.members } } : { code: answer.code };
    await note(context, chain, { event: "seal_found", document_sequence: document.sequence, document: document.id, ...found }, after);
  }
  await tell(context, chain);
}

/** Begin and end of an outage stand in the journal once each: what a crash left out is told by the next act. */
async function tell(context: TillContext, chain: ChainRow): Promise<void> {
  const { fiscal } = context.facts;
  const lasted = fiscal?.lasted;
  if (fiscal === undefined || lasted === undefined) return;
  const { began_at, code, first_sequence, documents, sealed_again } = lasted;
  const about = { what: "sealer", plugin: fiscal.plugin, began_at, first_sequence };
  const told = { ...fiscal, lasted: { ...lasted, is_told: true } };
  if (!lasted.is_told) await note(context, chain, { event: "outage_began", ...about, code }, told);
  if (sealed_again === undefined) return;
  const { lasted: _over, ...over } = fiscal;
  await note(context, chain, { event: "outage_ended", ...about, documents, sealed_again }, over);
}

async function note(context: TillContext, chain: ChainRow, body: EntryObject, fiscal: FiscalKept): Promise<void> {
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => cells.put("fiscal", fiscal),
  });
  context.learn({ fiscal });
}

/** The one recovery, before anything else is written: a document that was prepared and not committed is voided. */
export async function catchUp(context: TillContext, chain: ChainRow): Promise<void> {
  const { prepared } = context.facts;
  if (prepared !== undefined) await voidPrepared(context, chain, prepared);
  await tell(context, chain);
}

async function voidPrepared(context: TillContext, chain: ChainRow, document: FiscalDraft): Promise<void> {
  const country = await countryOf(context);
  const answer: FiscalAnswer = country ? await within(context, country, country.sealer.find(document)) : { outcome: "failed", code: "no_module" };
  const { cashier, session, gross } = document.body;
  const known = { ...(cashier === undefined ? {} : { cashier }), ...(session === undefined ? {} : { session }), ...(gross === undefined ? {} : { gross }) };
  const device = answer.outcome === "sealed" ? { fiscal: { plugin: country?.name ?? "", ...answer.members } } : { device: answer.outcome, code: answer.code };
  const body = { event: "document_voided", document: document.id, document_kind: document.kind, document_sequence: document.sequence, ...known, ...device };
  const before = country && keptOf(context, country.name);
  // Whoever does not know what it did is asked again, as after any lost answer.
  const after = before && answer.outcome === "unknown" ? unknownOf(before, document, answer) : before;
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: async ({ cells }) => {
      await cells.clear("prepared");
      if (after !== undefined) await cells.put("fiscal", after);
    },
  });
  context.learn({ prepared: undefined, ...(after && { fiscal: after }) });
}

function unknownOf(before: FiscalKept, document: FiscalDraft, answer: FiscalAnswer): FiscalKept {
  const { outage } = afterAnswer(before.outage, document, answer, document.device_time);
  return { ...before, outage, lasted: lasting(before.lasted, outage, document.sequence, false) };
}
