import type { giftCard as english } from "../en/gift-card.ts";
import type { Room } from "../room.ts";

export const giftCard: Room<typeof english> = {
  "giftCard.title": "Carte cadeau",
  "giftCard.code": "Code de la carte",
  "giftCard.look": "Chercher",
  "giftCard.topUpHint": "Pour une nouvelle carte, laissez vide. Pour recharger ou voir le solde, scannez ou tapez le code.",
  "giftCard.payHint": "Scannez la carte, ou tapez son code.",
  "giftCard.balance": "Solde",
  "giftCard.unknownBalance": "inconnu hors ligne",
  "giftCard.sell": "Montant de la carte",
  "giftCard.topUp": "Montant à ajouter",
  "giftCard.presets": "Montants courants",
  "giftCard.add": "Vendre une carte de {amount}",
  "giftCard.addTopUp": "Recharger de {amount}",
  "giftCard.available": "Utilisable maintenant",
  "giftCard.after": "Restera",
  "giftCard.left": "Reste à utiliser",
  "giftCard.alone": "Hors ligne : le solde est inconnu. Cette caisse peut encaisser jusqu’à {amount}.",
  "giftCard.first": "Cette carte se déduit avant tout autre paiement. Reprenez d’abord les parts déjà encaissées.",
  "giftCard.even": "Terminer : la carte paie tout",
  "giftCard.taxed": "TVA payée à l’achat : la carte réduit le total.",
  "giftCard.noGoods": "Cette carte a été vendue avec {rate} de TVA : elle ne paie que des articles à ce taux, et ce panier n’en a pas.",
  "giftCard.qr": "Code de la carte {code}",
  "giftCard.keep": "À photographier ou à imprimer : ce code ne sera plus affiché.",
};
