/** Tells the server what was said about the shelf. */
import type { TillContext } from "../context.ts";
import type { DoorAnswer, ShelfTaken } from "../door/door.ts";

/** The answer, once there was something to tell. What the server refuses (an article that is gone) is not said again. */
export async function tellShelf(context: TillContext, token: string): Promise<DoorAnswer<ShelfTaken> | undefined> {
  const { shelf_news: news } = context.facts;
  if (news === undefined) return undefined;
  const sold_out = Object.entries(news.sold_out).map(([item, isSoldOut]) => ({ item, is_sold_out: isSoldOut }));
  const { cashier, favorites } = news;
  const answer = await context.ports.door.tellShelf(token, { cashier, sold_out, ...(favorites === undefined ? {} : { favorites }) });
  // What was said meanwhile is another value, and is told next time.
  const isToldWhole = context.facts.shelf_news === news;
  if (answer.kind !== "weather" && isToldWhole) {
    await context.db.writeRelaxed(["cells"], ({ cells }) => cells.clear("shelf_news"));
    context.learn({ shelf_news: undefined, ...overlaid(context, favorites, answer) });
  }
  return answer;
}

/** The page stands as it was laid out until the server's own news of it arrive. */
function overlaid(
  context: TillContext,
  favorites: readonly string[] | undefined,
  answer: DoorAnswer<ShelfTaken>,
): Partial<TillContext["facts"]> {
  const { settings } = context.facts;
  return favorites === undefined || settings === undefined || answer.kind !== "ok" ? {} : { settings: { ...settings, favorites } };
}
