import type { ItemDocument, Till } from "@comptoir/till-core";

const PAGE = 60;

/** What stands on the shelf of the screen: a category, or what a search found. Asked from the worker, never awaited by a tap. */
export class Shelf {
  readonly #till: Till;
  #query = $state("");
  #category = $state<string>();
  #items = $state.raw<readonly ItemDocument[]>([]);
  #hasMore = $state(false);
  #isKnown = $state(false);
  #question = 0;

  constructor(till: Till) {
    this.#till = till;
    $effect.root(() => {
      $effect(() => {
        const query = this.#query.trim();
        const category = this.#category;
        void this.#ask(query, category);
      });
    });
    let revision = till.catalog.status.value.revision;
    let phase = till.catalog.status.value.phase;
    till.catalog.status.subscribe((status) => {
      if (status.revision === revision && status.phase === phase) return;
      revision = status.revision;
      phase = status.phase;
      void this.#ask(this.#query.trim(), this.#category);
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

  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Whether the shelf's first answer has come: before that an empty shelf says nothing. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** `*3`, `3*`, `3x` or `3×` is a quantity, not a search. */
  get quantityTyped(): number | undefined {
    const match = /^(?:\*(\d{1,3})|(\d{1,3}) ?[*x×])$/i.exec(this.#query.trim());
    return match === null ? undefined : Number(match[1] ?? match[2]);
  }

  search(query: string): void {
    this.#query = query;
  }

  choose(category: string | undefined): void {
    this.#category = category;
    this.#query = "";
  }

  async more(): Promise<void> {
    if (!this.#hasMore || this.#query.trim() !== "") return;
    const question = this.#question;
    const more = await this.#till.catalog.inCategory(this.#category, this.#items.length, PAGE);
    if (question !== this.#question) return;
    this.#items = [...this.#items, ...more];
    this.#hasMore = more.length === PAGE;
  }

  async #ask(query: string, category: string | undefined): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const isSearch = query !== "" && !query.startsWith("*") && this.quantityTyped === undefined;
    const catalog = this.#till.catalog;
    const items = isSearch ? await catalog.search(query, PAGE) : await catalog.inCategory(category, 0, PAGE);
    // An answer to a question that is no longer asked must not replace a newer one.
    if (question !== this.#question) return;
    this.#items = items;
    this.#hasMore = !isSearch && items.length === PAGE;
    this.#isKnown = true;
  }
}
