import type { Words } from "../words.ts";

export const words: Words = {
  receipt: "Ticket",
  refund: "Remboursement",
  checking: "Vérification du sceau…",
  noReceipt: "Pas de ticket dans cette adresse",
  noReceiptHelp: "Scannez de nouveau le QR code de votre ticket. Le ticket se trouve après le # de l’adresse.",
  verdicts: {
    genuine: { title: "Authentique", text: "Scellé par la caisse et reçu par le magasin. C’est exactement ce que dit votre ticket." },
    not_received: {
      title: "Pas encore reçu par le magasin, le sceau est valide",
      text: "La caisse a scellé ce ticket et ne l’a pas encore envoyé. Revenez plus tard : votre ticket compte déjà.",
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
      text: "La caisse a signé votre ticket, mais la comptabilité du magasin ne contient pas la même vente. Gardez le ticket : c’est une preuve.",
    },
    not_proven: {
      title: "Le journal du magasin ne le prouve pas",
      text: "La caisse a scellé votre ticket et le magasin détient la vente, mais son journal a été modifié depuis. Gardez le ticket : c’est une preuve.",
    },
    unknown: {
      title: "Ce magasin ne connaît pas la caisse",
      text: "Le ticket vient peut-être d’un autre magasin, ou d’avant la restauration d’une sauvegarde. Voici ce qu’il dit.",
    },
    unreachable: {
      title: "Le magasin n’est pas joignable pour l’instant",
      text: "Réessayez plus tard. Voici ce que dit votre ticket ; sa signature reste valable.",
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
  vouched: "Il a aussi vérifié que le serveur à cette adresse a signé le certificat de la caisse (Ed25519) : la clé qui a scellé le ticket a été enrôlée par ce magasin. Cela ne prouve pas qui tient le magasin à cette adresse.",
  notCheckable: "Ce navigateur ne peut pas vérifier la signature du serveur sur le certificat de la caisse (Ed25519). Que la clé soit celle de ce magasin repose sur la parole du serveur à cette adresse.",
  logged: (size) =>
    `Il a calculé le chemin de cette vente à la tête du journal du magasin (RFC 6962, ${size} entrées), que le serveur a signée : retirer la vente changerait cette tête.`,
  notLogged: "La vente n’est pas encore dans le journal du magasin, ou ce navigateur ne peut pas vérifier la signature du journal (Ed25519). Elle y entre quelques secondes après son arrivée.",
  notProven: "Le chemin de cette vente à la tête du journal du magasin ne mène pas à la tête que le serveur a signée.",
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
      "invoices.tax_number_missing": "Pour cette vente sans TVA, la facture doit porter votre n° de TVA.",
      "invoices.tax_number_invalid": "Ce n’est pas un n° de TVA de ce pays. Vérifiez-le, ou laissez le champ vide.",
      "invoices.already_invoiced": "Il y a une facture pour quelqu’un d’autre. Voyez avec le magasin.",
      "invoices.not_invoiceable": "Il ne reste rien de cette vente à facturer.",
      "api.too_fast": "Attendez une minute, s’il vous plaît.",
    },
  },
};
