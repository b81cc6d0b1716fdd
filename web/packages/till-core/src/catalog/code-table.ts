/**
 * From bar codes to numbers. Nearly all codes are GTINs, and a GTIN is a number itself: a table of numbers answers as quickly as a
 * map of strings, and leaves nothing behind for the garbage collector to walk through.
 */
import { normalizeBarcode } from "./fold.ts";

const FREE = 0;
const GTIN = /^\d{14}$/;
const SIZE_AT_FIRST = 1_024;

export class CodeTable {
  /** The code plus one, so that 0 means free. */
  #keys = new Float64Array(SIZE_AT_FIRST);
  #values = new Int32Array(SIZE_AT_FIRST);
  #used = 0;
  /** What shops print that is no GTIN. */
  readonly #others = new Map<string, number>();

  get(code: string): number | undefined {
    const normalized = normalizeBarcode(code);
    if (!GTIN.test(normalized)) return this.#others.get(normalized);
    const place = this.#placeOf(Number(normalized) + 1);
    const value = this.#values[place] ?? -1;
    return this.#keys[place] === FREE || value < 0 ? undefined : value;
  }

  /** `value` ≥ 0. */
  set(code: string, value: number): void {
    const normalized = normalizeBarcode(code);
    if (GTIN.test(normalized)) this.#put(Number(normalized) + 1, value);
    else this.#others.set(normalized, value);
  }

  delete(code: string): void {
    const normalized = normalizeBarcode(code);
    if (GTIN.test(normalized)) this.#put(Number(normalized) + 1, -1);
    else this.#others.delete(normalized);
  }

  #put(key: number, value: number): void {
    const place = this.#placeOf(key);
    if (this.#keys[place] === FREE) this.#used += 1;
    this.#keys[place] = key;
    this.#values[place] = value;
    if (this.#used * 2 > this.#keys.length) this.#grow();
  }

  /** Where the key stands, or where it would. */
  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    // 4,294,967,291 is the largest prime below 2^32; the multiplier spreads codes that follow one another.
    let place = Math.imul(key % 4_294_967_291, 0x9e3779b1) & mask;
    while (this.#keys[place] !== FREE && this.#keys[place] !== key) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2);
    for (let from = 0; from < keys.length; from += 1) {
      const key = keys[from] ?? FREE;
      if (key === FREE) continue;
      const to = this.#placeOf(key);
      this.#keys[to] = key;
      this.#values[to] = values[from] ?? -1;
    }
  }
}
