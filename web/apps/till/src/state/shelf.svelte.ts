import type { ItemDocument, Till, TillState } from "@comptoir/till-core";

const PAGE = 60;
/** The page of favorites, where others have a category. */
export const FAVORITES = "favorites";
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
  #favorites = $state.raw<readonly string[]>([]);
  #hasChosen = false;

  constructor(till: Till) {
    this.#till = till;
    $effect.root(() => {
      $effect(() => {
        void this.#ask(this.#query.trim(), this.#category, this.#room);
      });
    });
    this.#favorites = favoritesOf(till.state.value);
    if (this.#favorites.length > 0) this.#category = FAVORITES;
    till.state.subscribe((state) => {
      this.#learn(favoritesOf(state));
      // A category that stands here no more shows nothing, and no chip leads out of it.
      const { categories = [] } = state.settings ?? {};
      if (this.#category !== FAVORITES && !categories.some(({ id }) => id === this.#category)) this.#category = undefined;
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

  get favorites(): readonly string[] {
    return this.#favorites;
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
    this.#hasChosen = true;
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

  /** Another layout. The first one that a till hears of is what it shows, unless somebody looks at something else. */
  #learn(favorites: readonly string[]): void {
    if (favorites === this.#favorites) return;
    const hadNone = this.#favorites.length === 0;
    this.#favorites = favorites;
    if (hadNone && favorites.length > 0 && !this.#hasChosen && this.#query === "") this.#category = FAVORITES;
    else if (favorites.length === 0 && this.#category === FAVORITES) this.#category = undefined;
    else if (this.#category === FAVORITES) void this.#ask(this.#query.trim(), FAVORITES, this.#room);
  }

  async #ask(query: string, category: string | undefined, wanted: number): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const { catalog } = this.#till;
    const limit = isSearch(query) ? Math.min(PAGE, wanted) : wanted;
    const items = isSearch(query) ? await catalog.search(query, limit) : await this.#shown(category, limit);
    // An answer to a question that is no longer asked must not replace a newer one.
    if (question !== this.#question) return;
    this.#items = items;
    this.#hasMore = items.length === limit && !(isSearch(query) && limit === PAGE) && category !== FAVORITES;
    this.#isKnown = true;
  }

  /** Favorites come in their own order, all at once: they are one page. */
  #shown(category: string | undefined, limit: number): Promise<readonly ItemDocument[]> {
    const { catalog } = this.#till;
    return category === FAVORITES ? catalog.find(this.#favorites) : catalog.inCategory(category, 0, limit);
  }
}

/** What was laid out here counts before the server's own word. */
function favoritesOf(state: TillState): readonly string[] {
  return state.shelf_news?.favorites ?? state.settings?.favorites ?? NONE;
}

const NONE: readonly string[] = [];

function quantityOf(query: string): number | undefined {
  const match = /^(?:\*(\d{1,3})|(\d{1,3}) ?[*x×])$/i.exec(query);
  return match === null ? undefined : Number(match[1] ?? match[2]);
}

/** A quantity, or the beginning of one, searches nothing. */
function isSearch(query: string): boolean {
  return query !== "" && !query.startsWith("*") && quantityOf(query) === undefined;
}
