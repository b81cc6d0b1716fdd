/** Who brings an attempt to its terminal: the agent that has it, or the till's own server. */
import { AgentTerminal, SERVER_KEY, ServerTerminal, type AskServer, type PaymentDriver, type PaymentWish } from "@comptoir/devices/terminals";
import type { CardAttempt } from "@comptoir/till-core";
import { LINK_KEY } from "@comptoir/till-core/pay-links";
import type { Counter } from "./counter.svelte.ts";
import { printShop } from "./print-shop.ts";

export async function driverOf(counter: Counter, attempt: Pick<CardAttempt, "agent_key" | "terminal">): Promise<PaymentDriver | undefined> {
  const { agent_key: key, terminal } = attempt;
  // What a link brought goes back by its provider: the server finds which by the payment.
  if (key === SERVER_KEY || key === LINK_KEY) return new ServerTerminal(askServer(counter), key === LINK_KEY ? key : terminal);
  const hardware = await (await printShop()).hardware(key);
  return hardware === undefined ? undefined : new AgentTerminal(hardware, terminal);
}

/** By the till's own door, whose answers say a little more than an agent's. */
export function askServer(counter: Counter): AskServer {
  return async (place, body) => {
    const answer = await (await counter.till.rarely()).askTerminals(place, body);
    if (answer.kind === "ok") return { kind: "ok", value: answer.value };
    return answer.kind === "refusal" ? { kind: "refusal", code: answer.code } : { kind: "weather" };
  };
}

export function wishOf({ id, kind, amount, currency, receipt, reverses, takes_less: takesLess, may_be_offline: mayBeOffline }: CardAttempt): PaymentWish {
  return {
    id, kind, amount, currency,
    ...(receipt === undefined ? {} : { receipt }), ...(reverses === undefined ? {} : { reverses }), ...(takesLess && { takes_less: takesLess }),
    ...(mayBeOffline && { may_be_offline: mayBeOffline }),
  };
}
