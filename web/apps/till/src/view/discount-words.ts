import type { Discount } from "@comptoir/till-core";
import type { Formats } from "./formats.ts";

/** `−10 %` or `−2,00 €`. */
export function discountWords(discount: Discount, formats: Formats): string {
  return discount.kind === "rate" ? `\u2212${formats.percent(discount.ppm)}` : formats.amount(-discount.amount);
}
