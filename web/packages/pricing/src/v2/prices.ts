/**
 * Which price a unit has, and why: a person's word, else the first price list that knows it, else the catalogue's. Twin of
 * comptoir.pricing.v2.prices.
 */

import { PPM } from "../limits.ts";
import { multiplyDivide } from "../numbers.ts";
import type { Line, PriceSource } from "./basket.ts";
import type { PriceList } from "./rules.ts";

/** The price of one unit without its modifiers. */
export interface UnitPrice {
  readonly amount: number;
  readonly source: PriceSource;
  readonly priceList: string;
}

/** The price by the lists that hold for this basket, in their order. */
export function unitPriceOf(line: Line, priceLists: readonly PriceList[]): UnitPrice {
  if (line.override !== undefined) return { amount: line.override, source: "override", priceList: "" };
  if (line.isOpen) return { amount: line.unitPrice, source: "open", priceList: "" };
  if ((line.kind ?? "article") === "article") {
    for (const priceList of priceLists) {
      const amount = listed(line, priceList);
      if (amount !== undefined) return { amount, source: "list", priceList: priceList.id };
    }
  }
  return { amount: line.unitPrice, source: "catalog", priceList: "" };
}

/** The item's own price, else the rate of its nearest category, else the rate on everything. */
function listed(line: Line, priceList: PriceList): number | undefined {
  const own = line.listPrices?.get(priceList.id);
  if (own !== undefined) return own;
  let ppm = priceList.everythingPpm;
  if (priceList.categoryPpm.size > 0) {
    for (const category of line.categories ?? []) {
      const named = priceList.categoryPpm.get(category);
      if (named !== undefined) {
        ppm = named;
        break;
      }
    }
  }
  if (ppm === undefined) return undefined;
  const changed = multiplyDivide(line.unitPrice, PPM + ppm, PPM);
  return multiplyDivide(changed, 1, priceList.step) * priceList.step;
}
