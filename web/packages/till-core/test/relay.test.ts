import { webcrypto } from "node:crypto";

import { digest, fromBase64url, toUtf8 } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Relay, type RelayAgent, type RelayAnswer, type RelayBatch, type Till } from "../src/index.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, until, value, whenIdle, type World } from "./kit.ts";

const { subtle } = webcrypto;
const PI: RelayAgent = { id: "key-of-pi", name: "Pi" };

/** An agent in memory: what it takes it holds, by digest. */
class FakeRelay implements Relay {
  readonly held = new Map<string, number>();
  calls = 0;
  current: RelayAgent | undefined = PI;
  isSilent = false;
  refuses: (sequence: number) => boolean = () => false;
  readonly certificates = new Set<string>();

  agent(): Promise<RelayAgent | undefined> {
    return Promise.resolve(this.current);
  }

  async keep(_agent: RelayAgent, batch: RelayBatch): Promise<RelayAnswer> {
    this.calls += 1;
    if (this.isSilent) return { kind: "none" };
    this.certificates.add(batch.certificate);
    const digests: string[] = [];
    for (const { text } of batch.lines) {
      const { sequence } = envelopeOf(text);
      if (this.refuses(sequence)) continue;
      const name = await digest(subtle, toUtf8(text));
      this.held.set(name, sequence);
      digests.push(name);
    }
    return { kind: "kept", digests };
  }

  get sequences(): readonly number[] {
    return [...this.held.values()];
  }
}

async function shopWithRelay(): Promise<{ readonly world: World; readonly till: Till; readonly relay: FakeRelay }> {
  const world = makeWorld();
  const relay = new FakeRelay();
  world.relay = relay;
  const till = await openShop(world);
  await whenIdle(till);
  return { world, till, relay };
}

async function sell(till: Till, cents: number): Promise<void> {
  const basket = value(addAmount(emptyBasket(), euros(cents), RATE_20));
  value(await till.finalizeSale(basket, [{ kind: "cash" }]));
}

test("while the server answers, nothing is left with an agent", async () => {
  const { till, relay } = await shopWithRelay();
  await sell(till, 100);
  await whenIdle(till);

  expect(relay.calls).toBe(0);
  expect(till.sync.value).toMatchObject({ unsent_count: 0, relayed_count: 0 });
});

test("what the server can not hear is safe in two places, sale by sale, and sent all the same", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  await sell(till, 100);
  await until(() => till.sync.value.relayed_count === 1);
  await sell(till, 200);
  await until(() => till.sync.value.relayed_count === 2);

  expect(till.sync.value).toMatchObject({ unsent_count: 2, relayed_count: 2, relayed_by: "Pi" });
  expect(relay.sequences).toEqual([4, 5]);

  world.door.weather = undefined;
  till.syncNow();
  await until(() => till.sync.value.unsent_count === 0);
  expect(till.sync.value).toMatchObject({ relayed_count: 0 });
  expect(till.sync.value).not.toHaveProperty("relayed_by");
  expect(world.door.storedTexts.map((text) => envelopeOf(text).sequence)).toEqual([1, 2, 3, 4, 5]);
});

test("an agent that says nothing is no second place, and stops no sale", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  relay.isSilent = true;
  await sell(till, 100);
  await until(() => relay.calls > 0 && till.sync.value.phase === "offline");

  expect(till.sync.value).toMatchObject({ unsent_count: 1, relayed_count: 0 });
  expect(till.sync.value).not.toHaveProperty("relayed_by");
  expect(world.bugs).toEqual([]);
});

test("what an agent does not take is not counted, nor what stands behind it", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  relay.refuses = (sequence) => sequence === 5;
  await sell(till, 100);
  await sell(till, 200);
  await sell(till, 300);
  await until(() => till.sync.value.relayed_count === 1);
  await until(() => relay.sequences.includes(6));

  expect(till.sync.value).toMatchObject({ unsent_count: 3, relayed_count: 1 });
});

test("a page that is closed and opened again knows what was left, and leaves only the rest", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  await sell(till, 100);
  await until(() => till.sync.value.relayed_count === 1);
  till.close();
  const calls = relay.calls;

  const again = await world.open();
  expect(again.sync.value).toMatchObject({ unsent_count: 1, relayed_count: 1, relayed_by: "Pi" });
  await sell(again, 200);
  await until(() => again.sync.value.relayed_count === again.sync.value.unsent_count);

  expect(new Set(relay.sequences)).toEqual(new Set([4, 5, 6]));
  expect(relay.held.size).toBe(3);
  expect(relay.calls).toBeGreaterThan(calls);
});

test("another agent starts from the beginning: it holds nothing yet", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  await sell(till, 100);
  await until(() => till.sync.value.relayed_count === 1);
  relay.held.clear();
  relay.current = { id: "key-of-nas", name: "NAS" };
  await sell(till, 200);
  await until(() => till.sync.value.relayed_by === "NAS" && till.sync.value.relayed_count === 2);

  expect(relay.sequences).toEqual([4, 5]);
});

test("the certificate travels with the entries, and the till proves itself to one agent only", async () => {
  const { world, till, relay } = await shopWithRelay();
  world.door.weather = "offline";
  await sell(till, 100);
  await until(() => till.sync.value.relayed_count === 1);
  const identity = till.agentIdentity();

  expect([...relay.certificates]).toEqual([identity?.certificate]);
  const proof = (await identity?.prove("agent", "asking")) ?? "";
  const other = (await identity?.prove("other", "asking")) ?? "";
  expect(proof).toMatch(/^[A-Za-z0-9_-]{86}$/);
  expect(proof).not.toBe(other);
  const { public_key: enrolled } = JSON.parse(identity?.certificate.split("\n")[1] ?? "{}") as { public_key: string };
  const key = await subtle.importKey("raw", fromBase64url(enrolled, 65)!, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  const isSignedOver = (text: string): Promise<boolean> =>
    subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64url(proof, 64)!, toUtf8(text));
  expect(await isSignedOver("comptoir-agent-pair-v1\nagent\nasking")).toBe(true);
  // A proof is no seal of an entry.
  expect(await isSignedOver("comptoir-entry-v1\nagent\nasking")).toBe(false);
});
