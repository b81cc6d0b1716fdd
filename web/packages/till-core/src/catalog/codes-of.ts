import type { ItemDocument } from "../documents.ts";
import { normalizeBarcode } from "./fold.ts";

/** The codes of a chunk as one text: `place code`, a line each. */
export function codesOf(items: readonly ItemDocument[]): string {
  return items.flatMap((item, place) => item.barcodes.map((code) => `${place} ${normalizeBarcode(code)}`)).join("\n");
}
