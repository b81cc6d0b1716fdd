import { expect, test } from "vitest";

import { addAmount, emptyBasket, minorUnits, ppm, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, item, makeWorld, openShop, RATE_20, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

const sell = async (till: Till): Promise<void> => {
  value(await till.finalizeSale(value(addAmount(emptyBasket(), euros(100), RATE_20)), [{ kind: "cash" }]));
};

/** Technical events of the till, but for those that begin a chain. */
async function events(world: World): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const db = world.database();
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  return rows.map((row) => envelopeOf(row.text).body).filter((body) => "event" in body && body["event"] !== "chain_started" && body["event"] !== "cashier_changed");
}

test("prices and taxes that the till took over are told once, with what stood and stands", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const before = till.pricingContext().rules_position ?? 0;
  world.door.change({ item: item({ unit_price: minorUnits(120) }) });
  world.door.change({ settings: { ...SETTINGS, tax_rates: [{ category: "S", rate_ppm: ppm(210_000), name: "21 %" }] } });
  till.syncNow();
  await until(() => (till.pricingContext().rules_position ?? 0) > before);
  await whenIdle(till);

  await sell(till);
  await sell(till);

  const position = till.pricingContext().rules_position;
  expect(await events(world)).toEqual([{ event: "catalog_taken", from_position: before, to_position: position, items: 1, taxes: 1 }]);
});

test("a server that is away for ten minutes is written down once, and when it is back", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  await sell(till);
  for (let minute = 0; minute < 30; minute += 1) {
    world.time.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await until(async () => (await events(world)).length === 1);
  world.door.weather = undefined;
  till.syncNow();
  await until(async () => (await events(world)).length === 2);

  const [began, ended] = await events(world);
  expect(began).toMatchObject({ event: "outage_began", what: "sync", code: "offline" });
  expect(ended).toEqual({ event: "outage_ended", what: "sync", began_at: began?.["began_at"] });
});

test("a line that is gone for a minute is weather", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  await sell(till);
  world.time.advance(60_000);
  await until(() => till.sync.value.phase === "offline");
  world.door.weather = undefined;
  till.syncNow();
  await whenIdle(till);

  expect(await events(world)).toEqual([]);
});

test("who goes and comes back is written down", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const session = till.state.value.session?.id;

  value(await till.lock());
  value(await till.lock());
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));

  expect(await events(world)).toEqual([
    { event: "signed_out", cashier: CAMILLE, session },
    { event: "signed_in", cashier: CAMILLE, by: "tap", session },
  ]);
});

test("an entry that was changed on the device is told at the next start", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till);
  await whenIdle(till);
  till.close();
  const db = world.database();
  await db.write(["entries"], async ({ entries }) => {
    const [last] = (await entries.getAll()).slice(-1);
    if (last === undefined) throw new Error("no entry");
    await entries.put({ ...last, text: last.text.replace("100", "900") });
  });
  db.close();

  const again = await world.open();
  await until(() => again.state.value.head_sequence === 6);

  const told = (await world.database().read(["entries"], ({ entries }) => entries.getAll())).slice(-2).map((row) => envelopeOf(row.text).body);
  expect(told[0]).toMatchObject({ event: "integrity_failed", sequence: 4 });
  expect(told[1]).toEqual({ event: "till_started", version: "0.1.0" });
});

test("a clock that is put forward is told once the server was heard, also where it creeps", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  let behind = 0;
  world.door.report = (_token, status) => {
    world.door.reports.push(status);
    const server_time = new Date(world.time.wall().epoch_ms - behind).toISOString();
    return Promise.resolve({ kind: "ok", value: { server_time }, server_time });
  };
  const report = async (): Promise<void> => {
    const before = world.door.reports.length;
    await until(() => {
      world.time.advance(300_000);
      return world.door.reports.length > before;
    });
    await whenIdle(till);
  };
  const jumps = (): unknown[] => world.door.storedTexts.map((text) => envelopeOf(text).body).filter((body) => body["event"] === "clock_jumped");

  await report();
  for (const seconds of [100, 119]) {
    behind = seconds * 1_000;
    await report();
  }
  expect(jumps()).toEqual([]);
  behind = 121_000;
  await report();
  await until(() => jumps().length > 0);
  behind = 3_721_000;
  await report();
  await until(() => jumps().length > 1);
  await report();

  expect(jumps()).toEqual([{ event: "clock_jumped", ahead_ms: 121_000 }, { event: "clock_jumped", ahead_ms: 3_600_000 }]);
  expect(world.bugs).toEqual([]);
});
