import type { RelayAgent, RelayAnswer, RelayBatch, Till } from "@comptoir/till-core";
import { printShop } from "./print-shop.ts";

/** Who keeps entries while the server is out of reach: an agent that the server named, if there is one. */
export async function relayAgent(): Promise<RelayAgent | undefined> {
  const paired = await (await printShop()).agents();
  const chosen = paired.find((agent) => agent.is_of_shop === true) ?? paired[0];
  return chosen === undefined ? undefined : { id: chosen.agent_key, name: chosen.name };
}

export async function keepWith(agent: RelayAgent, batch: RelayBatch): Promise<RelayAnswer> {
  const digests = await (await printShop()).keep(agent.id, batch);
  return digests === undefined ? { kind: "none" } : { kind: "kept", digests };
}

/**
 * Follows the agents that the settings name: paired without a code, and forgotten when they are named no more. One that did not answer
 * is asked again when the server does not: that is when it is needed. `followed` is told each time.
 */
export function followAgents(till: Till, followed: () => void): () => void {
  let known = "[]";
  let wasAway = false;
  const follow = (): void => {
    const { settings, phase } = till.state.value;
    if (settings === undefined || phase !== "selling") return;
    const { agents, till: self } = settings;
    void printShop()
      .then((paired) => paired.follow(agents, self.name, till.agentIdentity()))
      .then(followed);
  };
  const stopState = till.state.subscribe(({ settings, phase }) => {
    if (settings === undefined || phase !== "selling") return;
    const named = JSON.stringify(settings.agents);
    // A till that never had an agent loads nothing.
    if (named === known) return;
    known = named;
    follow();
  });
  const stopSync = till.sync.subscribe(({ phase }) => {
    const isAway = phase === "offline" || phase === "waiting";
    if (isAway && !wasAway && known !== "[]") follow();
    wasAway = isAway;
  });
  return () => {
    stopState();
    stopSync();
  };
}
