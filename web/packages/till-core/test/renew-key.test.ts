/** A till gives itself a new key: what is written, in which order, and what a crash between two steps leaves. */
import { buildCertificate, certificateDigest, loadPublicKey, sha256Hex, toUtf8, verifyMessage } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Till } from "../src/index.ts";
import type { DoorAnswer, Question } from "../src/door/door.ts";
import { CAMILLE, envelopeOf, euros, makeWorld, openShop, RATE_20, until, value, whenIdle, type World } from "./kit.ts";

const NEXT = "01900000-0000-7000-8000-0000000000ff";

async function sell(till: Till, cents: number): Promise<string> {
  const basket = value(addAmount(emptyBasket(), euros(cents), RATE_20));
  return value(await till.finalizeSale(basket, [{ kind: "cash" }])).sale.number;
}

async function closeDay(till: Till, cash: number): Promise<number> {
  return value(await till.closeSession({ amount: euros(cash), pieces: [] })).gross;
}

async function openDay(till: Till): Promise<void> {
  value(await till.openSession(euros(10_000)));
}

/** A server that wants the key renewed, and does what `tills/rotating.py` does. */
class RenewingServer {
  readonly asked: string[] = [];
  wants = true;
  /** The answer of this request is lost after it was taken, once. */
  losesAt = -1;
  refuses: string | undefined;
  step = "none";
  key = "";
  certificate = "";
  readonly #world: World;
  readonly #from: string;

  constructor(world: World, from: string) {
    this.#world = world;
    this.#from = from;
    world.door.late = async (_token, question) => {
      const answer = await this.#answer(question);
      if (question.about !== "renew-key") return answer;
      if (this.asked.length - 1 !== this.losesAt) return answer;
      return { kind: "weather", weather: "timeout" };
    };
  }

  async #answer(question: Question): Promise<DoorAnswer<string> | undefined> {
    if (question.about === "chains") {
      const chains = question.body.chains.map((chain) => ({ chain, stored: this.#world.door.headOf(chain)?.sequence ?? 0, held: 0, ...(this.wants && chain === this.#from ? { renew: true } : {}) }));
      return { kind: "ok", value: JSON.stringify({ chains }) };
    }
    if (question.about !== "renew-key") return undefined;
    const { public_key: key, token, proof, vouched } = question.body as Record<string, string>;
    this.asked.push(key ?? "");
    if (this.refuses !== undefined) return { kind: "refusal", status: 409, code: this.refuses };
    if (key !== undefined && this.key === "") await this.#certify(key, token ?? "", proof ?? "", vouched ?? "");
    this.#follow();
    const certified = key === undefined ? {} : { chain: NEXT, enrolment: 2, certificate: this.certificate, server_key: "k" };
    return { kind: "ok", value: JSON.stringify({ step: this.step, ...certified }) };
  }

  async #certify(key: string, token: string, proof: string, vouched: string): Promise<void> {
    const [old] = await this.#world.database().read(["chains"], ({ chains }) => chains.getAll());
    const own = await loadPublicKey(crypto.subtle, old?.public_key ?? "");
    const fresh = await loadPublicKey(crypto.subtle, key);
    if (own === undefined || fresh === undefined || old === undefined) throw new Error("no keys");
    const hash = await sha256Hex(crypto.subtle, toUtf8(token));
    expect(await verifyMessage(crypto.subtle, fresh, toUtf8(`comptoir-renew-v1\n${this.#from}\n${hash}`), proof)).toBe(true);
    expect(await verifyMessage(crypto.subtle, own, toUtf8(`comptoir-renewed-by-v1\n${this.#from}\n${key}`), vouched)).toBe(true);
    this.key = key;
    this.step = "waiting";
    const { organization, store, till, till_code: code } = old;
    this.certificate = await buildCertificate(() => Promise.resolve(new Uint8Array(64)), {
      organization, store, till, till_code: code, chain: NEXT, enrolment: 2, public_key: key, algorithm: "ES256", issued_at: "2026-11-22T11:13:14.123Z",
    });
    this.#world.door.admit(token, till, NEXT, fresh);
  }

  #follow(): void {
    const bodies = this.#world.door.storedTexts.map((text) => envelopeOf(text));
    if (this.step === "waiting" && bodies.some(({ body }) => body["event"] === "key_rotated")) this.step = "in_force";
    if (this.step === "in_force" && bodies.some(({ chain, sequence }) => chain === NEXT && sequence === 1)) this.step = "ended";
  }
}

async function shop(): Promise<{ readonly world: World; readonly till: Till; readonly server: RenewingServer; readonly from: string }> {
  const world = makeWorld();
  const till = await openShop(world);
  await sell(till, 100);
  await closeDay(till, 10_100);
  await whenIdle(till);
  const from = till.state.value.enrolment?.chain ?? "";
  return { world, till, server: new RenewingServer(world, from), from };
}

/** Until the till has a key of its own making. */
async function renewed(world: World, till: Till): Promise<void> {
  await until(() => {
    world.time.advance(300_000);
    return till.state.value.enrolment?.chain === NEXT;
  });
}

function events(world: World, chain: string): readonly unknown[] {
  return world.door.storedTexts.map((text) => envelopeOf(text)).filter((one) => one.chain === chain).map(({ body, kind }) => body["event"] ?? kind);
}

test("the old key names the new one, and the new chain begins behind the old one's last entry", async () => {
  const { world, till, server, from } = await shop();

  await renewed(world, till);
  await openDay(till);
  const number = await sell(till, 200);
  await until(() => {
    world.time.advance(300_000);
    return server.step === "ended";
  });
  await whenIdle(till);

  expect(number).toMatch(/^A1-2-\d+$/);
  expect(events(world, from).at(-1)).toBe("key_rotated");
  const texts = world.door.storedTexts.map((text) => envelopeOf(text));
  const word = texts.find(({ body }) => body["event"] === "key_rotated");
  expect(word?.body).toEqual({
    event: "key_rotated", chain: NEXT, enrolment: 2, public_key: server.key, certificate: await certificateDigest(crypto.subtle, server.certificate),
  });
  const begun = texts.find(({ chain }) => chain === NEXT);
  expect(begun?.body).toMatchObject({ event: "chain_started", enrolment: 2, previous_chain: from, word: word?.sequence });
  expect(begun?.body["previous_head"]).toEqual({ sequence: world.door.headOf(from)?.sequence, digest: world.door.headOf(from)?.digest });
  expect(world.door.quarantine).toEqual([]);
  // The next day is sold and closed under the new key.
  expect(await closeDay(till, 10_200)).toBe(200);
  await until(async () => (await world.database().cell("renewal")) === undefined);
  expect(new Set(server.asked.filter((key) => key !== ""))).toEqual(new Set([server.key]));
  expect(world.bugs).toEqual([]);
});

test("the private key cannot be read out", async () => {
  const { world, till } = await shop();

  await renewed(world, till);

  const rows = await world.database().read(["chains"], ({ chains }) => chains.getAll());
  const key = rows.find(({ chain }) => chain === NEXT)?.private_key as CryptoKey;
  expect(key.extractable).toBe(false);
});

// Lost answers: of the request that certifies, of the one that asks whether the word is there, of the last one.
test.each([0, 1, 2])("an answer lost at step %i changes nothing: the same key comes again", async (step) => {
  const { world, till, server } = await shop();
  server.losesAt = step;

  await renewed(world, till);
  await until(() => {
    world.time.advance(300_000);
    return server.step === "ended";
  });

  const told = world.door.storedTexts.map((text) => envelopeOf(text).body["event"]);
  expect(told.filter((event) => event === "key_rotated")).toHaveLength(1);
  expect(new Set(server.asked.filter((key) => key !== "")).size).toBe(1);
  expect(world.door.quarantine).toEqual([]);
  expect(world.bugs).toEqual([]);
});

test("while a day is open the old key seals, also after the page died; the new one begins once it is closed", async () => {
  const { world, till, server, from } = await shop();
  await openDay(till);
  await until(() => {
    world.time.advance(300_000);
    return server.step === "in_force";
  });
  expect((await world.database().cell("renewal"))?.sealed).toBeGreaterThan(0);
  expect(await sell(till, 200)).toMatch(/^A1-1-/);
  till.close();

  const again = await world.open();
  value(await again.signIn({ kind: "tap", cashier: CAMILLE }));
  expect(await sell(again, 300)).toMatch(/^A1-1-/);
  expect(again.state.value.enrolment?.chain).toBe(from);
  expect(await closeDay(again, 10_500)).toBe(500);
  await renewed(world, again);
  await openDay(again);
  expect(await sell(again, 400)).toMatch(/^A1-2-/);
  await whenIdle(again);
  expect(world.door.quarantine).toEqual([]);
  expect(world.bugs).toEqual([]);
});

test("until the server has the word the old key seals", async () => {
  const { world, till, server, from } = await shop();
  await until(() => {
    world.time.advance(300_000);
    if (server.asked.length > 0) world.door.entriesWeather = "offline";
    return server.asked.length > 0;
  });
  await until(async () => (await world.database().cell("renewal"))?.sealed !== undefined);

  await openDay(till);
  expect(await sell(till, 300)).toMatch(/^A1-1-/);
  expect(till.state.value.enrolment?.chain).toBe(from);
  await closeDay(till, 10_300);
  world.door.entriesWeather = undefined;
  await renewed(world, till);
  expect(world.door.quarantine).toEqual([]);
});

test("a crash while the new chain begins leaves the old one, and the next try begins it", async () => {
  const { world, till, from } = await shop();
  let fails = 1;
  world.beforeSeal = async () => {
    const renewal = await world.database().cell("renewal");
    if (renewal?.sealed === undefined || world.door.headOf(NEXT) === undefined || fails === 0) return;
    fails -= 1;
    throw new Error("the browser died");
  };

  await until(() => {
    world.time.advance(300_000);
    return fails === 0;
  });
  expect(till.state.value.enrolment?.chain).toBe(from);
  await renewed(world, till);

  expect(world.bugs.map(String)).toEqual(["Error: the browser died"]);
  expect(events(world, from).filter((event) => event === "key_rotated")).toHaveLength(1);
  expect(world.door.quarantine).toEqual([]);
});

test("a server that refuses leaves the old key in force and nothing written", async () => {
  const { world, till, server, from } = await shop();
  server.refuses = "edge.key_replaced";

  await until(() => {
    world.time.advance(300_000);
    return server.asked.length > 1;
  });
  server.wants = false;

  expect(till.state.value.enrolment?.chain).toBe(from);
  expect(events(world, from)).not.toContain("key_rotated");
  await until(async () => (await world.database().cell("renewal")) === undefined);
  await openDay(till);
  expect(await sell(till, 200)).toMatch(/^A1-1-/);
});

test("nothing is begun that nobody wants", async () => {
  const { world, till, server } = await shop();
  server.wants = false;
  const before = world.door.reports.length;

  await until(() => {
    world.time.advance(300_000);
    return world.door.reports.length > before + 1;
  });

  expect(server.asked).toEqual([]);
  expect(till.state.value.enrolment?.enrolment).toBe(1);
});
