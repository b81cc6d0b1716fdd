/** Customers whom the shop erased: what this till holds of them goes. The server names them by their identifiers alone. */
import type { Writing } from "../database.ts";

/** Where a till may hold somebody's words. */
export const HOLDING = ["cells", "orders", "parked"] as const;

/** In the transaction that notes how far the till has heard: after a crash it hears them again. */
export async function forgetCustomers({ cells, orders, parked }: Writing<(typeof HOLDING)[number]>, erased: readonly string[]): Promise<void> {
  if (erased.length === 0) return;
  const gone = new Set(erased);
  await forgetInCells(cells, gone);
  for (const order of await orders.getAll()) {
    if (order.customer === undefined || !gone.has(order.customer.id)) continue;
    const { customer: _customer, ...kept } = order;
    await orders.put(kept);
  }
  for (const row of await parked.getAll()) {
    if (row.basket.customer === undefined || !gone.has(row.basket.customer.id)) continue;
    const { customer: _customer, ...basket } = row.basket;
    await parked.put({ ...row, label: "", basket });
  }
}

async function forgetInCells(cells: Writing<"cells">["cells"], gone: ReadonlySet<string>): Promise<void> {
  const [accounts, cards, met] = [await cells.get("accounts"), await cells.get("cards"), await cells.get("people_met")];
  if (accounts !== undefined) await cells.put("accounts", { ...accounts, accounts: accounts.accounts.filter(({ id }) => !gone.has(id)) });
  if (cards !== undefined) await cells.put("cards", { ...cards, cards: cards.cards.filter(({ id }) => !gone.has(id)) });
  if (met !== undefined) await cells.put("people_met", met.filter(({ id }) => !gone.has(id)));
}
