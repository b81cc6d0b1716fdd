import type { sales as english } from "../en/sales.ts";
import type { Room } from "../room.ts";

export const sales: Room<typeof english> = {
  "sales.title": "Ventes",
  "sales.search": "Numéro de ticket ou montant",
  "sales.searchLabel": "Chercher dans les ventes",
  "sales.empty": "Aucune vente sur cette caisse.",
  "sales.nothingFound": "Aucune vente ne correspond.",
  "sales.refund": "Remboursement",
  "sales.sale": "Vente",
  "sales.unsent": "à envoyer",
  "sales.of": "de {number}",
  "sales.choose": "Choisissez une vente pour la voir.",
  "sales.showOthers": "Voir les ventes des autres",
  "sales.copy": "Duplicata",
  "sales.gift": "Ticket cadeau",
  "sales.refundStart": "Rembourser",
  "sales.fullyRefunded": "Tout a été remboursé.",
  "sales.exchange": "Échange",

  "refund.toVoucher": "Retour sur la carte",
  "refund.onVoucher": "Rendre sur la carte",
  "refund.title": "Remboursement",
  "refund.lead": "Qu’est-ce qui revient ?",
  "refund.all": "Tout",
  "refund.none": "Rien",
  "refund.total": "À rendre",
  "refund.cardAsk": "Rendez {amount} sur le terminal de paiement. Que dit-il ?",
  "refund.outOf": "sur {quantity}",
  "refund.firstWays": "Comme le client a payé",
  "refund.otherWays": "Autrement",

  "exchange.start": "Échanger",
  "exchange.choose": "Choisir les nouveaux articles",
  "exchange.back": "Retour de {number}",
  "exchange.drop": "Ne plus échanger",
  "exchange.addGoods": "Ajoutez ce que le client prend.",
  "exchange.even": "Échanger sans rien payer",

  "goesTo.ask": "{name} : où va l’article ?",
  "goesTo.stock": "En rayon",
  "goesTo.damaged": "Abîmé",
  "goesTo.supplier": "Fournisseur",
  "goesTo.waste": "Jeté",
  "goesTo.came": "Revenu : {place}",

  "receipt.tax": "TVA",
};
