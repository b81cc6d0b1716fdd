/** What is kept of a print, and what is told of it. */
/** Where paper comes out: a printer of an agent, one of this browser's own (`direct.ts`), or one of the shell's (`../shell/`). */
export interface PrintTarget {
  readonly way?: "agent" | "direct" | "shell";
  /** Empty where there is no agent between. */
  readonly agent_key: string;
  readonly printer: string;
}

/** A page for the printer that takes over: its paper may be of another width. */
export interface SparePage {
  readonly target: PrintTarget;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly opens_drawer?: boolean;
}

export interface PrintJob extends PrintTarget {
  readonly id: string;
  readonly data: Uint8Array<ArrayBuffer>;
  /** For people: the receipt's number. */
  readonly label: string;
  readonly created_ms: number;
  readonly spare?: SparePage;
  /** The data hold a pulse for the drawer: whether it opened is told with the job. */
  readonly opens_drawer?: boolean;
  /** The data is the wish for a shelf label, which the agent composes. */
  readonly is_label?: boolean;
  /** It opens the drawer, and is worth nothing later: a drawer must not open when nobody stands there. */
  readonly is_pulse?: boolean;
  /** Bytes were being sent when the page closed: nobody knows what is on paper. */
  readonly has_begun?: boolean;
  /** A person wants it no more: kept with the job, for a page that closes before the agent has heard of it. */
  readonly is_unwanted?: boolean;
  /** It was given up, or broke off: kept until a person prints it again or wants it no more. */
  readonly given_up?: GivenUp;
}

export interface GivenUp {
  readonly state: "failed" | "unsure";
  readonly trouble: string;
  readonly at_ms: number;
}

/** A page that did not come out, or perhaps did: nobody prints it again but a person. */
export interface UnprintedPage extends GivenUp {
  readonly id: string;
  readonly label: string;
}

/** What a cashier should know: nothing while all goes well. */
export interface PrintNews {
  readonly id: string;
  readonly label: string;
  /**
   * `printed` ends a job (its trouble then is the drawer's), and so do `failed`, `unsure` and `dropped`; `waiting` goes on by itself,
   * `moved` at the second printer.
   */
  readonly state: "printed" | "waiting" | "failed" | "unsure" | "moved" | "dropped";
  /** A code: `no_agent`, `no_answer`, `paper_out`, `cover_open`, `timeout`, `broken_off`, or a refusal of the agent. */
  readonly trouble: string;
  /** Of the drawer, not of paper. */
  readonly is_pulse: boolean;
}

/** A job that is not on paper because something is wrong, and goes on by itself. */
export interface WaitingPrint {
  readonly id: string;
  readonly label: string;
  readonly trouble: string;
  readonly is_pulse: boolean;
  /** Somebody wants it no more, and the agent that may have it has not answered yet. */
  readonly is_unwanted: boolean;
}
