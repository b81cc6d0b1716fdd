import type { ItemDocument, LineComponent, LineModifier, Milli, MinorUnits, PieceLabel, SettingsDocument, ShelfNews } from "@comptoir/till-core";
import type { MenuChoice } from "@comptoir/till-core/goods";

/** What somebody wants to put into the basket, and what was said about it so far. */
export interface Wanted {
  readonly item: ItemDocument;
  readonly barcode?: string | undefined;
  readonly label?: PieceLabel | undefined;
  readonly weight?: Milli | undefined;
  /** What a label says this very piece costs, or what the cashier typed. */
  readonly price?: MinorUnits | undefined;
  /** What was chosen with it; absent: nobody was asked. */
  readonly modifiers?: readonly LineModifier[];
  /** Of a menu: what was chosen, place by place. */
  readonly menu?: readonly MenuChoice[];
  /** The same as parts of its line, once every question was answered. */
  readonly components?: readonly LineComponent[];
  /** Somebody was told that there is none left, and has one all the same. */
  readonly isFoundAfterAll?: boolean;
}

/** Whether there may be something to ask (view/gates.ts knows what): for nearly every article there is not, and it is in the basket at once. */
export function mayAsk({ item, price, isFoundAfterAll, modifiers, components }: Wanted, settings: SettingsDocument | undefined, news: ShelfNews | undefined): boolean {
  if ((item.bundle !== undefined && components === undefined) || (item.modifiers !== undefined && modifiers === undefined)) return true;
  if (item.variants !== undefined || (item.is_open === true && price === undefined)) return true;
  if (isFoundAfterAll !== true && isSoldOut(item, news)) return true;
  const category = settings?.categories.find((candidate) => candidate.id === item.category);
  return item.restriction !== undefined || category?.restriction !== undefined || category?.parent !== undefined;
}

/** What was said here counts before the server's own word. */
export function isSoldOut(item: ItemDocument, news: ShelfNews | undefined): boolean {
  return news?.sold_out[item.id] ?? item.is_sold_out === true;
}
