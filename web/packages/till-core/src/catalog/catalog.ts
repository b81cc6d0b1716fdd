/** The catalogue as screens ask it, and as the core feeds it. */
import type { ItemDocument } from "../documents.ts";
import type { CatalogChange } from "../door/door.ts";
import type { Observable } from "../observable.ts";
import type { CatalogStatus } from "../views.ts";

export interface Catalog {
  readonly status: Observable<CatalogStatus>;
  /** Best matches first. Answers an empty list while the index is being built. */
  search(text: string, limit?: number): Promise<readonly ItemDocument[]>;
  /** GTIN-8/12/13/14 are the same number here; other codes match as they are. */
  findBarcode(code: string): Promise<ItemDocument | undefined>;
  /** Items of a category, by name; without a category, all (in the catalogue's order when they are more than 20,000). */
  inCategory(category: string | undefined, offset?: number, limit?: number): Promise<readonly ItemDocument[]>;
  /** In the order asked; unknown ones are left out. */
  find(ids: readonly string[]): Promise<readonly ItemDocument[]>;
}

export interface CatalogEngine extends Catalog {
  /** Reads everything again from the till's database. */
  load(database: string): void;
  /** News that already stand in the database. */
  apply(changes: readonly CatalogChange[], position: number): void;
  close(): void;
}

export const NO_CATALOG: CatalogStatus = { phase: "empty", position: 0, items_count: 0, revision: 0 };
export const SEARCH_LIMIT = 50;
export const PAGE_LIMIT = 200;
