/**
 * All items in memory: by bar code, by category, and by the beginnings of their words.
 *
 * Built in two steps, because a cashier may scan before search is ready: `add` answers bar codes at once, `indexWords` and
 * `finish` make the words searchable. A change of price replaces the document and touches no index.
 */
import type { ItemDocument } from "../documents.ts";
import { foldWords, normalizeBarcode } from "./fold.ts";

/** A one-letter search may match half the catalogue; the best of this many candidates are shown. */
const CANDIDATES_MAX = 3_000;

/** Nobody turns the pages of more items than this; they come in the catalogue's order then. */
const SORTED_MAX = 20_000;

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Candidate {
  readonly slot: number;
  readonly rank: number;
}

export class ItemIndex {
  readonly #items: (ItemDocument | undefined)[] = [];
  /** " word word" per slot: a word begins where a space stands before it. */
  readonly #folded: string[] = [];
  /** By identifier. Made after the bar codes: a scan does not need it, and 100,000 identifiers take their time. */
  #slots: Map<string, number> | undefined;
  readonly #barcodes = new Map<string, number>();
  /** While words are gathered; afterwards they stand sorted in `#words`, with their slots in `#lists`. */
  #gathered = new Map<string, number[]>();
  #words: string[] = [];
  #lists: number[][] = [];
  #removedCount = 0;
  #stamps = new Uint32Array(0);
  #stamp = 0;
  readonly #sorted = new Map<string, readonly number[]>();
  #isSearchable = false;

  get itemsCount(): number {
    return this.#items.length - this.#removedCount;
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
      if (item !== undefined) this.#indexItem(slot, item);
    }
  }

  finish(): void {
    this.#words = [...this.#gathered.keys()].sort();
    this.#lists = this.#words.map((word) => this.#gathered.get(word) ?? []);
    this.#gathered = new Map();
    this.#byId();
    this.#isSearchable = true;
  }

  get isSearchable(): boolean {
    return this.#isSearchable;
  }

  replace(item: ItemDocument): void {
    const slot = this.#byId().get(item.id);
    const before = slot === undefined ? undefined : this.#items[slot];
    if (slot !== undefined && before !== undefined && sameWords(before, item)) {
      this.#items[slot] = item;
      return;
    }
    this.remove(item.id);
    const added = this.#place(item);
    if (this.#isSearchable) this.#indexItem(added, item);
    this.#sorted.clear();
  }

  remove(id: string): void {
    const slot = this.#byId().get(id);
    if (slot === undefined) return;
    const item = this.#items[slot];
    this.#items[slot] = undefined;
    this.#removedCount += 1;
    this.#byId().delete(id);
    for (const barcode of item?.barcodes ?? []) {
      const normalized = normalizeBarcode(barcode);
      if (this.#barcodes.get(normalized) === slot) this.#barcodes.delete(normalized);
    }
    this.#sorted.clear();
  }

  find(id: string): ItemDocument | undefined {
    const slot = this.#byId().get(id);
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
    const counts = ranges.map((range) => this.#count(range));
    const narrowest = counts.indexOf(Math.min(...counts));
    const range = ranges[narrowest];
    if (range === undefined || counts[narrowest] === 0) return [];
    const others = words.filter((_, position) => position !== narrowest).map((word) => ` ${word}`);
    return this.#documents(this.#best(range, others, ` ${words.join(" ")}`, limit));
  }

  /** The best candidates, in order. Kept short while they are found: sorting thousands would cost more than finding them. */
  #best(range: Range, others: readonly string[], phrase: string, limit: number): readonly number[] {
    const stamp = this.#nextStamp();
    const best: Candidate[] = [];
    let seen = 0;
    for (let position = range.from; position < range.to; position += 1) {
      for (const slot of this.#lists[position] ?? []) {
        if (this.#stamps[slot] === stamp || this.#items[slot] === undefined) continue;
        this.#stamps[slot] = stamp;
        const folded = this.#folded[slot] ?? "";
        if (!hasAll(folded, others)) continue;
        this.#insert(best, { slot, rank: rankOf(folded, phrase) }, limit);
        seen += 1;
        if (seen >= CANDIDATES_MAX) return best.map((candidate) => candidate.slot);
      }
    }
    return best.map((candidate) => candidate.slot);
  }

  #insert(best: Candidate[], candidate: Candidate, limit: number): void {
    let place = best.length;
    while (place > 0 && this.#isBefore(candidate, best[place - 1])) place -= 1;
    if (place >= limit) return;
    best.splice(place, 0, candidate);
    if (best.length > limit) best.pop();
  }

  #isBefore(candidate: Candidate, other: Candidate | undefined): boolean {
    if (other === undefined || candidate.rank !== other.rank) return candidate.rank < (other?.rank ?? 0);
    return (this.#folded[candidate.slot] ?? "") < (this.#folded[other.slot] ?? "");
  }

  #range(word: string): Range {
    return { from: lowerBound(this.#words, word), to: lowerBound(this.#words, `${word}\u{10ffff}`) };
  }

  /** How many places a range names. */
  #count(range: Range): number {
    let count = 0;
    for (let position = range.from; position < range.to; position += 1) {
      count += this.#lists[position]?.length ?? 0;
    }
    return count;
  }

  #nextStamp(): number {
    if (this.#stamps.length < this.#items.length) {
      this.#stamps = new Uint32Array(this.#items.length + 1_024);
      this.#stamp = 0;
    }
    this.#stamp += 1;
    return this.#stamp;
  }

  #byId(): Map<string, number> {
    if (this.#slots !== undefined) return this.#slots;
    const slots = new Map<string, number>();
    for (const [slot, item] of this.#items.entries()) if (item !== undefined) slots.set(item.id, slot);
    this.#slots = slots;
    return slots;
  }

  #place(item: ItemDocument): number {
    const slot = this.#items.length;
    this.#items.push(item);
    this.#slots?.set(item.id, slot);
    for (const barcode of item.barcodes) this.#barcodes.set(normalizeBarcode(barcode), slot);
    return slot;
  }

  #indexItem(slot: number, item: ItemDocument): void {
    const words = foldWords(item.short === undefined ? item.name : `${item.name} ${item.short}`);
    this.#folded[slot] = ` ${words.join(" ")}`;
    for (const word of words) {
      const list = this.#isSearchable ? this.#listInOrder(word) : this.#listGathered(word);
      if (list[list.length - 1] !== slot) list.push(slot);
    }
  }

  #listGathered(word: string): number[] {
    const known = this.#gathered.get(word);
    if (known !== undefined) return known;
    const fresh: number[] = [];
    this.#gathered.set(word, fresh);
    return fresh;
  }

  #listInOrder(word: string): number[] {
    const position = lowerBound(this.#words, word);
    const known = this.#lists[position];
    if (known !== undefined && this.#words[position] === word) return known;
    const fresh: number[] = [];
    this.#words.splice(position, 0, word);
    this.#lists.splice(position, 0, fresh);
    return fresh;
  }

  #sortByName(category: string | undefined): readonly number[] {
    if (category === undefined && this.#items.length > SORTED_MAX) return [...this.#items.keys()];
    const named: { readonly slot: number; readonly name: string }[] = [];
    for (const [slot, item] of this.#items.entries()) {
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

function hasAll(folded: string, parts: readonly string[]): boolean {
  for (const part of parts) if (!folded.includes(part)) return false;
  return true;
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
