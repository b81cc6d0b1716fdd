import { loadPublicKey, toUtf8, verifyMessage } from "@comptoir/journal";
import { expect, test, vi } from "vitest";

import { addAmount, addItem, emptyBasket, type Till } from "../src/index.ts";
import type { EntryRow, TillDatabase } from "../src/database.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, openShop, RATE_20, SETTINGS, until, value, whenIdle, type World, sum } from "./kit.ts";

const DAY_MS = 86_400_000;

async function sell(till: Till, cents: number): Promise<string> {
  const basket = value(addAmount(emptyBasket(), euros(cents), RATE_20));
  return value(await till.finalizeSale(basket, [{ kind: "cash" }])).sale.number;
}

function storedSequences(world: World): readonly number[] {
  return world.door.storedTexts.map((text) => envelopeOf(text).sequence);
}

/** Whether the key of the chain before gave its word for the one that the first entry of a new chain names. */
async function isVouched(world: World, before: string, text: string | undefined): Promise<boolean> {
  const { chain, body } = envelopeOf(text);
  const enrolled = await world.database().get("chains", before);
  const key = await loadPublicKey(crypto.subtle, enrolled?.public_key ?? "");
  if (key === undefined) return false;
  const { public_key: own, vouched } = body;
  if (typeof own !== "string" || typeof vouched !== "string") return false;
  return verifyMessage(crypto.subtle, key, toUtf8(`comptoir-own-chain-v1\n${chain}\n${own}`), vouched);
}

test("entries arrive in order, and stay on the till when they are delivered", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 100);
  await sell(till, 200);
  await whenIdle(till);

  const db = world.database();
  expect(storedSequences(world)).toEqual([1, 2, 3, 4, 5]);
  expect((await allEntries(db)).map((entry) => entry.status)).toEqual(["stored", "stored", "stored", "stored", "stored"]);
  expect((await till.sales()).map((sale) => sale.delivery)).toEqual(["delivered", "delivered"]);
  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 0, quarantined_count: 0 });
  expect(till.sync.value).not.toHaveProperty("unsent_since_ms");
});

test("a sale goes out in a quiet moment, and within two seconds of a cashier who never pauses", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const basket = value(addAmount(emptyBasket(), euros(100), RATE_20));
  world.time.isBusy = true;

  await sell(till, 100);
  world.time.advance(250);
  await till.keepBasket(basket);
  world.time.advance(250);
  expect(storedSequences(world)).toEqual([1, 2, 3]);
  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 1 });
  world.time.advance(50);
  await whenIdle(till);
  expect(storedSequences(world)).toEqual([1, 2, 3, 4]);

  await sell(till, 200);
  for (let passed = 0; passed < 1_800; passed += 200) {
    world.time.advance(200);
    await till.keepBasket(basket);
  }
  expect(storedSequences(world)).toEqual([1, 2, 3, 4]);
  world.time.advance(200);
  await whenIdle(till);
  expect(storedSequences(world)).toEqual([1, 2, 3, 4, 5]);
});

test("a lost answer is found again and nothing is stored twice", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.answersToLose = 1;
  await sell(till, 100);
  await until(() => till.sync.value.trouble === "timeout");
  expect(till.sync.value).toMatchObject({ phase: "waiting", unsent_count: 1 });

  world.time.advance(1_000);
  await whenIdle(till);

  expect(storedSequences(world)).toEqual([1, 2, 3, 4]);
  expect((await allEntries(world.database())).at(-1)?.status).toBe("already_stored");
  expect(till.sync.value).not.toHaveProperty("trouble");
});

test("offline, the till waits longer each time and comes back by itself", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  const waits: number[] = [];
  await sell(till, 100);
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await until(() => till.sync.value.phase === "offline");
    const wait = (till.sync.value.next_try_ms ?? 0) - world.time.wall().epoch_ms;
    waits.push(wait);
    const planned = till.sync.value.next_try_ms;
    world.time.advance(wait);
    await until(() => till.sync.value.next_try_ms !== planned);
  }

  for (const [index, wait] of waits.entries()) {
    const full = Math.min(60_000, 1_000 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(full / 2);
    expect(wait).toBeLessThan(full);
  }
  world.door.weather = undefined;
  world.time.advance(60_000);
  await whenIdle(till);
  expect(storedSequences(world)).toEqual([1, 2, 3, 4]);
});

test("a sale while the line is down does not shorten the wait; a person does", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  await sell(till, 100);
  await until(() => till.sync.value.phase === "offline");
  const planned = till.sync.value.next_try_ms;
  const calls = world.door.batchSizes.length;
  world.door.weather = undefined;

  await sell(till, 200);
  await until(() => till.sync.value.unsent_count === 2);
  expect([till.sync.value.next_try_ms, world.door.batchSizes.length]).toEqual([planned, calls]);

  till.syncNow();
  await whenIdle(till);
  expect(world.door.batchSizes.at(-1)).toBe(2);
});

test("after hours without a server, sending resumes within five seconds of its return", async () => {
  const world = makeWorld();
  const before = await openShop(world);
  await whenIdle(before);
  before.close();
  world.door.weather = "offline";
  const till = await world.open();
  await sell(till, 100);
  for (let minute = 0; minute < 120; minute += 1) {
    world.time.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await until(() => till.sync.value.phase === "offline");
  // The start of the page, the sale, and that the server is out of reach.
  expect(till.sync.value.unsent_count).toBe(3);

  world.door.weather = undefined;
  world.time.advance(5_000);
  await whenIdle(till);

  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 0 });
  // And last, that it is back.
  await until(() => storedSequences(world).length === 7);
  expect(storedSequences(world)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("an entry written while an exchange fails waits like the others", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "timeout";
  const send = world.door.sendEntries.bind(world.door);
  let asked = 0;
  vi.spyOn(world.door, "sendEntries").mockImplementation(async (...sent) => {
    asked += 1;
    if (asked === 1) await sell(till, 200);
    await until(() => till.sync.value.unsent_count === 2);
    return send(...sent);
  });

  await sell(till, 100);
  await until(() => till.sync.value.phase === "waiting");
  await until(() => till.sync.value.unsent_count === 2);

  expect([till.sync.value.phase, asked]).toEqual(["waiting", 1]);
});

test("30 days without a server: open, sell, refund, close, and everything arrives in order", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  for (let day = 0; day < 30; day += 1) {
    if (day > 0) value(await till.openSession(euros(10_000)));
    await sell(till, 1_000);
    const [latest] = await till.sales({ limit: 1 });
    if (latest === undefined) throw new Error("no sale");
    if (day % 10 === 0) value(await till.refundSale(latest.ref, "all", [{ kind: "cash" }]));
    value(await till.closeSession(sum(euros(0))));
    world.time.advance(DAY_MS);
  }
  expect(till.sync.value).toMatchObject({ unsent_count: 93, unsent_since_ms: Date.UTC(2026, 10, 22, 11, 13, 14, 123) });

  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);

  const last = envelopeOf(world.door.storedTexts.at(-1));
  expect(storedSequences(world)).toEqual(Array.from({ length: 96 }, (_, index) => index + 1));
  expect(last.body).toMatchObject({ perpetual_gross: 30_000, perpetual_refunded: -3_000 });
  expect([last.device_time, last.server_time_seen]).toEqual([
    "2026-12-21T12:13:14.123+01:00",
    "2026-11-22T11:13:14.123Z",
  ]);
  expect(world.bugs).toEqual([]);
});

test("a quarantined entry counts as delivered, its code is kept and shown, and selling goes on", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const db = world.database();
  world.door.weather = "offline";
  await sell(till, 100);
  // A bit flips in the browser's storage before the entry is sent.
  const chain = till.state.value.enrolment?.chain ?? "";
  const entry = await db.get("entries", [chain, 4]);
  if (entry === undefined) throw new Error("no entry");
  await db.write(["entries"], ({ entries }) => entries.put({ ...entry, seal: "A".repeat(86) }));
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  await sell(till, 200);
  await whenIdle(till);

  expect(world.door.quarantine.map((entry) => entry.code)).toEqual(["bad_seal"]);
  expect(till.sync.value).toMatchObject({ quarantined_count: 1, last_quarantine_code: "bad_seal", unsent_count: 0 });
  expect((await till.sales()).map((sale) => [sale.number, sale.delivery, sale.answer_code])).toEqual([
    ["A1-1-5", "delivered", undefined],
    ["A1-1-4", "quarantined", "bad_seal"],
  ]);
  expect(till.state.value.needs_enrolment).toBe(false);
});

test("a revoked till goes on selling in a chain of its own until it is enrolled again", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const first = till.state.value.enrolment?.chain ?? "";
  world.door.revoke(first);
  await sell(till, 100);
  await until(() => till.state.value.needs_enrolment && till.sync.value.unsent_count === 0);
  const own = till.state.value.enrolment?.chain ?? "";

  const number = await sell(till, 200);
  await whenIdle(till);
  expect(own).not.toBe(first);
  expect(number).toBe(`A1-${String(1_000_000 + Number.parseInt(own.slice(-6), 16))}-2`);
  expect(till.state.value).toMatchObject({ phase: "selling", needs_enrolment_reason: "revoked", session: { gross: 300 } });
  expect(world.door.quarantine.map((entry) => entry.code)).toEqual(["revoked", "unknown_chain", "unknown_chain"]);
  expect(envelopeOf(world.door.quarantine[1]?.text)).toMatchObject({
    chain: own,
    sequence: 1,
    previous: "0".repeat(64),
    body: { event: "chain_started", enrolment: 1_000_000 + Number.parseInt(own.slice(-6), 16), previous_chain: first, previous_head: { sequence: 4 } },
  });
  expect(await isVouched(world, first, world.door.quarantine[1]?.text)).toBe(true);

  world.door.addCode("LUNE-2");
  value(await till.enrol("LUNE-2", "comptoir"));
  await whenIdle(till);
  expect(await sell(till, 300)).toBe("A1-2-2");
  await whenIdle(till);
  expect(till.state.value).toMatchObject({ needs_enrolment: false, session: { gross: 600 }, cashier: { id: CAMILLE } });
  const again = world.door.storedTexts.slice(-2).map(envelopeOf);
  expect(again[0]?.body).toMatchObject({ event: "chain_started", enrolment: 2, previous_chain: own, previous_head: { sequence: 2 } });
  expect(again[1]?.body).toMatchObject({ gross: 300 });
});

test("a forked chain is left: the till keeps selling in a new one and says so", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const first = till.state.value.enrolment?.chain ?? "";
  world.door.rewriteHead(first, "e".repeat(64));

  await sell(till, 100);
  await until(() => till.state.value.needs_enrolment);
  await sell(till, 200);
  await whenIdle(till);

  expect(till.state.value).toMatchObject({ phase: "selling", needs_enrolment_reason: "fork" });
  expect(till.sync.value).toMatchObject({ quarantined_count: 3, unsent_count: 0 });
  expect((await till.sales()).map((sale) => sale.answer_code)).toEqual(["unknown_chain", "fork"]);
  till.close();
  const again = await world.open();
  expect(again.state.value.needs_enrolment_reason).toBe("fork");
});

test("what an old chain still holds is sent after a new enrolment, before the new chain's entries", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  await sell(till, 100);
  value(await till.closeSession(sum(euros(10_100))));
  world.door.weather = undefined;
  world.door.addCode("LUNE-2");

  value(await till.enrol("LUNE-2", "comptoir"));
  await whenIdle(till);

  expect(storedSequences(world)).toEqual([1, 2, 3, 4, 5, 1]);
  expect(world.door.quarantine).toEqual([]);
});

test.each([
  ["LUNE-9", undefined, "enrol.code_unknown"],
  ["LUNE-1", "offline" as const, "enrol.offline"],
  ["LUNE-1", "busy" as const, "enrol.too_many_tries"],
])("enrolment with %s in weather %s is refused and leaves nothing", async (code, weather, expected) => {
  const world = makeWorld();
  const till = await world.open();
  world.door.weather = weather;

  const result = await till.enrol(code, "comptoir");

  const db = world.database();
  expect(result.ok ? "accepted" : result.refusal.code).toBe(expected);
  expect([await db.count("chains"), await db.count("entries"), till.state.value.phase]).toEqual([0, 0, "unenrolled"]);
  world.door.weather = undefined;
  value(await till.enrol("LUNE-1", "comptoir"));
  expect(till.state.value).toMatchObject({ phase: "selling", enrolment: { till: SETTINGS.till.id, till_code: "A1", enrolment: 1 } });
});

test("a till that is closed in the middle of an exchange has no fault to report, and sends the rest later", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 100);

  till.close();
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(world.bugs).toEqual([]);
  await whenIdle(await world.open());
  expect(storedSequences(world)).toEqual([1, 2, 3, 4, 5]);
});

test("the till tells the server how it is", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  expect(await till.requestPersistence()).toBe(true);
  // An exchange that is under way plans the next one when it ends: five minutes from then.
  await until(() => {
    world.time.advance(300_000);
    return world.door.reports.length > 1;
  });

  expect(world.door.reports.at(-1)).toEqual({ unsent_count: 0, storage_persistent: true, app_version: "0.1.0" });
  expect(till.state.value.storage_persistent).toBe(true);
});

test("delivered entries are pruned after 90 days, unsent ones never; sales stay", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 100);
  await whenIdle(till);
  world.door.weather = "offline";
  await sell(till, 200);
  world.time.advance(91 * DAY_MS);
  await until(() => till.sync.value.phase === "offline");
  const db = world.database();
  expect(await db.count("entries")).toBe(5);
  const [entry] = await allEntries(db);
  await db.write(["cells"], ({ cells }) => cells.put("held_chains", { [entry?.chain ?? ""]: 4 }));

  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);
  await until(async () => (await db.count("entries")) === 1);

  expect((await allEntries(db)).map((entry) => entry.sequence)).toEqual([5]);
  expect((await till.sales()).map((sale) => [sale.gross, sale.delivery])).toEqual([
    [200, "delivered"],
    [100, "delivered"],
  ]);
});

test("a price that changes at the server reaches the till by a nudge, and the next entry names its state", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  const old = await till.catalog.findBarcode("3760123456785");

  world.door.change({ item: item({ unit_price: euros(125) }) });
  await until(() => till.catalog.status.value.position === 2);

  const fresh = await till.catalog.findBarcode("3760123456785");
  expect([old?.unit_price, fresh?.unit_price]).toEqual([115, 125]);
  if (old === undefined || fresh === undefined) throw new Error("no item");
  for (const bought of [old, fresh]) {
    const basket = value(addItem(emptyBasket(), bought));
    value(await till.finalizeSale(basket, [{ kind: "cash" }]));
  }
  await whenIdle(till);
  expect(world.door.storedTexts.slice(-2).map((text) => envelopeOf(text).catalog_position)).toEqual([1, 2]);
});

test("a price that changes again while the till asks for the first change reaches it, too", async () => {
  const world = makeWorld();
  await world.door.publishCatalog([item()]);
  const till = await openShop(world);
  await until(() => till.catalog.status.value.phase === "ready");
  const { door } = world;
  const ask = door.catalogChanges.bind(door);
  let asked = 0;
  door.catalogChanges = async (token, after) => {
    const answer = await ask(token, after);
    asked += 1;
    if (asked === 1) {
      // The answer is on its way when the next price is saved, and its nudge is heard before the answer.
      door.change({ item: item({ unit_price: euros(130) }) });
      await new Promise((heard) => setTimeout(heard, 30));
    }
    return answer;
  };

  door.change({ item: item({ unit_price: euros(125) }) });
  await until(() => till.catalog.status.value.position === 3);

  expect((await till.catalog.findBarcode("3760123456785"))?.unit_price).toBe(130);
});

function allEntries(db: TillDatabase): Promise<readonly EntryRow[]> {
  return db.read(["entries"], ({ entries }) => entries.getAll());
}
