/**
 * Cards that this till's terminals took without their bank: told again until the server knows the bank's word. What was refused later
 * is pointed at until somebody here has looked at it.
 */
import type { CardAttempt } from "./card-attempts.ts";
import type { TillContext } from "./context.ts";
import { read } from "./door/late-answers.ts";
import { parseJson, readList, readObject, readText } from "./reading.ts";
import { documentOf } from "./sync/attempts.ts";

const AT_ONCE = 20;

/** Its bank has said nothing yet. */
export function waitsForBank({ state, result, bank }: CardAttempt): boolean {
  return state === "approved" && result?.is_offline === true && bank === undefined;
}

/** The goods are gone, the money does not come, and nobody here has seen it yet. */
export function isLostUnseen({ bank, bank_seen: seen }: CardAttempt): boolean {
  return bank === "refused" && seen !== true;
}

/** Asks what the banks have said; whether there is news. Without a line they stand as they did. */
export async function hearBanks(context: TillContext): Promise<boolean> {
  const { chain } = context.facts;
  if (chain === undefined || chain.is_local) return false;
  const waiting = ((await context.db.cell("card_attempts")) ?? []).filter(waitsForBank);
  const said = new Map<string, "confirmed" | "refused">();
  for (let from = 0; from < waiting.length; from += AT_ONCE) {
    const attempts = waiting.slice(from, from + AT_ONCE).map(documentOf);
    const answer = read(await context.ports.door.ask(chain.token, { about: "attempts", body: { attempts } }), readBanks);
    if (answer.kind !== "ok") break;
    for (const { id, standing } of answer.value) if (standing === "confirmed" || standing === "refused") said.set(id, standing);
  }
  return change(context, (one) => {
    const bank = waitsForBank(one) ? said.get(one.id) : undefined;
    return bank === undefined ? one : { ...one, bank };
  });
}

/** Somebody has looked at what its bank said. */
export async function seeBank(context: TillContext, id: string): Promise<void> {
  await change(context, (one) => (one.id === id && isLostUnseen(one) ? { ...one, bank_seen: true } : one));
}

/** A server from before this says nothing of banks. */
function readBanks(text: string): readonly { readonly id: string; readonly standing: string }[] {
  return readList(readObject(parseJson(text), "taken")["banks"] ?? [], "banks").map((value) => {
    const source = readObject(value, "bank");
    return { id: readText(source, "id"), standing: readText(source, "standing") };
  });
}

/** Whether anything was. */
async function change(context: TillContext, changed: (one: CardAttempt) => CardAttempt): Promise<boolean> {
  let isNews = false;
  await context.db.write(["cells"], async ({ cells }) => {
    const known = (await cells.get("card_attempts")) ?? [];
    const now = known.map(changed);
    isNews = now.some((one, place) => one !== known[place]);
    if (isNews) await cells.put("card_attempts", now);
  });
  return isNews;
}
