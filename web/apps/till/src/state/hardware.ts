import { browserSignals, WedgeReader, type Signals, type SignalSwitches } from "@comptoir/devices";
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
    this.#signals.give("scanned");
  }

  unknown(): void {
    this.#signals.give("unknown");
  }

  paid(): void {
    this.#signals.give("paid");
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
}
