/** What is good to have at hand before the line breaks, and no sale waits for. */
import type { TillContext } from "../context.ts";
import { refreshAccounts } from "./accounts.ts";
import { refreshAllowance } from "./vouchers.ts";

export async function refreshRest(context: TillContext): Promise<void> {
  await refreshAllowance(context);
  if (context.facts.settings?.tenders?.has_accounts === true) await refreshAccounts(context);
}
