import type { returns as english } from "../en/returns.ts";
import type { Room } from "../room.ts";

export const returns: Room<typeof english> = {
  "training.title": "Formation",
  "training.band": "rien n’est vendu",
  "training.only": "n’encaissez rien pour de vrai",
  "training.end": "Quitter",
  "training.begin": "S’exercer",
  "training.beginDetail": "Tout comme en vrai, sans rien vendre. La journée attend.",
  "training.wipe": "Effacer la formation",
  "training.wipeDetail": "Ses ventes et sa journée quittent cette caisse",
  "training.paper": "Ce ticket porte la mention FORMATION et ne prouve aucune vente.",
  "unreceipted.title": "Reprise sans ticket",
  "unreceipted.detail": "Ces articles reviennent, au prix le plus bas des derniers temps",
  "unreceipted.lead": "Prix le plus bas des {days} derniers jours.",
  "unreceipted.offline": "Hors ligne, seuls comptent les prix de cette caisse et ce qu’elle a su en dernier des autres.",
  "unreceipted.noWay": "Ce magasin ne rend ni avoir ni espèces sans ticket. La gestion peut l’autoriser.",
  "note.title": "Note",
  "note.line": "Note sur cette ligne",
  "note.sale": "Note sur la vente",
  "note.help": "Pour la cuisine, un numéro de série, un nom. Elle peut être effacée plus tard.",
  "note.keep": "Garder la note",
  "note.printed": "L’imprimer sur le ticket",
};
