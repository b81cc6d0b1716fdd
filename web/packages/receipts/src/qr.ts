import { encode } from "uqr";

/** The modules of a code without its quiet zone; level L, because a till's codes are long and its screens and paper clean. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: "L", border: 0 }).data;
}

/** One path of unit squares, dark modules only. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
}
