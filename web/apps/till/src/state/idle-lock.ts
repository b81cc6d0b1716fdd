const SIGNS = ["pointerdown", "keydown", "wheel"] as const;

/**
 * Locks the till when nobody has touched it for a while. A payment that has begun is never locked away: it asks again until it ends.
 */
export class IdleLock {
  readonly #lock: () => void;
  readonly #isBusy: () => boolean;
  #afterMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lock: () => void, isBusy: () => boolean) {
    this.#lock = lock;
    this.#isBusy = isBusy;
  }

  /** 0: never. The answer stops it. */
  watch(seconds: number): () => void {
    this.#afterMs = seconds * 1000;
    if (seconds === 0) return () => undefined;
    const restart = (): void => this.#restart();
    for (const sign of SIGNS) addEventListener(sign, restart, { capture: true, passive: true });
    this.#restart();
    return () => {
      clearTimeout(this.#timer);
      for (const sign of SIGNS) removeEventListener(sign, restart, { capture: true });
    };
  }

  #restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isBusy()) this.#restart();
      else this.#lock();
    }, this.#afterMs);
  }
}
