/**
 * Baskets put aside. They lie on this till and, when the line is up, on the server, where any till of the store may take them: one
 * gets it. Without a line only this till's own can be taken up, and the server hears of it later; if another till took it meanwhile,
 * both sales name the basket, and the second one is flagged.
 */
import { priceBasket, type Basket } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { ParkedRow } from "../database.ts";
import type { ParkedAnswer } from "../door/door.ts";
import { read, readParked } from "../door/late-answers.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import { minorUnits } from "../units.ts";
import type { ParkedBasket } from "../views.ts";

/** What may be taken up now. `is_line_up`: what other tills parked is in it. */
export interface ParkedShelf {
  readonly baskets: readonly ParkedBasket[];
  readonly is_line_up: boolean;
}

const LABEL_MAX = 200;
/** What is on its way to the server: that it is gone again is told after it has arrived, never before. */
const sending = new WeakMap<TillContext, Set<string>>();

export function park(context: TillContext, basket: Basket, label: string): Promise<Result<ParkedBasket>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    if (basket.lines.length === 0) return refused("basket.empty");
    const { db } = context;
    const wall = context.ports.clock.wall();
    const row: ParkedRow = {
      id: context.writer.newId(wall),
      label: label.trim().normalize("NFC").slice(0, LABEL_MAX),
      parked_at: deviceTime(wall),
      parked_ms: wall.epoch_ms,
      cashier: selling.value.cashier,
      lines_count: basket.lines.length,
      gross: priceBasket(basket, context.pricingContext(wall)).gross,
      basket,
    };
    await db.write(["parked", "cells"], async (tables) => {
      await tables.parked.add(row);
      await tables.cells.clear("kept_basket");
    });
    context.learn({ parked_count: await db.count("parked") });
    return done(viewOf(row));
  });
}

/** This till's own. */
export async function parked(context: TillContext): Promise<readonly ParkedBasket[]> {
  return (await context.db.read(["parked"], (tables) => tables.parked.index("parked_ms").getAll())).map(viewOf);
}

/** Tells the server what was parked and taken up here, and asks what the store's other tills have parked. */
export async function shareParked(context: TillContext): Promise<ParkedShelf> {
  const answer = await exchange(context);
  const own = await parked(context);
  if (answer === undefined) return { baskets: own, is_line_up: false };
  const till = context.facts.chain?.till;
  const gone = (await context.db.cell("parked_gone")) ?? [];
  const others = answer.baskets
    .filter((basket) => basket.till !== till && !gone.includes(basket.id))
    .map(({ till: _till, ...basket }) => ({ ...basket, gross: minorUnits(basket.gross) }));
  return { baskets: [...own, ...others], is_line_up: true };
}

/** Makes a parked basket the one on the screen: it is never in both places, nor in none, nor on two tills while the line is up. */
export async function recall(context: TillContext, id: string): Promise<Result<Basket>> {
  const writable = context.writable();
  if (!writable.ok) return writable;
  const own = await context.db.get("parked", id);
  // What the server has not got is nobody else's; what it has is asked for first, and without a line ours is ours.
  const answer = own !== undefined && own.is_shared !== true ? undefined : await exchange(context, id);
  const foreign = own === undefined ? answer?.taken : undefined;
  if (own === undefined && answer === undefined) return refused("parked.offline");
  if (own === undefined && foreign === undefined) return refused("parked.taken");
  return context.exclusive(async () => {
    const basket = await context.db.write(["parked", "cells"], async (tables) => {
      const goods = own === undefined ? foreign : (await tables.parked.get(id))?.basket;
      if (!isBasket(goods)) return undefined;
      // Another till may have it, too, where the server could not be asked: the sale says which basket it was, and the ledger compares.
      const taken: Basket = { ...goods, also: { ...goods.also, parked: id } };
      await tables.parked.delete(id);
      await tables.cells.put("kept_basket", taken);
      await tables.cells.put("parked_gone", [...((await tables.cells.get("parked_gone")) ?? []), id]);
      return taken;
    });
    if (basket === undefined) return refused(answer === undefined ? "parked.unknown" : "parked.taken");
    context.learn({ parked_count: await context.db.count("parked") });
    return done(basket);
  });
}

/** One exchange with the server; `undefined` without a line. What it says of our own baskets is done before this returns. */
async function exchange(context: TillContext, take?: string): Promise<ParkedAnswer | undefined> {
  const { chain, has_lock: hasLock } = context.facts;
  if (chain === undefined || !hasLock || chain.is_local) return undefined;
  const { db } = context;
  const [rows, gone] = await db.read(["parked", "cells"], async (tables) => [
    await tables.parked.index("parked_ms").getAll(),
    (await tables.cells.get("parked_gone")) ?? [],
  ]);
  const flying = sending.get(context) ?? new Set<string>();
  sending.set(context, flying);
  const fresh = rows.filter((row) => row.is_shared !== true && !flying.has(row.id)).slice(0, 50);
  const told = gone.filter((id) => !flying.has(id));
  const body = { parked: fresh.map(({ parked_ms: _ms, is_shared: _shared, ...row }) => row), gone: told, ...(take === undefined ? {} : { take }) };
  for (const { id } of fresh) flying.add(id);
  const asked = await context.ports.door.ask(chain.token, { about: "parked", body }).finally(() => {
    for (const { id } of fresh) flying.delete(id);
  });
  const answer = read(asked, readParked);
  if (answer.kind !== "ok") return undefined;
  const { lost } = answer.value;
  const left = await db.write(["parked", "cells"], async (tables) => {
    for (const { id } of fresh) {
      const row = await tables.parked.get(id);
      if (row !== undefined) await tables.parked.put({ ...row, is_shared: true });
    }
    for (const id of lost) await tables.parked.delete(id);
    const untold = ((await tables.cells.get("parked_gone")) ?? []).filter((id) => !told.includes(id));
    await tables.cells.put("parked_gone", [...new Set([...untold, ...lost])]);
    return untold;
  });
  context.learn({ parked_count: await db.count("parked") });
  // Taken up again while it was on its way.
  if (fresh.some(({ id }) => left.includes(id))) await exchange(context);
  return answer.value;
}

function isBasket(value: unknown): value is Basket {
  if (typeof value !== "object" || value === null || !("lines" in value && "next_line" in value)) return false;
  return Array.isArray(value.lines) && value.lines.length > 0 && Number.isSafeInteger(value.next_line);
}

function viewOf({ basket: _basket, parked_ms: _ms, ...view }: ParkedRow): ParkedBasket {
  return view;
}
