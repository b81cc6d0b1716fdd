import type { Need } from "./rights.ts";

/** Who of the house buys: the till shows the name, and asks for what is beyond their month. */
export interface StaffPurchase {
  readonly buyer: string;
  /** The cashier themselves, in a shop that wants to know. */
  readonly is_own?: boolean;
  /** What it takes of rights, whatever it comes to. */
  readonly needs?: readonly Need[];
  /** What is left of their month, where the shop sets a limit. */
  readonly left?: number;
}

/** A basket that somebody of the house buys (`buyFor`). */
export interface Bought {
  readonly purchase?: StaffPurchase;
}
