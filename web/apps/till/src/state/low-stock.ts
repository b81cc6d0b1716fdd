/**
 * Marks what runs low on its tile, and hears which lots lie in the store. Fetched when the page has time. It is asked for at the start and every few minutes; what was heard
 * last is shown at once, also without a line.
 */
import type { Counter } from "./counter.svelte.ts";

const AGAIN_MS = 5 * 60_000;

export function markLowStock(counter: Counter): void {
  async function mark(): Promise<void> {
    const rare = await counter.till.rarely();
    counter.low = new Set(await rare.lowStock());
    await rare.hearOrders();
    await rare.hearLots();
    counter.low = new Set(await rare.lowStock());
  }

  const look = (): void => void mark().catch(() => undefined);
  look();
  setInterval(look, AGAIN_MS);
}
