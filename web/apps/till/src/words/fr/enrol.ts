import type { enrol as english } from "../en/enrol.ts";
import type { Room } from "../room.ts";

export const enrol: Room<typeof english> = {
  "enrol.title": "Faire de cet appareil une caisse",
  "enrol.lead": "Dans la gestion, ouvrez Réglages, Caisses, puis « Inscrire un appareil ». Scannez-y le carré avec cet appareil, ou tapez le code.",
  "enrol.code": "Code",
  "enrol.codeHelp": "Le code sert une seule fois, pendant dix minutes.",
  "enrol.label": "Nom de cet appareil",
  "enrol.labelHelp": "Pour le retrouver dans la gestion, par exemple « Tablette du comptoir ».",
  "enrol.defaultLabel": "Caisse",
  "enrol.connect": "Relier cet appareil",
  "enrol.connecting": "Connexion…",
  "enrol.installFirst": "Sur un iPhone ou un iPad, ajoutez d’abord cette page à l’écran d’accueil et ouvrez-la de là : l’application installée garde ses propres données.",
  "enrol.insecureTitle": "Cette adresse n’est pas protégée",
  "enrol.insecure": "Une caisse scelle ses ventes avec une clé que les navigateurs ne donnent qu’aux pages protégées. Ouvrez cette page à l’adresse {address}.",
  "enrol.insecureAsk": "Une caisse scelle ses ventes avec une clé que les navigateurs ne donnent qu’aux pages protégées. Demandez à qui fait tourner Comptoir son adresse qui commence par https:// ; dans un magasin à soi, Comptoir en fait une quand on le lance avec --lan.",
  "enrol.missingTitle": "Ce navigateur ne peut pas servir de caisse",
  "enrol.missing": "Il lui manque : {features}. Mettez-le à jour, ou utilisez un Chrome, Edge, Firefox ou Safari récent, hors navigation privée.",
  "enrol.feature.storage": "la place pour les ventes",
  "enrol.feature.locks": "le verrou entre onglets",
  "enrol.feature.crypto": "les clés de scellement",
  "enrol.feature.workers": "le travail en arrière-plan",

  "duty.title": "Pour essayer et apprendre seulement",
  "duty.at_rksv": "L’Autriche exige que chaque ticket soit signé par un dispositif certifié (RKSV), que Comptoir n’atteint pas encore. N’encaissez rien de réel.",
  "duty.be_gks": "La Belgique exige ici une caisse enregistrée avec un module de contrôle, que Comptoir n’atteint pas encore. N’encaissez rien de réel.",
  "duty.de_tse": "L’Allemagne exige un dispositif de sécurité certifié (TSE), que Comptoir n’atteint pas encore. N’encaissez rien de réel.",
  "duty.fr_attestation": "La France exige un certificat ou une attestation du logiciel, qui n’existe pas encore pour Comptoir. N’encaissez rien de réel.",
  "duty.unknown": "Comptoir ne remplit pas encore une obligation de ce pays. N’encaissez rien de réel.",
};
