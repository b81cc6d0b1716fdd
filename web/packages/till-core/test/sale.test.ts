import { webcrypto } from "node:crypto";

import { loadPublicKey, parseEssentials, toUtf8, verifyEssentials, verifySeal } from "@comptoir/journal";
import { afterEach, expect, test, vi } from "vitest";

import { addAmount, addItem, emptyBasket, ppm, setLineDiscount, type Basket, type Result, type SaleView } from "../src/index.ts";
import { TillContext } from "../src/context.ts";
import { finalizeSale } from "../src/use-cases/sale.ts";
import { completeSession } from "../src/use-cases/session.ts";
import { BREAD, CAMILLE, envelopeOf, euros, item, makeWorld, NOON, NOOR, openShop, pieces, RATE_20, SETTINGS, until, value, whenIdle, type World } from "./kit.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function discountedBread(): Basket {
  const two = value(addItem(emptyBasket(), item(), pieces(2)));
  return value(setLineDiscount(two, 1, { kind: "rate", ppm: ppm(100_000) }));
}

function amount(cents: number): Basket {
  return value(addAmount(emptyBasket(), euros(cents), RATE_20));
}


test("a sale's entry is the journal format's, sealed by the till's key", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const { sale, change } = value(await till.finalizeSale(discountedBread(), [{ kind: "cash", received: euros(500) }]));

  const db = world.database();
  const entry = await db.get("entries", [sale.ref.chain, 4]);
  const chain = await db.get("chains", sale.ref.chain);
  if (entry === undefined || chain === undefined) throw new Error("no entry");
  const { body, ...envelope } = envelopeOf(entry.text);
  expect(change).toBe(293);
  expect(envelope).toMatchObject({
    format: 1,
    organization: SETTINGS.organization.id,
    till: SETTINGS.till.id,
    sequence: 4,
    kind: "sale",
    device_time: "2026-11-22T12:13:14.123+01:00",
    monotonic_ms: 0,
    server_time_seen: "2026-11-22T11:13:14.123Z",
    catalog_position: 0,
    engine_version: 2,
  });
  expect(envelope.previous).toBe((await db.get("entries", [sale.ref.chain, 3]))?.digest);
  expect(body).toEqual({
    id: sale.id,
    session: till.state.value.session?.id,
    cashier: CAMILLE,
    country: "FR",
    currency: "EUR",
    price_mode: "gross",
    priced_at: "2026-11-22T12:13",
    rules_position: 0,
    lines: [
      {
        line: 1,
        item: BREAD,
        name: "Baguette",
        barcode: "3760123456785",
        category: "01900000-0000-7000-8000-0000000000b1",
        quantity_milli: 2_000,
        unit: "C62",
        unit_price: 115,
        discount_ppm: 100_000,
        line_discount: 23,
        basket_discount: 0,
        amount: 207,
        tax_category: "S",
        tax_rate_ppm: 55_000,
      },
    ],
    tax_subtotals: [{ tax_category: "S", tax_rate_ppm: 55_000, net: 196, tax: 11, gross: 207 }],
    net: 196,
    tax: 11,
    gross: 207,
    cash_rounding: 0,
    tenders: [{ kind: "cash", amount: 207, received: 500, change: 293 }],
  });
  const key = await loadPublicKey(webcrypto.subtle, chain.public_key);
  if (key === undefined) throw new Error("no key");
  expect(await verifySeal(webcrypto.subtle, key, toUtf8(entry.text), entry.seal)).toBe(true);
  expect(chain.private_key.extractable).toBe(false);
});

test("the receipt carries a proof that anyone can check", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const { receipt, sale } = value(await till.finalizeSale(amount(1_250), [{ kind: "card", amount: euros(1_250) }]));

  const chain = await world.database().get("chains", sale.ref.chain);
  const key = await loadPublicKey(webcrypto.subtle, chain?.public_key ?? "");
  if (key === undefined) throw new Error("no key");
  expect(sale.number).toBe("A1-1-4");
  expect(receipt.qr_text).toBe(`https://lune.example/r/#${sale.essentials}`);
  expect(parseEssentials(sale.essentials)).toEqual({
    chain: sale.ref.chain,
    sequence: 4,
    gross: 1_250,
    currency: "EUR",
    unixSeconds: Math.floor(NOON / 1_000),
    digest: sale.ref.digest,
  });
  expect(await verifyEssentials(webcrypto.subtle, key, sale.essentials)).toBe(true);
  expect(receipt.settings.store.name).toBe("Lune Nord");
  expect(receipt.copy_number).toBe(0);
  expect(sale.cashier_name).toBe("Camille");
});

test("several tenders settle one sale", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const { sale } = value(
    await till.finalizeSale(amount(3_000), [{ kind: "card", amount: euros(1_000) }, { kind: "cash", received: euros(2_500) }]),
  );

  expect(sale.tenders).toEqual([
    { kind: "card", amount: 1_000 },
    { kind: "cash", amount: 2_000, received: 2_500, change: 500 },
  ]);
  expect(till.state.value.session).toMatchObject({
    gross: 3_000,
    sales_count: 1,
    tenders: [
      { kind: "cash", amount: 2_000 },
      { kind: "card", amount: 1_000 },
    ],
    cash_expected: 12_000,
  });
});

test.each([
  ["an empty basket", emptyBasket(), [], "basket.empty"],
  ["too little", amount(1_000), [{ kind: "card" as const, amount: euros(999) }], "tenders.short"],
  ["too much by card", amount(1_000), [{ kind: "card" as const, amount: euros(1_001) }], "tenders.too_much"],
])("refuses %s and writes nothing", async (_name, basket, tenders, code) => {
  const world = makeWorld();
  const till = await openShop(world);

  const result = await till.finalizeSale(basket, tenders);

  const db = world.database();
  expect(result.ok ? "accepted" : result.refusal.code).toBe(code);
  expect([await db.count("entries"), await db.count("sales"), await db.count("outbox"), till.state.value.head_sequence]).toEqual([3, 0, 0, 3]);
});

test("nothing is sold without a cashier or an open day", async () => {
  const world = makeWorld();
  const till = await world.open();
  const unenrolled = await till.finalizeSale(amount(100), [{ kind: "cash" }]);
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  const nobody = await till.finalizeSale(amount(100), [{ kind: "cash" }]);
  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  const closed = await till.finalizeSale(amount(100), [{ kind: "cash" }]);

  const codes = [unenrolled, nobody, closed].map((result) => (result.ok ? "accepted" : result.refusal.code));
  expect(codes).toEqual(["till.not_enrolled", "till.no_cashier", "session.closed"]);
});

test.each(["sales", "outbox", "entries", "heads", "cells"] as const)("a crash while writing %s leaves no trace of the sale", async (table) => {
  const world = makeWorld();
  const till = await openShop(world);
  till.close();
  const broken = await brokenTill(world, table, new Error("power cut"));

  await expect(broken(amount(500))).rejects.toThrow("power cut");

  const again = await world.open();

  const db = world.database();
  expect([await db.count("entries"), await db.count("sales"), await db.count("outbox")]).toEqual([3, 0, 0]);
  expect((await db.cell("session"))?.gross).toBe(0);
  const { sale } = value(await again.finalizeSale(amount(700), [{ kind: "cash" }]));
  expect(sale.number).toBe("A1-1-5");
});

test("a full storage is said to the cashier: the sale was not recorded", async () => {
  const world = makeWorld();
  (await openShop(world)).close();
  const broken = await brokenTill(world, "entries", new DOMException("the disk is full", "QuotaExceededError"));

  const result = await broken(amount(500));

  const db = world.database();
  expect(result.ok ? "accepted" : result.refusal.code).toBe("till.storage_failed");
  expect([await db.count("entries"), await db.count("sales"), await db.count("outbox"), world.bugs.length]).toEqual([3, 0, 0, 1]);
});

test("a sale is one strict transaction, and reads nothing before it", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  value(await till.finalizeSale(amount(100), [{ kind: "cash" }]));
  await whenIdle(till);
  world.door.weather = "offline";
  const begun = vi.spyOn(IDBDatabase.prototype, "transaction");

  value(await till.finalizeSale(amount(200), [{ kind: "cash" }]));

  expect(begun.mock.calls[0]).toEqual([["heads", "entries", "outbox", "sales", "cells"], "readwrite", { durability: "strict" }]);
  expect(begun.mock.calls.filter(([, mode]) => mode === "readwrite")).toHaveLength(1);
});

test("after a storage that failed, the same till sells on where its chain ends", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const repair = breakTable("entries", new DOMException("the disk is full", "QuotaExceededError"));
  const failed = await till.finalizeSale(amount(500), [{ kind: "cash" }]);
  repair();

  const { sale } = value(await till.finalizeSale(amount(700), [{ kind: "cash" }]));

  expect(failed.ok ? "accepted" : failed.refusal.code).toBe("till.storage_failed");
  expect([sale.number, till.state.value.session?.gross, await world.database().count("sales")]).toEqual(["A1-1-4", 700, 1]);
});

test("screens hear of a sale once, and not at all of what changes nothing for them", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const heard: number[] = [];
  till.state.subscribe((state) => heard.push(state.session?.gross ?? -1));

  value(await till.finalizeSale(amount(900), [{ kind: "cash" }]));
  await whenIdle(till);
  world.time.advance(1_000);
  till.syncNow();
  await until(() => till.sync.value.last_success_ms === world.time.wall().epoch_ms);

  expect(heard).toEqual([0, 900]);
});

test("two quick taps are two sales, one after the other", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  const [first, second] = await Promise.all([
    till.finalizeSale(amount(100), [{ kind: "cash" }]),
    till.finalizeSale(amount(200), [{ kind: "cash" }]),
  ]);

  expect([value(first).sale.number, value(second).sale.number]).toEqual(["A1-1-4", "A1-1-5"]);
  expect(till.state.value.session?.gross).toBe(300);
});

test("a reload finds cashier, day, unsent sales and the basket again", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.door.weather = "offline";
  value(await till.finalizeSale(amount(900), [{ kind: "cash" }]));
  await till.keepBasket(discountedBread());
  till.close();

  const again = await world.open();
  await until(() => again.sync.value.phase === "offline");

  expect(again.state.value).toMatchObject({ phase: "selling", cashier: { name: "Camille" }, session: { gross: 900 } });
  // Beside the sale, perhaps that a page began.
  expect(again.sync.value).toMatchObject({ unsent_since_ms: NOON, trouble: "offline" });
  expect(await again.keptBasket()).toEqual(discountedBread());
  const { sale } = value(await again.finalizeSale(discountedBread(), [{ kind: "cash" }]));
  expect(sale.number).toBe("A1-1-6");
  expect(await again.keptBasket()).toBeUndefined();
});

test("a second tab only reads, and takes over when the first is gone", async () => {
  const world = makeWorld();
  const first = await openShop(world);
  const second = await world.open();

  const refusedSale = await second.finalizeSale(amount(100), [{ kind: "cash" }]);
  value(await first.finalizeSale(amount(500), [{ kind: "cash" }]));
  expect(second.state.value.phase).toBe("reading");
  expect(refusedSale.ok ? "accepted" : refusedSale.refusal.code).toBe("till.other_tab");
  expect((await second.sales()).map((sale) => sale.number)).toEqual(["A1-1-4"]);

  first.close();
  await until(() => second.state.value.phase === "selling");
  const { sale } = value(await second.finalizeSale(amount(100), [{ kind: "cash" }]));
  expect(sale.number).toBe("A1-1-6");
  expect(second.state.value.session?.gross).toBe(600);
});

test("a tab that begins while another lets go reads what that one wrote last", async () => {
  const world = makeWorld();
  const first = await openShop(world);
  const { locks } = world;
  const tryAcquire = locks.tryAcquire.bind(locks);
  vi.spyOn(locks, "tryAcquire").mockImplementationOnce(async (name) => {
    value(await first.finalizeSale(amount(500), [{ kind: "cash" }]));
    first.close();
    return tryAcquire(name);
  });

  const second = await world.open();

  expect(second.state.value).toMatchObject({ phase: "selling", head_sequence: 4, session: { gross: 500 } });
  const { sale } = value(await second.finalizeSale(amount(100), [{ kind: "cash" }]));
  expect([sale.number, second.state.value.session?.gross]).toEqual(["A1-1-6", 600]);
});

test("a tab that lost its chain to another writer stops writing, and nothing is half written", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  // A browser without working locks: another tab wrote an entry after this one had read the head.
  const db = world.database();
  const chain = (await db.cell("current_chain")) ?? "";
  const head = await db.get("heads", chain);
  const ahead = { chain, length: (head?.length ?? 0) + 1, digest: "f".repeat(64), made_ms: NOON };
  world.beforeSeal = () => db.write(["heads"], ({ heads }) => heads.put(ahead));

  const result = await till.finalizeSale(amount(100), [{ kind: "cash" }]);

  expect(result.ok ? "accepted" : result.refusal.code).toBe("till.other_tab");
  expect([await db.count("entries"), await db.count("sales"), await db.count("outbox")]).toEqual([3, 0, 0]);
  expect(till.state.value.phase).toBe("reading");
});

test("a clock that was turned back, and a new program, are written before the next entry", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  world.time.setWall(NOON - 30_000);
  value(await till.finalizeSale(amount(100), [{ kind: "cash" }]));
  world.time.setWall(NOON - 3_600_000);
  value(await till.finalizeSale(amount(100), [{ kind: "cash" }]));
  await whenIdle(till);
  till.close();
  const updated = await world.open("0.2.0");
  value(await updated.finalizeSale(amount(100), [{ kind: "cash" }]));
  value(await updated.finalizeSale(amount(100), [{ kind: "cash" }]));
  await whenIdle(updated);

  expect(world.door.storedTexts.slice(3).map((text) => [envelopeOf(text).kind, envelopeOf(text).body["event"]])).toEqual([
    ["sale", undefined],
    ["technical_event", "clock_jumped"],
    ["sale", undefined],
    ["technical_event", "till_started"],
    ["technical_event", "version_changed"],
    ["sale", undefined],
    ["sale", undefined],
  ]);
  expect(envelopeOf(world.door.storedTexts[4]).body).toEqual({ event: "clock_jumped", back_ms: 3_570_000 });
  expect(envelopeOf(world.door.storedTexts[7]).body).toEqual({
    event: "version_changed",
    version: "0.2.0",
    previous_version: "0.1.0",
  });
});

test("a voided basket leaves its trace", async () => {
  const world = makeWorld();
  const till = await openShop(world);

  value(await till.voidBasket(discountedBread()));
  value(await till.voidBasket(emptyBasket()));
  await whenIdle(till);

  const voided = world.door.storedTexts.filter((text) => text.includes("basket_voided"));
  expect(voided).toHaveLength(1);
  expect(envelopeOf(voided[0])).toMatchObject({
    kind: "technical_event",
    body: { event: "basket_voided", cashier: CAMILLE, lines_count: 1, gross: 207, session: till.state.value.session?.id },
  });
});

/** A till whose database fails at one table, as if the power went in the middle of the transaction. */
async function brokenTill(world: World, table: string, fault: Error): Promise<(basket: Basket) => Promise<Result<SaleView>>> {
  const db = world.database();
  const context = new TillContext(db, world.ports, { app_version: "0.1.0", user_agent: "test" });
  context.learn({
    has_lock: true,
    chain: await db.get("chains", (await db.cell("current_chain")) ?? ""),
    settings: SETTINGS,
    cashier: CAMILLE,
    session: completeSession(await db.cell("session")),
  });
  context.reportBug = (error) => world.bugs.push(error);
  return async (basket) => {
    const repair = breakTable(table, fault);
    try {
      return await finalizeSale(context, basket, [{ kind: "cash" }]);
    } finally {
      repair();
    }
  };
}

/** The browser's own table refuses every write, until it is repaired. */
function breakTable(table: string, fault: Error): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- both are called on their table again
  const { add, put } = IDBObjectStore.prototype;
  const broken = (write: typeof put): typeof put =>
    function (this: IDBObjectStore, ...row) {
      if (this.name === table) throw fault;
      return write.apply(this, row);
    };
  Object.assign(IDBObjectStore.prototype, { add: broken(add), put: broken(put) });
  return () => Object.assign(IDBObjectStore.prototype, { add, put });
}

test("a gift receipt leaves its trace, and a copy's number does not change by it", async () => {
  const world = makeWorld();
  const till = await openShop(world);
  const { sale } = value(await till.finalizeSale(amount(1_250), [{ kind: "cash" }]));

  const gift = value(await till.giftReceipt(sale.ref));
  expect(gift.copy_number).toBe(0);
  await whenIdle(till);

  const last = envelopeOf(world.door.storedTexts.at(-1) ?? "");
  expect([last.kind, last.body]).toEqual([
    "technical_event",
    { event: "gift_receipt", cashier: CAMILLE, session: sale.session, refers_to: { ...sale.ref } },
  ]);
  expect(value(await till.copyReceipt(sale.ref)).copy_number).toBe(1);
  expect(await till.giftReceipt({ ...sale.ref, digest: "0" })).toEqual({ ok: false, refusal: { code: "sale.unknown" } });
});
