import { EMPTY_DIGEST } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Finalized, type Result, type SettingsDocument, type Till } from "../src/index.ts";
import { Promises } from "../src/promises.ts";
import { BREAD, CAMILLE, envelopeOf, euros, makeWorld, NOOR, openShop, RATE_20, SETTINGS, sum, until, value, whenIdle, type World } from "./kit.ts";

const code = (result: Result<unknown>): string => (result.ok ? "accepted" : result.refusal.code);

async function sell(till: Till, amount: number): Promise<Finalized> {
  const basket = value(addAmount(emptyBasket(), euros(amount), RATE_20));
  return value(await till.finalizeSale(basket, [{ kind: "cash", received: euros(1_000) }]));
}

/** The page is loaded anew, as the screens do when `must_train` is no longer what the till was opened for. */
async function reload(world: World, till: Till): Promise<Till> {
  till.close();
  const opened = await world.open();
  await until(() => opened.state.value.phase === "selling");
  return opened;
}

async function training(world: World, till: Till): Promise<{ readonly learner: Till; readonly lesson: NonNullable<Till["training"]> }> {
  value(await (await till.rarely()).beginTraining());
  const learner = await reload(world, till);
  const lesson = learner.training;
  if (lesson === undefined) throw new Error("a real till");
  return { learner, lesson };
}

const kinds = (world: World): readonly string[] => world.door.storedTexts.map((text) => envelopeOf(text).kind);

function expectUnbrokenChain(world: World): void {
  const envelopes = world.door.storedTexts.map(envelopeOf);
  expect(envelopes.map(({ sequence }) => sequence)).toEqual(envelopes.map((_envelope, index) => index + 1));
  expect(envelopes[0]?.previous).toBe(EMPTY_DIGEST);
  expect(world.door.quarantine).toEqual([]);
}

test("what is rung up to learn is sealed as training, and the real day is as it was", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 500);
  const day = till.state.value.session;
  const before = await till.sales();
  const sealedBefore = kinds(world).length + till.sync.value.unsent_count;

  const { learner, lesson } = await training(world, till);
  expect(learner.state.value).toMatchObject({ must_train: true, cashier: { id: CAMILLE } });
  expect(learner.state.value.session).toBeUndefined();
  value(await learner.openSession(euros(5_000)));
  const { sale } = await sell(learner, 700);
  const { sale: back } = value(await learner.refundSale(sale.ref, "all", [{ kind: "cash" }]));
  value(await learner.cashMovement("paid_in", euros(2_000)));

  expect([sale.number, back.number]).toEqual(["A1-T-1-8", "A1-T-1-9"]);
  expect(sale).toMatchObject({ is_training: true, essentials: "", gross: 700 });
  expect(learner.state.value.session).toMatchObject({ gross: 700, refunded: -700, cash_expected: 7_000 });
  expect((await learner.sales()).map(({ number }) => number)).toEqual(["A1-T-1-9", "A1-T-1-8"]);
  expect(code(await learner.refundSale(before[0]?.ref ?? sale.ref, "all", [{ kind: "cash" }]))).toBe("sale.unknown");

  const closing = value(await learner.closeSession(sum(euros(7_000))));
  expect([closing.gross, closing.refunded, closing.perpetual_gross, closing.cash_difference]).toEqual([700, -700, 700, 0]);
  value(await lesson.end());
  const real = await reload(world, learner);
  await whenIdle(real);

  expect(real.training).toBeUndefined();
  expect(real.state.value).toMatchObject({ must_train: false, session: day });
  expect((await real.sales()).map(({ number }) => number)).toEqual(before.map(({ number }) => number));
  expect(await real.closings()).toEqual([]);
  expect(kinds(world).slice(sealedBefore)).toEqual([
    "technical_event",
    "technical_event",
    "training",
    "training",
    "training",
    "training",
    "training",
    "technical_event",
    "technical_event",
  ]);
  const bodies = world.door.storedTexts.slice(sealedBefore).map((text) => envelopeOf(text).body).filter((body) => body["event"] !== "till_started");
  expect(bodies[0]).toEqual({ event: "training_began", cashier: CAMILLE, session: day?.id });
  expect(bodies[2]).toMatchObject({ training_of: "sale", gross: 700, tenders: [{ kind: "cash", amount: 700, received: 1_000, change: 300 }] });
  expect(bodies.slice(1, 6).map((body) => body["training_of"])).toEqual(["opening", "sale", "refund", "cash_movement", "closing"]);
  expect(bodies[6]).toEqual({ event: "training_ended", cashier: CAMILLE, session: day?.id });
  expectUnbrokenChain(world);

  const last = value(await real.closeSession(sum(euros(10_500))));
  expect([last.gross, last.perpetual_gross, last.cash_difference, last.sales_count]).toEqual([500, 500, 0, 1]);
});

test("without a line it goes on all the same, also after a reload, and is sent later", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  const { learner } = await training(world, till);
  value(await learner.openSession(euros(0)));
  await sell(learner, 250);

  const again = await reload(world, learner);
  expect(again.state.value.session).toMatchObject({ gross: 250, sales_count: 1 });
  expect((await again.sales()).map(({ gross, delivery }) => [gross, delivery])).toEqual([[250, "unsent"]]);

  world.door.weather = undefined;
  again.syncNow();
  await whenIdle(again);
  expect((await again.sales()).map(({ delivery }) => delivery)).toEqual(["delivered"]);
  expectUnbrokenChain(world);
});

test("training leaves the shop alone: no article, no favorites, no gift card, no mail, no basket of another till", async () => {
  const world = makeWorld();
  const { learner } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  const { sale } = await sell(learner, 250);
  const sequence = learner.state.value.head_sequence;

  expect([
    code(await learner.createArticle({ barcode: "3760123456785", name: "Pain", unit: "C62", unit_price: euros(100), category: "", tax: RATE_20 })),
    code(await learner.markSoldOut(BREAD, true)),
    code(await learner.arrangeFavorites([BREAD])),
    code(await learner.findVoucher("GC0000000000000000")),
    code(await learner.saleOfReceipt("1.x")),
    code(await learner.makeWish(sale.ref, { kind: "email", address: "c@example.fr", language: "fr" })),
  ]).toEqual(Array.from({ length: 6 }, () => "training.not_here"));
  expect([learner.canCreateArticle(), learner.canArrangeFavorites()]).toEqual([false, false]);
  value(await learner.park(value(addAmount(emptyBasket(), euros(100), RATE_20)), "Léa"));
  expect(await learner.parkedOfStore()).toMatchObject({ is_line_up: true, baskets: [{ label: "Léa", gross: 100 }] });

  expect(learner.state.value.head_sequence).toBe(sequence);
  expect(await world.database().count("parked")).toBe(0);
  expect(await world.database().cell("shelf_news")).toBeUndefined();
});

test("a day of training is wiped from this till, and stays in the journal", async () => {
  const world = makeWorld();
  const { learner, lesson } = await training(world, await openShop(world));
  value(await learner.openSession(euros(1_000)));
  await sell(learner, 250);
  value(await learner.park(value(addAmount(emptyBasket(), euros(100), RATE_20)), "Léa"));
  const sequence = learner.state.value.head_sequence;

  value(await lesson.wipe());
  expect(await learner.sales()).toEqual([]);
  expect(learner.state.value).toMatchObject({ parked_count: 0, head_sequence: sequence });
  expect(learner.state.value.session).toBeUndefined();

  const again = await reload(world, learner);
  expect(again.state.value.session).toBeUndefined();
  expect(await world.database().count("entries")).toBe(sequence);
});

test("beginning takes the right, once; two taps are one beginning", async () => {
  const role = { id: "01900000-0000-7000-8000-00000000f001", name: "Aide", rights: { open_day: 1 } };
  const chief = { ...role, id: "01900000-0000-7000-8000-00000000f002", name: "Chef", rights: { training: 1 } };
  const world = makeWorld({
    ...SETTINGS,
    cashiers: [
      { id: CAMILLE, name: "Camille", color: "green", is_guarded: false, role: role.id },
      { id: NOOR, name: "Noor", color: "blue", is_guarded: false, role: chief.id },
    ],
    people: { ...SETTINGS.people, roles: [role, chief] },
  });
  const till = await openShop(world);
  const sequence = till.state.value.head_sequence;

  expect(code(await (await till.rarely()).beginTraining())).toBe("approval.needed");
  expect(till.state.value).toMatchObject({ must_train: false, head_sequence: sequence });

  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  const answers = await Promise.all([(await till.rarely()).beginTraining(), (await till.rarely()).beginTraining()]);
  expect(answers.map(code)).toEqual(["accepted", "accepted"]);
  expect(till.state.value).toMatchObject({ must_train: true, head_sequence: sequence + 2 });
});

/** Pulls the plug at the nth time that the training's own database is about to be written. */
function plugged(nth: number): () => void {
  const { prototype } = IDBDatabase;
  const before = Object.getOwnPropertyDescriptor(prototype, "transaction");
  if (before === undefined) throw new Error("a database without transactions");
  let count = 0;
  const transaction = new Proxy(before.value as (...args: readonly unknown[]) => unknown, {
    apply: (target, database: IDBDatabase, args: readonly unknown[]) => {
      if (database.name.endsWith("-training") && args[1] === "readwrite") {
        count += 1;
        if (count === nth) throw new DOMException("the plug", "UnknownError");
      }
      return Reflect.apply(target, database, args);
    },
  });
  Object.defineProperty(prototype, "transaction", { ...before, value: transaction });
  return () => {
    Object.defineProperty(prototype, "transaction", before);
  };
}

/** Between the entry and its rows: the rehearsal is the first write there, what it noted the second. */
const BETWEEN = 2;

const ACTS: readonly (readonly [string, (till: Till, sold: Finalized) => Promise<Result<unknown>>, (till: Till) => Promise<void>])[] = [
  [
    "a sale",
    (till) => till.finalizeSale(value(addAmount(emptyBasket(), euros(300), RATE_20)), [{ kind: "cash" }]),
    async (till) => {
      expect((await till.sales()).map(({ gross }) => gross)).toEqual([300, 200]);
      expect(till.state.value.session).toMatchObject({ gross: 500, sales_count: 2, cash_expected: 500 });
    },
  ],
  [
    "a refund",
    (till, { sale }) => till.refundSale(sale.ref, "all", [{ kind: "cash" }]),
    async (till) => {
      expect((await till.sales()).map(({ gross, refunded }) => [gross, refunded])).toEqual([
        [-200, "none"],
        [200, "all"],
      ]);
      expect(till.state.value.session).toMatchObject({ gross: 200, refunded: -200, cash_expected: 0 });
    },
  ],
  [
    "a pickup",
    (till) => till.cashMovement("paid_in", euros(700)),
    (till) => {
      expect(till.state.value.session).toMatchObject({ gross: 200, cash_expected: 900 });
      return Promise.resolve();
    },
  ],
  [
    "a closing",
    (till) => till.closeSession(sum(euros(200))),
    async (till) => {
      expect(till.state.value.session).toBeUndefined();
      expect((await till.closings()).map(({ gross, cash_counted }) => [gross, cash_counted])).toEqual([[200, 200]]);
    },
  ],
];

test.each(ACTS)("%s whose page dies between the entry and its rows stands in the list all the same, once", async (_name, act, expectWhole) => {
  const world = makeWorld();
  const { learner } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  const sold = await sell(learner, 200);
  const sequence = learner.state.value.head_sequence;

  const mend = plugged(BETWEEN);
  expect(code(await act(learner, sold))).toBe("till.storage_failed");
  mend();
  expect(learner.state.value.head_sequence).toBe(sequence + 1);
  const again = await reload(world, learner);
  await expectWhole(again);

  const third = await reload(world, again);
  await expectWhole(third);
  await whenIdle(third);
  // Beside it, at most, that two pages began.
  expect(third.state.value.head_sequence).toBeGreaterThan(sequence);
  expect(third.state.value.head_sequence).toBeLessThanOrEqual(sequence + 3);
  expectUnbrokenChain(world);
});

test("the page that goes on after such a fault makes it good before the next act", async () => {
  const world = makeWorld();
  const { learner } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  const sequence = learner.state.value.head_sequence;
  const basket = value(addAmount(emptyBasket(), euros(300), RATE_20));

  const mend = plugged(BETWEEN);
  expect(code(await learner.finalizeSale(basket, [{ kind: "cash" }]))).toBe("till.storage_failed");
  mend();
  await sell(learner, 200);

  expect((await learner.sales()).map(({ gross }) => gross)).toEqual([200, 300]);
  expect(learner.state.value).toMatchObject({ head_sequence: sequence + 2, session: { gross: 500, sales_count: 2 } });
  await whenIdle(learner);
  expectUnbrokenChain(world);
  expect(world.bugs).toHaveLength(1);
});

test("a page that dies before the entry leaves no row either", async () => {
  const world = makeWorld();
  const { learner } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  const sequence = learner.state.value.head_sequence;
  const basket = value(addAmount(emptyBasket(), euros(300), RATE_20));

  world.beforeSeal = () => Promise.reject(new Error("the plug"));
  await expect(learner.finalizeSale(basket, [{ kind: "cash" }])).rejects.toThrow("plug");
  world.beforeSeal = () => Promise.resolve();
  const again = await reload(world, learner);

  expect(await again.sales()).toEqual([]);
  expect(again.state.value).toMatchObject({ head_sequence: sequence, session: { gross: 0, sales_count: 0 } });
});

test("a quote and goods kept aside are learned, too: made, paid in parts, collected, and no receipt of theirs proves anything", async () => {
  const world = makeWorld();
  const { learner } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  const promises = new Promises(learner);
  const basket = value(addAmount(emptyBasket(), euros(900), RATE_20));

  const quote = value(await promises.makeOrder(basket, { purpose: "quote", valid_until: "2026-12-22" }));
  const kept = value(await promises.makeOrder(basket, { purpose: "layaway", customer: { name: "Mme Petit", phone: "", email: "" } }));
  const paid = value(await promises.payDeposit(kept.ref, euros(400), [{ kind: "cash" }]));
  const again = await reload(world, learner);
  const found = await new Promises(again).orders();
  const collected = value(await again.finalizeSale(value(await new Promises(again).recall(kept.ref)), [{ kind: "cash" }]));
  await whenIdle(again);

  expect([quote, kept].map(({ number, gross, essentials }) => ({ number, gross, essentials }))).toEqual([
    { number: quote.number, gross: 900, essentials: "" },
    { number: kept.number, gross: 900, essentials: "" },
  ]);
  expect([quote.number, kept.number, paid.sale.number].map((number) => number.startsWith("A1-T-1-"))).toEqual([true, true, true]);
  expect(found.orders.map(({ purpose, paid: sum }) => [purpose, sum])).toEqual([["layaway", 400], ["quote", 0]]);
  expect(collected.sale).toMatchObject({ is_training: true, essentials: "", gross: 500 });
  expect((await new Promises(again).orders()).orders.map(({ purpose }) => purpose)).toEqual(["quote"]);
  expect(kinds(world).filter((kind) => kind === "order" || kind === "payment" || kind === "sale")).toEqual([]);
  expectUnbrokenChain(world);
});

test("what was wiped does not come back with the next page", async () => {
  const world = makeWorld();
  const { learner, lesson } = await training(world, await openShop(world));
  value(await learner.openSession(euros(0)));
  await sell(learner, 200);

  value(await lesson.wipe());
  const again = await reload(world, learner);

  expect(await again.sales()).toEqual([]);
  expect(again.state.value.session).toBeUndefined();
  expect(await world.database().cell("training_redo")).toBeUndefined();
});

test("a shop under a duty that nobody fulfils yet can do nothing else, and goes back by itself when it may", async () => {
  const bound: SettingsDocument = { ...SETTINGS, store: { ...SETTINGS.store, training_only: "de_tse" } };
  const world = makeWorld(bound);
  const first = await world.open();
  value(await first.enrol("LUNE-1", "comptoir"));
  await whenIdle(first);
  expect(first.state.value.must_train).toBe(true);

  const learner = await reload(world, first);
  value(await learner.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await learner.openSession(euros(0)));
  await sell(learner, 300);
  expect(code(await (learner.training?.end() ?? Promise.reject(new Error("a real till"))))).toBe("training.must");

  world.door.change({ settings: SETTINGS });
  learner.syncNow();
  await until(() => !learner.state.value.must_train);
  const real = await reload(world, learner);
  expect(real.training).toBeUndefined();
  expect(await real.sales()).toEqual([]);
  expect(kinds(world).filter((kind) => kind === "sale" || kind === "opening")).toEqual([]);
});
