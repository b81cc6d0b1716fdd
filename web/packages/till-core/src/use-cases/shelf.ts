/**
 * What people at this till say about the shelf: sold out, available again, the favorites in another order. It counts here at once and
 * reaches the others when the line is up; nobody waits for it.
 */
import type { TillContext } from "../context.ts";
import { lacks } from "../people/rights.ts";
import { done, refused, type Result } from "../refusal.ts";

/** What the server does not know yet. */
export interface ShelfNews {
  readonly cashier: string;
  /** By article. */
  readonly sold_out: Readonly<Record<string, boolean>>;
  /** The whole page. */
  readonly favorites?: readonly string[];
}

export const FAVORITES_MAX = 60;
/** Nobody marks so many while the line is down; the oldest are then forgotten. */
const MARKS_MAX = 200;

export function markSoldOut(context: TillContext, item: string, isSoldOut: boolean): Promise<Result<null>> {
  const { [item]: _before, ...others } = context.facts.shelf_news?.sold_out ?? {};
  const kept = Object.entries(others).slice(1 - MARKS_MAX);
  return say(context, { sold_out: { ...Object.fromEntries(kept), [item]: isSoldOut } });
}

export function arrangeFavorites(context: TillContext, items: readonly string[]): Promise<Result<null>> {
  const { settings, cashier } = context.facts;
  const isAllowed = settings !== undefined && lacks(settings, cashier, [{ right: "new_article", asked: 1 }]).length === 0;
  if (!isAllowed) return Promise.resolve(refused("people.not_allowed"));
  return say(context, { favorites: [...new Set(items)].slice(0, FAVORITES_MAX) });
}

async function say(context: TillContext, news: Partial<ShelfNews>): Promise<Result<null>> {
  const writable = context.writable();
  if (!writable.ok) return writable;
  const { cashier, is_locked: isLocked, shelf_news: before } = context.facts;
  if (cashier === undefined) return refused("till.no_cashier");
  if (isLocked) return refused("till.locked");
  const shelf: ShelfNews = { sold_out: {}, ...before, ...news, cashier };
  context.learn({ shelf_news: shelf });
  await context.db.writeRelaxed(["cells"], ({ cells }) => cells.put("shelf_news", shelf));
  context.onShelf();
  return done(null);
}
