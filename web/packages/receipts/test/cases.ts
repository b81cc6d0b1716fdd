/** The shared vectors, loaded as they are, and our answers to them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  composeReport,
  composeSale,
  layout,
  saleFacts,
  Speech,
  type Line,
  type ReceiptDocument,
  type ReceiptTemplate,
  type ReceiptWords,
  type ReportFacts,
  type SaleContext,
} from "../src/index.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const WORDS = `${ROOT}server/src/comptoir/receipts/words/`;
const COLUMNS = [32, 42, 48];

export interface Given {
  readonly language: string;
  readonly country: string;
  readonly template: ReceiptTemplate;
  readonly sale?: object;
  readonly context?: SaleContext;
  readonly report?: ReportFacts;
}

export interface Case {
  readonly id: string;
  readonly why: string;
  readonly given: Given;
  readonly expect: { readonly document: ReceiptDocument; readonly lines: Record<string, readonly string[]> };
}

export function cases(): readonly Case[] {
  return (JSON.parse(readFileSync(`${ROOT}conformance/receipts/documents.json`, "utf8")) as { cases: Case[] }).cases;
}

export function wordsOf(language: string): ReceiptWords {
  return JSON.parse(readFileSync(`${WORDS}${language}.json`, "utf8")) as ReceiptWords;
}

export function languages(): readonly string[] {
  return readdirSync(WORDS).map((name) => name.replace(/\.json$/, ""));
}

export function documentOf(given: Given): ReceiptDocument {
  const speech = new Speech(wordsOf(given.language), given.country);
  if (given.report !== undefined) return composeReport(given.report, given.template, speech);
  return composeSale(saleFacts(given.sale!, given.context!), given.template, speech);
}

export function answer(given: Given): Case["expect"] {
  const document = documentOf(given);
  const lines = COLUMNS.map((columns) => [String(columns), layout(document, columns).map(spell)] as const);
  return { document, lines: Object.fromEntries(lines) };
}

/** A line as the vectors write it. */
export function spell(line: Line): string {
  switch (line.line) {
    case "text":
      return `${line.size.slice(0, 1)}${line.strong ? "*" : " "}|${line.text}`;
    case "rule":
      return "rule";
    case "logo":
      return `logo|${line.width}×${line.height}`;
    case "qr":
    case "barcode":
      return `${line.line}|${line.text}`;
  }
}

export interface Law {
  readonly rules: readonly { country: string; valid_from: string; issue: string; digital: string }[];
  readonly invoice_rules: readonly { country: string; valid_from: string; currency: string; simplified_max: number }[];
}

export function law(): Law {
  return JSON.parse(readFileSync(`${ROOT}conformance/receipts/law.json`, "utf8")) as Law;
}
