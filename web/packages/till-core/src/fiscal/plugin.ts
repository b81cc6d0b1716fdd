/**
 * What a country's module may do at a till: seal with its own device or key, and add to the receipt. Types alone, and one pure rule.
 *
 * The core knows no country. An app loads the module that the settings name (`settings.fiscal.plugin`) by dynamic import, so shops
 * of other countries carry none of it. The till's own ES256 seal is never left to a country: a device that is slow, broken or
 * silent makes an outage, a state with a beginning and an end in the chain; selling goes on. Twin of `comptoir/fiscal/sealing.py`.
 */
import type { EntryObject } from "@comptoir/journal";

import type { Ports } from "../ports.ts";

/** The member `fiscal` of the settings. Absent: the country asks nothing of the till. */
export interface FiscalSettings {
  /** The module's name, `fr`, `at`. */
  readonly plugin: string;
  /** What the plugin's server side tells its tills; the module reads it itself. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What is to be sealed. `id` stays the same over repeats: by it a transaction is found again after a lost reply. */
export interface FiscalDraft {
  readonly id: string;
  readonly kind: string;
  readonly till: string;
  /** The place that the entry will have in its chain, and its number on paper. */
  readonly chain: string;
  readonly sequence: number;
  readonly number: string;
  readonly device_time: string;
  /** As it will stand in the journal, before the device's answer is put in it as `fiscal`. */
  readonly body: EntryObject;
}

/** `members` go into the entry (`body.fiscal`) and are kept on the receipt. */
export type FiscalAnswer =
  | { readonly outcome: "sealed"; readonly members: EntryObject; readonly found?: true }
  | { readonly outcome: "failed"; readonly code: string }
  | { readonly outcome: "unknown"; readonly code: string };

export interface FiscalSealer {
  /** How long a sale waits for it, at most. The till itself keeps the time: a sealer that ignores it is cut off as `unknown`. */
  readonly budget_ms: number;
  /** Seals once. A repeat of a draft that was sealed answers the first seal, with `found`. Never throws for weather. */
  seal(draft: FiscalDraft, state: FiscalState): Promise<FiscalAnswer>;
  /** What became of a draft whose answer was unknown. */
  find(draft: FiscalDraft): Promise<FiscalAnswer>;
}

/** What goes on paper: text, the line for a machine reader, and the content of a QR code. */
export interface FiscalSlots {
  readonly lines: readonly string[];
  readonly qr?: string;
  readonly machine?: string;
}

/** What the till itself must do besides, in the country's order: written by the till as entries of their own. */
export interface FiscalDocument {
  /** `start`, `month`, `year`, `collective` …: the plugin's word for it. */
  readonly purpose: string;
  readonly body: EntryObject;
  /** Not written while the device is silent: it is due still. Without this it is written with the outage's mark. */
  readonly only_sealed?: true;
}

/** Where a plugin keeps what it must know of itself at the next seal: written in the transaction of the entry. */
export interface FiscalState {
  readonly outage: Outage;
  /** The plugin's own, such as a turnover counter and the last seal. */
  readonly memory: Readonly<Record<string, unknown>>;
}

export interface FiscalSession {
  /** Absent: nothing beside the till's own seal is asked; receipts may still get slots. */
  readonly sealer?: FiscalSealer;
  /** Which entries are sealed by the device, by kind. */
  seals(kind: string): boolean;
  /** Before which others the till also asks what is `due`: the opening or closing of a day, say. */
  heeds?(kind: string): boolean;
  /** What to write before the next sale, in order: none of it is skipped by a crash, because it is asked again each time. */
  due(state: FiscalState, draft: FiscalDraft): readonly FiscalDocument[];
  /** What the module remembers once the entry stands: of what was sealed. `fiscal` is the member that the entry will have. */
  remember(state: FiscalState, draft: FiscalDraft, answer: FiscalAnswer, fiscal: EntryObject): FiscalState["memory"];
  /** What stands in `fiscal` beside the outage of a document that the device did not seal. No device is asked. */
  unsealed?(state: FiscalState, draft: FiscalDraft): Promise<EntryObject>;
  /** `fiscal`: the members that were sealed into the entry, absent in an outage. `locale` is the receipt's. */
  slots(body: EntryObject, fiscal: EntryObject | undefined, locale: string): FiscalSlots;
}

/** A paper that is being made, as far as a country may look at it. */
export interface FiscalPaper {
  readonly number: string;
  /** The member `fiscal` of the entry. Absent: no device was asked. */
  readonly fiscal: EntryObject | undefined;
  readonly lines_count: number;
  /** 0 for the original. */
  readonly copy_number: number;
  readonly is_training: boolean;
  readonly app_version: string;
  /** `fr-FR`: of the paper, which may be another than the shop's. */
  readonly locale: string;
}

/** What a country's module exports as `plugin`. */
export interface FiscalModule {
  readonly name: string;
  /** Purposes of documents that a person may ask for at the till. */
  readonly asked?: readonly string[];
  /** Why the device did not seal, in the person's language: the codes that this module answers. The till knows its own. */
  faultWords?(code: string, locale: string): string | undefined;
  /** What stands on receipts and copies, of what was sealed alone: a paper is made again years later, without any state. */
  slots?(settings: FiscalSettings, paper: FiscalPaper): FiscalSlots;
  /** On X and Z. */
  reportLines?(settings: FiscalSettings, appVersion: string, locale: string): readonly string[];
  open(ports: Ports, settings: FiscalSettings, state: FiscalState, server?: FiscalServer): FiscalSession;
}

/**
 * Asks the shop's server for what only it reaches, by the till's own door. `no_line`: it surely heard nothing; `no_answer`: nobody knows
 * what it did.
 */
export type FiscalServer = (question: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>> | "no_line" | "no_answer">;

/** How an app finds one: `undefined` where this build has none of that name, which the till says and sells on. */
export type FiscalLoader = (name: string) => Promise<FiscalModule | undefined>;

export interface Outage {
  /** When it began, by the till's clock; "" while the device answers. */
  readonly began_at: string;
  readonly code: string;
  /** Drafts whose fate is unknown: found before the outage ends. */
  readonly pending: readonly FiscalDraft[];
}

export const NO_OUTAGE: Outage = { began_at: "", code: "", pending: [] };

export interface OutageStep {
  readonly outage: Outage;
  readonly begins: boolean;
  readonly ends: boolean;
}

/** The one rule of outages: any answer but a seal begins one, the first seal with nothing left to find ends it. */
export function afterAnswer(outage: Outage, draft: FiscalDraft, answer: FiscalAnswer, now: string): OutageStep {
  const left = outage.pending.filter(({ id }) => id !== draft.id);
  const isOn = outage.began_at !== "";
  if (answer.outcome === "sealed") {
    if (isOn && left.length === 0) return { outage: NO_OUTAGE, begins: false, ends: true };
    return { outage: { ...outage, pending: left }, begins: false, ends: false };
  }
  const pending = answer.outcome === "unknown" ? [...left, draft] : left;
  return { outage: { began_at: outage.began_at || now, code: outage.code || answer.code, pending }, begins: !isOn, ends: false };
}

/** `undefined` where the settings tell nothing, or in a form that this program does not know. */
export function fiscalSettings({ fiscal }: { readonly fiscal?: unknown }): FiscalSettings | undefined {
  if (typeof fiscal !== "object" || fiscal === null || !("plugin" in fiscal) || typeof fiscal.plugin !== "string") return undefined;
  const facts = "facts" in fiscal && typeof fiscal.facts === "object" && fiscal.facts !== null ? fiscal.facts : {};
  return { plugin: fiscal.plugin, facts: Object.fromEntries(Object.entries(facts)) };
}
