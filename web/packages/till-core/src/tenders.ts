import type { MinorUnits } from "./units.ts";
import type { TenderView } from "./views.ts";

/**
 * What the cashier says was given. Amounts are positive for a sale and for a refund alike (money out is the use case's sign).
 * Cash without `received` means exactly what is due.
 */
export type TenderInput =
  | { readonly kind: "card"; readonly amount: MinorUnits }
  | { readonly kind: "cash"; readonly received?: MinorUnits };

/** How the tenders given so far meet the total. */
export interface Settlement {
  readonly tenders: readonly TenderView[];
  readonly cash_rounding: MinorUnits;
  /** What the next card would pay to finish; 0 when complete. */
  readonly remaining: MinorUnits;
  /** What is to be paid in cash to finish (rounded where the country says so); 0 when complete. */
  readonly remaining_cash: MinorUnits;
  readonly change: MinorUnits;
  readonly is_complete: boolean;
}
