/** What the till keeps of what the other tills of the shop did. */

/** What another till did that this one must know: of which kind, what it is about, and until when it matters. */
export interface ToldRow {
  readonly position: number;
  readonly kind: string;
  readonly subject: string;
  readonly amount: number;
  readonly at_ms: number;
  readonly ends_ms: number;
  /** The code of the till that did it. */
  readonly till: string;
}

export interface ToldCells {
  /** How far it has been heard. */
  readonly told_position: number;
  /** How far a backup that was tried holds each chain, as the server told. */
  readonly held_chains: Readonly<Record<string, number>>;
  /** The server had gone back to an old backup: so many delivered entries went to it again, the last of them then. */
  readonly sent_again: SentAgain;
}

export interface SentAgain {
  readonly count: number;
  readonly at_ms: number;
}

/** What lists and promotions of all tills made of each article, and when that was heard. */
export interface ChargedCells {
  readonly charged: { readonly heard_ms: number; readonly days: number; readonly prices: readonly (readonly [item: string, price: number])[] };
}
