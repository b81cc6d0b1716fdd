/** What a person types and what an item is called, brought to one form: no accents, no capitals, words only. */
import { normalizeGtin } from "@comptoir/pricing";

const ASCII = /^[\x20-\x7e]*$/;
const MARKS = /\p{M}+/gu;
const NOT_A_WORD = /[^\p{L}\p{N}]+/u;
const NOT_AN_ASCII_WORD = /[^a-z0-9]+/;
const LIGATURES: readonly (readonly [RegExp, string])[] = [
  [/ß/g, "ss"],
  [/œ/g, "oe"],
  [/æ/g, "ae"],
  [/ø/g, "o"],
  [/ł/g, "l"],
];

function foldLetters(text: string): string {
  let folded = text.normalize("NFD").replace(MARKS, "").toLowerCase();
  for (const [from, to] of LIGATURES) folded = folded.replace(from, to);
  return folded;
}

/** The folded words of a text, in order. Most catalogue text is ASCII, which needs no Unicode tables. */
export function foldWords(text: string): readonly string[] {
  const words = ASCII.test(text) ? text.toLowerCase().split(NOT_AN_ASCII_WORD) : foldLetters(text).split(NOT_A_WORD);
  return words.filter((word) => word !== "");
}

/** GTIN-8, 12 (UPC-A), 13 and 14 are one number written with fewer or more leading zeros; a reader may send any of them. */
export function normalizeBarcode(code: string): string {
  return normalizeGtin(code) ?? code.trim();
}
