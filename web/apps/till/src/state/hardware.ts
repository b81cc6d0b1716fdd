import type { Feedback } from "./feedback.ts";

/** Readers and sounds of this device. */
export class Hardware implements Feedback {
  readonly #hasSounds: () => boolean;

  constructor(hasSounds: () => boolean) {
    this.#hasSounds = hasSounds;
  }

  scanned(): void {
    if (this.#hasSounds()) navigator.vibrate(20);
  }

  unknown(): void {
    if (this.#hasSounds()) navigator.vibrate([60, 40, 60]);
  }

  paid(): void {
    if (this.#hasSounds()) navigator.vibrate(40);
  }

  listen(onScan: (code: string) => void): () => void {
    void onScan;
    return () => undefined;
  }
}
