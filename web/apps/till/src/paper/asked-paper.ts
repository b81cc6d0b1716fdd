/** The paper of a document that a country lets a person ask for: a receipt over nothing, with the shop's head and the country's code. */
import { composeSale, readTemplate, type ReceiptDocument, type SaleFacts } from "@comptoir/receipts";
import { loadSpeech } from "@comptoir/receipts/words";
import type { AskedDocument, SettingsDocument } from "@comptoir/till-core";
import { slotsOf } from "../fiscal.ts";
import { languageOf, shopOf } from "./documents.ts";

export interface AskedPaper {
  readonly document: ReceiptDocument;
  readonly lines: readonly string[];
  readonly qr: string | undefined;
}

export async function askedPaper(asked: AskedDocument, settings: SettingsDocument, cashier: string): Promise<AskedPaper> {
  const { number, device_time, fiscal } = asked;
  const locale = languageOf(settings);
  const slots = await slotsOf(settings, { number, fiscal, lines_count: 0, copy_number: 0, is_training: false, app_version: __APP_VERSION__, locale });
  const lines = slots?.lines ?? [];
  const facts: SaleFacts = {
    kind: "sale", is_training: false, is_gift: false, copy_number: 0, number, device_time, cashier,
    currency: settings.currency, exponent: settings.exponent, price_mode: settings.price_mode,
    lines: [], tax_subtotals: [], net: 0, tax: 0, gross: 0, cash_rounding: 0, tenders: [],
    essentials: "", public_address: "", shop: shopOf(settings),
    fiscal: { lines, ...(slots?.qr === undefined ? {} : { qr: slots.qr }) },
  };
  return { document: composeSale(facts, readTemplate(settings.receipt.template), await loadSpeech(locale, settings.country)), lines, qr: slots?.qr };
}
