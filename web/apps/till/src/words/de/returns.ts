import type { returns as english } from "../en/returns.ts";
import type { Room } from "../room.ts";

export const returns: Room<typeof english> = {
  "training.title": "Übung",
  "training.band": "nichts wird verkauft",
  "training.only": "nehmen Sie kein echtes Geld an",
  "training.end": "Beenden",
  "training.begin": "Üben",
  "training.beginDetail": "Alles wie echt, ohne zu verkaufen. Der Tag wartet.",
  "training.wipe": "Übung löschen",
  "training.wipeDetail": "Ihre Verkäufe und ihr Tag verschwinden von dieser Kasse",
  "training.paper": "Dieser Beleg trägt den Vermerk TRAINING und belegt keinen Verkauf.",
  "unreceipted.title": "Rücknahme ohne Beleg",
  "unreceipted.detail": "Diese Artikel kommen zurück, zum niedrigsten Preis der letzten Zeit",
  "unreceipted.lead": "Niedrigster Preis der letzten {days} Tage.",
  "unreceipted.offline": "Ohne Verbindung zählen die Preise dieser Kasse und was sie zuletzt von den anderen gehört hat.",
  "unreceipted.noWay": "Dieses Geschäft gibt ohne Beleg weder Guthaben noch Bargeld. In der Verwaltung lässt es sich erlauben.",
  "note.title": "Notiz",
  "note.line": "Notiz zu dieser Position",
  "note.sale": "Notiz zum Verkauf",
  "note.help": "Für die Küche, eine Seriennummer, ein Name. Sie kann später gelöscht werden.",
  "note.keep": "Notiz übernehmen",
  "note.printed": "Auf den Beleg drucken",
};
