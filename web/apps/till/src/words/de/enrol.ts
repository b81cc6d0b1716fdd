import type { enrol as english } from "../en/enrol.ts";
import type { Room } from "../room.ts";

export const enrol: Room<typeof english> = {
  "enrol.title": "Dieses Gerät zur Kasse machen",
  "enrol.lead": "Öffnen Sie in der Verwaltung Einstellungen, Kassen, und wählen Sie „Gerät anmelden“. Scannen Sie dort das Quadrat mit diesem Gerät, oder tippen Sie den Code.",
  "enrol.code": "Code",
  "enrol.codeHelp": "Der Code gilt einmal, zehn Minuten lang.",
  "enrol.label": "Name dieses Geräts",
  "enrol.labelHelp": "Damit Sie es in der Verwaltung finden, zum Beispiel „Tablet am Tresen“.",
  "enrol.defaultLabel": "Kasse",
  "enrol.connect": "Gerät verbinden",
  "enrol.connecting": "Verbindet…",
  "enrol.installFirst": "Auf iPhone und iPad: legen Sie diese Seite zuerst auf den Home-Bildschirm und öffnen Sie sie von dort. Die installierte App hat ihren eigenen Speicher.",
  "enrol.insecureTitle": "Diese Adresse ist nicht geschützt",
  "enrol.insecure": "Eine Kasse versiegelt ihre Verkäufe mit einem Schlüssel, den Browser nur geschützten Seiten geben. Öffnen Sie diese Seite unter {address}.",
  "enrol.insecureAsk": "Eine Kasse versiegelt ihre Verkäufe mit einem Schlüssel, den Browser nur geschützten Seiten geben. Fragen Sie, wer Comptoir betreibt, nach der Adresse, die mit https:// beginnt; im eigenen Geschäft macht Comptoir eine, wenn es mit --lan gestartet wird.",
  "enrol.missingTitle": "Dieser Browser kann keine Kasse sein",
  "enrol.missing": "Ihm fehlt: {features}. Bitte aktualisieren Sie ihn, oder nehmen Sie ein aktuelles Chrome, Edge, Firefox oder Safari, nicht im privaten Modus.",
  "enrol.feature.storage": "Speicher für die Verkäufe",
  "enrol.feature.locks": "die Sperre zwischen Tabs",
  "enrol.feature.crypto": "Siegelschlüssel",
  "enrol.feature.workers": "Arbeit im Hintergrund",

  "duty.title": "Nur zum Ausprobieren und Lernen",
  "duty.at_rksv": "Österreich verlangt, dass ein zertifiziertes Gerät jeden Beleg signiert (RKSV). Comptoir kann noch keines ansprechen. Bitte nichts Echtes kassieren.",
  "duty.be_gks": "Belgien verlangt hier eine registrierte Kasse mit Kontrollmodul. Comptoir kann noch keines ansprechen. Bitte nichts Echtes kassieren.",
  "duty.de_tse": "Deutschland verlangt eine zertifizierte Sicherheitseinrichtung (TSE). Comptoir kann noch keine ansprechen. Bitte nichts Echtes kassieren.",
  "duty.fr_attestation": "Frankreich verlangt ein Zertifikat oder eine Bescheinigung der Software, die es für Comptoir noch nicht gibt. Bitte nichts Echtes kassieren.",
  "duty.unknown": "Comptoir erfüllt eine Pflicht dieses Landes noch nicht. Bitte nichts Echtes kassieren.",
};
