/**
 * A scenario of the Austrian reference till through the whole till: prepared, signed, committed to the journal in IndexedDB, outages and
 * what the law wants after them included. The receipts that come out are those of the sealed entries, nothing is kept beside them.
 */
import { parseEnvelope, toUtf8, type Ed25519Subtle, type EntryObject } from "@comptoir/journal";

import { ALONE } from "../src/chain-writer.ts";
import { TillContext } from "../src/context.ts";
import { TillDatabase, type ChainRow } from "../src/database.ts";
import type { SettingsDocument } from "../src/documents.ts";
import { DeviceFailed, type SigningDevice } from "../src/fiscal/austria/register.ts";
import { austria } from "../src/fiscal/austria/module.ts";
import { writeAsked } from "../src/finish.ts";
import type { Ports, Subtle } from "../src/ports.ts";
import { FakeDoor, FakeStorage, ManualTime, seededRandom, SharedLocks } from "../src/testing.ts";
import { ppm } from "../src/units.ts";
import { webSecrets } from "../src/people/secrets.ts";
import type { Step } from "./vectors.ts";

type Secrets = Parameters<typeof webSecrets>[0];
export type WholeSubtle = Subtle & Ed25519Subtle & Secrets & Ports["passkeys"];

const RATES = [200_000, 100_000, 130_000, 0, 190_000] as const;
const VERSIONS = { app_version: "vectors", user_agent: "vectors" };

export interface PlayedTill {
  readonly receipts: readonly string[];
  /** The counter's key, sealed for whoever asked. */
  readonly turnover_key: string;
  /** What the journal holds besides: kinds and events in their order. */
  readonly journal: readonly string[];
}

export async function playTill(subtle: WholeSubtle, devices: readonly SigningDevice[], steps: readonly Step[], keyFor: string, name: string): Promise<PlayedTill> {
  let step: Step | undefined = steps[0];
  const time = new ManualTime(momentOf(steps[0]), 0);
  const settings = settingsOf(keyFor);
  const ports: Ports = {
    clock: time, timers: time, random: seededRandom(7), subtle, secrets: webSecrets(subtle), passkeys: subtle,
    door: new FakeDoor({ clock: time, random: seededRandom(8), subtle }, settings), locks: new SharedLocks(), storage: new FakeStorage(),
  };
  const db = new TillDatabase(name);
  const context = new TillContext(db, ports, VERSIONS);
  const chain = await chainOf(subtle, time.wall().epoch_ms);
  const module = austria(() => {
    const device = devices[step?.device ?? 0];
    return device && (step?.is_device_out === true ? pulled(device) : device);
  });
  context.fiscalLoader = () => Promise.resolve(module);
  context.learn({ settings, chain, has_lock: true });
  for (step of steps) {
    time.advance(Math.max(0, momentOf(step) - time.wall().epoch_ms));
    await written(context, chain, step);
  }
  const rows = await db.read(["entries"], ({ entries }) => entries.getAll());
  db.close();
  return told(rows.map(({ text }) => text));
}

async function written(context: TillContext, chain: ChainRow, step: Step): Promise<void> {
  if (step.kind === "start") await context.append(chain, context.draft("opening", {}), ALONE);
  else if (step.kind === "zero") await writeAsked(context, chain, { purpose: "zero", body: {} });
  else await context.append(chain, context.draft(kindOf(step), bodyOf(step)), ALONE);
}

function kindOf({ kind }: Step): "sale" | "refund" | "training" {
  return kind === "training" ? "training" : kind === "cancellation" ? "refund" : "sale";
}

function bodyOf({ amounts, kind }: Step): EntryObject {
  const subtotals = amounts.map((gross, column) => ({ tax_category: "S", tax_rate_ppm: RATES[column] ?? 0, gross }));
  return { tax_subtotals: subtotals, ...(kind === "training" ? { training_of: "sale" } : {}) };
}

const pulled = (device: SigningDevice): SigningDevice => ({ ...device, sign: () => Promise.reject(new DeviceFailed("pulled")) });
const momentOf = (step: Step | undefined): number => Date.parse(`${step?.local_time ?? ""}Z`);

function told(texts: readonly string[]): PlayedTill {
  const envelopes = texts.map((text) => {
    const read = parseEnvelope(toUtf8(text));
    if (!read.ok) throw new Error(`no entry: ${text}`);
    return read.envelope;
  });
  const fiscal = envelopes.map(({ body }) => body["fiscal"]).filter((member): member is EntryObject => typeof member === "object" && !Array.isArray(member));
  const texted = (name: string): readonly string[] => fiscal.map((member) => member[name]).filter((text) => typeof text === "string");
  return {
    receipts: texted("jws"),
    turnover_key: texted("turnover_key")[0] ?? "",
    journal: envelopes.map(({ kind, body }) => (typeof body["purpose"] === "string" ? body["purpose"] : typeof body["event"] === "string" ? body["event"] : kind)),
  };
}

async function chainOf(subtle: Subtle, created: number): Promise<ChainRow> {
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const id = (last: number): string => `01900000-0000-7000-8000-0000000000${String(last).padStart(2, "0")}`;
  return {
    chain: id(1), organization: id(2), legal_entity: id(3), store: id(4), till: id(5), till_code: "A1", enrolment: 1, token: "", certificate: "",
    server_key: "", private_key: pair.privateKey, public_key: "", is_local: false, created_ms: created,
  };
}

function settingsOf(keyFor: string): SettingsDocument {
  return {
    organization: { id: "", name: "" },
    store: { id: "", name: "", address: [], timezone: "UTC", day_starts_minute: 0, opening_hours: [] },
    legal_entity: { name: "", registration: "", tax_number: "" },
    till: { id: "", code: "A1", name: "" },
    country: "AT", currency: "EUR", exponent: 2, price_mode: "gross", locale: "de",
    tax_rates: [{ category: "S", rate_ppm: ppm(200_000), name: "20 %" }],
    categories: [], cashiers: [], customer_groups: [], scale_labels: [],
    people: { roles: [], key: "", pin: { length: 4, salt: "", iterations: 1 }, lock_after_s: 0 },
    public_address: "", agents: [],
    receipt: { language: "", template: undefined, channels: [], is_page_reachable: false, has_invoices: false },
    fiscal: { plugin: "at", facts: { turnover_key_for: keyFor, company_id: "U:ATU12345678" } },
  };
}

