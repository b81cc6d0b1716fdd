import { readFileSync } from "node:fs";
import { Speech, type ReceiptWords } from "@comptoir/receipts";
import { expect, test } from "vitest";
import { readShop } from "../src/proofs.ts";
import { receiptOf } from "../src/receipt.ts";

const words = JSON.parse(
  readFileSync(new URL("../../../../server/src/comptoir/receipts/words/de.json", import.meta.url), "utf8"),
) as ReceiptWords;

test("the page shows the shop's own receipt in the customer's language, without the code that led here", () => {
  const shop = readShop({
    certificate: "x", public_key: "y", server_key: "z", number: "A1-1-3", store: "Lune", address: "1 rue du Four\n59000 Lille\n", phone: "", country: "FR",
    exponent: 2, template: { header: ["Pain au levain"], sections: { tax_table: false } },
  })!;
  const envelope = {
    format: 1, organization: "o", till: "t", chain: "c", sequence: 3, previous: "0", kind: "sale", device_time: "2026-11-22T12:13:14.123+01:00",
    monotonic_ms: 0, boot: "b", server_time_seen: "", catalog_position: 0, engine_version: 1,
    body: { currency: "EUR", gross: 230, lines: [{ name: "Baguette", quantity_milli: 2000, unit: "C62", unit_price: 115, amount: 230 }], tenders: [{ kind: "card", amount: 230 }] },
  } as const;

  const document = receiptOf(envelope, shop, "1.c.3.230.EUR.0.d.p", new Speech(words, "FR"));

  expect(document.title).toBe("Beleg A1-1-3");
  const shown = document.blocks.map((block) => ("text" in block ? block.text : "name" in block ? `${block.name} ${block.value}` : block.block));
  expect(shown).toEqual([
    "Lune", "Pain au levain", "1 rue du Four", "59000 Lille", "Beleg", "Nr. A1-1-3 22.11.2026 12:13", "rule", "Baguette 2,30", "2 × 1,15 ",
    "rule", "Summe 2,30\u00a0€", "Karte 2,30", "Vielen Dank für Ihren Besuch",
  ]);
});
