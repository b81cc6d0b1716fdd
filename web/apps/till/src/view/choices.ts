import type { LineModifier } from "@comptoir/till-core";
import type { ModifierGroupDocument } from "@comptoir/till-core/goods";

export interface Answers {
  readonly modifiers: readonly LineModifier[];
  /** Every group has at least its minimum. */
  readonly isComplete: boolean;
}

/**
 * One more or one less. Where one is to be chosen, another tap means the other one; of several, nothing leaves unasked: a full group
 * stays as it is, and answers `undefined`.
 */
export function toggled(group: ModifierGroupDocument, chosen: readonly string[], option: string): readonly string[] | undefined {
  if (chosen.includes(option)) return chosen.filter((id) => id !== option);
  const own = chosen.filter((id) => group.options.some((known) => known.id === id));
  if (own.length < group.maximum) return [...chosen, option];
  return group.maximum === 1 ? [...chosen.filter((id) => !own.includes(id)), option] : undefined;
}

export function answers(groups: readonly ModifierGroupDocument[], chosen: readonly string[]): Answers {
  const taken = groups.map((group) => group.options.filter((option) => chosen.includes(option.id)));
  return {
    modifiers: taken.flat().map(({ id, name, price }) => ({ code: id, name, unit_price: price })),
    isComplete: groups.every((group, place) => (taken[place]?.length ?? 0) >= group.minimum),
  };
}
