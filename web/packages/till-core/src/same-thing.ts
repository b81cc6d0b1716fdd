/** Whether one more of an article joins a line that is there: only what is the same in every way does. */
import type { BasketLine, LineComponent } from "./basket.ts";
import type { ItemDocument } from "./documents.ts";
import type { LineModifier } from "./line-modifier.ts";
import type { MinorUnits } from "./units.ts";
import type { PieceLabel } from "./views.ts";

interface Thing {
  readonly item: ItemDocument;
  readonly unitPrice: MinorUnits;
  readonly modifiers: readonly LineModifier[];
  readonly components: readonly LineComponent[] | undefined;
  readonly label: PieceLabel | undefined;
}

export function isSameThing(line: BasketLine, { item, unitPrice, modifiers, components, label }: Thing): boolean {
  return (
    line.item === item.id &&
    line.price_by !== "person" &&
    line.unit_price === unitPrice &&
    line.pack === item.pack_count &&
    areSamePrices(line.list_prices, item.list_prices) &&
    line.tax_category === item.tax_category &&
    line.tax_rate_ppm === item.tax_rate_ppm &&
    line.discount === undefined &&
    line.stated === undefined &&
    line.place === undefined &&
    areSameModifiers(line.modifiers, modifiers) &&
    JSON.stringify([line.components, line.label]) === JSON.stringify([components, label])
  );
}

type ListPrices = BasketLine["list_prices"];

function areSamePrices(some: ListPrices, others: ListPrices): boolean {
  const names = Object.keys(some ?? {});
  return names.length === Object.keys(others ?? {}).length && names.every((name) => some?.[name] === others?.[name]);
}

function areSameModifiers(some: BasketLine["modifiers"], others: readonly LineModifier[]): boolean {
  return (some?.length ?? 0) === others.length && others.every((one, place) => some?.[place]?.code === one.code && some[place].unit_price === one.unit_price);
}
