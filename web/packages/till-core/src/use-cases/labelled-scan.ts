/** What a code says besides its number: weights and prices of scales, GS1 elements, receipts of ours, readers that type American. */
import { isMisread, priceInMinorUnits, readCode, takesGs1Prices, type LabelledItem, type Meaning } from "@comptoir/codes";
import { multiplyDivide } from "@comptoir/pricing";

import type { Catalog } from "../catalog/catalog.ts";
import type { TillContext } from "../context.ts";
import type { ItemDocument } from "../documents.ts";
import { deviceTime } from "../time.ts";
import { milli, minorUnits, type Milli, type MinorUnits } from "../units.ts";
import type { Scan, ScannedItem } from "./scanning.ts";

const PIECE = "C62";

/** See `readScan`. */
export async function readLabel(context: TillContext, catalog: Catalog, code: string, asAmerican?: string): Promise<Scan> {
  const { currency = "", exponent = 2, scale_labels = [] } = context.facts.settings ?? {};
  const takesPrices = takesGs1Prices(scale_labels);
  const today = deviceTime(context.ports.clock.wall()).slice(0, 10);
  const year = Number(today.slice(0, 4));
  const readings = asAmerican === undefined ? [code] : [code, asAmerican];
  let meaning: Meaning | undefined;
  for (const reading of readings) {
    const read = readCode(reading, scale_labels, year);
    meaning ??= read;
    if (read.kind === "receipt") return read;
    if (read.kind !== "item") continue;
    const item = await findFirst(catalog, read.codes);
    if (item === undefined) continue;
    // Where the shop prints no prices into codes, what somebody else printed into one is not the shop's price.
    const isPriced = read.price?.stated === undefined || takesPrices || item.is_open === true;
    const price = isPriced && read.price !== undefined ? priceInMinorUnits(read.price, currency, exponent) : undefined;
    if (price === "foreign") return { kind: "unreadable", code: reading, reason: "gs1.foreign_currency" };
    return scannedItem(read, item, price === undefined ? undefined : minorUnits(price), { today, is_reader_american: reading !== code });
  }
  if (meaning?.kind === "unreadable") return { kind: "unreadable", code, reason: meaning.reason };
  const [read = code, number] = meaning?.kind === "item" ? meaning.codes : [];
  if (isMisread(read, scale_labels)) return { kind: "unknown", code: read, is_misread: true };
  // The next label of the same article has another weight: it is its number that names it.
  return { kind: "unknown", code: number ?? read };
}

interface Circumstances {
  readonly today: string;
  readonly is_reader_american: boolean;
}

function scannedItem(label: LabelledItem, item: ItemDocument, whole: MinorUnits | undefined, { today, is_reader_american }: Circumstances): ScannedItem {
  const weighed = quantityOf(label, item);
  const isMeasured = whole !== undefined && item.unit !== PIECE;
  const { quantity, price } = isMeasured ? measured(whole, item.unit_price, weighed) : { quantity: weighed, price: whole };
  return {
    kind: "item",
    item,
    code: (price === undefined ? undefined : label.price?.stated) ?? label.codes[0] ?? "",
    ...(quantity === undefined ? {} : { quantity_milli: quantity }),
    ...(price === undefined ? {} : { label_price: price }),
    ...pieceOf(label),
    ...(label.expires !== undefined && label.expires < today ? { expired: label.expires } : {}),
    is_reader_american,
  };
}

/** What is written down of the piece with its sale; of dates, the one after which nobody may sell it. */
function pieceOf({ lot, serial, expires }: LabelledItem): Pick<ScannedItem, "label"> {
  if (lot === undefined && serial === undefined && expires === undefined) return {};
  return { label: { ...(lot === undefined ? {} : { lot }), ...(serial === undefined ? {} : { serial }), ...(expires === undefined ? {} : { expires }) } };
}

/** The label's own weight or count, in the article's unit. */
function quantityOf(label: LabelledItem, item: ItemDocument): Milli | undefined {
  return label.quantity_milli !== undefined && label.unit === item.unit ? milli(label.quantity_milli) : undefined;
}

interface Bought {
  readonly quantity: Milli | undefined;
  readonly price: MinorUnits | undefined;
}

/** A label that says both weight and price is taken at its word where some price of a unit comes to it exactly. */
function measured(whole: MinorUnits, unitPrice: MinorUnits, weighed: Milli | undefined): Bought {
  if (weighed !== undefined && weighed > 0) {
    if (multiplyDivide(unitPrice, weighed, 1_000) === whole) return { quantity: weighed, price: undefined };
    const price = multiplyDivide(whole, 1_000, weighed);
    if (multiplyDivide(price, weighed, 1_000) === whole) return { quantity: weighed, price: minorUnits(price) };
  }
  return unitPrice > 0 ? bought(whole, unitPrice) : { quantity: weighed, price: whole };
}

/**
 * What that much money buys. Whole grams at the article's price may come to a cent more or less than the label says; then the price is
 * the one that comes to it exactly, as what stands on the label is what the customer pays.
 */
function bought(whole: MinorUnits, unitPrice: MinorUnits): Bought {
  let quantity = multiplyDivide(whole, 1_000, unitPrice);
  if (quantity < 1 || multiplyDivide(unitPrice, quantity, 1_000) === whole) return { quantity: milli(quantity), price: undefined };
  for (;;) {
    const price = multiplyDivide(whole, 1_000, quantity);
    if (multiplyDivide(price, quantity, 1_000) === whole) return { quantity: milli(quantity), price: minorUnits(price) };
    quantity -= 1;
  }
}

/** One code after the other: a shop may know an article by its whole label, its number, or its number without zeros. */
async function findFirst(catalog: Catalog, codes: readonly string[]): Promise<ItemDocument | undefined> {
  for (const code of codes) {
    const item = await catalog.findBarcode(code);
    if (item !== undefined) return item;
  }
  return undefined;
}
