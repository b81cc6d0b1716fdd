/** What is good to have at hand before the line breaks, and no sale waits for. */
import type { TillContext } from "../context.ts";
import { refreshAccounts } from "./accounts.ts";
import { hearCards } from "./customer-cards.ts";
import { hearOrders } from "./order-book.ts";
import { refreshAllowance } from "./vouchers.ts";

export async function refreshRest(context: TillContext): Promise<void> {
  await refreshAllowance(context);
  await hearOrders(context);
  await hearCards(context);
  if (context.facts.settings?.tenders?.has_accounts === true) await refreshAccounts(context);
}
