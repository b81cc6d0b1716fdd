/**
 * A menu: one price for several articles, chosen place by place. It is one line; its price, surcharges and all, is split over the parts
 * in proportion to what they cost alone (pricing.md §2), so each part is taxed as itself, leaves the shelf and can come back by itself.
 */
import { wellFormed, type LineComponent } from "./basket.ts";
import type { LineModifier } from "./line-modifier.ts";
import type { ItemDocument } from "./documents.ts";
import type { ContainerDocument, PlaceDocument } from "./traits.ts";
import { milli, minorUnits, type MinorUnits } from "./units.ts";

/** What was chosen for one place, with the answers to its own questions. */
export interface MenuChoice {
  readonly item: ItemDocument;
  readonly modifiers?: readonly LineModifier[];
}

export interface MenuLine {
  readonly components: readonly LineComponent[];
  /** The containers of all parts. */
  readonly deposits: readonly ContainerDocument[];
  /** Surcharges of dearer choices, then what was asked for with the parts: all on top of the menu's price. */
  readonly modifiers: readonly LineModifier[];
}

/** What a choice costs on top of the menu. */
export function surchargeOf(place: PlaceDocument, item: string): MinorUnits {
  const surcharge: unknown = place.surcharges?.[item];
  // As the server wrote it: what is no amount asks nothing.
  return minorUnits(typeof surcharge === "number" && Number.isSafeInteger(surcharge) ? surcharge : 0);
}

/** The parts in the order of the places; `undefined` while a place is open. */
export function menuLine(menu: ItemDocument, chosen: readonly (MenuChoice | undefined)[]): MenuLine | undefined {
  const places = menu.bundle ?? [];
  const components: LineComponent[] = [];
  const surcharges: LineModifier[] = [];
  const asked: LineModifier[] = [];
  for (const [index, place] of places.entries()) {
    const choice = chosen[index];
    if (choice === undefined) return undefined;
    const { item } = choice;
    components.push({
      item: item.id,
      name: wellFormed(item.name),
      ...(item.category === "" ? {} : { category: item.category }),
      quantity_milli: milli(place.count * 1_000),
      unit_price: item.unit_price,
      tax_category: item.tax_category,
      tax_rate_ppm: item.tax_rate_ppm,
      ...(item.tax_class === undefined ? {} : { tax_class: item.tax_class }),
    });
    const surcharge = surchargeOf(place, item.id);
    if (surcharge !== 0) surcharges.push({ code: item.id, name: item.name, unit_price: surcharge });
    asked.push(...(choice.modifiers ?? []));
  }
  return { components, deposits: containersOf(menu, chosen), modifiers: [...surcharges, ...asked] };
}

/** One row for each container, however many parts come in it: it is taxed as the first of them. */
function containersOf(menu: ItemDocument, chosen: readonly (MenuChoice | undefined)[]): readonly ContainerDocument[] {
  const found = new Map<string, ContainerDocument>();
  for (const container of menu.deposits ?? []) found.set(container.item, container);
  for (const [index, place] of (menu.bundle ?? []).entries()) {
    const part = chosen[index]?.item;
    for (const { item, count } of part?.deposits ?? []) {
      const before = found.get(item);
      const more = count * place.count;
      found.set(item, before === undefined ? { item, count: more, of: part?.id ?? "" } : { ...before, count: before.count + more });
    }
  }
  return [...found.values()];
}
