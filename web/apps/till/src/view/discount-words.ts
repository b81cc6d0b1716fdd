import type { Discount } from "@comptoir/till-core";
import type { Formats } from "./formats.ts";

/** `−10 %`, `−2,00 €`, or `→ 9,00 €` for a final price. */
export function discountWords(discount: Discount, formats: Formats): string {
  switch (discount.kind) {
    case "rate":
      return `\u2212${formats.percent(discount.ppm)}`;
    case "amount":
      return formats.amount(-discount.amount);
    case "final":
      return `\u2192 ${formats.amount(discount.amount)}`;
  }
}
