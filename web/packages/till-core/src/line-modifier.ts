import type { MinorUnits } from "./units.ts";

/** An option of a group: oat milk, a large one. */
export interface LineModifier {
  readonly code: string;
  readonly name: string;
  readonly unit_price: MinorUnits;
}
