/** A quote, or goods kept aside, as paper: what is promised, at which prices and until when. It is no receipt and says so. */
import { composeSale, readTemplate, saleFacts, type ReceiptDocument } from "@comptoir/receipts";
import { loadSpeech } from "@comptoir/receipts/words";
import { namedTaxRates, type SettingsDocument } from "@comptoir/till-core";
import type { OrderView } from "@comptoir/till-core/promises";
import { languageOf, shopOf } from "./documents.ts";

export async function orderDocument(order: OrderView, settings: SettingsDocument, cashier: string, isTraining: boolean): Promise<ReceiptDocument> {
  const speech = await loadSpeech(languageOf(settings), settings.country);
  const facts = saleFacts(order.body, {
    kind: order.purpose,
    is_training: isTraining,
    number: order.number,
    device_time: order.device_time,
    cashier,
    exponent: settings.exponent,
    essentials: "",
    public_address: "",
    tax_names: namedTaxRates(settings).map((rate) => ({ tax_category: rate.category, tax_rate_ppm: rate.rate_ppm, name: rate.name })),
    shop: shopOf(settings),
    ...(order.customer === undefined ? {} : { trade: { lines: [order.customer.name, order.customer.phone].filter((line) => line !== "") } }),
  });
  return composeSale(facts, readTemplate(settings.receipt.template), speech);
}
