import type { sales as english } from "../en/sales.ts";
import type { Room } from "../room.ts";

export const sales: Room<typeof english> = {
  "sales.title": "Verkäufe",
  "sales.search": "Belegnummer oder Betrag",
  "sales.searchLabel": "Verkäufe durchsuchen",
  "sales.empty": "Noch kein Verkauf an dieser Kasse.",
  "sales.nothingFound": "Kein Verkauf passt.",
  "sales.refund": "Rückzahlung",
  "sales.sale": "Verkauf",
  "sales.unsent": "zu senden",
  "sales.of": "zu {number}",
  "sales.choose": "Wählen Sie einen Verkauf.",
  "sales.showOthers": "Verkäufe anderer zeigen",
  "sales.copy": "Kopie",
  "sales.gift": "Geschenkbeleg",
  "sales.refundStart": "Zurückzahlen",
  "sales.fullyRefunded": "Alles wurde zurückgezahlt.",
  "sales.exchange": "Umtausch",

  "refund.toVoucher": "Zurück auf die Karte",
  "refund.onVoucher": "Auf die Karte zurückgeben",
  "refund.title": "Rückzahlung",
  "refund.lead": "Was kommt zurück?",
  "refund.all": "Alles",
  "refund.none": "Nichts",
  "refund.total": "Zurückzugeben",
  "refund.cardAsk": "Geben Sie {amount} am Kartenterminal zurück. Was zeigt es an?",
  "refund.outOf": "von {quantity}",
  "refund.firstWays": "So, wie bezahlt wurde",
  "refund.otherWays": "Anders",

  "exchange.start": "Umtauschen",
  "exchange.choose": "Neue Artikel wählen",
  "exchange.back": "Rückgabe aus {number}",
  "exchange.drop": "Nicht mehr umtauschen",
  "exchange.addGoods": "Fügen Sie hinzu, was der Kunde nimmt.",
  "exchange.even": "Umtauschen ohne Zahlung",

  "goesTo.ask": "{name}: Wohin kommt die Ware?",
  "goesTo.stock": "Ins Regal",
  "goesTo.damaged": "Beschädigt",
  "goesTo.supplier": "Lieferant",
  "goesTo.waste": "Weggeworfen",
  "goesTo.came": "Zurück: {place}",

  "receipt.tax": "USt.",
};
