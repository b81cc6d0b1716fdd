/** @comptoir/till-core/goods: what is asked about few articles, and so is fetched when one of them is there. */
export { menuLine, surchargeOf, type MenuChoice } from "./menus.ts";
export { labelLine } from "./line-label.ts";
export { isSameThing, thingsOf } from "./menus-back.ts";
export { modifierGroups, type ModifierGroupDocument, type ModifierOptionDocument } from "./modifiers.ts";
export { fetchPhotosAhead, savesData } from "./photos-ahead.ts";
export { asksAge, bornBy, closedUntil, restrictionOf, type RestrictionDocument } from "./restrictions.ts";
export { ALLERGENS, allergensOf, type Allergen } from "./traits.ts";
export { FAVORITES_MAX } from "./use-cases/shelf.ts";
