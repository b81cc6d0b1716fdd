/** What the page and the catalogue's worker say to each other. */
import type { ItemDocument } from "../documents.ts";
import type { CatalogChange } from "../door/door.ts";
import type { CatalogStatus } from "../views.ts";

export type Question =
  | { readonly ask: "search"; readonly text: string; readonly limit: number }
  | { readonly ask: "barcode"; readonly code: string }
  | { readonly ask: "category"; readonly category: string | undefined; readonly offset: number; readonly limit: number }
  | { readonly ask: "find"; readonly ids: readonly string[] };

export type ToWorker =
  | { readonly type: "load"; readonly database: string }
  | { readonly type: "apply"; readonly changes: readonly CatalogChange[]; readonly position: number }
  | { readonly type: "question"; readonly number: number; readonly question: Question };

export type FromWorker =
  | { readonly type: "status"; readonly status: CatalogStatus }
  | { readonly type: "answer"; readonly number: number; readonly items: readonly ItemDocument[] };
