/** The time of day for things that grow old on the screen: one tick every ten seconds is enough. */
export class Ticker {
  #now = $state(Date.now());

  constructor() {
    $effect(() => {
      const timer = setInterval(() => {
        this.#now = Date.now();
      }, 10_000);
      return () => clearInterval(timer);
    });
  }

  get now(): number {
    return this.#now;
  }
}
