/** The till and the server agree on a key, by which people's verifiers are made for this device alone (ADR 0011). */
import { toBase64url, toUtf8 } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { DoorAnswer } from "../door/door.ts";
import { sealerOf } from "../sealing.ts";

const TAG = "comptoir-exchange-v1\n";

/** Nothing is kept before the server has answered: an answer that is lost costs a fresh pair, no more. */
export async function exchangeKey(context: TillContext): Promise<DoorAnswer<null>> {
  const { chain } = context.facts;
  if (chain === undefined) return { kind: "ok", value: null };
  const { ports, db } = context;
  const exchange = await ports.secrets.makeExchange();
  const proof = await sealerOf(ports.subtle, chain.private_key).seal(toUtf8(TAG + exchange.public_key));
  const answer = await ports.door.exchangeKey(chain.token, { key: exchange.public_key, proof: toBase64url(proof) });
  if (answer.kind !== "ok") return answer;
  const key = await exchange.agree(answer.value.server_key, chain.chain);
  if (key === undefined) return { kind: "weather", weather: "unreadable_answer" };
  const row = { chain: chain.chain, public_key: exchange.public_key, key };
  await db.write(["cells"], async ({ cells }) => {
    await cells.put("people_key", row);
    await cells.put("settings", answer.value.settings);
  });
  context.learn({ people_key: row, settings: answer.value.settings });
  return { ...answer, value: null };
}
