/**
 * The receipt as a document: blocks in reading order, in words, with every figure written out. The three renderers show these
 * blocks and decide nothing else; whoever compares them compares the same text.
 */
import type { Logo } from "./template.ts";

/** `tall` is twice as high, `double` also twice as wide: what a thermal printer can do. */
export type Size = "normal" | "tall" | "double";

export interface TextBlock {
  readonly block: "text";
  readonly text: string;
  readonly align: "left" | "center";
  readonly size: Size;
  readonly strong: boolean;
}

/** What nobody may overlook: copy, training, gift. */
export interface MarkBlock {
  readonly block: "mark";
  readonly text: string;
}

export interface PairBlock {
  readonly block: "pair";
  readonly name: string;
  readonly value: string;
  readonly size: Size;
  readonly strong: boolean;
  /** Belongs to the line above. */
  readonly is_detail: boolean;
}

export interface TableBlock {
  readonly block: "table";
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface RuleBlock {
  readonly block: "rule";
}

export interface LogoBlock extends Logo {
  readonly block: "logo";
}

export interface QrBlock {
  readonly block: "qr";
  readonly text: string;
}

/** Code 128: digits, letters and dashes of a receipt's number. */
export interface BarcodeBlock {
  readonly block: "barcode";
  readonly text: string;
}

export type Block = TextBlock | MarkBlock | PairBlock | TableBlock | RuleBlock | LogoBlock | QrBlock | BarcodeBlock;

export interface ReceiptDocument {
  readonly format: 1;
  readonly language: string;
  /** For a window, a file name, the subject of a mail. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

export function text(content: string, look: Partial<Omit<TextBlock, "block" | "text">> = {}): TextBlock {
  return { block: "text", text: content, align: look.align ?? "center", size: look.size ?? "normal", strong: look.strong ?? false };
}

export function pair(name: string, value: string, look: Partial<Omit<PairBlock, "block" | "name" | "value">> = {}): PairBlock {
  return {
    block: "pair",
    name,
    value,
    size: look.size ?? "normal",
    strong: look.strong ?? false,
    is_detail: look.is_detail ?? false,
  };
}

export const RULE: RuleBlock = { block: "rule" };
