/** The server went back to an old backup: what this till had delivered since comes again, from here. */
import { digest, loadPublicKey, toUtf8, verifyMessage } from "@comptoir/journal";
import { expect, test } from "vitest";

import { addAmount, emptyBasket, type Till } from "../src/index.ts";
import type { DoorAnswer, EntriesAnswer, EntryAnswer, Question } from "../src/door/door.ts";
import { envelopeOf, euros, makeWorld, openShop, RATE_20, until, value, whenIdle, type World } from "./kit.ts";

const DAY_MS = 86_400_000;

async function sell(till: Till, cents: number): Promise<void> {
  const basket = value(addAmount(emptyBasket(), euros(cents), RATE_20));
  value(await till.finalizeSale(basket, [{ kind: "cash" }]));
}

/** The server as it is after `comptoir restore`: it holds the first entries of a chain, or has forgotten token and chain. */
class RestoredServer {
  readonly held: number;
  readonly texts: string[];
  readonly quarantined: string[] = [];
  /** Of each delivery: what was in it, and whether the till said that it can send again. */
  readonly deliveries: { readonly sequences: readonly number[]; readonly canResend: boolean }[] = [];
  presented = 0;
  /** What is asked gets no answer; deliveries do. */
  isDeaf = false;
  #isKnown: boolean;
  readonly #world: World;

  constructor(world: World, kept: number, { held = 0, isKnown = true } = {}) {
    this.#world = world;
    this.#isKnown = isKnown;
    this.held = held;
    this.texts = world.door.storedTexts.slice(0, kept);
    const ask = world.door.ask.bind(world.door);
    world.door.sendEntries = (_token, lines, canResend = false) => this.#take(lines.map(({ text }) => text), canResend);
    world.door.ask = (token, question) => this.#answer(question) ?? ask(token, question);
    const catalogChanges = world.door.catalogChanges.bind(world.door);
    world.door.catalogChanges = (token, after) => (this.#isKnown ? catalogChanges(token, after) : Promise.resolve(UNKNOWN));
  }

  get sequences(): readonly number[] {
    return this.texts.map((text) => envelopeOf(text).sequence);
  }

  async #take(texts: readonly string[], canResend: boolean): Promise<DoorAnswer<EntriesAnswer>> {
    if (!this.#isKnown) return UNKNOWN;
    this.deliveries.push({ sequences: texts.map((text) => envelopeOf(text).sequence), canResend });
    const answers: EntryAnswer[] = [];
    for (const text of texts) {
      const { sequence } = envelopeOf(text);
      answers.push({ digest: await digest(crypto.subtle, toUtf8(text)), sequence, ...this.#place(text, sequence, canResend) });
    }
    return { kind: "ok", value: { answers, catalog_position: 1, revoked: false } };
  }

  #place(text: string, sequence: number, canResend: boolean): Pick<EntryAnswer, "status" | "code"> {
    if (this.texts.includes(text)) return { status: "already_stored" };
    if (sequence === this.texts.length + 1) {
      this.texts.push(text);
      return { status: "stored" };
    }
    if (canResend) return { status: "missing", code: "gap" };
    this.quarantined.push(text);
    return { status: "quarantined", code: "gap" };
  }

  #answer(question: Question): Promise<DoorAnswer<string>> | undefined {
    if (this.isDeaf) return Promise.resolve({ kind: "weather", weather: "timeout" });
    if (question.about === "chains") {
      const stored = this.#isKnown ? this.texts.length : null;
      const chains = question.body.chains.map((chain) => ({ chain, stored, held: this.held }));
      return Promise.resolve(this.#isKnown ? { kind: "ok", value: JSON.stringify({ chains }) } : UNKNOWN);
    }
    return question.about === "present" ? this.#know(question.body) : undefined;
  }

  async #know(body: object): Promise<DoorAnswer<string>> {
    const { certificate, token, proof } = body as Record<string, string>;
    const [chain] = await this.#world.database().read(["chains"], ({ chains }) => chains.getAll());
    const key = await loadPublicKey(crypto.subtle, chain?.public_key ?? "");
    const said = toUtf8(`comptoir-present-v1\n${certificate}\n${token}`);
    if (key === undefined || token !== chain?.token || !(await verifyMessage(crypto.subtle, key, said, proof ?? ""))) return UNKNOWN;
    this.presented += 1;
    this.#isKnown = true;
    return { kind: "ok", value: JSON.stringify({ is_new: true }) };
  }
}

const UNKNOWN = { kind: "refusal", status: 401, code: "edge.token_unknown" } as const;

async function sold(count: number): Promise<{ readonly world: World; readonly till: Till }> {
  const world = makeWorld();
  const till = await openShop(world);
  for (let cents = 1; cents <= count; cents++) await sell(till, cents * 100);
  await whenIdle(till);
  return { world, till };
}

test("a till that rests sends again what the server lost, in its order, and nothing else", async () => {
  const { world, till } = await sold(4);
  expect(await (await till.rarely()).sentAgain()).toBeUndefined();
  const server = new RestoredServer(world, 5);

  // An exchange that is under way plans the next one when it ends: five minutes from then.
  await until(() => {
    world.time.advance(300_000);
    return server.texts.length === 7;
  });
  await whenIdle(till);

  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(server.deliveries.flatMap(({ sequences }) => sequences)).toEqual([6, 7]);
  expect((await (await till.rarely()).sentAgain())?.count).toBe(2);
  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 0, quarantined_count: 0 });
  expect(world.bugs).toEqual([]);
});

test("a clock that was set back a day does not keep the till from hearing of a restore", async () => {
  const { world } = await sold(4);
  world.time.setWall(world.time.wall().epoch_ms - 93_600_000);
  const server = new RestoredServer(world, 5);
  const begins = world.time.monotonic_ms();

  await until(() => {
    world.time.advance(300_000);
    return server.texts.length === 7;
  });

  // Not only when the clock has caught up.
  expect(world.time.monotonic_ms() - begins).toBeLessThan(93_600_000);
  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(world.bugs).toEqual([]);
});

test("a sale right after the restore waits for those before it, and no entry ends in quarantine", async () => {
  const { world, till } = await sold(4);
  const server = new RestoredServer(world, 2);

  await sell(till, 900);
  await whenIdle(till);

  expect(server.deliveries).toEqual([
    { sequences: [8], canResend: true },
    { sequences: [3, 4, 5, 6, 7, 8], canResend: true },
  ]);
  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  // The sale since is no news to the server.
  expect((await (await till.rarely()).sentAgain())?.count).toBe(5);
  expect(server.quarantined).toEqual([]);
  expect(till.sync.value).toMatchObject({ unsent_count: 0, quarantined_count: 0 });
});

test("a line that breaks while the till asks how far the server is makes it wait, and quarantines nothing", async () => {
  const { world, till } = await sold(4);
  const server = new RestoredServer(world, 2);
  server.isDeaf = true;

  await sell(till, 900);
  await until(() => till.sync.value.phase === "waiting");
  expect(server.deliveries).toEqual([{ sequences: [8], canResend: true }]);
  server.isDeaf = false;
  till.syncNow();
  await whenIdle(till);

  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(server.quarantined).toEqual([]);
});

test("a till that enrolled after the backup shows its certificate and sends all it ever sealed", async () => {
  const { world, till } = await sold(3);
  const server = new RestoredServer(world, 0, { isKnown: false });

  await sell(till, 900);
  await whenIdle(till);

  expect(server.presented).toBe(1);
  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 0, quarantined_count: 0 });
});

test("what the server lacks and the till no longer has, waits for a person; the till goes on", async () => {
  const { world, till } = await sold(3);
  const db = world.database();
  await db.write(["entries"], async ({ entries }) => {
    for (const { chain, sequence } of await entries.getAll()) if (sequence < 7) await entries.delete([chain, sequence]);
  });
  const server = new RestoredServer(world, 2);

  await sell(till, 900);
  await whenIdle(till);

  expect(server.deliveries.map(({ canResend }) => canResend)).toEqual([true, false]);
  expect(server.quarantined).toHaveLength(1);
  expect(till.sync.value).toMatchObject({ phase: "idle", unsent_count: 0, quarantined_count: 1 });
});

test("delivered entries stay for 90 days, and until a backup that was tried holds them", async () => {
  const { world, till } = await sold(3);
  const server = new RestoredServer(world, 6, { held: 4 });
  const left = async (): Promise<readonly number[]> => (await world.database().read(["entries"], ({ entries }) => entries.getAll())).map(({ sequence }) => sequence);

  // An exchange that is under way plans the next one when it ends: five minutes from then.
  await until(async () => {
    world.time.advance(300_000);
    return (await world.database().cell("held_chains")) !== undefined;
  });
  await whenIdle(till);
  world.time.advance(88 * DAY_MS);
  await whenIdle(till);
  expect(await left()).toEqual([1, 2, 3, 4, 5, 6]);
  await until(async () => {
    world.time.advance(DAY_MS);
    return (await left()).length < 6;
  });

  expect(await left()).toEqual([5, 6]);
  expect(server.sequences).toEqual([1, 2, 3, 4, 5, 6]);
});
