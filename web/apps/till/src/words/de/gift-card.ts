import type { giftCard as english } from "../en/gift-card.ts";
import type { Room } from "../room.ts";

export const giftCard: Room<typeof english> = {
  "giftCard.title": "Geschenkkarte",
  "giftCard.code": "Code der Karte",
  "giftCard.look": "Suchen",
  "giftCard.topUpHint": "Für eine neue Karte leer lassen. Zum Aufladen oder für das Guthaben den Code scannen oder tippen.",
  "giftCard.payHint": "Scannen Sie die Karte, oder tippen Sie ihren Code.",
  "giftCard.balance": "Guthaben",
  "giftCard.unknownBalance": "ohne Netz unbekannt",
  "giftCard.sell": "Betrag der Karte",
  "giftCard.topUp": "Aufzuladender Betrag",
  "giftCard.presets": "Übliche Beträge",
  "giftCard.add": "Karte über {amount} verkaufen",
  "giftCard.addTopUp": "{amount} aufladen",
  "giftCard.available": "Jetzt einlösbar",
  "giftCard.after": "Es bleiben",
  "giftCard.left": "Restguthaben",
  "giftCard.alone": "Ohne Netz: Das Guthaben ist unbekannt. Diese Kasse darf bis zu {amount} einlösen.",
  "giftCard.first": "Diese Karte wird vor jeder anderen Zahlung abgezogen. Nehmen Sie zuerst die kassierten Teile zurück.",
  "giftCard.even": "Fertig: Die Karte zahlt alles",
  "giftCard.taxed": "Beim Kauf versteuert: Die Karte mindert die Summe.",
  "giftCard.noGoods": "Diese Karte wurde beim Kauf mit {rate} versteuert: Sie zahlt nur Waren mit diesem Satz, und im Warenkorb sind keine.",
  "giftCard.qr": "Code der Karte {code}",
  "giftCard.keep": "Fotografieren oder drucken: Dieser Code wird nicht wieder gezeigt.",
};
