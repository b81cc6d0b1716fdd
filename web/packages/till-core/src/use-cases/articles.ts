/** An article that the shop does not know yet, made where its code was scanned. */
import type { TillContext } from "../context.ts";
import type { ItemDocument, TaxRateDocument } from "../documents.ts";
import type { DoorAnswer, MadeArticle } from "../door/door.ts";
import { mayCreateArticle } from "./may-create-article.ts";
import { done, refused, type RefusalCode, type Result } from "../refusal.ts";
import type { MinorUnits } from "../units.ts";

export interface NewArticle {
  readonly name: string;
  readonly category: string;
  readonly tax: TaxRateDocument;
  readonly unit_price: MinorUnits;
  readonly unit: string;
  /** Empty: the article has no code. */
  readonly barcode: string;
}

/**
 * The server makes it, so that two tills never make the same article twice: without a line it is refused, and the goods are sold by
 * amount. The answer is an item that can be sold at once; other tills hear of it by the feed.
 */
export async function createArticle(context: TillContext, article: NewArticle): Promise<Result<ItemDocument>> {
  const selling = context.selling();
  if (!selling.ok) return selling;
  const { chain, cashier } = selling.value;
  if (article.name.trim() === "") return refused("article.name_missing");
  if (article.unit_price < 0) return refused("basket.price_invalid");
  if (!mayCreateArticle(context)) return refused("people.not_allowed");
  const wall = context.ports.clock.wall();
  const answer = await context.ports.door.addArticle(chain.token, {
    ...article,
    name: article.name.trim(),
    product: context.writer.newId(wall),
    item: context.writer.newId(wall),
    cashier,
  });
  if (answer.kind !== "ok") return refusalOf(answer);
  return done({ ...answer.value.item, catalog_position: answer.value.position });
}

const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  "catalog.name_missing": "article.name_missing",
  "catalog.barcode_taken": "article.code_taken",
  "catalog.barcode_invalid": "article.code_invalid",
  "kernel.gtin_invalid": "article.code_invalid",
  "catalog.price_invalid": "basket.price_invalid",
  "edge.not_allowed": "people.not_allowed",
};

function refusalOf(answer: Exclude<DoorAnswer<MadeArticle>, { readonly kind: "ok" }>): Result<ItemDocument> {
  if (answer.kind === "weather") return refused("article.needs_line");
  return refused(REFUSALS[answer.code] ?? "article.unexpected");
}
