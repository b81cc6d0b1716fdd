import type { LineModifier } from "@comptoir/till-core";
import type { ModifierGroupDocument } from "@comptoir/till-core/goods";

export interface Answers {
  readonly modifiers: readonly LineModifier[];
  /** Every group has at least its minimum. */
  readonly isComplete: boolean;
}

/** One more or one less; where a group is full, its oldest choice makes room, so that a tap always does what it says. */
export function toggled(group: ModifierGroupDocument, chosen: readonly string[], option: string): readonly string[] {
  if (chosen.includes(option)) return chosen.filter((id) => id !== option);
  const own = chosen.filter((id) => group.options.some((known) => known.id === id));
  const surplus = own.slice(0, Math.max(0, own.length + 1 - group.maximum));
  return [...chosen.filter((id) => !surplus.includes(id)), option];
}

export function answers(groups: readonly ModifierGroupDocument[], chosen: readonly string[]): Answers {
  const taken = groups.map((group) => group.options.filter((option) => chosen.includes(option.id)));
  return {
    modifiers: taken.flat().map(({ id, name, price }) => ({ code: id, name, unit_price: price })),
    isComplete: groups.every((group, place) => (taken[place]?.length ?? 0) >= group.minimum),
  };
}
