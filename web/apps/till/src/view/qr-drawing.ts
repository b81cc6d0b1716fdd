/** A QR code as modules: what is drawn on screens, and what the tests let somebody else read. */
import { encode } from "uqr";

export interface DrawnCode {
  readonly size: number;
  /** Rows of modules, quiet zone included. */
  readonly dark: readonly (readonly boolean[])[];
  /** Where the Swiss cross lies: a square of so many modules, this far from left and top. */
  readonly cross?: { readonly at: number; readonly size: number };
}

export interface DrawingWish {
  readonly level: "L" | "M";
  readonly hasCross?: boolean;
}

const QUIET = 4;
/** 7 of 46 millimeters (SIX, Swiss implementation guidelines, 6.4.2). */
const CROSS_SHARE = { part: 7, of: 46 };

export function drawCode(text: string, { level, hasCross = false }: DrawingWish): DrawnCode {
  const { size, data } = encode(text, { ecc: level, border: QUIET });
  if (!hasCross) return { size, dark: data };
  const side = ((size - 2 * QUIET) * CROSS_SHARE.part) / CROSS_SHARE.of;
  return { size, dark: data, cross: { at: (size - side) / 2, size: side } };
}

export function pathOf({ dark }: DrawnCode): string {
  return dark.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join("");
}
