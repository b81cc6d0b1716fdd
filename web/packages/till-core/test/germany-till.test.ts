/** Germany at a whole till: a device at the server that signs, is slow, broken, away, or loses its reply; no sale waits for long. */
import { expect, test } from "vitest";

import type { EntryObject } from "@comptoir/journal";

import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import { TillDatabase } from "../src/database.ts";
import { germany, processData } from "../src/fiscal/germany.ts";
import { addAmount, emptyBasket, openTill, type Till } from "../src/index.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, RATE_20, SETTINGS, value, whenIdle, type World } from "./kit.ts";

const SHOP = { ...SETTINGS, country: "DE", tax_rates: [{ ...RATE_20, rate_ppm: 190_000 as typeof RATE_20.rate_ppm }], fiscal: { plugin: "de", facts: { device: "tse" } } };
const RATE_19 = { ...RATE_20, rate_ppm: 190_000 as typeof RATE_20.rate_ppm };
const MINUTE = 60_000;

/** A device as the server tells of it: by the draft's identifier each is signed once. */
class Device {
  readonly known = new Map<string, object>();
  mode: "ok" | "failed" | "offline" | "lost" = "ok";
  asked = 0;

  answer(body: object): object | "offline" | "timeout" {
    this.asked += 1;
    const { id, is_known: isKnown } = body as { readonly id: string; readonly is_known: boolean };
    if (this.mode === "offline") return "offline";
    if (this.mode === "failed") return { outcome: "failed", code: "E_DEVICE" };
    if (isKnown && !this.known.has(id)) return { outcome: "failed", code: "not_there" };
    const number = this.known.size + 1;
    const members = this.known.get(id) ?? {
      number, counter: 2 * number, start: 1_795_000_000, log_time: 1_795_000_001, serial: "SIMULATED-0", algorithm: "ecdsa-plain-SHA256",
      time_format: "unixTime", signature: `c2ln${number}`, public_key: "a2V5",
    };
    this.known.set(id, members);
    return this.mode === "lost" && !isKnown ? "timeout" : { outcome: "sealed", members };
  }
}

async function opened(world: World, device: Device): Promise<Till> {
  world.door.late = (_token, question) => {
    if (question.about !== "sealing") return Promise.resolve(undefined);
    const told = device.answer(question.body);
    return Promise.resolve(typeof told === "string" ? { kind: "weather", weather: told } : { kind: "ok", value: JSON.stringify(told) });
  };
  const till = await openTill({
    ports: world.ports, app_version: "0.1.0", user_agent: "test", database: new TillDatabase(world.database_name),
    catalog: new LocalCatalog(() => Promise.resolve()), fiscalLoader: () => Promise.resolve(germany), onBug: (error) => world.bugs.push(error),
  });
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await till.openSession(euros(10_000)));
  return till;
}

const sell = async (till: Till, amount = 1_190): Promise<void> => {
  value(await till.finalizeSale(value(addAmount(emptyBasket(), euros(amount), RATE_19)), [{ kind: "cash" }]));
};

async function journal(world: World): Promise<readonly { readonly what: string; readonly fiscal: EntryObject | undefined }[]> {
  const db = world.database();
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  return rows.map(({ text }) => {
    const { kind, body } = envelopeOf(text);
    return { what: typeof body["event"] === "string" ? body["event"] : kind, fiscal: body["fiscal"] as EntryObject | undefined };
  });
}

test("each sale is signed by the device, and its answer stands in the entry and on the paper", async () => {
  const world = makeWorld(SHOP);
  const device = new Device();
  const till = await opened(world, device);
  await sell(till);

  const [sale] = (await journal(world)).filter(({ what }) => what === "sale");

  expect(device.known.size).toBe(1);
  expect(sale?.fiscal).toMatchObject({ plugin: "de", number: 1, counter: 2, serial: "SIMULATED-0", process_data: "Beleg^11.90_0.00_0.00_0.00_0.00^11.90:Bar" });
  const slots = germany.slots?.({ plugin: "de", facts: {} }, { number: "", fiscal: sale?.fiscal, lines_count: 1, copy_number: 0, is_training: false, app_version: "1", locale: "de-DE" });
  expect(slots?.qr?.split(";").slice(0, 5)).toEqual(["V0", sale?.fiscal?.["client"], "Kassenbeleg-V1", "Beleg^11.90_0.00_0.00_0.00_0.00^11.90:Bar", "1"]);
  expect(slots?.lines).toEqual([
    "TSE-Vorgang 1 · Signaturzähler 2", "Beginn 2026-11-18T11:06:40 · Ende 2026-11-18T11:06:41", "TSE SIMULATED-0",
    "Vorführung: simulierte TSE, kein Beleg im Sinne der KassenSichV",
  ]);
  expect(world.bugs).toEqual([]);
});

test.each([["failed", "E_DEVICE"], ["offline", "no_line"]] as const)("while the device is %s the sale goes on, is marked, and one outage is told", async (mode, code) => {
  const world = makeWorld(SHOP);
  const device = new Device();
  const till = await opened(world, device);
  device.mode = mode;
  await sell(till);
  const { asked } = device;
  await sell(till);
  expect(device.asked).toBe(asked);
  expect(till.state.value.outage).toMatchObject({ code, documents: 2 });
  device.mode = "ok";
  world.time.advance(2 * MINUTE);
  await sell(till);

  const told = await journal(world);
  const sales = told.filter(({ what }) => what === "sale");
  expect(sales.map(({ fiscal }) => fiscal?.["outage"])).toEqual([code, code, undefined]);
  expect(told.map(({ what }) => what).filter((what) => what.startsWith("outage"))).toEqual(["outage_began", "outage_ended"]);
  expect(till.state.value.outage).toBeUndefined();
});

test("a lost reply is found again by its name, and nothing is signed twice", async () => {
  const world = makeWorld(SHOP);
  const device = new Device();
  const till = await opened(world, device);
  device.mode = "lost";
  await sell(till);
  device.mode = "ok";
  world.time.advance(2 * MINUTE);
  await sell(till);

  const told = await journal(world);
  expect(device.known.size).toBe(2);
  expect(told.map(({ what }) => what).filter((what) => ["seal_found", "sale", "outage_began", "outage_ended"].includes(what))).toEqual([
    "sale", "outage_began", "seal_found", "outage_ended", "sale",
  ]);
  expect(till.state.value.outage).toBeUndefined();
});

test("process data are those of the other language, and a rate without a place is said and guessed by nobody", () => {
  const row = (tax_rate_ppm: number, gross: number): EntryObject => ({ tax_rate_ppm, gross });
  const tenders = [{ kind: "cash", amount: 1_000 }, { kind: "card", amount: 7_334 }];

  expect(processData({ tax_subtotals: [row(190_000, 7_533), row(70_000, 801)], tenders })).toBe("Beleg^75.33_8.01_0.00_0.00_0.00^10.00:Bar_73.34:Unbar");
  expect(processData({ tax_subtotals: [row(190_000, -5)], tenders: [{ kind: "cash", amount: -5 }] })).toBe("Beleg^-0.05_0.00_0.00_0.00_0.00^-0.05:Bar");
  expect(processData({ tax_subtotals: [row(160_000, 100)], tenders: [] })).toBeUndefined();
});
