/** Whose card was read: known here, with a line or without, once the server has said who carries which. */
import type { Basket } from "../basket.ts";
import { setCustomerGroup } from "../basket-terms.ts";
import type { TillContext } from "../context.ts";
import type { KnownCard } from "../door/door.ts";
import { read, readCards } from "../door/late-answers.ts";

/** Shorter ones are no number of a card. */
const CHARACTERS_MIN = 4;

/** Asks for the cards when the settings say that they are others than those here. */
export async function hearCards(context: TillContext): Promise<void> {
  const { chain, settings } = context.facts;
  const mark = settings?.customer_cards;
  const known = await context.db.cell("cards");
  if (mark === known?.mark || chain === undefined || chain.is_local) return;
  if (mark === undefined) {
    await context.db.write(["cells"], ({ cells }) => cells.clear("cards"));
    return;
  }
  const answer = read(await context.ports.door.ask(chain.token, { about: "cards", body: {} }), readCards);
  if (answer.kind === "ok") await context.db.write(["cells"], ({ cells }) => cells.put("cards", answer.value));
}

/** `undefined`: nobody's. */
export async function cardHolder(context: TillContext, code: string): Promise<KnownCard | undefined> {
  if (context.facts.settings?.customer_cards === undefined) return undefined;
  const wanted = code.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  if (wanted.length < CHARACTERS_MIN) return undefined;
  return (await context.db.cell("cards"))?.cards.find(({ card }) => card === wanted);
}

/** The basket is this customer's: their name, and their prices as long as the shop has that group. */
export function joinCustomer(basket: Basket, { id, name }: KnownCard, group: string | undefined): Basket {
  return { ...setCustomerGroup(basket, group), customer: { id, name } };
}
