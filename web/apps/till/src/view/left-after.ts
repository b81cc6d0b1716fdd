/** What a sale leaves on the cards that it was paid with, and what it gave back to them. */
import type { SaleView } from "@comptoir/till-core";

export interface CardLeft {
  readonly voucher: string;
  readonly kind: string;
  /** What the sale put onto it; below zero, what it took. */
  readonly change: number;
  /** Absent: nobody could say what was on it. */
  readonly left?: number;
}

type Sale = Pick<SaleView, "lines" | "tenders" | "gross" | "price_mode" | "voucher_codes">;

/** A card that was loaded was looked at just before, and one that was just made says its amount beside its code: both are left out. */
export function cardsLeft(sale: Sale, balanceAt: (hold: string) => number | undefined): readonly CardLeft[] {
  const found = new Map<string, CardLeft & { readonly before?: number }>();
  const move = (voucher: string | undefined, kind: string, amount: number, hold = ""): void => {
    if (voucher === undefined) return;
    const before = balanceAt(hold) ?? found.get(voucher)?.before;
    found.set(voucher, { voucher, kind, change: (found.get(voucher)?.change ?? 0) + amount, ...(before === undefined ? {} : { before }) });
  };
  for (const line of sale.lines) {
    // Where prices are without tax, the line of a taxed card is not what stands on it.
    if (sale.price_mode === "gross" || line.tax_rate_ppm === 0) move(line.voucher, "gift_card", line.amount, line.hold);
  }
  for (const tender of sale.tenders) move(tender.voucher, tender.kind, 0 - tender.amount, tender.hold);
  return [...found.values()].flatMap(({ before, ...card }) => {
    if (card.change < 0) return [{ ...card, ...(before === undefined ? {} : { left: before + card.change }) }];
    const isMade = (sale.voucher_codes ?? []).some(({ kind, amount }) => kind === card.kind && amount === card.change);
    return sale.gross < 0 && !isMade ? [card] : [];
  });
}
