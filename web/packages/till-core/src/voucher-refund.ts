/** What of a refund goes back to the vouchers that paid. Loaded with refunds. */
import type { TenderInput } from "./tenders.ts";
import { minorUnits, type MinorUnits } from "./units.ts";

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
