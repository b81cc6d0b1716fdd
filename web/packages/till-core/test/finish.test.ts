import { expect, test } from "vitest";

import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import type { FiscalAnswer, FiscalDraft, FiscalModule } from "../src/fiscal/plugin.ts";
import { TillDatabase, type StoreName, type Writing } from "../src/database.ts";
import { addAmount, emptyBasket, openTill, type Basket, type SaleView, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, RATE_20, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

/** Whoever comes to the step that was chosen never comes back: the power is gone, what was asked for before it is done or not. */
class Scheduler {
  steps = 0;
  readonly names: string[] = [];
  killAt = 0;

  async step(name: string): Promise<void> {
    this.steps += 1;
    this.names.push(name);
    if (this.steps === this.killAt) await new Promise<never>(() => undefined);
  }
}

/** The till's own tables; a transaction is a step before it and a step after it. */
class DyingDatabase extends TillDatabase {
  readonly #scheduler: Scheduler;

  constructor(name: string, scheduler: Scheduler) {
    super(name);
    this.#scheduler = scheduler;
  }

  override async write<N extends StoreName, T>(stores: readonly N[], work: (tables: Writing<N>) => Promise<T>): Promise<T> {
    await this.#scheduler.step(`before ${stores.join("+")}`);
    const result = await super.write(stores, work);
    await this.#scheduler.step(`after ${stores.join("+")}`);
    return result;
  }
}

/** A device that remembers what it was asked: it may have sealed what the till never heard the answer of. */
class SimulatedDevice {
  scheduler = new Scheduler();
  isSilent = false;
  /** It seals, and its answer is lost. */
  isDeaf = false;
  failure: string | undefined;
  recoversWith: string | undefined;
  readonly sealed: FiscalDraft[] = [];
  readonly asked: string[] = [];

  async seal(draft: FiscalDraft): Promise<FiscalAnswer> {
    await this.scheduler.step("before the device");
    if (this.failure !== undefined) return { outcome: "failed", code: this.failure };
    if (!this.isSilent) this.sealed.push(draft);
    if (this.isSilent || this.isDeaf) await new Promise<never>(() => undefined);
    await this.scheduler.step("after the device");
    return { outcome: "sealed", members: { counter: this.sealed.length, draft: draft.id } };
  }

  async find(draft: FiscalDraft): Promise<FiscalAnswer> {
    this.asked.push(draft.id);
    await this.scheduler.step("asked what it did");
    const place = this.sealed.findIndex(({ id }) => id === draft.id);
    if (place < 0) return { outcome: "failed", code: "never_seen" };
    return { outcome: "sealed", members: { counter: place + 1, draft: draft.id }, found: true };
  }

  readonly module: FiscalModule = {
    name: "simulated",
    open: () => ({
      sealer: { budget_ms: 2_000, seal: (draft) => this.seal(draft), find: (draft) => this.find(draft) },
      seals: (kind) => kind === "sale" || kind === "refund",
      due: ({ outage, memory }) => {
        const wanted = this.recoversWith !== undefined && outage.began_at === "" && memory["failed"] === 1 && memory["recovered"] !== 1;
        return wanted ? [{ purpose: this.recoversWith ?? "", body: { zero: 1 } }] : [];
      },
      remember: ({ memory }, draft, { outcome }) => ({
        ...memory,
        count: Number(memory["count"] ?? 0) + Number(outcome === "sealed"),
        ...(outcome === "sealed" ? {} : { failed: 1 }),
        ...(draft.body["purpose"] === this.recoversWith && draft.body["zero"] === 1 ? { recovered: 1 } : {}),
      }),
      slots: () => ({ lines: [] }),
    }),
  };
}

const FISCAL = { ...SETTINGS, fiscal: { plugin: "simulated", facts: {} } };

function openWith(world: World, device: SimulatedDevice, scheduler = new Scheduler()): Promise<Till> {
  device.scheduler = scheduler;
  const begin = world.beforeSeal;
  world.beforeSeal = async () => {
    await begin();
    if (device.scheduler === scheduler) await scheduler.step("our own seal");
  };
  return openTill({
    ports: world.ports,
    app_version: "0.1.0",
    user_agent: "test",
    database: new DyingDatabase(world.database_name, scheduler),
    catalog: new LocalCatalog(() => Promise.resolve()),
    fiscalLoader: (name) => Promise.resolve(name === "simulated" ? device.module : undefined),
    onBug: (error) => world.bugs.push(error),
  });
}

async function shop(world: World, device: SimulatedDevice): Promise<Till> {
  const till = await openWith(world, device);
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await till.openSession(euros(10_000)));
  await whenIdle(till);
  return till;
}

const basket = (): Basket => value(addAmount(emptyBasket(), euros(1_000), RATE_20));

/** Every entry on the till, in order, as kinds and events. */
async function journal(world: World): Promise<readonly string[]> {
  const db = world.database();
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  let before = "0".repeat(64);
  return rows.map((row, index) => {
    const envelope = envelopeOf(row.text);
    expect(envelope.sequence).toBe(index + 1);
    expect(envelope.previous).toBe(before);
    before = row.digest;
    const { event } = envelope.body;
    return typeof event === "string" ? event : envelope.kind;
  });
}

const cell = async (world: World, name: "prepared" | "fiscal" | "kept_basket"): Promise<unknown> => {
  const db = world.database();
  const found = await db.cell(name);
  db.close();
  return found;
};

test("a document is frozen, sealed by the device, committed, and only then printed", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);

  const sold = value(await till.finalizeSale(basket(), [{ kind: "cash" }]));

  expect(device.sealed).toHaveLength(1);
  expect(device.sealed[0]).toMatchObject({ kind: "sale", sequence: 4, number: "A1-1-4", body: { gross: 1_000 } });
  expect(sold.sale.fiscal).toEqual({ plugin: "simulated", counter: 1, draft: device.sealed[0]?.id });
  await whenIdle(till);
  expect(envelopeOf(world.door.storedTexts.at(-1)).body["fiscal"]).toEqual(sold.sale.fiscal);
  expect(await cell(world, "prepared")).toBeUndefined();
  expect(await cell(world, "fiscal")).toMatchObject({ plugin: "simulated", memory: { count: 1 }, outage: { began_at: "" } });
  expect(device.asked).toEqual([]);
});

/** How many steps a sale has, and which. */
async function stepsOfASale(): Promise<readonly string[]> {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);
  const scheduler = device.scheduler;
  const before = scheduler.steps;
  value(await till.finalizeSale(basket(), [{ kind: "cash" }]));
  return scheduler.names.slice(before);
}

test("a crash between any two steps: nothing printed before commit, nothing lost, nothing doubled, one rule", async () => {
  const steps = await stepsOfASale();
  expect(steps.slice(0, 5)).toEqual(["before cells", "after cells", "before the device", "after the device", "our own seal"]);
  const commit = steps.findIndex((name) => name.startsWith("before heads"));
  expect(commit).toBeGreaterThan(4);

  for (let kill = 0; kill < steps.length; kill += 1) {
    const world = makeWorld(FISCAL);
    const device = new SimulatedDevice();
    const first = await shop(world, device);
    await first.keepBasket(basket());
    const scheduler = device.scheduler;
    scheduler.killAt = scheduler.steps + kill + 1;
    const printed: SaleView[] = [];

    void first.finalizeSale(basket(), [{ kind: "cash" }]).then((sold) => printed.push(value(sold).sale));
    await until(() => scheduler.steps >= scheduler.killAt);
    // What is in flight in the storage's own process ends; ours does not.
    await new Promise((resolve) => setTimeout(resolve, 5));
    first.close();

    const isCommitted = kill > commit;
    const where = `${kill}: ${steps[kill] ?? ""}`;
    expect(printed, where).toEqual([]);
    const again = await openWith(world, device);
    const sales = await again.sales();
    expect(sales, where).toHaveLength(isCommitted ? 1 : 0);
    expect((await again.keptBasket()) !== undefined, where).toBe(!isCommitted);
    // The cashier sees the basket again, or the sale among the last ones; one more customer comes.
    if (!isCommitted) value(await again.finalizeSale((await again.keptBasket()) ?? basket(), [{ kind: "cash" }]));
    value(await again.finalizeSale(basket(), [{ kind: "cash" }]));

    const wasTold = kill > 0 && !isCommitted;
    const expected = ["chain_started", "cashier_changed", "opening", ...(isCommitted ? ["sale"] : []), "till_started", ...(wasTold ? ["document_voided"] : []), ...(isCommitted ? [] : ["sale"]), "sale"];
    expect(await journal(world), where).toEqual(expected);
    expect(await again.sales(), where).toHaveLength(2);
    expect(await cell(world, "prepared"), where).toBeUndefined();
    expect(device.asked, where).toHaveLength(wasTold ? 1 : 0);
    await whenIdle(again);
    const stored = world.door.storedTexts.filter((text) => envelopeOf(text).kind === "sale");
    expect(stored, where).toHaveLength(2);
    expect(world.bugs, where).toEqual([]);
    again.close();
  }
});

test("a crash in the recovery itself: the document is voided once", async () => {
  for (let kill = 1; kill <= 4; kill += 1) {
    const world = makeWorld(FISCAL);
    const device = new SimulatedDevice();
    const first = await shop(world, device);
    const dying = device.scheduler;
    // After the device sealed, before the till heard.
    dying.killAt = dying.steps + 4;
    void first.finalizeSale(basket(), [{ kind: "cash" }]);
    await until(() => dying.steps >= dying.killAt);
    first.close();
    const second = new Scheduler();
    const recovering = await openWith(world, device, second);
    second.killAt = second.steps + kill;
    void recovering.finalizeSale(basket(), [{ kind: "cash" }]);
    await until(() => second.steps >= second.killAt);
    await new Promise((resolve) => setTimeout(resolve, 5));
    recovering.close();

    const last = await openWith(world, device);
    value(await last.finalizeSale(basket(), [{ kind: "cash" }]));

    const events = await journal(world);
    expect(events.filter((event) => event === "document_voided"), String(kill)).toHaveLength(1);
    expect(events.filter((event) => event === "sale"), String(kill)).toHaveLength(1);
    expect(await cell(world, "prepared"), String(kill)).toBeUndefined();
    last.close();
  }
});

test("what was voided is named, with the amount and the person", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const first = await shop(world, device);
  device.scheduler.killAt = device.scheduler.steps + 4;
  void first.finalizeSale(basket(), [{ kind: "cash" }]);
  await until(() => device.sealed.length === 1);
  first.close();
  const again = await openWith(world, device);

  value(await again.finalizeSale(basket(), [{ kind: "cash" }]));
  await whenIdle(again);

  const voided = world.door.storedTexts.map((text) => envelopeOf(text).body).find((body) => body["event"] === "document_voided");
  expect(voided).toMatchObject({
    document_kind: "sale",
    document: device.sealed[0]?.id,
    document_sequence: 4,
    fiscal: { plugin: "simulated", counter: 1 },
    cashier: CAMILLE,
    gross: 1_000,
  });
});

test("a device that does not answer: the sale goes on within the budget, marked; begin and end are written down", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);
  device.isSilent = true;
  const steps = device.scheduler.steps;
  const selling = till.finalizeSale(basket(), [{ kind: "cash" }]);
  await until(() => device.scheduler.names.slice(steps).includes("before the device"));
  await new Promise((resolve) => setTimeout(resolve, 2));
  world.time.advance(2_000);

  const marked = value(await selling).sale;

  expect(marked.fiscal).toEqual({ plugin: "simulated", outage: "timeout" });
  expect(till.state.value.outage).toMatchObject({ code: "timeout", documents: 1, began_at: marked.device_time });
  // For a minute nobody waits for it again.
  const second = value(await till.finalizeSale(basket(), [{ kind: "cash" }])).sale;
  expect(second.fiscal).toEqual({ plugin: "simulated", outage: "timeout" });
  expect(device.asked).toEqual([]);
  expect(till.state.value.outage?.documents).toBe(2);

  device.isSilent = false;
  world.time.advance(60_000);
  const third = value(await till.finalizeSale(basket(), [{ kind: "cash" }])).sale;

  expect(third.fiscal).toMatchObject({ counter: 1 });
  expect(device.asked).toHaveLength(1);
  expect(till.state.value.outage).toBeUndefined();
  expect(await journal(world)).toEqual([
    "chain_started", "cashier_changed", "opening", "sale", "outage_began", "sale", "seal_found", "sale", "outage_ended",
  ]);
  await whenIdle(till);
  const ended = world.door.storedTexts.map((text) => envelopeOf(text).body).find((body) => body["event"] === "outage_ended");
  expect(ended).toMatchObject({ what: "sealer", plugin: "simulated", documents: 2, first_sequence: 4 });
});

test("a seal whose answer was lost is found before the outage ends, and written down", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);
  device.isDeaf = true;
  const selling = till.finalizeSale(basket(), [{ kind: "cash" }]);
  await until(() => device.sealed.length === 1);
  world.time.advance(2_000);
  expect(value(await selling).sale.fiscal).toEqual({ plugin: "simulated", outage: "timeout" });
  device.isDeaf = false;
  world.time.advance(60_000);

  value(await till.finalizeSale(basket(), [{ kind: "cash" }]));

  const found = (await bodies(world)).find((body) => body["event"] === "seal_found");
  expect(found).toMatchObject({ document_sequence: 4, document: device.sealed[0]?.id, fiscal: { plugin: "simulated", counter: 1 } });
});

/** All bodies on the till, in order. */
async function bodies(world: World): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const db = world.database();
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  return rows.map((row) => envelopeOf(row.text).body);
}

test("a crash around an outage: its begin, its end and what the law wants afterwards are each told once", async () => {
  for (let kill = 1; kill <= 60; kill += 1) {
    const world = makeWorld(FISCAL);
    const device = new SimulatedDevice();
    device.recoversWith = "collective";
    const first = await shop(world, device);
    const dying = device.scheduler;
    const killed = dying.steps + kill;
    dying.killAt = killed;
    const run = { isDone: false };
    void (async () => {
      device.failure = "card_missing";
      await first.finalizeSale(basket(), [{ kind: "cash" }]);
      device.failure = undefined;
      world.time.advance(60_000);
      await first.finalizeSale(basket(), [{ kind: "cash" }]);
      await first.finalizeSale(basket(), [{ kind: "cash" }]);
      run.isDone = true;
    })();
    await until(() => run.isDone || dying.steps >= killed);
    const wasWhole = run.isDone;
    await new Promise((resolve) => setTimeout(resolve, 2));
    first.close();
    device.failure = undefined;

    const again = await openWith(world, device);
    world.time.advance(60_000);
    value(await again.finalizeSale(basket(), [{ kind: "cash" }]));
    value(await again.finalizeSale(basket(), [{ kind: "cash" }]));

    const said = await bodies(world);
    const events = await journal(world);
    const outages = said.some((body) => JSON.stringify(body["fiscal"] ?? {}).includes("outage")) ? 1 : 0;
    const where = String(kill);
    expect(events.filter((event) => event === "outage_began"), where).toHaveLength(outages);
    expect(events.filter((event) => event === "outage_ended"), where).toHaveLength(outages);
    expect(said.filter((body) => body["purpose"] === "collective" && body["fiscal"] !== undefined), where).toHaveLength(outages);
    expect(await cell(world, "fiscal"), where).not.toHaveProperty("lasted");
    expect(await cell(world, "prepared"), where).toBeUndefined();
    again.close();
    if (wasWhole) {
      expect(kill).toBeGreaterThan(30);
      return;
    }
  }
  throw new Error("there are more steps than were tried");
});

test("an outage survives a restart, and says why by the device's own code", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);
  device.failure = "card_missing";
  expect(value(await till.finalizeSale(basket(), [{ kind: "cash" }])).sale.fiscal).toEqual({ plugin: "simulated", outage: "card_missing" });
  till.close();

  const again = await openWith(world, device);
  await until(() => again.state.value.outage !== undefined);
  expect(again.state.value.outage).toMatchObject({ code: "card_missing", documents: 1 });
  device.failure = undefined;
  world.time.advance(60_000);
  value(await again.finalizeSale(basket(), [{ kind: "cash" }]));

  expect(again.state.value.outage).toBeUndefined();
  expect(world.bugs).toEqual([]);
});

test("a program without the country's module sells on, marked", async () => {
  const world = makeWorld({ ...SETTINGS, fiscal: { plugin: "elsewhere", facts: {} } });
  const till = await shop(world, new SimulatedDevice());

  expect(value(await till.finalizeSale(basket(), [{ kind: "cash" }])).sale.fiscal).toEqual({ plugin: "elsewhere", outage: "no_module" });
  expect(till.state.value.outage).toMatchObject({ code: "no_module" });
});

test("a commit that the storage refuses leaves nothing, and the next act voids what the device heard of", async () => {
  const world = makeWorld(FISCAL);
  const device = new SimulatedDevice();
  const till = await shop(world, device);
  const other = world.database();
  // Another tab moved the chain between prepare and commit.
  world.beforeSeal = async () => {
    world.beforeSeal = () => Promise.resolve();
    await other.write(["heads"], async ({ heads }) => {
      for (const head of await heads.getAll()) await heads.put({ ...head, digest: "1".repeat(64) });
    });
  };

  const refused = await till.finalizeSale(basket(), [{ kind: "cash" }]);

  expect(refused).toMatchObject({ ok: false, refusal: { code: "till.other_tab" } });
  expect(await till.sales()).toEqual([]);
  expect(await cell(world, "prepared")).toMatchObject({ kind: "sale", sequence: 4 });
  other.close();
});
