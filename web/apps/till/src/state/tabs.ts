/**
 * Two tabs of one till: one sells, the other may ask it to let go. The core takes the chain over by itself as soon as
 * the first tab has closed its till.
 */
const CHANNEL = "comptoir-till-tabs";
const LET_GO = "let go";

export class Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** Runs when another tab wants to sell. */
  onAsked(letGo: () => void): void {
    this.#channel.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.data === LET_GO) letGo();
    });
  }

  askOthers(): void {
    this.#channel.postMessage(LET_GO);
  }
}
