/**
 * All items in memory: by bar code, by category, and by the beginnings of their words. The documents stay the text they came in, and
 * only those that are asked for become objects.
 *
 * Built chunk by chunk, so that others have a turn in between: `addChunk` answers bar codes at once, `finish` makes the words
 * searchable. A change of price replaces the document and touches no index.
 */
import { readItems, type ItemDocument } from "../documents.ts";
import { parseJson, readList } from "../reading.ts";
import { CodeTable } from "./code-table.ts";
import { foldWords } from "./fold.ts";
import { withSoundTraits } from "../traits.ts";
import { documentCuts, TextPages } from "./text-pages.ts";

/** A one-letter search may match half the catalogue; the best of this many candidates are shown. */
const CANDIDATES_MAX = 1_000;

/** The category of an item that is no longer there. */
const GONE = -1;

/** Nobody turns the pages of more items than this; they come in the catalogue's order then. */
const SORTED_MAX = 20_000;

/** Words that begin alike, and how many places they name. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface Candidate {
  readonly slot: number;
  readonly folded: string;
  readonly rank: number;
}

export class ItemIndex {
  /** The JSON of each slot's item. */
  readonly #documents = new TextPages();
  /** " word word" per slot: a word begins where a space stands before it. */
  readonly #folded = new TextPages();
  /** The number of each slot's category. */
  readonly #categories: number[] = [];
  readonly #categoryNumbers = new Map<string, number>();
  /** By identifier. Made for the first change: a till that only sells does not need it. */
  #slots: Map<string, number> | undefined;
  readonly #barcodes = new CodeTable();
  /** While words are gathered; afterwards they stand sorted in `#words`, with their slots in `#lists`. */
  #gathered = new Map<string, number[]>();
  #words: string[] = [];
  #lists: number[][] = [];
  /** Variants and packs: found by code and by name, on no tile of their own. */
  readonly #members = new Set<number>();
  #removedCount = 0;
  #stamps = new Uint32Array(0);
  #stamp = 0;
  readonly #sorted = new Map<string, readonly number[]>();
  #isSearchable = false;

  get itemsCount(): number {
    return this.#categories.length - this.#removedCount;
  }

  get slotsCount(): number {
    return this.#categories.length;
  }

  /** A chunk of the catalogue as its text; before `finish`. */
  addChunk(text: string): void {
    const documents = readList(parseJson(text), "chunk");
    const items = readItems(documents);
    const cuts = items.length === documents.length ? documentCuts(text, items.length) : undefined;
    if (cuts === undefined) this.#documents.addAll(items.map((item) => JSON.stringify(item)));
    else this.#documents.addPage(text, cuts);
    this.#folded.addAll(items.map((item) => this.#place(item)));
    this.#slots = undefined;
    this.#sorted.clear();
  }

  finish(): void {
    this.#words = [...this.#gathered.keys()].sort();
    this.#lists = this.#words.map((word) => this.#gathered.get(word) ?? []);
    this.#gathered = new Map();
    this.#isSearchable = true;
  }

  get isSearchable(): boolean {
    return this.#isSearchable;
  }

  replace(item: ItemDocument): void {
    const slot = this.#byId().get(item.id);
    const before = slot === undefined ? undefined : this.#document(slot);
    if (slot !== undefined && before !== undefined && sameWords(before, item)) {
      this.#documents.set(slot, JSON.stringify(item));
      return;
    }
    this.remove(item.id);
    this.#byId().set(item.id, this.slotsCount);
    this.#documents.push(JSON.stringify(item));
    this.#folded.push(this.#place(item));
    this.#sorted.clear();
  }

  remove(id: string): void {
    const slot = this.#byId().get(id);
    if (slot === undefined) return;
    const barcodes = this.#document(slot)?.barcodes ?? [];
    this.#categories[slot] = GONE;
    this.#removedCount += 1;
    this.#byId().delete(id);
    for (const barcode of barcodes) if (this.#barcodes.get(barcode) === slot) this.#barcodes.delete(barcode);
    this.#sorted.clear();
  }

  find(id: string): ItemDocument | undefined {
    const slot = this.#byId().get(id);
    return slot === undefined ? undefined : this.#document(slot);
  }

  findBarcode(code: string): ItemDocument | undefined {
    const slot = this.#barcodes.get(code);
    return slot === undefined ? undefined : this.#document(slot);
  }

  inCategory(category: string | undefined, offset: number, limit: number): readonly ItemDocument[] {
    const key = category ?? "";
    let slots = this.#sorted.get(key);
    if (slots === undefined) {
      slots = this.#sortByName(category);
      this.#sorted.set(key, slots);
    }
    return this.#itemsOf(slots.slice(offset, offset + limit));
  }

  search(text: string, limit: number): readonly ItemDocument[] {
    const scanned = this.findBarcode(text);
    if (scanned !== undefined) return [scanned];
    const words = foldWords(text);
    if (!this.#isSearchable || words.length === 0) return [];

    const ranges = words.map((word) => this.#range(word)).sort((a, b) => a.count - b.count);
    return this.#itemsOf(this.#best(ranges, ` ${words.join(" ")}`, limit));
  }

  /**
   * The best of what stands in every range, the narrowest of which is the first; in order, and kept short while they are found: sorting
   * thousands would cost more than finding them.
   */
  #best([narrowest, ...wider]: readonly Range[], phrase: string, limit: number): readonly number[] {
    if (narrowest === undefined || narrowest.count === 0) return [];
    const best: Candidate[] = [];
    let seen = 0;
    const inWider = wider.reduce<number | undefined>((before, range) => this.#mark(range, before), undefined);
    const stamp = this.#nextStamp();
    for (let position = narrowest.from; position < narrowest.to; position += 1) {
      for (const slot of this.#lists[position] ?? []) {
        const before = this.#stamps[slot];
        if (before === stamp || (inWider !== undefined && before !== inWider) || this.#categories[slot] === GONE) continue;
        this.#stamps[slot] = stamp;
        const folded = this.#folded.get(slot);
        this.#insert(best, { slot, folded, rank: rankOf(folded, phrase) }, limit);
        seen += 1;
        if (seen >= CANDIDATES_MAX) return best.map((candidate) => candidate.slot);
      }
    }
    return best.map((candidate) => candidate.slot);
  }

  /** Stamps the slots of a range, of those only that have the stamp `before`; answers the new stamp. Reading their words takes far longer. */
  #mark({ from, to }: Range, before: number | undefined): number {
    const stamp = this.#nextStamp();
    for (let position = from; position < to; position += 1) {
      for (const slot of this.#lists[position] ?? []) {
        if (before === undefined || this.#stamps[slot] === before) this.#stamps[slot] = stamp;
      }
    }
    return stamp;
  }

  #insert(best: Candidate[], candidate: Candidate, limit: number): void {
    let place = best.length;
    while (place > 0 && isBefore(candidate, best[place - 1])) place -= 1;
    if (place >= limit) return;
    best.splice(place, 0, candidate);
    if (best.length > limit) best.pop();
  }

  #range(word: string): Range {
    const from = lowerBound(this.#words, word);
    const to = lowerBound(this.#words, `${word}\u{10ffff}`);
    let count = 0;
    for (let position = from; position < to; position += 1) count += this.#lists[position]?.length ?? 0;
    return { from, to, count };
  }

  #nextStamp(): number {
    if (this.#stamps.length < this.slotsCount) {
      this.#stamps = new Uint32Array(this.slotsCount + 1_024);
      this.#stamp = 0;
    }
    this.#stamp += 1;
    return this.#stamp;
  }

  #byId(): Map<string, number> {
    if (this.#slots !== undefined) return this.#slots;
    const slots = new Map<string, number>();
    for (let slot = 0; slot < this.slotsCount; slot += 1) {
      if (this.#categories[slot] !== GONE) slots.set(idOf(this.#documents.get(slot)), slot);
    }
    this.#slots = slots;
    return slots;
  }

  #document(slot: number): ItemDocument | undefined {
    const item = this.#categories[slot] === GONE ? undefined : readItems([parseJson(this.#documents.get(slot))])[0];
    return item === undefined ? undefined : withSoundTraits(item);
  }

  /** Gives the item the next slot, everywhere but in the pages, and answers its folded words. */
  #place(item: ItemDocument): string {
    const slot = this.slotsCount;
    this.#categories.push(this.#categoryNumber(item.category));
    if (item.parent !== undefined) this.#members.add(slot);
    for (const barcode of item.barcodes) this.#barcodes.set(barcode, slot);
    const words = foldWords(item.short === undefined ? item.name : `${item.name} ${item.short}`);
    for (const word of words) {
      const list = this.#isSearchable ? this.#listInOrder(word) : this.#listGathered(word);
      if (list[list.length - 1] !== slot) list.push(slot);
    }
    return ` ${words.join(" ")}`;
  }

  #categoryNumber(category: string): number {
    const known = this.#categoryNumbers.get(category);
    if (known !== undefined) return known;
    this.#categoryNumbers.set(category, this.#categoryNumbers.size);
    return this.#categoryNumbers.size - 1;
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
    if (category === undefined && this.slotsCount > SORTED_MAX) return [...this.#categories.keys()].filter((slot) => !this.#members.has(slot));
    const wanted = category === undefined ? undefined : this.#categoryNumbers.get(category);
    if (category !== undefined && wanted === undefined) return [];
    const named: { readonly slot: number; readonly name: string }[] = [];
    for (const [slot, number] of this.#categories.entries()) {
      if (number === GONE || this.#members.has(slot) || (wanted !== undefined && number !== wanted)) continue;
      named.push({ slot, name: this.#folded.get(slot) });
    }
    named.sort((a, b) => compare(a.name, b.name));
    return named.map((entry) => entry.slot);
  }

  #itemsOf(slots: readonly number[]): readonly ItemDocument[] {
    const documents: ItemDocument[] = [];
    for (const slot of slots) {
      const item = this.#document(slot);
      if (item !== undefined) documents.push(item);
    }
    return documents;
  }
}

/** Reading a whole document for its identifier takes ten times as long. */
function idOf(document: string): string {
  const found = /^\{"id":"([^"\\]*)"/.exec(document);
  return found?.[1] ?? readItems([parseJson(document)])[0]?.id ?? "";
}

function isBefore(candidate: Candidate, other: Candidate | undefined): boolean {
  if (other === undefined || candidate.rank !== other.rank) return candidate.rank < (other?.rank ?? 0);
  return candidate.folded < other.folded;
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
