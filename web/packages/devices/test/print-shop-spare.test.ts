/** A second printer takes over when the first can't, and never when the first may have begun. */
import "fake-indexeddb/auto";

import { afterEach, expect, test, vi } from "vitest";

import { PrintShop, type DirectOutcome, type PrintNews, type PrintTarget } from "../src/printing/index.ts";

/** A busy machine is no reason to fail. */
const PATIENT = { timeout: 15_000 };
const FIRST: PrintTarget = { way: "direct", agent_key: "", printer: "first" };
const SECOND: PrintTarget = { way: "direct", agent_key: "", printer: "second" };
const NARROW = Uint8Array.of(58);
const WIDE = Uint8Array.of(80);

interface Counter {
  readonly shop: PrintShop;
  readonly news: PrintNews[];
  /** What each printer was given. */
  readonly given: { readonly printer: string; readonly byte: number | undefined }[];
  outcomes: Record<string, DirectOutcome>;
  /** Where a test moves the time itself: a busy machine must not. */
  now_ms: number | undefined;
}

const open: PrintShop[] = [];
let count = 0;

afterEach(() => {
  for (const shop of open.splice(0)) shop.close();
});

function counter(outcomes: Record<string, DirectOutcome>, database = `spare-${(count += 1)}`, now_ms?: number): Counter {
  const made: Omit<Counter, "shop"> = { news: [], given: [], outcomes, now_ms };
  const shop = new PrintShop({
    ports: {
      fetch: () => Promise.reject(new TypeError("no line")),
      subtle: crypto.subtle,
      random: (bytes) => crypto.getRandomValues(bytes),
      now: () => made.now_ms ?? performance.now(),
    },
    onNews: (news) => made.news.push(news),
    newId: () => crypto.randomUUID(),
    database,
    spare_ms: 30,
    pulse_ms: 200,
    direct: ({ printer }) =>
      Promise.resolve({
        print: (data) => {
          made.given.push({ printer, byte: data[0] });
          return Promise.resolve(made.outcomes[printer] ?? { state: "held", trouble: "not_connected" });
        },
      }),
  });
  open.push(shop);
  return Object.assign(made, { shop });
}

const states = (made: Counter): string[] => made.news.map(({ state, trouble }) => `${state} ${trouble}`.trim());

test("a printer without paper hands over to the second, with a page of the second's width", async () => {
  const made = counter({ first: { state: "held", trouble: "paper_out" }, second: { state: "printed", trouble: "" } });

  await made.shop.print(FIRST, WIDE, "A1-1-7", { target: SECOND, data: NARROW });
  await vi.waitFor(() => expect(states(made).at(-1)).toBe("printed"), PATIENT);

  // On a slow machine its time is up before anything was said of waiting.
  expect(states(made).filter((one) => one !== "waiting paper_out")).toEqual(["moved paper_out", "printed"]);
  expect(made.given.filter((page) => page.printer === "second")).toEqual([{ printer: "second", byte: 58 }]);
});

test("a job that broke off at the first printer is nobody else's", async () => {
  const made = counter({ first: { state: "unsure", trouble: "broken_off" }, second: { state: "printed", trouble: "" } });

  await made.shop.print(FIRST, WIDE, "A1-1-7", { target: SECOND, data: NARROW });
  await vi.waitFor(() => expect(states(made)).toEqual(["unsure broken_off"]), PATIENT);

  expect(made.given).toEqual([{ printer: "first", byte: 80 }]);
});

test("without a second printer a job waits, and comes out when there is paper", async () => {
  const made = counter({ first: { state: "held", trouble: "paper_out" } });

  await made.shop.print(FIRST, WIDE, "A1-1-7");
  await vi.waitFor(() => expect(made.given.length).toBeGreaterThan(1), PATIENT);
  made.outcomes = { first: { state: "printed", trouble: "" } };
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out", "printed"]), PATIENT);
});

test("what waits is told, each with its trouble, until it is on paper", async () => {
  const made = counter({ first: { state: "held", trouble: "paper_out" }, second: { state: "held", trouble: "cover_open" } });
  expect(made.shop.waiting).toEqual([]);

  const first = await made.shop.print(FIRST, WIDE, "A1-1-7");
  await vi.waitFor(() => expect(made.shop.waiting).toHaveLength(1), PATIENT);
  const second = await made.shop.print(SECOND, WIDE, "A1-1-8");
  await vi.waitFor(() => expect(made.shop.waiting).toHaveLength(2), PATIENT);
  expect(made.shop.waiting).toEqual([
    { id: first, label: "A1-1-7", trouble: "paper_out", is_pulse: false, is_unwanted: false },
    { id: second, label: "A1-1-8", trouble: "cover_open", is_pulse: false, is_unwanted: false },
  ]);

  made.outcomes = { ...made.outcomes, first: { state: "printed", trouble: "" } };
  await vi.waitFor(() => expect(made.shop.waiting.map(({ id }) => id)).toEqual([second]), PATIENT);
});

test("an agent that is not there hands over; what it may have got is not printed twice", async () => {
  const agent: PrintTarget = { agent_key: "unknown", printer: "front" };
  const made = counter({ second: { state: "printed", trouble: "" } });

  await made.shop.print(agent, WIDE, "A1-1-8", { target: SECOND, data: NARROW });
  await vi.waitFor(() => expect(states(made).at(-1)).toBe("printed"), PATIENT);

  expect(states(made)).toEqual(["moved agent.not_paired", "printed"]);
  expect(made.given).toEqual([{ printer: "second", byte: 58 }]);
});

test("a page that closed while bytes were on the way leaves a job that only a person prints again", async () => {
  const first = counter({}, "spare-closed");
  let hasBegun = false;
  const never = new PrintShop({
    ports: { fetch: () => Promise.reject(new TypeError("no line")), subtle: crypto.subtle, random: (bytes) => crypto.getRandomValues(bytes), now: () => performance.now() },
    onNews: () => undefined,
    newId: () => crypto.randomUUID(),
    database: "spare-closed",
    direct: () =>
      Promise.resolve({
        print: () => {
          hasBegun = true;
          return new Promise(() => undefined);
        },
      }),
  });
  await never.print(FIRST, WIDE, "A1-1-9");
  await vi.waitFor(() => expect(hasBegun).toBe(true), PATIENT);
  never.close();

  await first.shop.resume();
  await vi.waitFor(() => expect(states(first)).toEqual(["unsure broken_off"]), PATIENT);

  expect(first.given).toEqual([]);
});

test("a drawer that can't open now does not open later, nor after the page was closed", async () => {
  const database = `pulse-${(count += 1)}`;
  const made = counter({ first: { state: "held", trouble: "not_connected" } }, database, 0);

  await made.shop.pulse(FIRST, NARROW, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting not_connected"]), PATIENT);
  made.now_ms = 201;
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting not_connected", "failed not_connected"]), PATIENT);
  expect(made.news.every((news) => news.is_pulse)).toBe(true);

  await made.shop.pulse(FIRST, NARROW, "A1-1-8");
  await vi.waitFor(() => expect(states(made).slice(2)).toEqual(["waiting not_connected"]), PATIENT);
  made.shop.close();
  const later = counter({ first: { state: "printed", trouble: "" } }, database, 402);
  await later.shop.resume();
  await vi.waitFor(() => expect(states(later)).toEqual(["failed no_answer"]), PATIENT);
  expect(later.given).toEqual([]);
});

test("the second printer opens its own drawer while there is time", async () => {
  const made = counter({ first: { state: "held", trouble: "not_connected" }, second: { state: "printed", trouble: "" } }, undefined, 0);

  await made.shop.pulse(FIRST, NARROW, "A1-1-7", { target: SECOND, data: WIDE });
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting not_connected"]), PATIENT);
  made.now_ms = 199;
  await vi.waitFor(() => expect(states(made).at(-1)).toBe("printed"), PATIENT);

  expect(made.given.filter((page) => page.printer === "second")).toEqual([{ printer: "second", byte: 80 }]);
});

test("a shop that closes while a printer is asked leaves the job as it was kept, and throws nothing", async () => {
  const database = `spare-${(count += 1)}`;
  let answer: (() => void) | undefined;
  const thrown: unknown[] = [];
  const hear = (reason: unknown): number => thrown.push(reason);
  process.on("unhandledRejection", hear);
  const closing = new PrintShop({
    ports: { fetch: () => Promise.reject(new TypeError("no line")), subtle: crypto.subtle, random: (bytes) => crypto.getRandomValues(bytes), now: () => performance.now() },
    onNews: () => undefined,
    newId: () => crypto.randomUUID(),
    database,
    direct: async () => {
      await new Promise<void>((done) => (answer = done));
      return { print: () => Promise.resolve({ state: "printed", trouble: "" }) };
    },
  });
  await closing.print(FIRST, WIDE, "A1-1-10");
  await vi.waitFor(() => expect(answer).toBeDefined(), PATIENT);
  closing.close();
  await new Promise((done) => setTimeout(done, 20));
  answer?.();
  await new Promise((done) => setTimeout(done, 50));
  process.off("unhandledRejection", hear);

  expect(thrown).toEqual([]);
  const next = counter({ first: { state: "printed", trouble: "" } }, database);
  await next.shop.resume();
  await vi.waitFor(() => expect(states(next)).toEqual(["printed"]), PATIENT);
  expect(next.given).toEqual([{ printer: "first", byte: 80 }]);
});
