/** What was redeemed without the server. Loaded by the first sale that does it: an ordinary one never needs it. */
import type { AllowanceValue, Cells } from "./database.ts";
import { done, refused, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";

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
