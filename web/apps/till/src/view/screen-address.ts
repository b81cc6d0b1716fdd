/** What stands behind # is for the screen's page alone: no server and no log sees the code. */
export function screenAddress(origin: string, agent: string, code: string): string {
  return `${origin}/till/#customers&${new URLSearchParams({ agent, code }).toString()}`;
}

const THIS_DEVICE = /^https?:\/\/(?:localhost|127\.|\[::1\])/;

/** Whether another device would look for the page, or for the agent, on itself. */
export function isForThisDeviceOnly(address: string): boolean {
  const agent = new URLSearchParams(address.slice(address.indexOf("#") + 1)).get("agent") ?? "";
  return THIS_DEVICE.test(address) || THIS_DEVICE.test(agent);
}
