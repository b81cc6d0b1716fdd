/** A document in lines of a fixed number of columns: what a thermal printer prints, and what a picture of it shows. */
import type { Block, PairBlock, ReceiptDocument, Size, TableBlock } from "./document.ts";
import type { Logo } from "./template.ts";

export interface TextLine {
  readonly line: "text";
  /** At most as wide as the paper at this size; alignment is in its spaces. */
  readonly text: string;
  readonly size: Size;
  readonly strong: boolean;
}

export type Line =
  | TextLine
  | { readonly line: "rule" }
  | ({ readonly line: "logo" } & Logo)
  | { readonly line: "qr"; readonly text: string }
  | { readonly line: "barcode"; readonly text: string };

const GAP = 2;
/** What stays with the figure before it: nobody reads "250" here and "g" on the next line. */
const UNITS: readonly string[] = ["mg", "g", "kg", "ml", "cl", "dl", "l", "mm", "cm", "m", "%", "€", "pcs", "x", "°"];
const INDENT = 2;

/** 32 columns are 58 mm, 42 or 48 are 80 mm. */
export function layout(document: ReceiptDocument, columns: number): readonly Line[] {
  return document.blocks.flatMap((block) => linesOf(block, columns));
}

function linesOf(block: Block, columns: number): readonly Line[] {
  switch (block.block) {
    case "text":
      return wrap(block.text, room(columns, block.size)).map((piece) =>
        line(block.align === "center" ? centered(piece, room(columns, block.size)) : piece, block.size, block.strong),
      );
    case "mark":
      return wrap(block.text, room(columns, "double")).map((piece) => line(centered(piece, room(columns, "double")), "double", true));
    case "pair":
      return pairLines(block, columns).map((piece) => line(piece, block.size, block.strong));
    case "table":
      return tableLines(block, columns).map((piece) => line(piece, "normal", false));
    case "rule":
      return [{ line: "rule" }];
    case "logo":
      return [{ line: "logo", width: block.width, height: block.height, bits: block.bits }];
    case "qr":
      return [{ line: "qr", text: block.text }];
    case "barcode":
      return [{ line: "barcode", text: block.text }];
  }
}

function line(content: string, size: Size, strong: boolean): TextLine {
  return { line: "text", text: content, size, strong };
}

export function room(columns: number, size: Size): number {
  return size === "double" ? columns >> 1 : columns;
}

/** The value stands at the right edge of the name's last line, or of a line of its own. */
function pairLines(block: PairBlock, columns: number): readonly string[] {
  const width = room(columns, block.size);
  const indent = block.is_detail ? INDENT : 0;
  const pieces = wrap(block.name, width - indent).map((piece) => " ".repeat(indent) + piece);
  if (block.value === "") return pieces;
  const last = pieces[pieces.length - 1] ?? "";
  if (widthOf(last) + GAP + widthOf(block.value) <= width) {
    return [...pieces.slice(0, -1), last + " ".repeat(width - widthOf(last) - widthOf(block.value)) + block.value];
  }
  return [...pieces, ...wrap(block.value, width).map((piece) => rightward(piece, width))];
}

/**
 * Columns as wide as their widest cell. A name that does not fit beside its figures stands on a line above them; figures stay below
 * each other as long as they fit.
 */
function tableLines(block: TableBlock, columns: number): readonly string[] {
  const rows = [block.head, ...block.rows];
  const widths = block.head.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ""))));
  const figures = widths.slice(1);
  const gap =
    [GAP, 1].find((candidate) => widths.reduce((sum, width) => sum + width, candidate * figures.length) <= columns) ??
    [GAP, 1].find((candidate) => figures.reduce((sum, width) => sum + width, candidate * (figures.length - 1)) <= columns);
  return rows.flatMap(([first = "", ...rest]) => {
    if (gap === undefined) return [...wrap(first, columns), ...wrap(rest.join(" "), columns).map((piece) => rightward(piece, columns))];
    const cells = rest.map((cell, column) => rightward(cell, figures[column] ?? 0)).join(" ".repeat(gap));
    const left = columns - gap - widthOf(cells);
    if (widthOf(first) <= left) return [leftward(first, left) + " ".repeat(gap) + cells];
    return [...wrap(first, columns), rightward(cells, columns)];
  });
}

/** At spaces; a word that is wider than the paper is cut. A no-break space holds. An empty text is one empty line. */
export function wrap(content: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of wordsOf(content)) {
    const joined = current === "" ? word : `${current} ${word}`;
    if (widthOf(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== "") lines.push(current);
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    current = pieces[pieces.length - 1] ?? "";
  }
  return current === "" && lines.length > 0 ? lines : [...lines, current];
}

/** A figure and its unit are one word. */
function wordsOf(content: string): readonly string[] {
  const words: string[] = [];
  for (const word of content.split(" ")) {
    const last = words[words.length - 1];
    if (last !== undefined && /[0-9]$/.test(last) && UNITS.includes(word.toLowerCase().replace(/[.,;)]+$/, ""))) words[words.length - 1] = `${last} ${word}`;
    else if (word !== "") words.push(word);
  }
  return words;
}

function cut(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let current = "";
  for (const character of word) {
    if (current !== "" && widthOf(current + character) > width) {
      pieces.push(current);
      current = "";
    }
    current += character;
  }
  return [...pieces, current];
}

function centered(content: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(content)) >> 1) + content;
}

function rightward(content: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(content))) + content;
}

function leftward(content: string, width: number): string {
  return content + " ".repeat(Math.max(0, width - widthOf(content)));
}

/** Columns that a text takes: two for the wide letters of East Asia, none for a mark that stands on the letter before it. */
export function widthOf(content: string): number {
  let width = 0;
  for (const character of content) width += columnsOf(character.codePointAt(0) ?? 0);
  return width;
}

function columnsOf(code: number): number {
  if (code >= 0x300 && code <= 0x36f) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];
