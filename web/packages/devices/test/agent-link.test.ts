/** Against the agent itself (agent/ in this repository) the till's half is tried by the server's tests; here against its rules. */
import "fake-indexeddb/auto";

import { expect, test } from "vitest";

import { PrintShop, type AgentPorts, type TillIdentity } from "../src/printing/index.ts";
import { Agent, sha256, utf8 } from "./agent.ts";

const identity: TillIdentity = { certificate: "the server's word", prove: (agent, key) => Promise.resolve(`${agent} ${key}`) };
const BATCH = { certificate: "the server's word", lines: [{ seal: "s", text: "{}" }] };
let count = 0;

function shopOf(agent: Agent, now = (): number => 1_795_000_000_000): PrintShop {
  const ports: AgentPorts = { fetch: agent.fetch, subtle: crypto.subtle, random: (bytes) => crypto.getRandomValues(bytes), now };
  count += 1;
  return new PrintShop({ ports, onNews: () => undefined, newId: () => crypto.randomUUID(), database: `agents-${count}` });
}

test("an agent that the server names is paired once, and bound to this till's key", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);

  await shop.follow([agent.named], "Caisse 1", identity);
  await shop.follow([agent.named], "Caisse 1", identity);

  const [[key, proof] = ["", ""]] = [...agent.paired];
  expect(agent.asked).toEqual(["/v1/pair-by-certificate"]);
  expect(proof).toBe(`${agent.public_key} ${key}`);
  expect(await shop.agents()).toMatchObject([{ agent_key: agent.public_key, name: "Pi", address: "https://pi.comptoir.local:8490", is_of_shop: true }]);
});

test("an agent that does not answer is paired the next time; one that the server names no more is forgotten", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  agent.isSilent = true;
  await shop.follow([agent.named], "Caisse 1", identity);
  expect(await shop.agents()).toEqual([]);

  agent.isSilent = false;
  await shop.follow([agent.named], "Caisse 1", identity);
  await shop.follow([{ ...agent.named, address: "https://pi2.comptoir.local:8490" }], "Caisse 1", identity);
  expect(await shop.agents()).toMatchObject([{ address: "https://pi2.comptoir.local:8490" }]);

  await shop.follow([], "Caisse 1", identity);
  expect(await shop.agents()).toEqual([]);
});

test("a till without a certificate pairs with nobody by itself", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);

  await shop.follow([agent.named], "Caisse 1", undefined);

  expect(agent.asked).toEqual([]);
});

test("entries are kept, and an agent that has forgotten the certificate gets it again", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.certificates.clear();

  const kept = await shop.keep(agent.public_key, BATCH);

  expect(kept).toEqual([await sha256(utf8("{}"))]);
  expect(agent.asked.slice(1)).toEqual(["/v1/relay", "/v1/certificates", "/v1/relay"]);
});

test("who signs with another key keeps nothing, and neither does who is silent or unknown", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);

  agent.isFalse = true;
  expect(await shop.keep(agent.public_key, BATCH)).toBeUndefined();
  agent.isFalse = false;
  agent.isSilent = true;
  expect(await shop.keep(agent.public_key, BATCH)).toBeUndefined();
  expect(await shop.keep("another", BATCH)).toBeUndefined();
});

test("an agent of no shop keeps nothing, and is not asked for every entry", async () => {
  const agent = await Agent.make();
  let passed = 0;
  const shop = shopOf(agent, () => 1_795_000_000_000 + passed);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.isShopless = true;
  const keep = (): Promise<unknown> => shop.keep(agent.public_key, BATCH);

  expect([await keep(), await keep(), await keep()]).toEqual([undefined, undefined, undefined]);
  expect(agent.asked.slice(1)).toEqual(["/v1/relay"]);

  agent.isShopless = false;
  expect(await keep()).toBeUndefined();
  passed = 5 * 60_000;
  agent.now_ms += passed;
  expect(await keep()).toHaveLength(1);
});

test("a till whose clock is off asks again by the agent's, and goes on by it", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.now_ms += 86_400_000;

  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });
  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });

  const own = agent.now_ms - 86_400_000;
  expect(agent.times).toEqual([own, agent.now_ms, agent.now_ms]);
});

test("nobody but the agent moves the clock by which a till asks", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.now_ms += 86_400_000;
  agent.isFalse = true;

  expect(await shop.printers(agent.public_key)).toMatchObject({ kind: "refusal", code: "agent.clock_off" });
  agent.now_ms -= 86_400_000;
  agent.isFalse = false;
  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });

  expect(agent.times).toEqual([agent.now_ms, agent.now_ms]);
});
