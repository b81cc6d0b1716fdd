/** What a scan means in this shop. Nearly every code is a number that says nothing but itself: what the others say is read late. */
import type { Catalog } from "../catalog/catalog.ts";
import type { TillContext } from "../context.ts";
import type { ItemDocument } from "../documents.ts";
import type { Milli, MinorUnits } from "../units.ts";
import type { PieceLabel } from "../views.ts";

/** An article of the catalogue, with what the label tells about this very piece. */
export interface ScannedItem {
  readonly kind: "item";
  readonly item: ItemDocument;
  /** As it was read, without what only a reader adds; of an element string with a price, its article and price. */
  readonly code: string;
  /** Weighed or counted beforehand. */
  readonly quantity_milli?: Milli;
  /** What the label says this piece costs. */
  readonly label_price?: MinorUnits;
  readonly label?: PieceLabel;
  /** The last day of use, when it is over: `2026-11-24`. */
  readonly expired?: string;
  /** The reader types for an American keyboard; it was understood, and somebody should set it right. */
  readonly is_reader_american: boolean;
}

export type Scan =
  | ScannedItem
  /** `is_misread`: by its check digit no article can have this number. */
  | { readonly kind: "unknown"; readonly code: string; readonly is_misread?: true }
  | { readonly kind: "receipt"; readonly essentials: string }
  /** A label that carries GS1 data, and the data is wrong: `reason` is a code of @comptoir/codes. */
  | { readonly kind: "unreadable"; readonly code: string; readonly reason: string };

/** Neither an element string, nor a receipt of ours; a label of the shop's table is asked for by its first digits. */
const NUMBER = /^\d{6,14}$/;

/** `asAmerican`: the same keys on an American keyboard, when a reader that types gave both. */
export async function readScan(context: TillContext, catalog: Catalog, code: string, asAmerican?: string): Promise<Scan> {
  if (asAmerican === undefined && NUMBER.test(code) && !mayBeMeasured(context, code)) {
    const item = await catalog.findBarcode(code);
    if (item !== undefined) return { kind: "item", item, code, is_reader_american: false };
  }
  return (await import("../late.ts")).readLabel(context, catalog, code, asAmerican);
}

/** A UPC-A is an EAN-13 without its zero, so zeros in front say nothing. */
function mayBeMeasured(context: TillContext, code: string): boolean {
  const digits = withoutZeros(code);
  return (context.facts.settings?.scale_labels ?? []).some(({ prefix }) => digits.startsWith(withoutZeros(prefix)));
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, "");
}
