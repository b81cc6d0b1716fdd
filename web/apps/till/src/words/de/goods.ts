import type { goods as english } from "../en/goods.ts";
import type { Room } from "../room.ts";

export const goods: Room<typeof english> = {
  "article.title": "Neuer Artikel",
  "article.create": "Artikel anlegen",
  "article.createAndAdd": "Anlegen und hinzufügen",
  "article.name": "Name",
  "article.soldBy": "Verkauft nach",
  "article.piece": "Stück",
  "article.kilogram": "Kilogramm",
  "article.byAmount": "Stattdessen nach Betrag verkaufen",

  "goods.inside": "Allergene und Zutaten",
  "goods.contains": "Enthält:",
  "goods.traces": "Kann enthalten:",
  "goods.ingredients": "Zutaten:",
  "goods.packs": "Andere Größen",

  "stock.free": "Frei",
  "stock.onHand": "Vorhanden",
  "stock.keptAside": "Zurückgelegt",
  "stock.keptFor": "{name}: nichts frei, {quantity} zurückgelegt für {names}",

  "allergen.gluten": "Gluten",
  "allergen.crustaceans": "Krebstiere",
  "allergen.eggs": "Eier",
  "allergen.fish": "Fisch",
  "allergen.peanuts": "Erdnüsse",
  "allergen.soybeans": "Soja",
  "allergen.milk": "Milch",
  "allergen.nuts": "Schalenfrüchte",
  "allergen.celery": "Sellerie",
  "allergen.mustard": "Senf",
  "allergen.sesame": "Sesam",
  "allergen.sulphites": "Sulfite",
  "allergen.lupin": "Lupinen",
  "allergen.molluscs": "Weichtiere",

  "restriction.beer_wine": "Bier und Wein",
  "restriction.spirits": "Spirituosen",
  "restriction.tobacco": "Tabak",
  "restriction.adult": "Für Erwachsene",

  "age.from": "ab {age} Jahren",
  "age.bornBy": "Geboren spätestens am",
  "age.note": "Wird je Warenkorb einmal gefragt. Das Geburtsdatum wird nirgends vermerkt.",
  "age.oldEnough": "Alt genug",
  "age.tooYoung": "Zu jung",
  "age.notAdded": "{name} wurde nicht hinzugefügt.",
  "age.closedUntil": "{name} darf um diese Zeit nicht verkauft werden. Möglich ab {time}.",
  "age.checked": "Alter geprüft",
};
