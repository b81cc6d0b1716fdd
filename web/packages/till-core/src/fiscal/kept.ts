/** What the till keeps of its country's device between two pages, and what it shows of it. */
import type { EntryObject } from "@comptoir/journal";

import type { FiscalDraft, FiscalState } from "./plugin.ts";

/** The member `fiscal` of an entry: the plugin's name with what its device answered, or with `outage`, why it did not. */
export type Fiscal = EntryObject;

/** On the rows and papers of what a country's device sealed, or should have. */
export interface Marked {
  readonly fiscal?: Fiscal;
}

/** The state of the plugin, and how far the journal has been told of it. */
export interface FiscalKept extends FiscalState {
  readonly plugin: string;
  /** Of the outage that is on, or that ended and is not told yet. */
  readonly lasted?: Lasted;
}

export interface Lasted {
  readonly began_at: string;
  readonly code: string;
  readonly first_sequence: number;
  /** How many documents carry its mark. */
  readonly documents: number;
  readonly is_told: boolean;
  /** The place of what was sealed first again. */
  readonly sealed_again?: number;
}

export interface FiscalCells {
  /** A document that a country's device may have heard of, not committed yet. */
  readonly prepared: FiscalDraft;
  readonly fiscal: FiscalKept;
}

/** For the screens: the country's device does not answer. */
export interface OutageView {
  readonly began_at: string;
  readonly code: string;
  readonly documents: number;
}

export function outageView(kept: FiscalKept | undefined): OutageView | undefined {
  const lasted = kept?.lasted;
  return lasted === undefined || lasted.sealed_again !== undefined ? undefined : lasted;
}
