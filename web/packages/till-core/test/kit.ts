/** A shop in memory: one server, one browser, time that stands still until told. */
import { webcrypto } from "node:crypto";

import { parseEnvelope, toUtf8, type Envelope } from "@comptoir/journal";

import { LocalCatalog } from "../src/catalog/local-catalog.ts";
import { milli, minorUnits, openTill, ppm, type ItemDocument, type Ports, type SettingsDocument, type Subtle, type Till } from "../src/index.ts";
import type { Relay } from "../src/index.ts";
import { FakeDoor, FakeStorage, ManualTime, SharedLocks, seededRandom } from "../src/testing.ts";
import { TillDatabase } from "../src/database.ts";
import { webSecrets } from "../src/people/secrets.ts";

export const CAMILLE = "01900000-0000-7000-8000-0000000000c1";
export const NOOR = "01900000-0000-7000-8000-0000000000c2";
export const BREAD = "01900000-0000-7000-8000-0000000000a1";

export const SETTINGS: SettingsDocument = {
  organization: { id: "01900000-0000-7000-8000-000000000001", name: "Boulangerie Lune" },
  store: { id: "01900000-0000-7000-8000-000000000002", name: "Lune Nord", address: ["1 rue du Four", "59000 Lille"], timezone: "Europe/Paris", day_starts_minute: 240, opening_hours: [] },
  legal_entity: { name: "Lune SARL", registration: "123 456 789 00012", tax_number: "FR00123456789" },
  till: { id: "01900000-0000-7000-8000-000000000003", code: "A1", name: "Caisse 1" },
  country: "FR",
  currency: "EUR",
  exponent: 2,
  price_mode: "gross",
  locale: "fr",
  tax_rates: [
    { category: "S", rate_ppm: ppm(200_000), name: "TVA 20 %" },
    { category: "S", rate_ppm: ppm(55_000), name: "TVA 5,5 %" },
  ],
  categories: [{ id: "01900000-0000-7000-8000-0000000000b1", name: "Pain", color: "amber", position: 1 }],
  cashiers: [
    { id: CAMILLE, name: "Camille", color: "green", is_guarded: false },
    { id: NOOR, name: "Noor", color: "blue", is_guarded: false },
  ],
  customer_groups: [],
  scale_labels: [{ prefix: "21", item_digits: 5, value_digits: 5, kind: "weight", decimals: 3, has_inner_check: false }],
  people: {
    roles: [],
    key: "",
    pin: { length: 4, salt: "AAECAwQFBgcICQoLDA0ODw", iterations: 1_000 },
    lock_after_s: 0,
  },
  public_address: "https://lune.example",
  agents: [],
  receipt: { language: "", template: undefined, channels: ["email"], is_page_reachable: true, has_invoices: false },
};

export function item(changes: Partial<ItemDocument> = {}): ItemDocument {
  return {
    id: BREAD,
    product: "01900000-0000-7000-8000-0000000000d1",
    name: "Baguette",
    category: "01900000-0000-7000-8000-0000000000b1",
    barcodes: ["3760123456785"],
    unit: "C62",
    unit_price: minorUnits(115),
    tax_category: "S",
    tax_rate_ppm: ppm(55_000),
    ...changes,
  };
}

export const RATE_20 = { category: "S", rate_ppm: ppm(200_000), name: "TVA 20 %" };
export const euros = minorUnits;
/** A count of which only the sum was typed. */
export const sum = (amount: ReturnType<typeof minorUnits>): { readonly amount: typeof amount; readonly pieces: readonly [] } => ({ amount, pieces: [] });
export const pieces = (count: number): ReturnType<typeof milli> => milli(count * 1_000);

/** 2026-11-22 12:13:14.123 in Paris. */
export const NOON = Date.UTC(2026, 10, 22, 11, 13, 14, 123);

export interface World {
  readonly time: ManualTime;
  readonly door: FakeDoor;
  readonly locks: SharedLocks;
  readonly storage: FakeStorage;
  readonly ports: Ports;
  readonly bugs: unknown[];
  /** The agent of the shop, for tills that are opened after it is set. */
  relay?: Relay;
  /** What happens between reading the chain's head and sealing. */
  beforeSeal: () => Promise<unknown>;
  readonly open: (appVersion?: string) => Promise<Till>;
  readonly database_name: string;
  /** A second look at the same IndexedDB. */
  readonly database: () => TillDatabase;
}

const subtle = webcrypto.subtle;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
type KeyOfNode = Parameters<typeof subtle.sign>[1];

/** Node's WebCrypto with a door for faults in the middle of sealing. */
function faultySubtle(before: () => Promise<unknown>): Subtle {
  return {
    digest: (algorithm, bytes) => subtle.digest(algorithm, bytes),
    sign: async (_algorithm, key, bytes) => {
      await before();
      return subtle.sign(ES256, key as KeyOfNode, bytes);
    },
    verify: (algorithm, key, seal, bytes) => subtle.verify(algorithm.name === "Ed25519" ? algorithm : ES256, key as KeyOfNode, seal, bytes),
    importKey: (format, bytes, algorithm, extractable, usages) => subtle.importKey(format, bytes, algorithm, extractable, usages),
    generateKey: (algorithm, extractable, usages) => subtle.generateKey(algorithm, extractable, usages),
    exportKey: (format, key) => subtle.exportKey(format, key as KeyOfNode),
  };
}

/** A fresh database for each world: those of one test never meet those of another. */
let worlds = 0;

export function makeWorld(settings: SettingsDocument = SETTINGS): World {
  worlds += 1;
  const databaseName = `till-${worlds}`;
  const time = new ManualTime(NOON, 60);
  const random = seededRandom(1);
  const door = new FakeDoor({ clock: time, random: seededRandom(2), subtle }, settings);
  door.addCode("LUNE-1");
  const locks = new SharedLocks();
  const storage = new FakeStorage();
  const bugs: unknown[] = [];
  const ports: Ports = {
    clock: time,
    timers: time,
    random,
    subtle: faultySubtle(() => world.beforeSeal()),
    secrets: webSecrets(subtle),
    passkeys: subtle,
    door,
    locks,
    storage,
  };
  const open = (appVersion = "0.1.0"): Promise<Till> =>
    openTill({
      ports,
      app_version: appVersion,
      user_agent: "test",
      database: new TillDatabase(databaseName),
      catalog: new LocalCatalog(() => Promise.resolve()),
      onBug: (error) => bugs.push(error),
      ...(world.relay === undefined ? {} : { relay: world.relay }),
    });
  const world: World = {
    time,
    door,
    locks,
    storage,
    ports,
    bugs,
    beforeSeal: () => Promise.resolve(),
    open,
    database_name: databaseName,
    database: () => new TillDatabase(databaseName),
  };
  return world;
}

export function value<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** Waits for what happens by itself, without letting the shop's time pass. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("it never happened");
}

export function whenIdle(till: Till, limitMs?: number): Promise<void> {
  const isIdle = (): boolean =>
    till.sync.value.phase === "idle" && till.sync.value.unsent_count === 0 && till.state.value.settings !== undefined;
  return until(isIdle, limitMs);
}

/** Enrolled, with a cashier, the day opened with 100.00, everything sent. */
export async function openShop(world: World): Promise<Till> {
  const till = await world.open();
  value(await till.enrol("LUNE-1", "comptoir"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: CAMILLE }));
  value(await till.openSession(euros(10_000)));
  await whenIdle(till);
  return till;
}

/** Another till of the same store, with its own storage, at the same server. */
export async function secondTill(world: World): Promise<Till> {
  world.door.addCode("LUNE-2", { id: "01900000-0000-7000-8000-000000000013", code: "B2", name: "Caisse 2" });
  const till = await openTill({
    ports: { ...world.ports, locks: new SharedLocks() },
    app_version: "0.1.0",
    user_agent: "test",
    database: new TillDatabase(`${world.database_name}-second`),
    catalog: new LocalCatalog(() => Promise.resolve()),
    onBug: (error) => world.bugs.push(error),
  });
  value(await till.enrol("LUNE-2", "second"));
  await whenIdle(till);
  value(await till.signIn({ kind: "tap", cashier: NOOR }));
  value(await till.openSession(euros(5_000)));
  await whenIdle(till);
  return till;
}

/** What an entry's text says. */
export function envelopeOf(text: string | undefined): Envelope {
  const read = parseEnvelope(toUtf8(text ?? ""));
  if (!read.ok) throw new Error(`no entry: ${text ?? ""}`);
  return read.envelope;
}
