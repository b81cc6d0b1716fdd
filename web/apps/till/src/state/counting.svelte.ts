import { denominations, type Counted, type Denomination, type MinorUnits } from "@comptoir/till-core";
import type { CountedHeap } from "@comptoir/till-core/counted-tenders";
import { countedOf, nextHeap, shortened, typed, type Heaps } from "../view/counting.ts";
import type { Formats } from "../view/formats.ts";
import { amountOf, emptyEntry, isDigit, press, type KeypadEntry, type KeypadKey } from "../view/keypad.ts";

/** `heaps`: coins and notes. `sum`: typed. `papers`: how many vouchers there are, beside their sum. */
export type CountWay = "heaps" | "sum" | "papers";

const PAPERS_MAX = 99_999;

/** One heap of money or papers as it is counted: kept by the screen, so that looking at another one loses nothing. */
export class Counting {
  readonly formats: Formats;
  readonly money: readonly Denomination[];
  readonly ways: readonly CountWay[];
  #way = $state<CountWay>("sum");
  #heaps = $state.raw<Heaps>(new Map());
  #entry = $state.raw<KeypadEntry>(emptyEntry);
  #papers = $state(0);
  /** Zero is a count, too: an empty drawer. */
  #isZero = $state(false);
  #chosen = $state.raw<MinorUnits>();

  /** Papers have no coins and notes; money of a currency that the table does not know is typed as a sum. */
  constructor(formats: Formats, day: string, what: "money" | "papers" = "money") {
    this.formats = formats;
    this.money = what === "money" ? denominations(formats.settings.currency, day) : [];
    this.ways = what === "papers" ? ["sum", "papers"] : this.money.length === 0 ? ["sum"] : ["heaps", "sum"];
    this.#way = this.ways[0] ?? "sum";
    this.#chosen = this.money[0]?.value;
  }

  get way(): CountWay {
    return this.#way;
  }

  get chosen(): MinorUnits | undefined {
    return this.#chosen;
  }

  get papers(): number {
    return this.#papers;
  }

  get counted(): Counted {
    if (this.#way === "heaps") return countedOf(this.#heaps);
    return { amount: amountOf(this.#entry, this.formats.settings.exponent), pieces: [] };
  }

  get hasCounted(): boolean {
    if (this.#way === "heaps") return this.#heaps.size > 0;
    return this.#isZero || this.#entry.digits !== "" || this.#entry.fraction !== undefined || this.#papers > 0;
  }

  /** What a closing seals of it; nothing where nobody counted. */
  get result(): CountedHeap | undefined {
    if (!this.hasCounted) return undefined;
    return { ...this.counted, ...(this.ways.includes("papers") ? { papers: this.#papers } : {}) };
  }

  piecesOf(value: MinorUnits): number | undefined {
    return this.#heaps.get(value);
  }

  countBy(way: CountWay): void {
    this.#way = way;
  }

  choose(value: MinorUnits): void {
    this.#chosen = value;
  }

  press(key: KeypadKey): void {
    switch (this.#way) {
      case "sum":
        this.#entry = press(this.#entry, key, this.formats.settings.exponent);
        this.#isZero = key === "0" || key === "00";
        return;
      case "papers":
        this.#papers = countOf(this.#papers, key);
        return;
      case "heaps":
        if (this.#chosen !== undefined) this.#heaps = heapsAfter(this.#heaps, this.#chosen, key);
    }
  }

  next(): void {
    if (this.#way === "heaps" && this.#chosen !== undefined) this.#chosen = nextHeap(this.money, this.#chosen);
  }
}

/** A heap among others that are counted: what it is called, and what should be there. */
export interface CountedPlace {
  readonly name: string;
  readonly expected: number;
  readonly counting: Counting;
}

function heapsAfter(heaps: Heaps, chosen: MinorUnits, key: KeypadKey): Heaps {
  if (key === "delete") return shortened(heaps, chosen);
  if (key === "00") return typed(typed(heaps, chosen, "0"), chosen, "0");
  return isDigit(key) ? typed(heaps, chosen, key) : heaps;
}

function countOf(papers: number, key: KeypadKey): number {
  if (key === "delete") return Number(String(papers).slice(0, -1));
  if (key === "clear") return 0;
  const next = isDigit(key) || key === "00" ? Number(`${papers}${key}`) : papers;
  return next > PAPERS_MAX ? papers : next;
}
