/**
 * Decides which of the codes that a camera sees is a scan. A camera misreads now and then, mostly into codes that do not exist: a
 * code of the catalogue counts at once, any other must be seen in two frames. And a code that stays in view counts once.
 */
export interface CodeGateOptions {
  readonly isKnown: (code: string) => boolean | Promise<boolean>;
  /** The same code counts again after it was out of view for so long. */
  readonly away_ms?: number;
  /** The second look at an unknown code must come within this time. */
  readonly confirm_ms?: number;
}

interface Sight {
  last_ms: number;
  isCounted: boolean;
}

export class CodeGate {
  readonly #isKnown: (code: string) => boolean | Promise<boolean>;
  readonly #awayMs: number;
  readonly #confirmMs: number;
  readonly #sights = new Map<string, Sight>();

  constructor(options: CodeGateOptions) {
    this.#isKnown = options.isKnown;
    this.#awayMs = options.away_ms ?? 1_200;
    this.#confirmMs = options.confirm_ms ?? 2_000;
  }

  /** The codes of one frame in, the scans out. */
  async look(codes: readonly string[], nowMs: number): Promise<readonly string[]> {
    for (const [code, sight] of this.#sights) {
      const limit = sight.isCounted ? this.#awayMs : this.#confirmMs;
      if (nowMs - sight.last_ms > limit) this.#sights.delete(code);
    }
    const scans: string[] = [];
    for (const code of new Set(codes)) {
      const sight = this.#sights.get(code);
      if (sight === undefined) {
        const isCounted = await this.#isKnown(code);
        this.#sights.set(code, { last_ms: nowMs, isCounted });
        if (isCounted) scans.push(code);
        continue;
      }
      sight.last_ms = nowMs;
      if (!sight.isCounted) {
        sight.isCounted = true;
        scans.push(code);
      }
    }
    return scans;
  }
}
