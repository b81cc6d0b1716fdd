import type { common as english } from "../en/common.ts";
import type { Room } from "../room.ts";

export const common: Room<typeof english> = {
  "app.name": "Kasse",

  "common.close": "Schließen",
  "common.back": "Zurück",
  "common.cancel": "Abbrechen",
  "common.undo": "Rückgängig",
  "common.remove": "Entfernen",
  "common.removeNamed": "{name} entfernen",
  "common.named": "{name}: {what}",
  "common.apply": "Übernehmen",
  "common.delete": "Letzte Ziffer löschen",
  "common.today": "Heute",
  "common.total": "Summe",
  "common.items.one": "{count} Artikel",
  "common.items.other": "{count} Artikel",
  "common.lines.one": "{count} Position",
  "common.lines.other": "{count} Positionen",

  "update.pill": "Neue Version",
  "update.label": "Eine neue Version ist bereit. Jetzt starten",

  "crash.title": "In dieser Seite ist etwas schiefgegangen",
  "crash.text": "Was Sie verkauft haben, ist versiegelt und sicher auf diesem Gerät. Starten Sie die Seite neu, um weiterzumachen.",
  "crash.reload": "Neu starten",

  "fault.title": "Ein Teil der Kasse fehlt hier",
  "fault.part": "Dieser Teil ist noch nicht auf diesem Gerät und braucht einmal das Netz. Der Verkauf läuft weiter.",
  "fault.screen": "Dieser Teil der Kasse ist noch nicht auf diesem Gerät. Verbinden Sie es einmal mit dem Netz und versuchen Sie es erneut.",
  "fault.again": "Erneut versuchen",
  "fault.failed": "Das hat nicht geklappt. Versuchen Sie es noch einmal; kommt es wieder vor, starten Sie die Seite neu.",

  "otherTab.title": "Diese Kasse ist in einem anderen Tab offen",
  "otherTab.text": "Nur ein Tab darf verkaufen, damit keine Belegnummer doppelt vergeben wird. Machen Sie dort weiter, oder übernehmen Sie hier.",
  "otherTab.takeOver": "Hier übernehmen",
  "otherTab.waiting": "Der andere Tab gibt ab…",

  "revoked.text": "Dieses Gerät wurde in der Verwaltung abgemeldet. Verkäufe gehen weiter und bleiben erhalten, aber verbinden Sie es bitte neu.",
};
