/** What lies in the store, as the server says: nothing that a sale waits for, and nothing without a line. */
import type { TillContext } from "../context.ts";
import type { KnownStock } from "../door/door.ts";
import { read, readLow, readStock } from "../door/late-answers.ts";

/** Of a pack, how many whole ones. `on_hand` and `free` are absent where nobody ever counted. */
export interface StockView {
  readonly item: string;
  readonly on_hand_milli?: number;
  readonly free_milli?: number;
  readonly kept_milli: number;
  readonly kept: KnownStock["kept"];
}

/** `undefined` without a line, or from a server that does not tell. */
export async function stockOf(context: TillContext, item: string): Promise<StockView | undefined> {
  return (await askStock(context, { items: [item] }))?.[0];
}

/** What is kept aside for customers while nothing of it is free, as it was heard last. */
export async function keptAside(context: TillContext): Promise<readonly StockView[]> {
  return (await context.db.cell("orders_heard"))?.short ?? [];
}

/** What ran low in the store, as it was heard last. */
export async function lowStock(context: TillContext): Promise<readonly string[]> {
  return (await context.db.cell("orders_heard"))?.low ?? [];
}

/** What is kept aside with nothing free, and what runs low; `undefined` without a line. */
export async function askShelves(context: TillContext): Promise<{ readonly short: readonly StockView[]; readonly low: readonly string[] } | undefined> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return undefined;
  const told = await context.ports.door.ask(chain.token, { about: "stock", body: {} });
  const short = read(told, readStock);
  const low = read(told, readLow);
  return short.kind === "ok" && low.kind === "ok" ? { short: short.value.map(stockView), low: low.value } : undefined;
}

export async function askStock(context: TillContext, body: { readonly items?: readonly string[] }): Promise<readonly StockView[] | undefined> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return undefined;
  const answer = read(await context.ports.door.ask(chain.token, { about: "stock", body }), readStock);
  return answer.kind === "ok" ? answer.value.map(stockView) : undefined;
}

function stockView({ item, pack, on_hand_milli: onHand, kept_milli: keptMilli, kept }: KnownStock): StockView {
  if (pack === 1) return { item, kept_milli: keptMilli, kept, ...(onHand === undefined ? {} : { on_hand_milli: onHand, free_milli: onHand - keptMilli }) };
  const whole = (milli: number): number => Math.floor(milli / (pack * 1_000)) * 1_000;
  return { item, kept_milli: 0, kept: [], ...(onHand === undefined ? {} : { on_hand_milli: whole(onHand), free_milli: whole(onHand - keptMilli) }) };
}
