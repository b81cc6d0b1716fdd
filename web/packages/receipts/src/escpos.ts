/**
 * A document as ESC/POS bytes for a thermal printer: one code page, codes by the printer's own commands, and a picture of every
 * line that its page cannot spell.
 */
import { bitmapOf, type Bitmap, bytesWide } from "./bitmap.ts";
import { encodeText, PAGE_NUMBERS, type CodePage } from "./code-page.ts";
import type { ReceiptDocument, Size } from "./document.ts";
import { layout, widthOf, type Line, type TextLine } from "./layout.ts";

export interface PrinterProfile {
  /** 32 on 58 mm; 42 or 48 on 80 mm. */
  readonly columns: number;
  /** Of the head: 384 on 58 mm; 512 or 576 on 80 mm. */
  readonly dots: number;
  readonly code_page: CodePage;
  /** A printer whose pages nobody knows prints pictures only. */
  readonly text: "letters" | "picture";
  readonly has_cutter: boolean;
}

export const PROFILES: Readonly<Record<"58" | "80", PrinterProfile>> = {
  "58": { columns: 32, dots: 384, code_page: "cp1252", text: "letters", has_cutter: false },
  "80": { columns: 48, dots: 576, code_page: "cp1252", text: "letters", has_cutter: true },
};

/** Draws a line of text as dots; the screen has fonts, this package has none. */
export type Rasterizer = (line: TextLine, profile: PrinterProfile) => Bitmap;

export interface PrintOptions {
  readonly rasterize?: Rasterizer;
  /** Cash was taken: the drawer opens first, the paper comes while the cashier counts. */
  readonly opens_drawer?: boolean;
}

const ESC = 0x1b;
const GS = 0x1d;
const LF = 0x0a;
const SIZES: Readonly<Record<Size, number>> = { normal: 0x00, tall: 0x01, double: 0x11 };
const QUIET = 8;
const QR_DOTS_MAX = 6;
const BARCODE_HEIGHT = 80;
/** Bytes that versions 1 to 20 hold at level L (ISO/IEC 18004, table 7). */
const QR_CAPACITY = [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858];

export function escpos(document: ReceiptDocument, profile: PrinterProfile, options: PrintOptions = {}): Uint8Array {
  const lines = layout(document, profile.columns).flatMap((line) => printed(line, profile, options));
  const end = profile.has_cutter ? [ESC, 0x64, 3, GS, 0x56, 0x42, 0x00] : [ESC, 0x64, 5];
  return Uint8Array.from([...begin(profile, options), ...lines, ...end]);
}

/** A pulse and nothing else: the drawer opens without a sale. */
export function drawerPulse(): Uint8Array {
  return Uint8Array.from(PULSE);
}

const PULSE = [ESC, 0x70, 0x00, 25, 250];

function begin(profile: PrinterProfile, options: PrintOptions): readonly number[] {
  const start = [ESC, 0x40, ESC, 0x74, PAGE_NUMBERS[profile.code_page]];
  return options.opens_drawer === true ? [...start, ...PULSE] : start;
}

function printed(line: Line, profile: PrinterProfile, options: PrintOptions): readonly number[] {
  switch (line.line) {
    case "text":
      return textLine(line, profile, options);
    case "rule":
      return [...Array.from({ length: profile.columns }, () => 0x2d), LF];
    case "logo": {
      const bitmap = bitmapOf(line);
      return bitmap === undefined || bitmap.width > profile.dots ? [] : centered(picture(bitmap));
    }
    case "qr":
      return centered(qr(line.text, profile));
    case "barcode":
      return centered(barcode(line.text));
  }
}

function textLine(line: TextLine, profile: PrinterProfile, options: PrintOptions): readonly number[] {
  const bytes = profile.text === "letters" ? encodeText(line.text, profile.code_page) : undefined;
  if (bytes !== undefined) return styled(line, bytes);
  if (options.rasterize !== undefined) return picture(options.rasterize(line, profile));
  return styled(line, Array.from(line.text.normalize("NFC")).flatMap((letter) => encodeText(letter, profile.code_page) ?? unknown(letter)));
}

/** Without a screen there are no fonts: what the page lacks is marked in as many columns, never dropped. */
function unknown(letter: string): readonly number[] {
  return Array.from({ length: widthOf(letter) }, () => 0x3f);
}

function styled(line: TextLine, bytes: readonly number[]): readonly number[] {
  const size = SIZES[line.size];
  const before = [...(line.strong ? [ESC, 0x45, 1] : []), ...(size === 0 ? [] : [GS, 0x21, size])];
  const after = [...(size === 0 ? [] : [GS, 0x21, 0]), ...(line.strong ? [ESC, 0x45, 0] : [])];
  return [...before, ...bytes, LF, ...after];
}

function centered(bytes: readonly number[]): readonly number[] {
  return [ESC, 0x61, 1, ...bytes, ESC, 0x61, 0];
}

/** GS v 0: one raster, whole. */
function picture(bitmap: Bitmap): readonly number[] {
  return [GS, 0x76, 0x30, 0x00, ...word(bytesWide(bitmap.width)), ...word(bitmap.height), ...bitmap.rows];
}

/** GS ( k: model 2, level L, modules as large as the paper allows. */
function qr(text: string, profile: PrinterProfile): readonly number[] {
  const data = utf8(text);
  const version = QR_CAPACITY.findIndex((capacity) => data.length <= capacity) + 1;
  const modules = 17 + 4 * (version === 0 ? 25 : version);
  const dots = Math.max(2, Math.min(QR_DOTS_MAX, Math.floor(profile.dots / (modules + QUIET))));
  const command = (...parameters: readonly number[]): readonly number[] => [GS, 0x28, 0x6b, ...word(parameters.length + 1), 0x31, ...parameters];
  return [
    ...command(0x41, 0x32, 0x00),
    ...command(0x43, dots),
    ...command(0x45, 0x30),
    ...command(0x50, 0x30, ...data),
    ...command(0x51, 0x30),
    LF,
  ];
}

/** GS k 73: Code 128 with its digits below. */
function barcode(text: string): readonly number[] {
  const data = [0x7b, 0x42, ...utf8(text)];
  return [GS, 0x68, BARCODE_HEIGHT, GS, 0x77, 2, GS, 0x48, 2, GS, 0x6b, 73, data.length, ...data, LF];
}

function word(value: number): readonly number[] {
  return [value & 0xff, value >> 8];
}

function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const escaped of encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)) {
    const [, hex, letter] = escaped;
    bytes.push(hex === undefined ? (letter ?? "").charCodeAt(0) : Number.parseInt(hex, 16));
  }
  return bytes;
}
