import type { Till } from "@comptoir/till-core";

/** As many as a cashier turns pages of in an hour; the oldest make room. */
const SHOWN_MAX = 300;

/** Pictures of the tiles that stand on the screen. A tile never waits: it has its letters until the picture is there. */
export class Photos {
  readonly #till: Till;
  #addresses = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #asked = new Set<string>();

  constructor(till: Till) {
    this.#till = till;
  }

  addressOf(digest: string): string | undefined {
    return this.#addresses.get(digest);
  }

  /** Asks for those that are not here yet, one after the other: what a cashier taps goes first. */
  async show(digests: readonly string[]): Promise<void> {
    for (const digest of digests) {
      if (this.#asked.has(digest)) continue;
      this.#asked.add(digest);
      const bytes = await this.#till.photo(digest);
      // No line: asked again when the tile is shown the next time.
      if (bytes === undefined) this.#asked.delete(digest);
      else this.#keep(digest, bytes);
    }
  }

  #keep(digest: string, bytes: Uint8Array<ArrayBuffer>): void {
    const addresses = new Map(this.#addresses);
    const [oldest] = addresses;
    if (oldest !== undefined && addresses.size >= SHOWN_MAX) {
      addresses.delete(oldest[0]);
      this.#asked.delete(oldest[0]);
      URL.revokeObjectURL(oldest[1]);
    }
    addresses.set(digest, URL.createObjectURL(new Blob([bytes], { type: "image/webp" })));
    this.#addresses = addresses;
  }
}
