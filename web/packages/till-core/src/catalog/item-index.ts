/**
 * All items in memory: by bar code, by category, and by the beginnings of their words.
 *
 * Built in two steps, because a cashier may scan before search is ready: `add` answers bar codes at once, `indexWords` and
 * `finish` make the words searchable. A change of price replaces the document and touches no index.
 */
import type { ItemDocument } from "../documents.ts";
import { foldWords, normalizeBarcode } from "./fold.ts";

/** A one-letter search may match half the catalogue; the best of this many candidates are shown. */
const CANDIDATES_MAX = 4_000;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface Candidate {
  readonly slot: number;
  readonly rank: number;
}

export class ItemIndex {
  readonly #items: (ItemDocument | undefined)[] = [];
  /** " word word" per slot: a word begins where a space stands before it. */
  readonly #folded: string[] = [];
  readonly #slots = new Map<string, number>();
  readonly #barcodes = new Map<string, number>();
  readonly #postings = new Map<string, number[]>();
  #words: string[] = [];
  /** Postings before word n, so that a range's size is one subtraction. */
  #sums: Uint32Array | undefined;
  #stamps = new Uint32Array(0);
  #stamp = 0;
  readonly #sorted = new Map<string, readonly number[]>();
  #isSearchable = false;

  get itemsCount(): number {
    return this.#slots.size;
  }

  get slotsCount(): number {
    return this.#items.length;
  }

  add(items: readonly ItemDocument[]): void {
    for (const item of items) this.#place(item);
    this.#sorted.clear();
  }

  /** Slots [from, to): called in slices, so that scans are answered in between. */
  indexWords(from: number, to: number): void {
    const end = Math.min(to, this.#items.length);
    for (let slot = from; slot < end; slot += 1) {
      const item = this.#items[slot];
      this.#folded[slot] = "";
      if (item !== undefined) this.#indexItem(slot, item, undefined);
    }
  }

  finish(): void {
    this.#words = [...this.#postings.keys()].sort();
    this.#sums = undefined;
    this.#isSearchable = true;
  }

  get isSearchable(): boolean {
    return this.#isSearchable;
  }

  replace(item: ItemDocument): void {
    const slot = this.#slots.get(item.id);
    const before = slot === undefined ? undefined : this.#items[slot];
    if (slot !== undefined && before !== undefined && sameWords(before, item)) {
      this.#items[slot] = item;
      return;
    }
    this.remove(item.id);
    const added = this.#place(item);
    if (this.#isSearchable) this.#indexItem(added, item, this.#words);
    this.#sorted.clear();
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const item = this.#items[slot];
    this.#items[slot] = undefined;
    this.#slots.delete(id);
    for (const barcode of item?.barcodes ?? []) {
      const normalized = normalizeBarcode(barcode);
      if (this.#barcodes.get(normalized) === slot) this.#barcodes.delete(normalized);
    }
    this.#sorted.clear();
  }

  find(id: string): ItemDocument | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#items[slot];
  }

  findBarcode(code: string): ItemDocument | undefined {
    const slot = this.#barcodes.get(normalizeBarcode(code));
    return slot === undefined ? undefined : this.#items[slot];
  }

  inCategory(category: string | undefined, offset: number, limit: number): readonly ItemDocument[] {
    const key = category ?? "";
    let slots = this.#sorted.get(key);
    if (slots === undefined) {
      slots = this.#sortByName(category);
      this.#sorted.set(key, slots);
    }
    return this.#documents(slots.slice(offset, offset + limit));
  }

  search(text: string, limit: number): readonly ItemDocument[] {
    const scanned = this.findBarcode(text);
    if (scanned !== undefined) return [scanned];
    const words = foldWords(text);
    if (!this.#isSearchable || words.length === 0) return [];

    const ranges = words.map((word) => this.#range(word));
    let narrowest = 0;
    for (const [position, range] of ranges.entries()) {
      if (range.count < (ranges[narrowest]?.count ?? 0)) narrowest = position;
    }
    const range = ranges[narrowest];
    if (range === undefined || range.count === 0) return [];
    const others = words.filter((_, position) => position !== narrowest).map((word) => ` ${word}`);
    return this.#documents(this.#best(this.#candidates(range, others, ` ${words.join(" ")}`), limit));
  }

  #candidates(range: Range, others: readonly string[], phrase: string): Candidate[] {
    const stamp = this.#nextStamp();
    const found: Candidate[] = [];
    for (let position = range.from; position < range.to; position += 1) {
      for (const slot of this.#postings.get(this.#words[position] ?? "") ?? []) {
        if (this.#stamps[slot] === stamp) continue;
        this.#stamps[slot] = stamp;
        const folded = this.#folded[slot] ?? "";
        if (this.#items[slot] === undefined || !others.every((other) => folded.includes(other))) continue;
        found.push({ slot, rank: rankOf(folded, phrase) });
        if (found.length >= CANDIDATES_MAX) return found;
      }
    }
    return found;
  }

  #best(candidates: Candidate[], limit: number): readonly number[] {
    candidates.sort((a, b) => a.rank - b.rank || compare(this.#folded[a.slot] ?? "", this.#folded[b.slot] ?? ""));
    return candidates.slice(0, limit).map((candidate) => candidate.slot);
  }

  #range(word: string): Range {
    const from = lowerBound(this.#words, word);
    const to = lowerBound(this.#words, `${word}\u{10ffff}`);
    const sums = this.#wordSums();
    return { from, to, count: (sums[to] ?? 0) - (sums[from] ?? 0) };
  }

  #wordSums(): Uint32Array {
    if (this.#sums !== undefined) return this.#sums;
    const sums = new Uint32Array(this.#words.length + 1);
    let sum = 0;
    for (const [position, word] of this.#words.entries()) {
      sum += this.#postings.get(word)?.length ?? 0;
      sums[position + 1] = sum;
    }
    this.#sums = sums;
    return sums;
  }

  #nextStamp(): number {
    if (this.#stamps.length < this.#items.length) {
      this.#stamps = new Uint32Array(this.#items.length + 1_024);
      this.#stamp = 0;
    }
    this.#stamp += 1;
    return this.#stamp;
  }

  #place(item: ItemDocument): number {
    if (this.#slots.has(item.id)) this.remove(item.id);
    const slot = this.#items.length;
    this.#items.push(item);
    this.#slots.set(item.id, slot);
    for (const barcode of item.barcodes) this.#barcodes.set(normalizeBarcode(barcode), slot);
    return slot;
  }

  #indexItem(slot: number, item: ItemDocument, sortedWords: string[] | undefined): void {
    const words = foldWords(item.short === undefined ? item.name : `${item.name} ${item.short}`);
    this.#folded[slot] = ` ${words.join(" ")}`;
    for (const word of words) {
      const postings = this.#postings.get(word);
      if (postings === undefined) {
        this.#postings.set(word, [slot]);
        if (sortedWords !== undefined) sortedWords.splice(lowerBound(sortedWords, word), 0, word);
      } else if (postings[postings.length - 1] !== slot) {
        postings.push(slot);
      }
    }
    this.#sums = undefined;
  }

  #sortByName(category: string | undefined): readonly number[] {
    const named: { readonly slot: number; readonly name: string }[] = [];
    for (const slot of this.#slots.values()) {
      const item = this.#items[slot];
      if (item === undefined || (category !== undefined && item.category !== category)) continue;
      named.push({ slot, name: this.#folded[slot] ?? foldWords(item.name).join(" ") });
    }
    named.sort((a, b) => compare(a.name, b.name));
    return named.map((entry) => entry.slot);
  }

  #documents(slots: readonly number[]): readonly ItemDocument[] {
    const documents: ItemDocument[] = [];
    for (const slot of slots) {
      const item = this.#items[slot];
      if (item !== undefined) documents.push(item);
    }
    return documents;
  }
}

function rankOf(folded: string, phrase: string): number {
  if (folded === phrase) return 0;
  if (folded.startsWith(phrase)) return folded[phrase.length] === " " ? 1 : 2;
  return folded.includes(phrase) ? 3 : 4;
}

function sameWords(before: ItemDocument, after: ItemDocument): boolean {
  return (
    before.name === after.name &&
    before.short === after.short &&
    before.category === after.category &&
    before.barcodes.length === after.barcodes.length &&
    before.barcodes.every((barcode, position) => barcode === after.barcodes[position])
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
