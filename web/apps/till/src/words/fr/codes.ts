import type { codes as english } from "../en/codes.ts";
import type { Room } from "../room.ts";

export const codes: Room<typeof english> = {
  "codes.title": "Payer par {name}",
  "codes.hint": "Le client scanne le code avec son application bancaire.",
  "codes.customer": "Scannez avec votre application bancaire",
  "codes.waiting": "En attente de l’argent",
  "codes.offline": "Pas de ligne : la banque ne peut être entendue ici. Regardez le compte vous-même.",
  "codes.seen": "L’argent est arrivé",
  "codes.finish": "Terminer, pas encore confirmé",
  "codes.withdraw": "Arrêter, pas de paiement",
  "codes.reference": "Référence",
  "codes.arrived": "{amount} sont arrivés.",
  "codes.short": "Seuls {amount} sont arrivés.",
  "codes.returned": "La banque a repris l’argent.",
  "codes.free": "Argent arrivé sans vente : {amount}, {when}",
  "codes.use": "Le prendre pour cette vente",
  "codes.leave": "Le laisser",
  "codes.impossible": "Impossible de faire un code pour ce compte : ses réglages sont à revoir.",
  "codes.declined": "L’argent n’est pas arrivé.",
  "codes.unconfirmed": "pas encore confirmé",
  "wallet.hint": "Scannez le code que montre le téléphone du client.",
  "wallet.typed": "Ou tapez les chiffres sous le code",
  "wallet.take": "Prendre ce code",
  "wallet.camera": "Scanner avec la caméra",
  "wallet.silent": "Le serveur ne répond pas. Il est interrogé de nouveau tout seul.",
};
