/**
 * Says once in a basket for whom its goods lie there, where nothing of them is free. It refuses nothing: they are in a customer's hand.
 * Fetched when the page has time; what the server said last is read at most once a minute, and no tap waits for it.
 */
import type { StockView } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";

const EVERY_MS = 60_000;
const NAMES_MAX = 2;

export function tellWhatIsKeptAside(counter: Counter): void {
  let short: ReadonlyMap<string, StockView> = new Map();
  let heardMs = 0;
  const told = new Set<string>();

  async function tell(items: readonly string[]): Promise<void> {
    const now = Date.now();
    if (now - heardMs > EVERY_MS) {
      heardMs = now;
      short = new Map((await (await counter.till.rarely()).keptAside()).map((stock) => [stock.item, stock]));
    }
    for (const item of items) {
      const stock = told.has(item) ? undefined : short.get(item);
      told.add(item);
      if (stock !== undefined) counter.warn(sentence(counter, item, stock));
    }
  }

  $effect.root(() => {
    $effect(() => {
      // Goods that their own customer collects are nobody else's.
      const { isEmpty, lines } = counter.selling;
      const items = new Set(lines.flatMap(({ item, stated }) => (stated === undefined && item !== undefined ? [item] : [])));
      if (isEmpty) told.clear();
      else tell([...items]).catch(() => undefined);
    });
  });
}

function sentence(counter: Counter, item: string, { kept, kept_milli: quantity }: StockView): string {
  const names = [...new Set(kept.map(({ name, number }) => (name === "" ? number : name)))];
  const unit = counter.selling.lines.find((line) => line.item === item)?.unit ?? "C62";
  const shown = [...names.slice(0, NAMES_MAX), ...(names.length > NAMES_MAX ? ["…"] : [])].join(", ");
  return counter.words.say("stock.keptFor", { quantity: counter.formats.quantity(quantity, unit), names: shown });
}
