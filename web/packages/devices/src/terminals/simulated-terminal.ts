import type { CardTerminal, TerminalAnswer } from "./card-terminal.ts";

/**
 * Stands in for a card terminal where the server was told so (`COMPTOIR_CARD_TERMINAL=simulated`): for trying, teaching and
 * measuring. It approves at once and moves no money, which the till says on its screen and seals with the tender.
 */
export class SimulatedTerminal implements CardTerminal {
  readonly mark = "simulated";

  ask(_amount: number, signal: AbortSignal): Promise<TerminalAnswer> {
    return Promise.resolve(signal.aborted ? "declined" : "approved");
  }
}
