import type { AgeCheck, ItemDocument, Moment, SettingsDocument, ShelfNews } from "@comptoir/till-core";
import { asksAge, closedUntil, modifierGroups, restrictionOf, type ModifierGroupDocument, type RestrictionDocument } from "@comptoir/till-core/goods";
import { isSoldOut, type Wanted } from "./wanted.ts";

/** Why it does not simply join the basket. */
export type Gate =
  | { readonly kind: "variants" }
  | { readonly kind: "bundle" }
  /** `place`: of a menu, whose part is asked about. */
  | { readonly kind: "modifiers"; readonly groups: readonly ModifierGroupDocument[]; readonly place?: number }
  | { readonly kind: "sold_out" }
  /** The minute of the day from which it may be sold. */
  | { readonly kind: "closed"; readonly until: number; readonly name: string }
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
  const { menu = [] } = wanted;
  if (item.bundle !== undefined && wanted.components === undefined && menu.length === 0) return { kind: "bundle" };
  if (wanted.isFoundAfterAll !== true && isSoldOut(item, at.shelf_news)) return { kind: "sold_out" };
  for (const one of [item, ...menu.map((choice) => choice.item)]) {
    const forbidden = restrictionGate(one, at);
    if (forbidden !== undefined) return forbidden;
  }
  for (const [place, choice] of menu.entries()) {
    const asked = choice.modifiers === undefined ? groupsOf(choice.item, at.settings) : [];
    if (asked.length > 0) return { kind: "modifiers", groups: asked, place };
  }
  const groups = wanted.modifiers === undefined ? groupsOf(item, at.settings) : [];
  if (groups.length > 0) return { kind: "modifiers", groups };
  if (item.is_open === true && wanted.price === undefined) return { kind: "price" };
  return undefined;
}

/** Whether it may be sold now, and to whom. */
function restrictionGate(item: ItemDocument, at: Circumstances): Gate | undefined {
  const restriction = at.settings === undefined ? undefined : restrictionOf(item, at.settings);
  if (restriction === undefined) return undefined;
  const until = restriction.closed.length === 0 ? undefined : closedUntil(restriction, at.moment());
  if (until !== undefined) return { kind: "closed", until, name: item.name };
  return asksAge(restriction, at.age_checks) ? { kind: "age", restriction } : undefined;
}

/** The questions of an article, in its order; groups that a newer server writes otherwise ask nothing. */
function groupsOf(item: ItemDocument, settings: SettingsDocument | undefined): readonly ModifierGroupDocument[] {
  const known = modifierGroups(settings?.modifier_groups);
  return (item.modifiers ?? []).flatMap((id) => known.find((group) => group.id === id) ?? []);
}
