import type { Words } from "../words.ts";

export const words: Words = {
  receipt: "Beleg",
  refund: "Rückzahlung",
  checking: "Das Siegel wird geprüft…",
  noReceipt: "Kein Beleg in dieser Adresse",
  noReceiptHelp: "Scannen Sie den QR-Code auf Ihrem Beleg noch einmal. Der Beleg steht hinter dem # der Adresse.",
  verdicts: {
    genuine: { title: "Echt", text: "Von der Kasse gesiegelt und beim Geschäft angekommen. Es ist genau das, was Ihr Beleg sagt." },
    not_received: {
      title: "Noch nicht beim Geschäft angekommen, das Siegel ist gültig",
      text: "Die Kasse hat diesen Beleg gesiegelt und noch nicht gesendet. Schauen Sie später wieder: Ihr Beleg zählt schon jetzt.",
    },
    forged: {
      title: "Die Signatur passt nicht",
      text: "Dieser Beleg wurde nicht von der Kasse signiert, die er nennt. Fragen Sie das Geschäft, bevor Sie sich darauf verlassen.",
    },
    not_vouched: {
      title: "Das Geschäft bürgt nicht für diesen Schlüssel",
      text: "Ein Schlüssel hat diesen Beleg signiert, aber der Server des Geschäfts hat nicht signiert, dass er zu einer seiner Kassen gehört. Er ist vielleicht aus der Zeit vor einer Wiederherstellung ohne die Schlüssel. Fragen Sie das Geschäft.",
    },
    contradicted: {
      title: "Das Geschäft hat etwas anderes",
      text: "Die Kasse hat Ihren Beleg signiert, aber die Bücher des Geschäfts enthalten nicht denselben Verkauf. Behalten Sie den Beleg: Er ist ein Beweis.",
    },
    not_proven: {
      title: "Das Protokoll des Geschäfts beweist ihn nicht",
      text: "Die Kasse hat Ihren Beleg gesiegelt und das Geschäft hat den Verkauf, aber sein Protokoll wurde seither geändert. Behalten Sie den Beleg: Er ist ein Beweis.",
    },
    unknown: {
      title: "Dieses Geschäft kennt die Kasse nicht",
      text: "Der Beleg ist vielleicht aus einem anderen Geschäft oder aus der Zeit vor einer Wiederherstellung. Das sagt er aus.",
    },
    unreachable: {
      title: "Das Geschäft ist gerade nicht erreichbar",
      text: "Versuchen Sie es später wieder. Das sagt Ihr Beleg; seine Signatur bleibt gültig.",
    },
    unchecked: {
      title: "Das Siegel kann hier nicht geprüft werden",
      text: "Diese Seite wurde ohne TLS geöffnet, und dort bieten Browser keine Kryptografie. Das sagt Ihr Beleg.",
    },
  },
  paperSays: "Ihr Beleg sagt",
  print: "Drucken",
  details: "Wie geprüft wurde",
  chain: "Kette",
  digest: "Prüfsumme",
  howChecked: "Ihr Browser hat die Signatur der Kasse (ES256) auf dem Beleg geprüft und, sobald er angekommen ist, das Siegel über den Bytes des Verkaufs.",
  vouched: "Er hat auch geprüft, dass der Server unter dieser Adresse das Zertifikat der Kasse signiert hat (Ed25519): Den Schlüssel, der den Beleg gesiegelt hat, hat dieses Geschäft angemeldet. Wer das Geschäft unter dieser Adresse führt, ist damit nicht bewiesen.",
  notCheckable: "Dieser Browser kann die Signatur des Servers auf dem Zertifikat der Kasse (Ed25519) nicht prüfen. Dass der Schlüssel diesem Geschäft gehört, sagt nur der Server unter dieser Adresse.",
  logged: (size) =>
    `Er hat den Weg von diesem Verkauf zum Kopf des Protokolls berechnet (RFC 6962, ${size} Einträge), den der Server signiert hat: Wer den Verkauf herausnimmt, ändert diesen Kopf.`,
  notLogged: "Der Verkauf steht noch nicht im Protokoll des Geschäfts, oder dieser Browser kann dessen Signatur (Ed25519) nicht prüfen. Er folgt wenige Sekunden nach der Ankunft.",
  notProven: "Der Weg von diesem Verkauf zum Kopf des Protokolls endet nicht bei dem Kopf, den der Server signiert hat.",
  fragmentStays: "Nichts hinter dem # ging an einen Server, außer Kette und Nummer, es sei denn, Sie fordern eine Rechnung an.",
  invoice: {
    ask: "Ich brauche eine Rechnung",
    none: "Dieses Geschäft stellt hier keine Rechnungen aus. Fragen Sie an der Theke.",
    make: "Rechnung erstellen",
    download: "Rechnung laden",
    fields: {
      name: "Firma",
      street: "Straße und Hausnummer",
      postal_code: "Postleitzahl",
      city: "Ort",
      country: "Land (zwei Buchstaben)",
      tax_number: "USt-IdNr., falls vorhanden",
      registration: "Registernummer, falls vorhanden",
    },
    refusals: {
      unreachable: "Das Geschäft ist nicht erreichbar. Versuchen Sie es später.",
      "invoices.buyer_invalid": "Ein Teil der Anschrift fehlt, oder das Land hat nicht zwei Buchstaben.",
      "invoices.tax_number_missing": "Für diesen Verkauf ohne Steuer muss Ihre USt-IdNr. auf der Rechnung stehen.",
      "invoices.tax_number_invalid": "So sieht keine USt-IdNr. dieses Landes aus. Bitte prüfen oder leer lassen.",
      "invoices.already_invoiced": "Es gibt eine Rechnung für jemand anderen. Fragen Sie das Geschäft.",
      "invoices.not_invoiceable": "Von diesem Verkauf ist nichts mehr zu berechnen.",
      "api.too_fast": "Bitte warten Sie eine Minute.",
    },
  },
};
