import type { common as english } from "../en/common.ts";
import type { Room } from "../room.ts";

export const common: Room<typeof english> = {
  "app.name": "Caisse",

  "common.close": "Fermer",
  "common.back": "Retour",
  "common.cancel": "Annuler",
  "common.undo": "Annuler",
  "common.remove": "Retirer",
  "common.removeNamed": "Retirer {name}",
  "common.named": "{name} : {what}",
  "common.apply": "Appliquer",
  "common.delete": "Effacer le dernier chiffre",
  "common.today": "Aujourd’hui",
  "common.total": "Total",
  "common.items.one": "{count} article",
  "common.items.other": "{count} articles",
  "common.lines.one": "{count} ligne",
  "common.lines.other": "{count} lignes",

  "update.pill": "Nouvelle version",
  "update.label": "Une nouvelle version est prête. La démarrer maintenant",

  "crash.title": "Quelque chose s’est mal passé dans cette page",
  "crash.text": "Ce que vous avez vendu est scellé et en sûreté sur cet appareil. Redémarrez la page pour continuer.",
  "crash.reload": "Redémarrer",

  "fault.title": "Il manque une partie de la caisse",
  "fault.part": "Cette partie n’est pas encore sur cet appareil : il lui faut le réseau une fois. La vente continue.",
  "fault.screen": "Cette partie de la caisse n’est pas encore sur cet appareil. Reliez-le une fois au réseau, puis réessayez.",
  "fault.again": "Réessayer",
  "fault.failed": "Cela n’a pas marché. Réessayez ; si cela recommence, redémarrez la page.",

  "otherTab.title": "Cette caisse est ouverte dans un autre onglet",
  "otherTab.text": "Un seul onglet peut vendre, pour qu’aucun numéro de ticket ne serve deux fois. Continuez là-bas, ou reprenez ici.",
  "otherTab.takeOver": "Reprendre ici",
  "otherTab.waiting": "L’autre onglet termine…",

  "revoked.text": "Cet appareil a été retiré dans la gestion. Les ventes continuent et sont gardées, mais reliez-le à nouveau.",
};
