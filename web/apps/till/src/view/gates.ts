import type { AgeCheck, ItemDocument, Moment, SettingsDocument, ShelfNews } from "@comptoir/till-core";
import { asksAge, closedUntil, modifierGroups, restrictionOf, type ModifierGroupDocument, type RestrictionDocument } from "@comptoir/till-core/goods";
import { isSoldOut, type Wanted } from "./wanted.ts";

/** Why it does not simply join the basket. */
export type Gate =
  | { readonly kind: "variants" }
  | { readonly kind: "bundle" }
  | { readonly kind: "modifiers"; readonly groups: readonly ModifierGroupDocument[] }
  | { readonly kind: "sold_out" }
  /** The minute of the day from which it may be sold. */
  | { readonly kind: "closed"; readonly until: number }
  | { readonly kind: "age"; readonly restriction: RestrictionDocument }
  | { readonly kind: "price" };

export interface Circumstances {
  readonly settings: SettingsDocument | undefined;
  readonly shelf_news: ShelfNews | undefined;
  readonly age_checks: readonly AgeCheck[];
  readonly moment: () => Moment;
}

/** The first question, in the order in which a person would ask: which one, is there one, may it be sold, to whom, for how much. */
export function gateOf(wanted: Wanted, at: Circumstances): Gate | undefined {
  const { item } = wanted;
  if (item.variants !== undefined) return { kind: "variants" };
  if (item.bundle !== undefined) return { kind: "bundle" };
  if (wanted.isFoundAfterAll !== true && isSoldOut(item, at.shelf_news)) return { kind: "sold_out" };
  const restriction = at.settings === undefined ? undefined : restrictionOf(item, at.settings);
  if (restriction !== undefined) {
    const until = restriction.closed.length === 0 ? undefined : closedUntil(restriction, at.moment());
    if (until !== undefined) return { kind: "closed", until };
    if (asksAge(restriction, at.age_checks)) return { kind: "age", restriction };
  }
  const groups = wanted.modifiers === undefined ? groupsOf(item, at.settings) : [];
  if (groups.length > 0) return { kind: "modifiers", groups };
  if (item.is_open === true && wanted.price === undefined) return { kind: "price" };
  return undefined;
}

/** The questions of an article, in its order; groups that a newer server writes otherwise ask nothing. */
function groupsOf(item: ItemDocument, settings: SettingsDocument | undefined): readonly ModifierGroupDocument[] {
  const known = modifierGroups(settings?.modifier_groups);
  return (item.modifiers ?? []).flatMap((id) => known.find((group) => group.id === id) ?? []);
}
