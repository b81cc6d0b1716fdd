/**
 * Says once in a basket for whom its goods lie there, where nothing of them is free. It refuses nothing: they are in a customer's hand.
 * Fetched when the page has time; no tap waits for it. What was heard last is said at once; then the server is asked, at most once a
 * minute, and what has been promised since is said, too.
 */
import type { BasketLine, StockView } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";

/** The rows are read once for a busy basket, not with every article. */
const FRESH_MS = 10_000;
const NAMES_MAX = 2;

export function tellWhatIsKeptAside(counter: Counter): void {
  let short: readonly StockView[] = [];
  let readMs = 0;
  const told = new Set<string>();

  async function tell(): Promise<void> {
    say();
    const now = Date.now();
    if (now - readMs < FRESH_MS) return;
    readMs = now;
    const rare = await counter.till.rarely();
    short = await rare.keptAside();
    say();
    await rare.hearOrders();
    short = await rare.keptAside();
    say();
  }

  function say(): void {
    for (const stock of short) {
      const line = counter.selling.lines.find(({ item, stated }) => item === stock.item && stated === undefined);
      if (line === undefined || told.has(stock.item)) continue;
      told.add(stock.item);
      counter.warn(sentence(counter, line, stock));
    }
  }

  $effect.root(() => {
    $effect(() => {
      // Goods that their own customer collects are nobody else's.
      const { isEmpty, lines } = counter.selling;
      if (isEmpty) {
        told.clear();
        readMs = 0;
      } else if (lines.some(({ item, stated }) => item !== undefined && stated === undefined && !told.has(item))) tell().catch(() => undefined);
    });
  });
}

function sentence(counter: Counter, { name = "", unit }: BasketLine, { kept, kept_milli: quantity }: StockView): string {
  const names = [...new Set(kept.map((one) => (one.name === "" ? one.number : one.name)))];
  const shown = [...names.slice(0, NAMES_MAX), ...(names.length > NAMES_MAX ? ["…"] : [])].join(", ");
  return counter.words.say("stock.keptFor", { name, quantity: counter.formats.quantity(quantity, unit), names: shown });
}
