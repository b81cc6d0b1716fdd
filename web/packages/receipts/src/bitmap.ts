/** Pictures of one bit a dot: what a thermal head prints. Rows of whole bytes, the leftmost dot is the highest bit. */
import type { Logo } from "./template.ts";

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

export function bytesWide(width: number): number {
  return (width + 7) >> 3;
}

/** A logo that is not what it says is no picture: the receipt is printed without it. */
export function bitmapOf(logo: Logo): Bitmap | undefined {
  const rows = fromBase64(logo.bits);
  if (rows === undefined || logo.width < 1 || logo.height < 1) return undefined;
  if (rows.length !== bytesWide(logo.width) * logo.height) return undefined;
  return { width: logo.width, height: logo.height, rows };
}

export function isDark(bitmap: Bitmap, x: number, y: number): boolean {
  const byte = bitmap.rows[y * bytesWide(bitmap.width) + (x >> 3)] ?? 0;
  return ((byte >> (7 - (x & 7))) & 1) === 1;
}

export function drawBitmap(width: number, height: number, isDot: (x: number, y: number) => boolean): Bitmap {
  const wide = bytesWide(width);
  const rows = new Uint8Array(wide * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (isDot(x, y)) rows[y * wide + (x >> 3)] = (rows[y * wide + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width, height, rows };
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function fromBase64(text: string): Uint8Array | undefined {
  const digits = Array.from(text.replace(/=+$/, "")).map((letter) => DIGITS.indexOf(letter));
  if (digits.includes(-1)) return undefined;
  const bytes = new Uint8Array((digits.length * 6) >> 3);
  for (let place = 0; place < bytes.length; place += 1) {
    const bit = place * 8;
    const first = digits[Math.floor(bit / 6)] ?? 0;
    const second = digits[Math.floor(bit / 6) + 1] ?? 0;
    bytes[place] = (((first << 6) | second) >> (4 - (bit % 6))) & 0xff;
  }
  return bytes;
}
