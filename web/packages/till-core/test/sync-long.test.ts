import { canonicalEntry, digest, seal } from "@comptoir/journal";
import { expect, test } from "vitest";

import type { EntryRow } from "../src/database.ts";
import { sealerOf } from "../src/sealing.ts";
import { CAMILLE, envelopeOf, makeWorld, openShop, whenIdle, type World } from "./kit.ts";

test("10,000 unsent entries go out in batches of 200", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  till.close();
  // Rows as ten thousand sales would have left them; sealed once each, by the till's key.
  await fillOutbox(world, 10_000);
  const before = world.door.batchSizes.length;

  const again = await world.open();
  await whenIdle(again, 150_000);

  expect(world.door.storedTexts).toHaveLength(10_004);
  expect(world.door.storedTexts.map((text) => envelopeOf(text).sequence)).toEqual(Array.from({ length: 10_004 }, (_, index) => index + 1));
  expect(world.door.batchSizes.slice(before)).toEqual([...Array.from({ length: 50 }, () => 200), 1]);
  expect(await world.database().count("outbox")).toBe(0);
}, 180_000);

async function fillOutbox(world: World, count: number): Promise<void> {
  const db = world.database();
  const { subtle } = world.ports;
  const chain = await db.get("chains", (await db.cell("current_chain")) ?? "");
  if (chain === undefined) throw new Error("no chain");
  let head = await db.get("heads", chain.chain);
  const entries: EntryRow[] = [];
  for (let made = 0; made < count; made += 1) {
    const sequence: number = (head?.length ?? 0) + 1;
    const envelope = {
      format: 1 as const,
      organization: chain.organization,
      till: chain.till,
      chain: chain.chain,
      sequence,
      previous: head?.digest ?? "",
      kind: "technical_event",
      device_time: "2026-11-22T12:13:14.123+01:00",
      monotonic_ms: 0,
      boot: "0123456789abcdef",
      server_time_seen: "",
      catalog_position: 0,
      engine_version: 1,
      body: { event: "drawer_opened", cashier: CAMILLE },
    };
    const bytes = canonicalEntry(envelope);
    const name = await digest(subtle, bytes);
    const sealed = await seal(sealerOf(subtle, chain.private_key), bytes);
    const text = new TextDecoder().decode(bytes);
    entries.push({ chain: chain.chain, sequence, kind: envelope.kind, digest: name, seal: sealed, text, made_ms: 0 });
    head = { chain: chain.chain, length: sequence, digest: name, made_ms: 0 };
  }
  await db.write(["entries", "outbox", "heads"], async (tables) => {
    await Promise.all(entries.map((entry) => tables.entries.add(entry)));
    await Promise.all(entries.map(({ chain: name, sequence, made_ms }) => tables.outbox.add({ chain: name, sequence, made_ms })));
    if (head !== undefined) await tables.heads.put(head);
  });
}
