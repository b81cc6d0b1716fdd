/**
 * A certified sealing device beside a till, as a country's module drives one: it counts what it signs, and can be asked what became of a
 * document. It is no part of the browser: pages die, it goes on.
 */
import type { FiscalAnswer, FiscalDraft, FiscalLoader, FiscalModule } from "../src/fiscal/plugin.ts";

export const PLUGIN = "simulated";
const BUDGET_MS = 10_000;
const SIGNED: readonly string[] = ["sale", "refund"];

/** Where the page dies while the device is asked: before it has heard of it, or before its answer is back. */
export type Cut = "prepared" | "device_signed" | undefined;

export class SealingDevice {
  cut: Cut;
  readonly #signed = new Map<string, number>();

  /** How often it has signed. */
  get count(): number {
    return this.#signed.size;
  }

  readonly loader: FiscalLoader = (name) => Promise.resolve(name === PLUGIN ? this.#module() : undefined);

  #module(): FiscalModule {
    return {
      name: PLUGIN,
      open: () => ({
        sealer: { budget_ms: BUDGET_MS, seal: (draft) => this.#seal(draft), find: (draft) => Promise.resolve(this.#find(draft)) },
        seals: (kind) => SIGNED.includes(kind),
        due: () => [],
        remember: (state) => state.memory,
        slots: () => ({ lines: [] }),
      }),
    };
  }

  #seal(draft: FiscalDraft): Promise<FiscalAnswer> {
    if (this.cut === "prepared") return NEVER;
    const known = this.#signed.get(draft.id);
    if (known === undefined) this.#signed.set(draft.id, this.#signed.size + 1);
    return this.cut === "device_signed" ? NEVER : Promise.resolve(this.#find(draft));
  }

  #find(draft: FiscalDraft): FiscalAnswer {
    const counter = this.#signed.get(draft.id);
    return counter === undefined ? { outcome: "failed", code: "not_signed" } : { outcome: "sealed", members: { counter } };
  }
}

/** The page that waits for it is gone by then. */
const NEVER = new Promise<FiscalAnswer>(() => undefined);
