/** How much room the lines of a basket take in an entry. */
import type { BasketLine } from "./basket.ts";

/** Bytes of a line in an entry besides its name (its promotions too), and what the lines of one entry may come to. */
const LINE_BYTES = 440;
const LIST_BYTES = 80;
const LINES_BYTES_MAX = 60_000;

/** Of one modifier, or part of a menu, its name among them. */
const MODIFIER_BYTES = 200;

/** Whether the lines can be sealed in one entry. */
export function fitsAnEntry(lines: readonly BasketLine[]): boolean {
  return lines.reduce((sum, line) => sum + bytesOf(line), 0) <= LINES_BYTES_MAX;
}

function bytesOf(line: BasketLine): number {
  const parts = (line.modifiers?.length ?? 0) + 2 * (line.components?.length ?? 0);
  return LINE_BYTES + MODIFIER_BYTES * parts + (line.list_prices === undefined ? 0 : LIST_BYTES) + 3 * (line.name?.length ?? 0);
}
