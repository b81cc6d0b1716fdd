/** The stored sale as the receipt that the shop gives, in the customer's language. */
import type { Envelope } from "@comptoir/journal";
import { composeSale, readTemplate, saleFacts, type PaperKind, type ReceiptDocument, type Speech } from "@comptoir/receipts";
import type { Shop } from "./proofs.ts";

/** A payment is called by what it was for. */
function kindOf({ kind, body }: Envelope): PaperKind {
  const said = kind === "payment" ? body["purpose"] : kind;
  return KINDS.find((known) => known === said) ?? "sale";
}

const KINDS: readonly PaperKind[] = ["refund", "exchange", "deposit", "cancellation", "settlement"];

export function receiptOf(envelope: Envelope, shop: Shop, essentials: string, speech: Speech): ReceiptDocument {
  const facts = saleFacts(envelope.body, {
    kind: kindOf(envelope),
    number: shop.number,
    device_time: envelope.device_time,
    cashier: "",
    exponent: shop.exponent,
    exponents: shop.exponents,
    ...(shop.refersTo === "" ? {} : { refers_to: shop.refersTo }),
    ...(shop.ordered === undefined ? {} : { ordered: shop.ordered }),
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
