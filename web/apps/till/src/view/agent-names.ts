import type { PairedAgent } from "@comptoir/devices/printing";

/** What an agent is called among others: of two by one name, each says where it is, too. */
export function agentName(agent: PairedAgent, among: readonly PairedAgent[]): string {
  const isAlone = among.filter(({ name }) => name === agent.name).length === 1;
  return isAlone ? agent.name : `${agent.name} (${hostOf(agent.address)})`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
