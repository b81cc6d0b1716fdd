/**
 * Answers bar codes before the catalogue is read: a list of codes per chunk, made when the chunk was fetched, is a twentieth of it.
 * A scan then reads the one chunk that has its item. After a cold start on a cheap phone this is a second won.
 */
import type { ManifestValue } from "../database.ts";
import { readItems, type ItemDocument } from "../documents.ts";
import { readChange } from "../door/answers.ts";
import { parseJson } from "../reading.ts";
import { withSoundTraits } from "../traits.ts";
import { CodeTable } from "./code-table.ts";
import { ItemIndex } from "./item-index.ts";
import type { StoredCatalog } from "./stored-catalog.ts";

/** Chunk number × this + place in the chunk, as one integer: 100,000 small objects would cost more than the codes. */
const PLACES = 65_536;

export class EarlyScan {
  readonly #stored: StoredCatalog;
  readonly #digests: readonly string[];
  readonly #places: CodeTable;
  /** What changed since the chunks were made; it wins. */
  readonly #changed: ItemIndex;
  readonly #changedIds: ReadonlySet<string>;

  private constructor(stored: StoredCatalog, digests: readonly string[], places: CodeTable, changed: Changed) {
    this.#stored = stored;
    this.#digests = digests;
    this.#places = places;
    this.#changed = changed.index;
    this.#changedIds = changed.ids;
  }

  /** `undefined` when a list is missing: then the whole catalogue is read before the first answer. */
  static async read(stored: StoredCatalog, manifest: ManifestValue): Promise<EarlyScan | undefined> {
    const lists = await stored.codes(manifest.chunks);
    const places = new CodeTable();
    for (const [chunk, list] of lists.entries()) {
      if (list === undefined) return undefined;
      if (list === "") continue;
      for (const line of list.split("\n")) {
        const space = line.indexOf(" ");
        places.set(line.slice(space + 1), chunk * PLACES + Number(line.slice(0, space)));
      }
    }
    return new EarlyScan(stored, manifest.chunks, places, await readChanged(stored));
  }

  async find(code: string): Promise<ItemDocument | undefined> {
    const changed = this.#changed.findBarcode(code);
    if (changed !== undefined) return changed;
    const place = this.#places.get(code);
    if (place === undefined) return undefined;
    const text = await this.#stored.chunk(this.#digests[Math.floor(place / PLACES)] ?? "");
    const item = text === undefined ? undefined : readItems(parseJson(text))[place % PLACES];
    return item === undefined || this.#changedIds.has(item.id) ? undefined : withSoundTraits(item);
  }
}

interface Changed {
  readonly index: ItemIndex;
  readonly ids: ReadonlySet<string>;
}

async function readChanged(stored: StoredCatalog): Promise<Changed> {
  const index = new ItemIndex();
  const ids = new Set<string>();
  for (const text of await stored.changes()) {
    const change = readChange(parseJson(text));
    if ("item" in change) {
      ids.add(change.item.id);
      index.replace(change.item);
    } else if ("removed" in change) {
      ids.add(change.removed);
      index.remove(change.removed);
    }
  }
  return { index, ids };
}
