/**
 * What the store charged for its articles of late (journal-format §5.12): asked of the server, and kept for when there is no line.
 * Goods without a receipt are worth the least of it.
 */
import type { TillContext } from "../context.ts";
import type { DoorAnswer } from "../door/door.ts";
import { read } from "../door/late-answers.ts";
import { parseJson, readInteger, readList, readObject, readText } from "../reading.ts";

export interface Lowest {
  readonly days: number;
  readonly prices: ReadonlyMap<string, number>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Once an hour is often enough: it is for the time without a line. A server from before this existed knows nothing of it. */
export async function hearCharged(context: TillContext, token: string): Promise<DoorAnswer<null>> {
  const { db, ports } = context;
  const now = ports.clock.wall().epoch_ms;
  const known = await db.cell("charged");
  if (known !== undefined && Math.abs(now - known.heard_ms) < HOUR_MS) return { kind: "ok", value: null };
  const answer = await ask(context, token, []);
  if (answer.kind === "weather") return answer;
  const { days, prices } = answer.kind === "ok" ? answer.value : { days: 0, prices: new Map<string, number>() };
  await db.write(["cells"], ({ cells }) => cells.put("charged", { heard_ms: now, days, prices: [...prices] }));
  return { kind: "ok", value: null };
}

/** `undefined` without a line: then what the till heard last has to do. */
export async function lowestOfServer(context: TillContext, items: readonly string[]): Promise<Lowest | undefined> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return undefined;
  const answer = await ask(context, chain.token, items);
  return answer.kind === "ok" ? answer.value : undefined;
}

/** What was heard last, as long as it may still count. */
export async function lowestHeard({ db, ports }: TillContext): Promise<Lowest | undefined> {
  const heard = await db.cell("charged");
  if (heard === undefined || ports.clock.wall().epoch_ms - heard.heard_ms > heard.days * DAY_MS) return undefined;
  return { days: heard.days, prices: new Map(heard.prices) };
}

interface Charged {
  readonly quantity_milli: number;
  readonly unit_price?: number;
  readonly price_source?: string;
  readonly promotions?: readonly { readonly amount: number }[];
}

/**
 * What the shop asked for one unit, its promotions taken off, rounded down: a third of "3 for 1 euro" is 33 cents (twin:
 * `sales/charged.py`). What a person typed or took off by hand is no price of the shop's.
 */
export function chargedFor({ quantity_milli: quantity, unit_price: price, price_source: source, promotions = [] }: Charged): number | undefined {
  if (price === undefined || quantity <= 0 || source === "override" || source === "open") return undefined;
  const taken = promotions.reduce((sum, { amount }) => sum + amount, 0);
  const asked = (BigInt(price) * BigInt(quantity) - BigInt(taken) * 1_000n) / BigInt(quantity);
  return Math.max(0, Math.min(Number(asked), price));
}

async function ask(context: TillContext, token: string, items: readonly string[]): Promise<DoorAnswer<Lowest>> {
  return read(await context.ports.door.ask(token, { about: "lowest-prices", body: { items } }), readLowest);
}

function readLowest(text: string): Lowest {
  const source = readObject(parseJson(text), "lowest");
  const prices = readList(source["prices"], "prices").map((value) => {
    const price = readObject(value, "price");
    return [readText(price, "item"), readInteger(price, "unit_price")] as const;
  });
  return { days: readInteger(source, "days"), prices: new Map(prices) };
}
