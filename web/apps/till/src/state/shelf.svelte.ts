import type { ItemDocument, Till } from "@comptoir/till-core";

const PAGE = 60;
/** Tiles of a phone; the screen tells how many it shows. */
const ROOM = 18;

/** What stands on the shelf of the screen: a category, or what a search found. Asked from the worker, never awaited by a tap. */
export class Shelf {
  readonly #till: Till;
  #query = $state("");
  #category = $state<string>();
  #items = $state.raw<readonly ItemDocument[]>([]);
  #hasMore = $state(false);
  #isKnown = $state(false);
  /** So many are asked at first: each letter of a search draws them anew, and nobody sees those below the edge. */
  #room = ROOM;
  #question = 0;

  constructor(till: Till) {
    this.#till = till;
    $effect.root(() => {
      $effect(() => {
        void this.#ask(this.#query.trim(), this.#category, this.#room);
      });
    });
    let revision = till.catalog.status.value.revision;
    let phase = till.catalog.status.value.phase;
    till.catalog.status.subscribe((status) => {
      if (status.revision === revision && status.phase === phase) return;
      revision = status.revision;
      phase = status.phase;
      // The catalogue changed: what stands there is asked anew, as far as somebody has turned the pages.
      void this.#ask(this.#query.trim(), this.#category, Math.max(this.#room, this.#items.length));
    });
  }

  get query(): string {
    return this.#query;
  }

  get category(): string | undefined {
    return this.#category;
  }

  get items(): readonly ItemDocument[] {
    return this.#items;
  }

  /** Whether the shelf's first answer has come: before that an empty shelf says nothing. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** `*3`, `3*`, `3x` or `3×` is a quantity, not a search. */
  get quantityTyped(): number | undefined {
    return quantityOf(this.#query.trim());
  }

  search(query: string): void {
    this.#query = query;
  }

  choose(category: string | undefined): void {
    this.#category = category;
    this.#query = "";
  }

  /** How many tiles the screen shows at a time. */
  fits(tiles: number): void {
    this.#room = tiles;
    if (this.#items.length < tiles) void this.more();
  }

  /** The next page; of a search there are two, what the screen shows and the rest of the best. */
  async more(): Promise<void> {
    if (!this.#hasMore) return;
    this.#hasMore = false;
    if (isSearch(this.#query.trim())) {
      await this.#ask(this.#query.trim(), this.#category, PAGE);
      return;
    }
    const question = this.#question;
    const more = await this.#till.catalog.inCategory(this.#category, this.#items.length, PAGE);
    if (question !== this.#question) return;
    this.#items = [...this.#items, ...more];
    this.#hasMore = more.length === PAGE;
  }

  async #ask(query: string, category: string | undefined, wanted: number): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const { catalog } = this.#till;
    const limit = isSearch(query) ? Math.min(PAGE, wanted) : wanted;
    const items = isSearch(query) ? await catalog.search(query, limit) : await catalog.inCategory(category, 0, limit);
    // An answer to a question that is no longer asked must not replace a newer one.
    if (question !== this.#question) return;
    this.#items = items;
    this.#hasMore = items.length === limit && !(isSearch(query) && limit === PAGE);
    this.#isKnown = true;
  }
}

function quantityOf(query: string): number | undefined {
  const match = /^(?:\*(\d{1,3})|(\d{1,3}) ?[*x×])$/i.exec(query);
  return match === null ? undefined : Number(match[1] ?? match[2]);
}

/** A quantity, or the beginning of one, searches nothing. */
function isSearch(query: string): boolean {
  return query !== "" && !query.startsWith("*") && quantityOf(query) === undefined;
}
