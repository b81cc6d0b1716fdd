/** What a person types and what an item is called, brought to one form: no accents, no capitals, words only. */

const MARKS = /\p{M}+/gu;
const NOT_A_WORD = /[^\p{L}\p{N}]+/u;
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

/** The letters of Europe, folded once: 100,000 names are then read by table, without Unicode's rules for each. */
const TABLE_SIZE = 0x250;
const TABLE: readonly string[] = Array.from({ length: TABLE_SIZE }, (_, code) =>
  foldLetters(String.fromCharCode(code))
    .split(NOT_A_WORD)
    .join(""),
);

/** The folded words of a text, in order. */
export function foldWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= TABLE_SIZE) return foldLetters(text).split(NOT_A_WORD).filter(isNotEmpty);
    const letters = TABLE[code] ?? "";
    if (letters !== "") {
      word += letters;
    } else if (word !== "") {
      words.push(word);
      word = "";
    }
  }
  if (word !== "") words.push(word);
  return words;
}

function isNotEmpty(word: string): boolean {
  return word !== "";
}

const GTIN = /^(?:\d{8}|\d{12,14})$/;

/**
 * GTIN-8, 12 (UPC-A), 13 and 14 are one number written with fewer or more leading zeros; a reader may send any of them. Check
 * digits are not looked at: shops print codes of their own.
 */
export function normalizeBarcode(code: string): string {
  const trimmed = code.trim();
  return GTIN.test(trimmed) ? trimmed.padStart(14, "0") : trimmed;
}
