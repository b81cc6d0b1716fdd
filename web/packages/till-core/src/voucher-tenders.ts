/** The codes that the customer takes along. */
import type { Basket } from "./basket.ts";
import type { MinorUnits } from "./units.ts";
import type { VoucherCodeView } from "./views.ts";

/** The codes of cards that this sale loads: on the row for the paper, never in the entry. */
export function codesOf(basket: Basket, amountOf: (line: number) => MinorUnits): readonly VoucherCodeView[] {
  return basket.lines.flatMap((line, place) =>
    line.voucher_code === undefined ? [] : [{ kind: "gift_card", code: line.voucher_code, amount: amountOf(place) }],
  );
}
