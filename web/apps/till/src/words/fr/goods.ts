import type { goods as english } from "../en/goods.ts";
import type { Room } from "../room.ts";

export const goods: Room<typeof english> = {
  "article.title": "Nouvel article",
  "article.create": "Créer l’article",
  "article.createAndAdd": "Créer et ajouter",
  "article.name": "Nom",
  "article.soldBy": "Vendu par",
  "article.piece": "Pièce",
  "article.kilogram": "Kilogramme",
  "article.byAmount": "Vendre plutôt par montant",

  "goods.inside": "Allergènes et ingrédients",
  "goods.contains": "Contient :",
  "goods.traces": "Peut contenir :",
  "goods.ingredients": "Ingrédients :",
  "goods.packs": "Autres formats",

  "stock.free": "Libre",
  "stock.onHand": "En magasin",
  "stock.keptAside": "Mis de côté",
  "stock.keptFor": "{name} : rien de libre, {quantity} de côté pour {names}",

  "allergen.gluten": "gluten",
  "allergen.crustaceans": "crustacés",
  "allergen.eggs": "œufs",
  "allergen.fish": "poissons",
  "allergen.peanuts": "arachides",
  "allergen.soybeans": "soja",
  "allergen.milk": "lait",
  "allergen.nuts": "fruits à coque",
  "allergen.celery": "céleri",
  "allergen.mustard": "moutarde",
  "allergen.sesame": "sésame",
  "allergen.sulphites": "sulfites",
  "allergen.lupin": "lupin",
  "allergen.molluscs": "mollusques",

  "restriction.beer_wine": "Bière et vin",
  "restriction.spirits": "Spiritueux",
  "restriction.tobacco": "Tabac",
  "restriction.adult": "Réservé aux adultes",

  "age.from": "dès {age} ans",
  "age.bornBy": "Né(e) au plus tard le",
  "age.note": "Demandé une fois pour ce panier. La date de naissance n’est notée nulle part.",
  "age.oldEnough": "En âge",
  "age.tooYoung": "Trop jeune",
  "age.notAdded": "{name} n’a pas été ajouté.",
  "age.closedUntil": "{name} ne peut pas être vendu à cette heure. Possible à partir de {time}.",
  "age.checked": "Âge vérifié",
};
