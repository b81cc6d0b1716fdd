/** What a card terminal said of an amount. Only `approved` lets a sale be sealed. */
export type TerminalAnswer = "approved" | "declined";

/** A card terminal that the till asks by itself: it is told the amount and answers, without the cashier's word. */
export interface CardTerminal {
  /** Sealed with each tender that it approved; absent for a terminal that moves money. */
  readonly mark?: "simulated";
  /** `amount` in minor units. It answers once; a signal that is aborted asks it to give up. */
  ask(amount: number, signal: AbortSignal): Promise<TerminalAnswer>;
}
