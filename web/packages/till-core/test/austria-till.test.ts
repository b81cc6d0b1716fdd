/** Austria at a whole till: what is signed by itself, what waits for the device, and what a crash in between leaves. */
import { webcrypto } from "node:crypto";
import { expect, test } from "vitest";

import type { EntryObject } from "@comptoir/journal";

import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import { TillDatabase } from "../src/database.ts";
import { austria } from "../src/fiscal/austria/module.ts";
import { DeviceFailed, type SigningDevice } from "../src/fiscal/austria/register.ts";
import type { FiscalModule } from "../src/fiscal/plugin.ts";
import { addAmount, emptyBasket, openTill, type Ports, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, RATE_20, SETTINGS, sum, value, whenIdle, type World } from "./kit.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHOP = { ...SETTINGS, country: "AT", fiscal: { plugin: "at", facts: { company_id: "U:ATU12345678", device: "software" } } };

/** A card in software, whose plug can be pulled. */
class Card implements SigningDevice {
  readonly trust_center = "AT1";
  readonly key_id = "1a2b3c";
  isPulled = false;
  asked = 0;

  sign(): Promise<Uint8Array<ArrayBuffer>> {
    this.asked += 1;
    return this.isPulled ? Promise.reject(new DeviceFailed("pulled")) : Promise.resolve(new Uint8Array(64).fill(7));
  }
}

function ported(world: World): Ports {
  const { subtle } = webcrypto;
  const more = {
    encrypt: (...parts: Parameters<typeof subtle.encrypt>) => subtle.encrypt(...parts),
    importKey: (...parts: Parameters<typeof subtle.importKey>) => subtle.importKey(...parts),
    generateKey: (...parts: Parameters<typeof subtle.generateKey>) => subtle.generateKey(...parts),
    exportKey: (...parts: Parameters<typeof subtle.exportKey>) => subtle.exportKey(...parts),
  };
  return { ...world.ports, subtle: { ...world.ports.subtle, ...more } as unknown as Ports["subtle"] };
}

function open(world: World, module: FiscalModule): Promise<Till> {
  return openTill({
    ports: ported(world),
    app_version: "0.1.0",
    user_agent: "test",
    database: new TillDatabase(world.database_name),
    catalog: new LocalCatalog(() => Promise.resolve()),
    fiscalLoader: () => Promise.resolve(module),
    onBug: (error) => world.bugs.push(error),
  });
}

async function opened(world: World, module: FiscalModule): Promise<Till> {
  const till = await open(world, module);
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await till.openSession(euros(10_000)));
  return till;
}

const sell = async (till: Till, amount = 1_000): Promise<void> => {
  value(await till.finalizeSale(value(addAmount(emptyBasket(), euros(amount), RATE_20)), [{ kind: "cash" }]));
};

interface Told {
  readonly what: string;
  readonly fiscal: EntryObject | undefined;
}

async function journal(world: World): Promise<readonly Told[]> {
  const db = world.database();
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  return rows.map(({ text }) => {
    const { kind, body } = envelopeOf(text);
    const what = [body["purpose"], body["event"], kind].find((name) => typeof name === "string");
    return { what: String(what), fiscal: body["fiscal"] as EntryObject | undefined };
  });
}

const names = (told: readonly Told[]): readonly string[] => told.map(({ what }) => what);
const text = (member: unknown): string => (typeof member === "string" ? member : "");
const payload = (fiscal: EntryObject | undefined): readonly string[] => Buffer.from(text(fiscal?.["jws"]).split(".")[1] ?? "", "base64url").toString().split("_");
const signature = (fiscal: EntryObject | undefined): string => Buffer.from(text(fiscal?.["jws"]).split(".")[2] ?? "", "base64url").toString();

test("the start receipt comes before the first day is opened, and each sale follows it", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world, austria());
  await sell(till);

  const told = await journal(world);

  expect(names(told)).toEqual(["chain_started", "cashier_changed", "start", "opening", "sale"]);
  const [start, sale] = told.filter(({ fiscal }) => fiscal !== undefined).map(({ fiscal }) => fiscal);
  expect(start).toMatchObject({ plugin: "at", receipt: "start", software: 1, trust_center: "AT0", key_id: "U:ATU12345678-A1x1" });
  expect(payload(start).slice(1, 3)).toEqual(["R1-AT0", "A1-1"]);
  expect(payload(sale).slice(5, 10)).toEqual(["10,00", "0,00", "0,00", "0,00", "0,00"]);
  expect(payload(sale)[4]).toBe("2026-11-22T12:13:14");
  expect(sale).not.toHaveProperty("turnover_key");
  expect(world.bugs).toEqual([]);
});

test("without the card the receipt says so and selling goes on; when it is back a receipt over zero comes first", async () => {
  const world = makeWorld(SHOP);
  const card = new Card();
  const till = await opened(world, austria(() => card));
  await sell(till);
  card.isPulled = true;
  await sell(till, 200);
  const asked = card.asked;
  await sell(till, 300);
  expect(card.asked).toBe(asked);
  card.isPulled = false;
  world.time.advance(2 * MINUTE);
  await sell(till, 400);

  const told = await journal(world);
  const receipts = told.filter(({ fiscal }) => typeof fiscal?.["jws"] === "string");

  expect(names(receipts)).toEqual(["start", "sale", "sale", "sale", "recovery", "sale"]);
  expect(receipts.map(({ fiscal }) => signature(fiscal) === "Sicherheitseinrichtung ausgefallen")).toEqual([false, false, true, true, false, false]);
  expect(receipts[2]?.fiscal).toMatchObject({ plugin: "at", outage: "no_signature" });
  expect(names(told).filter((name) => name.startsWith("outage"))).toEqual(["outage_began", "outage_ended"]);
  expect(payload(receipts[4]?.fiscal).slice(5, 10)).toEqual(Array.from({ length: 5 }, () => "0,00"));
  expect(till.state.value.outage).toBeUndefined();
});

test("a card that stays silent leaves no half receipts: what is due waits, and nothing of it is written", async () => {
  const world = makeWorld(SHOP);
  const card = new Card();
  const till = await opened(world, austria(() => card));
  card.isPulled = true;
  await sell(till);
  world.time.advance(2 * MINUTE);
  await sell(till);
  world.time.advance(2 * MINUTE);
  await sell(till);

  expect(names(await journal(world)).filter((name) => ["recovery", "document_voided"].includes(name))).toEqual([]);
  expect(till.state.value.outage).toMatchObject({ documents: 3 });
});

test("a month is closed by its own receipt before the first sale of the next, a year by another", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world, austria());
  await sell(till);
  for (const days of [9, 31]) {
    world.time.advance(days * DAY);
    await sell(till);
    await sell(till);
  }

  const receipts = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string");

  expect(names(receipts)).toEqual(["start", "sale", "month", "sale", "sale", "year", "sale", "sale"]);
});

test("a day that is closed on the month's last day closes the month, and the next day asks for nothing", async () => {
  const world = makeWorld(SHOP);
  world.time.advance(8 * DAY);
  const till = await opened(world, austria());
  await sell(till);
  value(await till.closeSession(sum(euros(11_000))));
  world.time.advance(DAY);
  value(await till.openSession(euros(10_000)));
  await sell(till);

  const receipts = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string");

  expect(names(receipts)).toEqual(["start", "sale", "month", "sale"]);
});

test("the register goes on where it was after the page was closed", async () => {
  const world = makeWorld(SHOP);
  const first = await opened(world, austria());
  await sell(first);
  await whenIdle(first);
  first.close();
  const again = await open(world, austria());
  await whenIdle(again);
  await sell(again);

  const receipts = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string").map(({ fiscal }) => fiscal);

  const before = Buffer.from(await webcrypto.subtle.digest("SHA-256", Buffer.from(text(receipts[1]?.["jws"]))));
  expect(receipts).toHaveLength(3);
  expect(payload(receipts[2])[12]).toBe(before.subarray(0, 8).toString("base64"));
  expect(payload(receipts[2])[11]).toBe(payload(receipts[0])[11]);
});

test("a receipt over nothing is written when somebody asks, signed and in the chain", async () => {
  const world = makeWorld(SHOP);
  const till = await opened(world, austria());
  await sell(till);
  const rare = await till.rarely();

  const asked = value(await rare.askDocument("zero"));
  await sell(till, 500);

  const receipts = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string");
  expect(names(receipts)).toEqual(["start", "sale", "zero", "sale"]);
  expect(asked).toMatchObject({ purpose: "zero", number: "A1-1-6", fiscal: { plugin: "at", receipt: "zero", software: 1 } });
  expect(payload(receipts[2]?.fiscal)[3]).toBe("A1-1-6");
  expect(payload(receipts[2]?.fiscal).slice(5, 10)).toEqual(Array.from({ length: 5 }, () => "0,00"));
  expect(till.state.value.head_sequence).toBe(7);
});

test("asked for while the card is silent, it says so, and a shop of no such country writes nothing", async () => {
  const world = makeWorld(SHOP);
  const card = new Card();
  const till = await opened(world, austria(() => card));
  card.isPulled = true;

  const asked = value(await (await till.rarely()).askDocument("zero"));

  expect(asked.fiscal).toMatchObject({ outage: "no_signature" });
  expect(signature(asked.fiscal)).toBe("Sicherheitseinrichtung ausgefallen");

  const elsewhere = makeWorld();
  const plain = await opened(elsewhere, austria());
  const before = names(await journal(elsewhere));
  expect(await (await plain.rarely()).askDocument("zero")).toMatchObject({ ok: false, refusal: { code: "fiscal.not_asked" } });
  expect(names(await journal(elsewhere))).toEqual(before);
});

test("whoever may not close the day may not ask for it: nothing is written", async () => {
  const roles = [{ id: "trainee", name: "trainee", rights: { open_day: 1 } }];
  const cashiers = SETTINGS.cashiers.map((cashier) => ({ ...cashier, role: "trainee" }));
  const world = makeWorld({ ...SHOP, cashiers, people: { ...SETTINGS.people, roles } });
  const till = await opened(world, austria());
  const before = names(await journal(world));

  const asked = await (await till.rarely()).askDocument("zero");

  expect(asked).toMatchObject({ ok: false, refusal: { code: "approval.needed" } });
  expect(names(await journal(world))).toEqual(before);
});

test("a demonstration's key fails when the office says so, and works again", async () => {
  const world = makeWorld({ ...SHOP, fiscal: { plugin: "at", facts: { ...SHOP.fiscal.facts } } });
  const till = await opened(world, austria());
  await sell(till);
  const told = (isOut: boolean): void => world.door.change({ settings: { ...SHOP, fiscal: { plugin: "at", facts: { ...SHOP.fiscal.facts, is_out: isOut } } } });
  told(true);
  till.syncNow();
  await whenIdle(till);
  await sell(till, 200);
  const { outage } = till.state.value;
  told(false);
  till.syncNow();
  await whenIdle(till);
  await sell(till, 300);

  const receipts = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string");
  expect(outage).toMatchObject({ code: "no_signature", documents: 1 });
  expect(names(receipts)).toEqual(["start", "sale", "sale", "recovery", "sale"]);
  expect(till.state.value.outage).toBeUndefined();
});

test("a signed table moves a rate to another column from its day on, and what is no row is left out", async () => {
  const rows = [["200000", "reduced_2", "2026-11-23"], ["200000", "elsewhere", "2026-11-22"], "no row", ["x", "zero", "2026-11-01"]];
  const world = makeWorld({ ...SHOP, fiscal: { plugin: "at", facts: { ...SHOP.fiscal.facts, tables: { tax_column: rows } } } });
  const till = await opened(world, austria());
  await sell(till);
  world.time.advance(DAY);
  await sell(till);

  const [, before, after] = (await journal(world)).filter(({ fiscal }) => typeof fiscal?.["jws"] === "string").map(({ fiscal }) => payload(fiscal));

  expect(before?.slice(5, 10)).toEqual(["10,00", "0,00", "0,00", "0,00", "0,00"]);
  expect(after?.slice(5, 10)).toEqual(["0,00", "0,00", "10,00", "0,00", "0,00"]);
});

test("the counter's key reaches the server sealed, and stands nowhere else", async () => {
  const pair = await webcrypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["encrypt", "decrypt"]);
  const spki = Buffer.from(await webcrypto.subtle.exportKey("spki", pair.publicKey)).toString("base64");
  const world = makeWorld({ ...SHOP, fiscal: { plugin: "at", facts: { turnover_key_for: spki, device: "software" } } });
  await opened(world, austria());

  const start = (await journal(world)).find(({ what }) => what === "start")?.fiscal;
  const raw = Buffer.from(await webcrypto.subtle.decrypt({ name: "RSA-OAEP" }, pair.privateKey, Buffer.from(text(start?.["turnover_key"]), "base64")));

  expect(raw).toHaveLength(32);
  const db = world.database();
  const kept = await db.cell("fiscal");
  db.close();
  expect((kept?.memory["key"] as { extractable: boolean }).extractable).toBe(false);
  expect(JSON.stringify(await journal(world))).not.toContain(raw.toString("base64"));
});

test("papers carry the law's code beside ours, and say what a demonstration is", () => {
  const jws = `eyJhbGciOiJFUzI1NiJ9.${Buffer.from("_R1-AT0_A1-1_A1-1-4_x").toString("base64url")}.${Buffer.from("Sicherheitseinrichtung ausgefallen").toString("base64url")}`;
  const paper = { number: "A1-1-4", lines_count: 1, copy_number: 0, is_training: false, app_version: "1", locale: "fr-FR" };

  const slots = austria().slots?.({ plugin: "at", facts: {} }, { ...paper, fiscal: { jws, receipt: "cancellation", software: 1 } });
  const bare = austria().slots?.({ plugin: "at", facts: {} }, { ...paper, fiscal: undefined });

  expect(slots?.lines.slice(0, 3)).toEqual(["STORNOBELEG", "Kassen-ID: A1-1", "Sicherheitseinrichtung ausgefallen"]);
  expect(slots?.lines[3]).toContain("Démonstration");
  expect(slots?.qr).toBe(`_R1-AT0_A1-1_A1-1-4_x_${Buffer.from("Sicherheitseinrichtung ausgefallen").toString("base64")}`);
  expect(bare).toEqual({ lines: [] });
});
