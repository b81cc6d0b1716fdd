/**
 * What a country's own device (a signature card, a TSE, a remote module) must offer, and all that the till's core knows of it. The till's
 * own key seals every entry beside it. A plugin brings one of these by dynamic import (`OpenTillOptions.countrySealer`).
 */
import type { EntryKind, EntryObject } from "@comptoir/journal";

import type { SettingsDocument } from "./documents.ts";
import type { Ports } from "./ports.ts";

/** A document whose content no longer changes, before the device has seen it. */
export interface Prepared {
  /** The same after a crash: a device that numbers what it is asked knows it again. */
  readonly id: string;
  readonly kind: EntryKind;
  /** The body of the entry, all of it but the member `fiscal`, which the device's answer becomes. */
  readonly body: EntryObject;
  /** SHA-256, hex, of the body's canonical bytes. */
  readonly digest: string;
  readonly device_time: string;
  readonly till_code: string;
  readonly chain: string;
  readonly enrolment: number;
  /** Where the entry will stand: between here and its commit nothing else is written to the chain. */
  readonly sequence: number;
  readonly sealer: string;
}

/** The device does not answer since. */
export interface SealerOutage {
  readonly sealer: string;
  readonly since: string;
  readonly since_ms: number;
  readonly tried_ms: number;
  /** Why: `timeout`, or the device's own code. */
  readonly reason: string;
  readonly chain: string;
  readonly first_sequence: number;
  readonly documents: number;
  /** Its begin stands in the journal. */
  readonly is_told?: boolean;
  /** It is over: what the device sealed first again; until the end stands in the journal, too. */
  readonly sealed_again?: number;
  /** The end does; what the law wants afterwards does not yet. */
  readonly is_ended?: boolean;
}

/** What the device answered, or why it did not: integers, strings, lists and objects of them. */
export type Fiscal = EntryObject;

/** On the rows and papers of what a country's device sealed, or failed to. */
export interface Marked {
  readonly fiscal?: Fiscal;
}

/** What the till keeps of it. */
export interface SealerCells {
  readonly prepared: Prepared;
  readonly outage: SealerOutage;
}

/** Thrown by `seal`: a code that the journal and the screens may say. Anything else that is thrown counts as `failed`. */
export class SealerFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface CountrySealer {
  /** `at-rksv`, `de-tse`: stands in each entry that it sealed or failed to. */
  readonly name: string;
  /** How long a customer waits for the device, and how long it is left alone once it failed. */
  readonly budget_ms: number;
  readonly retry_ms: number;
  /** Whether the law wants the device's seal on it. */
  seals(kind: EntryKind, body: EntryObject): boolean;
  /** What becomes the member `fiscal`, beside `sealer`. */
  seal(document: Prepared): Promise<Fiscal>;
  /** What must stand in `fiscal` of a document that the device did not seal. */
  unsealed?(document: Prepared, outage: SealerOutage): Promise<Fiscal>;
  /**
   * The document never came to be, or was committed without the answer: a device that began it ends it as broken off. Repeatable, and
   * nobody waits longer than the budget.
   */
  abandon(document: Prepared): Promise<void>;
  /** A document that the law wants once the device answers again (a zero receipt, say). */
  recovery?(outage: SealerOutage): { readonly kind: EntryKind; readonly body: EntryObject } | undefined;
}

/** `undefined` where the shop's country wants no device. Asked once for each state of the settings. */
export type CountrySealerSource = (settings: SettingsDocument, ports: Ports) => Promise<CountrySealer | undefined>;
