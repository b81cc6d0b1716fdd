/**
 * Many short texts, kept as few long ones: a hundred thousand documents are a million objects, which a phone's browser walks through
 * again each time it looks for garbage, while a cashier waits. A page of text is one object, whatever stands on it.
 */
export class TextPages {
  readonly #pages: string[] = [];
  /** Of each text: its page, where it begins there and where it ends. */
  #places = new Uint32Array(3 * 1_024);
  /** What was written after its page was made. */
  readonly #changed = new Map<number, string>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `cuts`: where each text begins; one character stands between two of them. One cut more than there are texts. */
  addPage(page: string, cuts: Uint32Array): void {
    const count = cuts.length - 1;
    this.#makeRoom(count);
    for (let place = 0; place < count; place += 1) {
      const at = (this.#length + place) * 3;
      this.#places[at] = this.#pages.length;
      this.#places[at + 1] = cuts[place] ?? 0;
      this.#places[at + 2] = (cuts[place + 1] ?? 1) - 1;
    }
    this.#pages.push(page);
    this.#length += count;
  }

  addAll(texts: readonly string[]): void {
    const cuts = new Uint32Array(texts.length + 1);
    let end = 0;
    for (const [place, text] of texts.entries()) {
      end += text.length + 1;
      cuts[place + 1] = end;
    }
    this.addPage(texts.join("\n"), cuts);
  }

  push(text: string): void {
    this.addPage(text, Uint32Array.of(0, text.length + 1));
  }

  set(number: number, text: string): void {
    this.#changed.set(number, text);
  }

  get(number: number): string {
    const changed = this.#changed.size === 0 ? undefined : this.#changed.get(number);
    if (changed !== undefined) return changed;
    const at = number * 3;
    const page = this.#pages[this.#places[at] ?? 0] ?? "";
    return page.slice(this.#places[at + 1], this.#places[at + 2]);
  }

  #makeRoom(count: number): void {
    const wanted = (this.#length + count) * 3;
    if (wanted <= this.#places.length) return;
    const places = new Uint32Array(Math.max(wanted, this.#places.length * 2));
    places.set(this.#places);
    this.#places = places;
  }
}

/**
 * Where the documents of a chunk (`[{…},{…}]`) begin, found without reading it a second time. Only a name could hold `},{"` as well,
 * before its closing quote: then there are too many cuts, and the answer is `undefined`, as for a chunk with spaces in it.
 */
export function documentCuts(text: string, count: number): Uint32Array | undefined {
  const cuts = new Uint32Array(count + 1);
  let found = 0;
  for (let at = text.startsWith("[{") ? 1 : -1; at >= 0; at = nextCut(text, at)) {
    if (found === count) return undefined;
    cuts[found] = at;
    found += 1;
  }
  // The last one ends where the list does.
  cuts[count] = text.length;
  return found === count && text.endsWith("}]") ? cuts : undefined;
}

function nextCut(text: string, from: number): number {
  const end = text.indexOf('},{"', from);
  return end < 0 ? -1 : end + 2;
}
