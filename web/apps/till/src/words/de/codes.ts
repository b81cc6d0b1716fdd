import type { codes as english } from "../en/codes.ts";
import type { Room } from "../room.ts";

export const codes: Room<typeof english> = {
  "codes.title": "Zahlen mit {name}",
  "codes.hint": "Der Kunde scannt den Code mit der Banking-App.",
  "codes.customer": "Mit Ihrer Banking-App scannen",
  "codes.waiting": "Warten auf das Geld",
  "codes.offline": "Keine Verbindung: Die Bank ist hier nicht zu hören. Sehen Sie selbst im Konto nach.",
  "codes.seen": "Das Geld ist da",
  "codes.finish": "Abschließen, noch nicht bestätigt",
  "codes.withdraw": "Abbrechen, keine Zahlung",
  "codes.reference": "Referenz",
  "codes.arrived": "{amount} sind da.",
  "codes.short": "Bisher kamen nur {amount}.",
  "codes.returned": "Die Bank hat das Geld zurückgeholt.",
  "codes.free": "Geld, das kam und zu keinem Verkauf gehört: {amount}, {when}",
  "codes.use": "Für diesen Verkauf nehmen",
  "codes.leave": "Liegen lassen",
  "codes.impossible": "Für dieses Konto lässt sich kein Code zeichnen: Seine Einstellungen sind anzusehen.",
  "codes.declined": "Das Geld kam nicht.",
  "codes.unconfirmed": "noch nicht bestätigt",
  "wallet.hint": "Scannen Sie den Code auf dem Telefon des Kunden.",
  "wallet.typed": "Oder tippen Sie die Ziffern unter dem Code",
  "wallet.take": "Diesen Code nehmen",
  "wallet.camera": "Mit der Kamera scannen",
  "wallet.silent": "Der Server antwortet nicht. Er wird von selbst wieder gefragt.",
};
