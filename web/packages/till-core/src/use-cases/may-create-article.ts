import type { TillContext } from "../context.ts";
import { lacks } from "../people/rights.ts";

export function mayCreateArticle(context: TillContext): boolean {
  const { settings, cashier } = context.facts;
  return settings !== undefined && lacks(settings, cashier, [{ right: "new_article", asked: 1 }]).length === 0;
}
