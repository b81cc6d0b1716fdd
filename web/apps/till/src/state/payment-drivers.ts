/** Who brings an attempt to its terminal: the agent that has it, or the till's own server. */
import { AgentTerminal, SERVER_KEY, ServerTerminal, type AskServer, type PaymentDriver, type PaymentWish } from "@comptoir/devices/terminals";
import type { CardAttempt } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";
import { printShop } from "./print-shop.ts";

export async function driverOf(counter: Counter, attempt: Pick<CardAttempt, "agent_key" | "terminal">): Promise<PaymentDriver | undefined> {
  if (attempt.agent_key === SERVER_KEY) return new ServerTerminal(askServer(counter), attempt.terminal);
  const hardware = await (await printShop()).hardware(attempt.agent_key);
  return hardware === undefined ? undefined : new AgentTerminal(hardware, attempt.terminal);
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
