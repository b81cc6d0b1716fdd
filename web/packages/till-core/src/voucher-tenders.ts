/** What every sale must know of vouchers: the allowance that was spent, and the codes that the customer takes along. */
import type { Basket } from "./basket.ts";
import type { AllowanceValue, Cells } from "./database.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import type { VoucherCodeView } from "./views.ts";

/** What was redeemed without the server. */
function redeemedAlone(tenders: readonly TenderInput[]): number {
  return tenders.reduce((sum, tender) => sum + (tender.kind !== "cash" && tender.allowance !== undefined ? tender.amount : 0), 0);
}

/** Two payments may have been begun on one allowance: what is sealed counts. */
export async function withinAllowance(read: () => Promise<AllowanceValue | undefined>, tenders: readonly TenderInput[]): Promise<Result<null>> {
  const alone = redeemedAlone(tenders);
  if (alone === 0) return done(null);
  const allowance = await read();
  const left = allowance === undefined ? 0 : allowance.total - allowance.spent;
  return alone <= left ? done(null) : refused("voucher.not_enough", { available: Math.max(0, left) });
}

/** In the sale's own transaction: a crash leaves both or none. */
export async function spendAllowance(cells: Cells<"readwrite">, tenders: readonly TenderInput[]): Promise<void> {
  const alone = redeemedAlone(tenders);
  if (alone === 0) return;
  const allowance = await cells.get("allowance");
  if (allowance !== undefined) await cells.put("allowance", { ...allowance, spent: allowance.spent + alone });
}

/** The codes of cards that this sale loads: on the row for the paper, never in the entry. */
export function codesOf(basket: Basket, amountOf: (line: number) => MinorUnits): readonly VoucherCodeView[] {
  return basket.lines.flatMap((line, place) =>
    line.voucher_code === undefined ? [] : [{ kind: "gift_card", code: line.voucher_code, amount: amountOf(place) }],
  );
}

/** What goes back to vouchers first, and what is left for other ways. Money that came from a card never leaves as cash. */
export interface GivenBack {
  readonly tenders: readonly TenderInput[];
  readonly rest: MinorUnits;
  readonly returned: Readonly<Record<string, MinorUnits>>;
}

interface PaidByVoucher {
  readonly tenders: readonly { readonly kind: string; readonly amount: MinorUnits; readonly voucher?: string }[];
  readonly voucher_returned?: Readonly<Record<string, MinorUnits>>;
}

export function vouchersFirst(sale: PaidByVoucher, due: MinorUnits): GivenBack {
  const returned: Record<string, MinorUnits> = { ...sale.voucher_returned };
  const tenders: TenderInput[] = [];
  let rest = due;
  for (const { kind, voucher, amount } of sale.tenders) {
    if (voucher === undefined || amount <= 0) continue;
    const before = returned[voucher] ?? 0;
    const now = minorUnits(Math.min(amount - before, rest));
    if (now <= 0) continue;
    tenders.push({ kind: kind === "store_credit" ? "store_credit" : "gift_card", voucher, amount: now });
    returned[voucher] = minorUnits(before + now);
    rest = minorUnits(rest - now);
  }
  return { tenders, rest, returned };
}
