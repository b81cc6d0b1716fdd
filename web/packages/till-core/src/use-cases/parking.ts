/** Baskets put aside: they stay on this till until somebody takes them up again. */
import { priceBasket, type Basket } from "../basket.ts";
import type { TillContext } from "../context.ts";
import type { ParkedRow } from "../database.ts";
import { done, refused, type Result } from "../refusal.ts";
import { deviceTime } from "../time.ts";
import type { ParkedBasket } from "../views.ts";

export function park(context: TillContext, basket: Basket, label: string): Promise<Result<ParkedBasket>> {
  return context.exclusive(async () => {
    const selling = context.selling();
    if (!selling.ok) return selling;
    if (basket.lines.length === 0) return refused("basket.empty");
    const { db } = context;
    const wall = context.ports.clock.wall();
    const row: ParkedRow = {
      id: context.writer.newId(wall),
      label: label.trim().normalize("NFC"),
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

export async function parked(context: TillContext): Promise<readonly ParkedBasket[]> {
  return (await context.db.read(["parked"], (tables) => tables.parked.index("parked_ms").getAll())).map(viewOf);
}

/** Takes it out of the list and makes it the basket on the screen, in one step: it is never in both places, nor in none. */
export function recall(context: TillContext, id: string): Promise<Result<Basket>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { db } = context;
    const row = await db.write(["parked", "cells"], async (tables) => {
      const found = await tables.parked.get(id);
      if (found === undefined) return undefined;
      await tables.parked.delete(id);
      await tables.cells.put("kept_basket", found.basket);
      return found;
    });
    if (row === undefined) return refused("parked.unknown");
    context.learn({ parked_count: await db.count("parked") });
    return done(row.basket);
  });
}

function viewOf({ basket: _basket, parked_ms: _ms, ...view }: ParkedRow): ParkedBasket {
  return view;
}
