/** The stored sale as the receipt that the shop gives, in the customer's language. */
import type { Envelope } from "@comptoir/journal";
import { composeSale, readTemplate, saleFacts, type ReceiptDocument, type Speech } from "@comptoir/receipts";
import type { Shop } from "./proofs.ts";

export function receiptOf(envelope: Envelope, shop: Shop, essentials: string, speech: Speech): ReceiptDocument {
  const facts = saleFacts(envelope.body, {
    kind: envelope.kind === "refund" ? "refund" : "sale",
    number: shop.number,
    device_time: envelope.device_time,
    cashier: "",
    exponent: shop.exponent,
    essentials,
    // The code leads to this very page.
    public_address: "",
    shop: {
      store: shop.store,
      address: shop.address.split("\n").filter((line) => line !== ""),
      ...(shop.phone === "" ? {} : { phone: shop.phone }),
      legal_name: shop.legalEntity,
      registration: shop.registration,
      tax_number: shop.taxNumber,
    },
  });
  return composeSale(facts, readTemplate(shop.template), speech);
}
