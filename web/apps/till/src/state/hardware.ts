import { browserSignals, WedgeReader, type Signal, type Signals, type SignalSwitches } from "@comptoir/devices";
import type { Feedback } from "./feedback.ts";

export interface HardwareListener {
  scanned(code: string, asAmerican: string | undefined): void;
  typed(text: string): void;
}

/** Readers and sounds of this device. */
export class Hardware implements Feedback {
  readonly #signals: Signals = browserSignals();

  switch(switches: SignalSwitches): void {
    this.#signals.set(switches);
  }

  scanned(): void {
    this.#give("scanned");
  }

  unknown(): void {
    this.#give("unknown");
  }

  paid(): void {
    this.#give("paid");
  }

  refused(): void {
    this.#give("refused");
  }

  /** Hears keyboards and readers until the answer is called. */
  listen(listener: HardwareListener): () => void {
    const reader = new WedgeReader({
      source: document,
      onCode: (code, reading) => listener.scanned(code, reading.as_american),
      onTyping: (text) => listener.typed(text),
    });
    reader.start();
    return () => reader.stop();
  }

  /** After the frame that shows it: to wake a loudspeaker for the first time takes longer than to draw a line. */
  #give(signal: Signal): void {
    requestAnimationFrame(() => setTimeout(() => this.#signals.give(signal), 0));
  }
}
