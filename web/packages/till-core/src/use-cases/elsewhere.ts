/** Goods that the store does not carry and somebody holds in their hand: other stores sell them, and so may this one. */
import type { TillContext } from "../context.ts";
import type { ItemDocument } from "../documents.ts";
import { readMadeArticle } from "../door/answers.ts";
import { read } from "../door/late-answers.ts";

/** Without a line nobody knows; the code is then unknown, as one of nobody is. */
export async function findElsewhere(context: TillContext, code: string): Promise<ItemDocument | undefined> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return undefined;
  const answer = read(await context.ports.door.ask(chain.token, { about: "scanned", body: { code } }), readMadeArticle);
  return answer.kind === "ok" ? { ...answer.value.item, catalog_position: answer.value.position } : undefined;
}
