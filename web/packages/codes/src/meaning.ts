/** What a scanned text is about, before anybody has looked into a catalogue. */
import { type Element, looksLikeGs1, readDigitalLink, readElements, saysGs1, withoutSymbology } from "./gs1.ts";
import { type Measured, type MeasuredRule, readMeasured } from "./measured.ts";

/** An article with what its label tells about this very piece. */
export interface LabelledItem {
  readonly kind: "item";
  /** What the catalogue may know it by, likeliest first. */
  readonly codes: readonly string[];
  readonly lot?: string;
  readonly serial?: string;
  /** Last day of use (17, 7003) or of full quality (15, 16): `2026-12-31`. */
  readonly expires?: string;
  readonly best_before?: string;
  /** Thousandths of `unit` (UN/ECE recommendation 20). */
  readonly quantity_milli?: number;
  readonly unit?: "C62" | "KGM" | "LTR" | "MTR";
  /** The price on the label, in units of 10^-decimals. */
  readonly price?: LabelPrice;
}

export interface LabelPrice {
  readonly amount: number;
  readonly decimals: number;
  /** Of an element string: what an entry states of the label, so that whoever reads the entry finds the price again. */
  readonly stated?: string;
  /** The number of the currency (ISO 4217) where the label names one. */
  readonly currency?: string;
}

export type Meaning =
  | LabelledItem
  /** The QR of a receipt of ours: its essentials (docs/developer/journal-format.md §6). */
  | { readonly kind: "receipt"; readonly essentials: string }
  /** A label that carries GS1 data, and the data is wrong. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** With the shop's public address before it, or bare where the shop has none. */
const RECEIPT = /^(?:https?:\/\/\S+\/r\/?#)?(1\.[\w-]{22}\.[\w.-]+\.[\w-]{43}\.[\w-]{86})$/;

/** `year`: the year now, for labels that write two digits of it. */
export function readCode(text: string, rules: readonly MeasuredRule[], year: number): Meaning {
  const receipt = RECEIPT.exec(text)?.[1];
  if (receipt !== undefined) return { kind: "receipt", essentials: receipt };
  const link = readDigitalLink(text);
  const elements = link ?? (saysGs1(text) || looksLikeGs1(text) ? readElements(text) : undefined);
  if (elements !== undefined) {
    return elements.ok ? itemOf(elements.value, year) : { kind: "unreadable", reason: elements.refusal };
  }
  const code = withoutSymbology(text).trim();
  const measured = readMeasured(code, rules);
  return measured === undefined ? { kind: "item", codes: [code] } : measuredItem(measured, code);
}

function measuredItem(measured: Measured, code: string): LabelledItem {
  // A shop that keeps the very code as an article means the article.
  const codes = [code, ...measured.item_codes];
  switch (measured.kind) {
    case "weight":
      return { kind: "item", codes, unit: "KGM", quantity_milli: toMilli(measured.value, measured.decimals) };
    case "pieces":
      return { kind: "item", codes, unit: "C62", quantity_milli: toMilli(measured.value, measured.decimals) };
    case "price":
      return { kind: "item", codes, price: { amount: measured.value, decimals: measured.decimals } };
  }
}

function itemOf(elements: readonly Element[], year: number): Meaning {
  const values = new Map(elements.map((element) => [element.ai, element.value]));
  const gtin = values.get("01") ?? values.get("02");
  if (gtin === undefined) return { kind: "unreadable", reason: "gs1.no_item" };
  const lot = values.get("10");
  const serial = values.get("21");
  const expires = dateOf(values.get("17") ?? values.get("7003")?.slice(0, 6), year);
  const bestBefore = dateOf(values.get("15") ?? values.get("16"), year);
  return {
    kind: "item",
    codes: [gtin],
    ...(lot === undefined ? {} : { lot }),
    ...(serial === undefined ? {} : { serial }),
    ...(expires === undefined ? {} : { expires }),
    ...(bestBefore === undefined ? {} : { best_before: bestBefore }),
    ...quantityOf(elements),
    ...priceOf(elements, gtin),
  };
}

/** Net weight, length and volume; a count of pieces otherwise. */
function quantityOf(elements: readonly Element[]): Pick<LabelledItem, "quantity_milli" | "unit"> {
  for (const { ai, value } of elements) {
    const unit = ai.startsWith("310") ? "KGM" : ai.startsWith("311") ? "MTR" : ai.startsWith("315") ? "LTR" : undefined;
    if (unit !== undefined) return { unit, quantity_milli: toMilli(Number(value), Number(ai[3])) };
  }
  const count = elements.find(({ ai }) => ai === "30" || ai === "37");
  return count === undefined ? {} : { unit: "C62", quantity_milli: Number(count.value) * 1_000 };
}

/** 392n: an amount in the currency of the shop; 393n: in the one whose number stands before it. */
function priceOf(elements: readonly Element[], gtin: string): Pick<LabelledItem, "price"> {
  const found = elements.find(({ ai }) => /^39[23]/.test(ai));
  if (found === undefined) return {};
  const { ai, value } = found;
  const currency = ai.startsWith("393") ? value.slice(0, 3) : undefined;
  const amount = Number(value.slice(currency?.length));
  if (!Number.isSafeInteger(amount)) return {};
  return { price: { amount, decimals: Number(ai[3]), stated: `01${gtin}${ai}${value}`, ...(currency === undefined ? {} : { currency }) } };
}

/** Grams that a label writes finer than we keep are rounded half away from zero. */
function toMilli(value: number, decimals: number): number {
  if (decimals <= 3) return value * 10 ** (3 - decimals);
  const divisor = 10 ** (decimals - 3);
  const rest = value % divisor;
  return (value - rest) / divisor + (2 * rest >= divisor ? 1 : 0);
}

/**
 * YYMMDD: the century that brings the year within 50 years back and 49 ahead of now (General Specifications §7.12); day 00 is the
 * month's last.
 */
function dateOf(digits: string | undefined, year: number): string | undefined {
  if (digits === undefined) return undefined;
  const short = Number(digits.slice(0, 2));
  const distance = short - (year % 100);
  const full = year - (year % 100) + short + (distance >= 51 ? -100 : distance <= -50 ? 100 : 0);
  const month = Number(digits.slice(2, 4));
  if (month < 1 || month > 12) return undefined;
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
  const day = digits.slice(4, 6) === "00" ? last : Number(digits.slice(4, 6));
  if (day > last) return undefined;
  return `${full}-${digits.slice(2, 4)}-${String(day).padStart(2, "0")}`;
}
