import type { Counter } from "../state/counter.svelte.ts";
import { shownCode } from "../state/shown-code.svelte.ts";
import { onScale } from "../state/on-scale.svelte.ts";

/** What customers see of a sale: figures, not words, because their screen may speak another language than the cashier. */
export interface CustomerLine {
  readonly id: number;
  /** Empty for an amount without an article. */
  readonly name: string;
  readonly quantity_milli: number;
  readonly unit: string;
  /** For one of `unit`: customers see what a kilogram costs. 0: nobody said it. */
  readonly unit_price: number;
  readonly amount: number;
}

/** What lies on the scale now and is not in the basket yet. */
export interface CustomerWeighing {
  readonly name: string;
  readonly unit: string;
  readonly unit_price: number;
  /** 0 while the scale has no weight to sell by. */
  readonly net_milli: number;
  readonly tare_milli: number;
  readonly amount: number;
}

/** A code that the customer pays by: its text and how it is drawn. */
export interface CustomerCode {
  readonly text: string;
  readonly level: "L" | "M";
  readonly has_cross: boolean;
  readonly amount: number;
}

export interface CustomerView {
  readonly state: "welcome" | "basket" | "paid";
  readonly shop: string;
  readonly language: string;
  readonly country: string;
  readonly currency: string;
  readonly exponent: number;
  readonly timezone: string;
  readonly lines: readonly CustomerLine[];
  readonly weighing?: CustomerWeighing;
  readonly code?: CustomerCode;
  /** Of the basket, or what was paid; negative when money was given back. */
  readonly total: number;
  readonly change: number;
  /** The receipt, for the customer's phone; empty where its page can't be reached. */
  readonly qr: string;
  /** Nobody is sold anything: somebody learns. */
  readonly is_training: boolean;
}

/** A view that came over a line; another version's, or none at all, is not shown. */
export function readCustomerView(value: unknown): CustomerView | undefined {
  const source = isRecord(value) ? value : {};
  const { state, lines } = source;
  if ((state !== "welcome" && state !== "basket" && state !== "paid") || !Array.isArray(lines)) return undefined;
  return {
    state,
    shop: text(source["shop"]),
    language: text(source["language"]),
    country: text(source["country"]),
    currency: text(source["currency"]),
    exponent: whole(source["exponent"]),
    timezone: text(source["timezone"]),
    lines: lines.filter(isRecord).map((line) => ({
      id: whole(line["id"]),
      name: text(line["name"]),
      quantity_milli: whole(line["quantity_milli"]),
      unit: text(line["unit"]),
      unit_price: whole(line["unit_price"]),
      amount: whole(line["amount"]),
    })),
    ...weighingOf(source["weighing"]),
    ...codeOf(source["code"]),
    total: whole(source["total"]),
    change: whole(source["change"]),
    qr: text(source["qr"]),
    is_training: source["is_training"] === true,
  };
}

function weighingOf(value: unknown): Pick<CustomerView, "weighing"> {
  if (!isRecord(value)) return {};
  const figure = (name: string): number => whole(value[name]);
  return {
    weighing: {
      name: text(value["name"]),
      unit: text(value["unit"]),
      unit_price: figure("unit_price"),
      net_milli: figure("net_milli"),
      tare_milli: figure("tare_milli"),
      amount: figure("amount"),
    },
  };
}

function codeOf(value: unknown): Pick<CustomerView, "code"> {
  if (!isRecord(value)) return {};
  const { level, has_cross: hasCross } = value;
  return { code: { text: text(value["text"]), level: level === "M" ? "M" : "L", has_cross: hasCross === true, amount: whole(value["amount"]) } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function whole(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

export const CUSTOMER_CHANNEL = "comptoir-customer";

export function customerView(counter: Counter): CustomerView | undefined {
  const settings = counter.settings;
  if (settings === undefined) return undefined;
  const { paying, selling } = counter;
  const said = settings.receipt.language === "" ? settings.locale.slice(0, 2) : settings.receipt.language;
  const base: CustomerView = {
    state: "welcome",
    shop: settings.store.name,
    language: said,
    country: settings.country,
    currency: settings.currency,
    exponent: settings.exponent,
    timezone: settings.store.timezone,
    lines: [],
    total: 0,
    change: 0,
    qr: "",
    is_training: counter.till.training !== undefined,
  };
  const last = paying.step === "paid" ? paying.last : undefined;
  if (last !== undefined) {
    const { receipt, change } = last;
    return { ...base, state: "paid", total: receipt.paid, change, qr: receipt.settings.receipt.is_page_reachable && !base.is_training ? receipt.qr_text : "" };
  }
  const weighing = onScale.now === undefined ? {} : { weighing: onScale.now };
  if (selling.isEmpty) return onScale.now === undefined ? base : { ...base, ...weighing, state: "basket" };
  const lines = selling.offered.lines.map((line) => {
    const priced = selling.pricedLine(line.id);
    const amount = priced === undefined ? 0 : priced.amount + priced.basket_discount;
    return { id: line.id, name: line.name ?? "", quantity_milli: line.quantity_milli, unit: line.unit, unit_price: priced?.unit_price ?? line.unit_price, amount };
  });
  const code = shownCode.now === undefined ? {} : { code: shownCode.now };
  return { ...base, ...weighing, ...code, state: "basket", lines, total: selling.priced.gross };
}
