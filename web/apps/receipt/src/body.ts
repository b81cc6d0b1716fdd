/** The body of a sealed sale as a customer reads it. The seal says who wrote it, not that it is well made. */

import type { EntryObject, EntryValue } from "@comptoir/journal";

export interface Line {
  readonly name: string;
  readonly quantityMilli: number;
  readonly unit: string;
  readonly unitPrice: number;
  readonly discount: number;
  readonly amount: number;
}

export interface TaxSubtotal {
  readonly category: string;
  readonly ratePpm: number;
  readonly net: number;
  readonly tax: number;
}

export interface Tender {
  readonly kind: string;
  readonly amount: number;
  readonly received: number | undefined;
  readonly change: number | undefined;
}

export interface Sale {
  readonly isRefund: boolean;
  readonly lines: readonly Line[];
  readonly taxes: readonly TaxSubtotal[];
  readonly tenders: readonly Tender[];
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly cashRounding: number;
}

export function readSale(body: EntryObject): Sale {
  return {
    isRefund: isObject(body["refers_to"]),
    lines: objects(body["lines"]).map(readLine),
    taxes: objects(body["tax_subtotals"]).map((row) => ({
      category: text(row["tax_category"]),
      ratePpm: figure(row["tax_rate_ppm"]),
      net: figure(row["net"]),
      tax: figure(row["tax"]),
    })),
    tenders: objects(body["tenders"]).map((row) => ({
      kind: text(row["kind"]),
      amount: figure(row["amount"]),
      received: optional(row["received"]),
      change: optional(row["change"]),
    })),
    net: figure(body["net"]),
    tax: figure(body["tax"]),
    gross: figure(body["gross"]),
    cashRounding: figure(body["cash_rounding"]),
  };
}

function readLine(row: EntryObject): Line {
  return {
    name: text(row["name"]),
    quantityMilli: figure(row["quantity_milli"]),
    unit: text(row["unit"]),
    unitPrice: figure(row["unit_price"]),
    discount: figure(row["line_discount"]) + figure(row["basket_discount"]),
    amount: figure(row["amount"]),
  };
}

function objects(value: EntryValue | undefined): readonly EntryObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: EntryValue | undefined): value is EntryObject {
  return typeof value === "object" && !Array.isArray(value);
}

function figure(value: EntryValue | undefined): number {
  return typeof value === "number" ? value : 0;
}

function optional(value: EntryValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function text(value: EntryValue | undefined): string {
  return typeof value === "string" ? value : "";
}
