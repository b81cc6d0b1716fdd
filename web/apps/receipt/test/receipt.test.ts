import { readFileSync } from "node:fs";
import { Speech, type ReceiptWords } from "@comptoir/receipts";
import { expect, test } from "vitest";
import { money } from "../src/formats.ts";
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

const UUID = "018f0000-0000-7000-8000-00000000000";
const ENVELOPE = {
  format: 1, organization: `${UUID}1`, till: `${UUID}2`, chain: `${UUID}3`, sequence: 3, previous: "0".repeat(64), kind: "order", device_time: "2026-11-22T12:13:14.123+01:00",
  monotonic_ms: 0, boot: "0".repeat(16), server_time_seen: "", catalog_position: 0, engine_version: 1,
};

test("a deposit shows the goods that it is for, what is left, and the order's number", () => {
  const order = { ...ENVELOPE, body: { purpose: "layaway", gross: 9000, valid_until: "2027-01-31", lines: [{ name: "Mantel", quantity_milli: 1000, unit: "C62", unit_price: 9000, amount: 9000 }] } };
  const shop = readShop({
    certificate: "x", public_key: "y", server_key: "z", number: "A1-1-4", store: "Lune", address: "", country: "DE", exponent: 2, exponents: { JPY: 0 },
    template: {}, stored: null, refers_to: "A1-1-3", ordered: { content: JSON.stringify(order), paid: 2500 },
  })!;
  const body = { purpose: "deposit", currency: "EUR", gross: 2500, lines: [], tenders: [{ kind: "foreign_cash", amount: 2500, currency: "JPY", foreign_amount: 4100, rate_ppm: 6_100 }] };

  const document = receiptOf({ ...ENVELOPE, kind: "payment", sequence: 4, body } as never, shop, "1.c.4.2500.EUR.0.d.p", new Speech(words, "DE"));

  const shown = document.blocks.map((block) => ("text" in block ? block.text : "name" in block ? `${block.name} ${block.value}` : block.block)).join("\n");
  for (const part of ["A1-1-3", "Mantel 90,00", "25,00", "65,00\u00a0€", "31.01.2027", "4.100\u00a0JPY"]) expect(shown).toContain(part);
  expect(readShop({ certificate: "x", public_key: "y", server_key: "z", ordered: { content: "{", paid: 1 }, exponents: [2] })).toMatchObject({ ordered: undefined, exponents: {} });
});

test("the amount is cut as the shop's currency is", () => {
  expect([money(1500, "XOF", "fr", 0), money(1500, "ISK", "de", 0), money(1500, "EUR", "de", 2), money(1500, "EUR", "de"), money(1500, "KWD", "de", 3)]).toEqual([
    "1\u202f500\u00a0F\u202fCFA", "1.500\u00a0ISK", "15,00\u00a0€", "15,00\u00a0€", "1,500\u00a0KWD",
  ]);
});
