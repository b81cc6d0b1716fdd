import type { deposit as english } from "../en/deposit.ts";
import type { Room } from "../room.ts";

export const deposit: Room<typeof english> = {
  "deposit.title": "Pfandrückgabe",
  "deposit.hint": "Der Strichcode der Flasche zählt sie, und ein Bon vom Pfandautomaten wird einfach gescannt.",
  "deposit.total": "Pfand zurück",
  "deposit.done": "In den Warenkorb",
  "deposit.even": "Abschließen ohne Zahlung",
  "deposit.voucher": "Pfandbon",
  "deposit.voucherTaken": "Pfandbon: {amount} werden abgezogen",
  "deposit.comesBack": "Kommt das Pfand auch zurück?",
};
