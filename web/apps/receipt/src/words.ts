/** The page's words in the customer's language. */

import type { Field } from "./invoice.ts";
import type { Verdict } from "./judge.ts";

export interface Words {
  readonly receipt: string;
  readonly refund: string;
  readonly checking: string;
  readonly noReceipt: string;
  readonly noReceiptHelp: string;
  readonly verdicts: Readonly<Record<Verdict, { readonly title: string; readonly text: string }>>;
  readonly paperSays: string;
  readonly print: string;
  readonly details: string;
  readonly chain: string;
  readonly digest: string;
  readonly howChecked: string;
  readonly vouched: string;
  readonly notCheckable: string;
  readonly fragmentStays: string;
  readonly invoice: {
    readonly ask: string;
    readonly none: string;
    readonly make: string;
    readonly download: string;
    readonly fields: Readonly<Record<Field, string>>;
    readonly refusals: Readonly<Record<string, string>>;
  };
}

const en: Words = {
  receipt: "Receipt",
  refund: "Refund",
  checking: "Checking the seal…",
  noReceipt: "No receipt in this address",
  noReceiptHelp: "Scan the QR code on your receipt again. The receipt stands behind the # of its address.",
  verdicts: {
    genuine: { title: "Genuine", text: "Sealed by the till and received by the shop. It is exactly what your receipt says." },
    not_received: {
      title: "Not yet received by the shop, the seal is valid",
      text: "The till sealed this receipt and has not sent it yet. Look again later: your receipt already counts.",
    },
    forged: {
      title: "The signature does not fit",
      text: "This receipt was not signed by the till that it names. Ask the shop before you rely on it.",
    },
    not_vouched: {
      title: "The shop does not vouch for this key",
      text: "A key signed this receipt, but the shop's server did not sign that it is its till's. It may be from before a backup was restored without its keys. Ask the shop.",
    },
    contradicted: {
      title: "The shop holds something else",
      text: "The till signed your receipt, but the shop's books do not hold the same sale. Keep the receipt: it is a proof.",
    },
    unknown: {
      title: "This shop does not know the till",
      text: "The receipt may be from another shop, or from before a backup was restored. This is what it says.",
    },
    unreachable: {
      title: "The shop cannot be reached now",
      text: "Try again later. This is what your receipt says; its signature stays valid.",
    },
    unchecked: {
      title: "The seal cannot be checked here",
      text: "This page was opened without TLS, and browsers offer no cryptography there. This is what your receipt says.",
    },
  },
  paperSays: "Your receipt says",
  print: "Print",
  details: "How this was checked",
  chain: "Chain",
  digest: "Digest",
  howChecked: "Your browser verified the till's signature (ES256) on the receipt and, once received, the seal over the sale's bytes.",
  vouched: "It also verified that the server at this address signed the till's certificate (Ed25519): the key that sealed the receipt is one that this shop enrolled. Who runs the shop at this address is not proved by that.",
  notCheckable: "This browser cannot check the server's signature on the till's certificate (Ed25519). That the key is this shop's rests on the word of the server at this address.",
  fragmentStays: "Nothing behind the # was sent to a server except chain and number, unless you ask for an invoice.",
  invoice: {
    ask: "I need an invoice",
    none: "This shop makes no invoices here. Ask at the counter.",
    make: "Make the invoice",
    download: "Download the invoice",
    fields: {
      name: "Company",
      street: "Street and number",
      postal_code: "Postal code",
      city: "City",
      country: "Country (two letters)",
      tax_number: "VAT number, if any",
      registration: "Registration number, if any",
    },
    refusals: {
      unreachable: "The shop cannot be reached now. Try again later.",
      "invoices.buyer_invalid": "A part of the address is missing, or the country is not two letters.",
      "invoices.already_invoiced": "There is an invoice for somebody else. Ask the shop.",
      "invoices.not_invoiceable": "There is nothing left of this sale to invoice.",
      "api.too_fast": "Please wait a minute.",
    },
  },
};

const fr: Words = {
  receipt: "Ticket",
  refund: "Remboursement",
  checking: "Vérification du sceau…",
  noReceipt: "Pas de ticket dans cette adresse",
  noReceiptHelp: "Scannez de nouveau le QR code de votre ticket. Le ticket se trouve après le # de l’adresse.",
  verdicts: {
    genuine: { title: "Authentique", text: "Scellé par la caisse et reçu par le magasin. C’est exactement ce que dit votre ticket." },
    not_received: {
      title: "Pas encore reçu par le magasin, le sceau est valide",
      text: "La caisse a scellé ce ticket et ne l’a pas encore envoyé. Revenez plus tard : votre ticket compte déjà.",
    },
    forged: {
      title: "La signature ne correspond pas",
      text: "Ce ticket n’a pas été signé par la caisse qu’il nomme. Demandez au magasin avant de vous y fier.",
    },
    not_vouched: {
      title: "Le magasin ne répond pas de cette clé",
      text: "Une clé a signé ce ticket, mais le serveur du magasin n’a pas signé qu’elle est celle de sa caisse. Il date peut-être d’avant la restauration d’une sauvegarde sans ses clés. Demandez au magasin.",
    },
    contradicted: {
      title: "Le magasin détient autre chose",
      text: "La caisse a signé votre ticket, mais la comptabilité du magasin ne contient pas la même vente. Gardez le ticket : c’est une preuve.",
    },
    unknown: {
      title: "Ce magasin ne connaît pas la caisse",
      text: "Le ticket vient peut-être d’un autre magasin, ou d’avant la restauration d’une sauvegarde. Voici ce qu’il dit.",
    },
    unreachable: {
      title: "Le magasin n’est pas joignable pour l’instant",
      text: "Réessayez plus tard. Voici ce que dit votre ticket ; sa signature reste valable.",
    },
    unchecked: {
      title: "Le sceau ne peut pas être vérifié ici",
      text: "Cette page a été ouverte sans TLS, et les navigateurs n’y offrent pas de cryptographie. Voici ce que dit votre ticket.",
    },
  },
  paperSays: "Votre ticket dit",
  print: "Imprimer",
  details: "Comment c’est vérifié",
  chain: "Chaîne",
  digest: "Empreinte",
  howChecked: "Votre navigateur a vérifié la signature de la caisse (ES256) sur le ticket et, une fois reçu, le sceau sur les octets de la vente.",
  vouched: "Il a aussi vérifié que le serveur à cette adresse a signé le certificat de la caisse (Ed25519) : la clé qui a scellé le ticket a été enrôlée par ce magasin. Cela ne prouve pas qui tient le magasin à cette adresse.",
  notCheckable: "Ce navigateur ne peut pas vérifier la signature du serveur sur le certificat de la caisse (Ed25519). Que la clé soit celle de ce magasin repose sur la parole du serveur à cette adresse.",
  fragmentStays: "Rien de ce qui suit le # n’est parti vers un serveur, sauf la chaîne et le numéro, à moins que vous ne demandiez une facture.",
  invoice: {
    ask: "Il me faut une facture",
    none: "Ce magasin ne fait pas de factures ici. Demandez au comptoir.",
    make: "Faire la facture",
    download: "Télécharger la facture",
    fields: {
      name: "Société",
      street: "Rue et numéro",
      postal_code: "Code postal",
      city: "Ville",
      country: "Pays (deux lettres)",
      tax_number: "N° de TVA, si vous en avez un",
      registration: "SIREN ou autre numéro, si vous en avez un",
    },
    refusals: {
      unreachable: "Le magasin est injoignable. Réessayez plus tard.",
      "invoices.buyer_invalid": "Il manque un élément de l’adresse, ou le pays n’est pas en deux lettres.",
      "invoices.already_invoiced": "Il y a une facture pour quelqu’un d’autre. Voyez avec le magasin.",
      "invoices.not_invoiceable": "Il ne reste rien de cette vente à facturer.",
      "api.too_fast": "Attendez une minute, s’il vous plaît.",
    },
  },
};

const de: Words = {
  receipt: "Beleg",
  refund: "Rückzahlung",
  checking: "Das Siegel wird geprüft…",
  noReceipt: "Kein Beleg in dieser Adresse",
  noReceiptHelp: "Scannen Sie den QR-Code auf Ihrem Beleg noch einmal. Der Beleg steht hinter dem # der Adresse.",
  verdicts: {
    genuine: { title: "Echt", text: "Von der Kasse gesiegelt und beim Laden angekommen. Es ist genau das, was Ihr Beleg sagt." },
    not_received: {
      title: "Noch nicht beim Laden angekommen, das Siegel ist gültig",
      text: "Die Kasse hat diesen Beleg gesiegelt und noch nicht gesendet. Schauen Sie später wieder: Ihr Beleg zählt schon jetzt.",
    },
    forged: {
      title: "Die Signatur passt nicht",
      text: "Dieser Beleg wurde nicht von der Kasse signiert, die er nennt. Fragen Sie den Laden, bevor Sie sich darauf verlassen.",
    },
    not_vouched: {
      title: "Der Laden bürgt nicht für diesen Schlüssel",
      text: "Ein Schlüssel hat diesen Beleg signiert, aber der Server des Ladens hat nicht signiert, dass er seiner Kasse gehört. Er ist vielleicht aus der Zeit vor einer Wiederherstellung ohne die Schlüssel. Fragen Sie den Laden.",
    },
    contradicted: {
      title: "Der Laden hat etwas anderes",
      text: "Die Kasse hat Ihren Beleg signiert, aber die Bücher des Ladens enthalten nicht denselben Verkauf. Behalten Sie den Beleg: Er ist ein Beweis.",
    },
    unknown: {
      title: "Dieser Laden kennt die Kasse nicht",
      text: "Der Beleg ist vielleicht aus einem anderen Laden oder aus der Zeit vor einer Wiederherstellung. Das sagt er aus.",
    },
    unreachable: {
      title: "Der Laden ist gerade nicht erreichbar",
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
  vouched: "Er hat auch geprüft, dass der Server unter dieser Adresse das Zertifikat der Kasse signiert hat (Ed25519): Den Schlüssel, der den Beleg gesiegelt hat, hat dieser Laden angemeldet. Wer den Laden unter dieser Adresse führt, ist damit nicht bewiesen.",
  notCheckable: "Dieser Browser kann die Signatur des Servers auf dem Zertifikat der Kasse (Ed25519) nicht prüfen. Dass der Schlüssel diesem Laden gehört, sagt nur der Server unter dieser Adresse.",
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
      "invoices.already_invoiced": "Es gibt eine Rechnung für jemand anderen. Fragen Sie das Geschäft.",
      "invoices.not_invoiceable": "Von diesem Verkauf ist nichts mehr zu berechnen.",
      "api.too_fast": "Bitte warten Sie eine Minute.",
    },
  },
};

const ALL: Readonly<Record<string, Words>> = { fr, de, en };

/** The first of the customer's languages that the page speaks; English else. */
export function chooseLanguage(wanted: readonly string[]): "fr" | "de" | "en" {
  for (const tag of wanted) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === "fr" || language === "de" || language === "en") return language;
  }
  return "en";
}

export function wordsOf(language: string): Words {
  return ALL[language] ?? en;
}
