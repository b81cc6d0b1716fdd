/**
 * The catalogue in this thread: what the worker runs, and what Node runs.
 *
 * Loading answers bar codes from short lists of them, reads the stored chunks one after the other, and gives others a turn after
 * each, so that a scan never waits for the search.
 */
import type { ManifestValue } from "../database.ts";
import type { ItemDocument } from "../documents.ts";
import { readChange } from "../door/answers.ts";
import type { CatalogChange } from "../door/door.ts";
import { Subject } from "../observable.ts";
import { parseJson } from "../reading.ts";
import { NO_CATALOG, PAGE_LIMIT, SEARCH_LIMIT, type CatalogEngine } from "./catalog.ts";
import { EarlyScan } from "./early-scan.ts";
import { ItemIndex } from "./item-index.ts";
import { StoredCatalog } from "./stored-catalog.ts";

/** Lets others in this thread have a turn. */
export type Pause = () => Promise<void>;

export class LocalCatalog implements CatalogEngine {
  readonly status = new Subject(NO_CATALOG);
  readonly #pause: Pause;
  #index = new ItemIndex();
  /** Answers scans while the first index is being read. */
  #early: EarlyScan | undefined;
  #stored: StoredCatalog | undefined;
  #position = 0;
  /** Rises with each load: an older one that is still reading gives up. */
  #generation = 0;
  #waiting: { readonly changes: readonly CatalogChange[]; readonly position: number }[] | undefined;
  #loading: Promise<void> = Promise.resolve();
  /** A scan before the first codes are read waits for them: "unknown code" would be a lie. */
  #codes: Promise<void> = Promise.resolve();
  #codesAreRead: () => void = () => undefined;

  constructor(pause: Pause) {
    this.#pause = pause;
  }

  load(database: string): void {
    this.#generation += 1;
    this.#waiting = [];
    const generation = this.#generation;
    if (this.status.value.phase === "empty") this.#codes = new Promise((resolve) => (this.#codesAreRead = resolve));
    const codesAreRead = this.#codesAreRead;
    const load = (): Promise<void> => this.#load(database, generation).finally(codesAreRead);
    this.#loading = this.#loading.then(load, load).catch((error: unknown) => {
      // A load that nobody waits for any more may well fail: its database was closed under it.
      if (generation === this.#generation) throw error;
    });
  }

  apply(changes: readonly CatalogChange[], position: number): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push({ changes, position });
      return;
    }
    for (const change of changes) applyTo(this.#index, change);
    this.#position = Math.max(this.#position, position);
    this.#publish(this.#index.isSearchable ? "ready" : "scannable");
  }

  search(text: string, limit = SEARCH_LIMIT): Promise<readonly ItemDocument[]> {
    return Promise.resolve(this.#stamped(this.#index.search(text, limit)));
  }

  async findBarcode(code: string): Promise<ItemDocument | undefined> {
    await this.#codes;
    const position = this.#position;
    const found = this.#early === undefined ? this.#index.findBarcode(code) : await this.#early.find(code);
    return found === undefined ? undefined : { ...found, catalog_position: position };
  }

  inCategory(category: string | undefined, offset = 0, limit = PAGE_LIMIT): Promise<readonly ItemDocument[]> {
    return Promise.resolve(this.#stamped(this.#index.inCategory(category, offset, limit)));
  }

  find(ids: readonly string[]): Promise<readonly ItemDocument[]> {
    const found = ids.flatMap((id) => this.#index.find(id) ?? []);
    return Promise.resolve(this.#stamped(found));
  }

  close(): void {
    this.#generation += 1;
    this.#stored?.close();
  }

  async #load(name: string, generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    if (this.#stored?.isOpen !== true) this.#stored = await StoredCatalog.open(name);
    const manifest = await this.#stored?.manifest();
    if (this.#stored !== undefined && manifest !== undefined) await this.#read(this.#stored, manifest, generation);
    else this.#waiting = undefined;
  }

  async #read(stored: StoredCatalog, manifest: ManifestValue, generation: number): Promise<void> {
    if (this.status.value.items_count === 0) await this.#scanEarly(stored, manifest, generation);
    const index = new ItemIndex();
    for (const digest of manifest.chunks) {
      const text = await stored.chunk(digest);
      if (text !== undefined) index.addChunk(text);
      await this.#pause();
      if (generation !== this.#generation) return;
    }
    for (const text of await stored.changes()) applyTo(index, readChange(parseJson(text)));
    if (generation !== this.#generation) return;

    this.#index = index;
    this.#early = undefined;
    this.#position = manifest.applied;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#publish("scannable");
    for (const news of waiting) this.apply(news.changes, news.position);
    await this.#pause();
    if (generation !== this.#generation) return;
    index.finish();
    this.#publish("ready");
  }

  /** Of a cold start only: later, the older index goes on answering until the new one is read. */
  async #scanEarly(stored: StoredCatalog, manifest: ManifestValue, generation: number): Promise<void> {
    this.#publish("loading");
    const early = await EarlyScan.read(stored, manifest);
    if (generation !== this.#generation || early === undefined) return;
    this.#early = early;
    this.#position = manifest.applied;
    this.#publish("scannable");
    await this.#pause();
  }

  #stamped(items: readonly ItemDocument[]): readonly ItemDocument[] {
    return items.map((item) => ({ ...item, catalog_position: this.#position }));
  }

  #publish(phase: "loading" | "scannable" | "ready"): void {
    if (phase !== "loading") this.#codesAreRead();
    const { revision } = this.status.value;
    this.status.set({ phase, position: this.#position, items_count: this.#index.itemsCount, revision: revision + 1 });
  }
}

function applyTo(index: ItemIndex, change: CatalogChange): void {
  if ("item" in change) index.replace(change.item);
  else if ("removed" in change) index.remove(change.removed);
}
