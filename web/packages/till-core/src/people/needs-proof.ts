import type { CashierDocument } from "../documents.ts";

/** Whether a tap on the name is not enough. */
export function needsProof(cashier: CashierDocument): boolean {
  return cashier.pin !== undefined || cashier.badge !== undefined || cashier.is_guarded;
}
