/** A page that was given up stays in sight, and a person prints it once more. */
import "fake-indexeddb/auto";

import { afterEach, expect, test, vi } from "vitest";

import { PrintShop, type DirectOutcome, type PrintTarget } from "../src/printing/index.ts";

const PATIENT = { timeout: 15_000 };
const DIRECT: PrintTarget = { way: "direct", agent_key: "", printer: "front" };
const DAY_MS = 86_400_000;

interface Counter {
  readonly shop: PrintShop;
  readonly printed: number[];
  outcome: DirectOutcome;
  now_ms: number;
}

const open: PrintShop[] = [];
let count = 0;

afterEach(() => {
  for (const shop of open.splice(0)) shop.close();
});

function counter(database: string, now_ms = 0): Counter {
  const made: Omit<Counter, "shop"> = { printed: [], outcome: { state: "unsure", trouble: "broken_off" }, now_ms };
  const shop: PrintShop = new PrintShop({
    ports: { fetch: () => Promise.reject(new TypeError("no line")), subtle: crypto.subtle, random: (bytes) => crypto.getRandomValues(bytes), now: () => holder.now_ms },
    onNews: () => undefined,
    newId: () => crypto.randomUUID(),
    database,
    look_ms: 20,
    spare_ms: 20,
    direct: () =>
      Promise.resolve({
        print: (data) => {
          holder.printed.push(data[0] ?? -1);
          return Promise.resolve(holder.outcome);
        },
      }),
  });
  open.push(shop);
  const holder = Object.assign(made, { shop });
  return holder;
}

const listed = ({ shop }: Counter): string[] => shop.unprinted.map(({ label, state, trouble }) => `${label} ${state} ${trouble}`);
const name = (): string => `again-${(count += 1)}`;

test("a page that broke off is listed, also for the next page of the till, and comes out once more, once", async () => {
  const database = name();
  const before = counter(database);
  await before.shop.print(DIRECT, Uint8Array.of(80), "A1-1-7");
  await vi.waitFor(() => expect(listed(before)).toEqual(["A1-1-7 unsure broken_off"]), PATIENT);
  before.shop.close();

  const made = counter(database, 60_000);
  await made.shop.resume();
  expect([listed(made), made.printed]).toEqual([["A1-1-7 unsure broken_off"], []]);
  made.outcome = { state: "printed", trouble: "" };
  const [page] = made.shop.unprinted;
  await Promise.all([made.shop.printAgain(page?.id ?? ""), made.shop.printAgain(page?.id ?? "")]);

  await vi.waitFor(() => expect(made.printed).toEqual([80]), PATIENT);
  expect(listed(made)).toEqual([]);
  const later = counter(database);
  await later.shop.resume();
  expect([listed(later), later.printed]).toEqual([[], []]);
});

test("what was given up is listed, too; a drawer is not, and what a person takes off the list is gone", async () => {
  const database = name();
  const made = counter(database);
  made.outcome = { state: "held", trouble: "paper_out" };
  await made.shop.print(DIRECT, Uint8Array.of(80), "A1-1-8");
  await made.shop.pulse(DIRECT, Uint8Array.of(27), "A1-1-8");
  await vi.waitFor(() => expect(made.printed.length).toBeGreaterThan(1), PATIENT);
  made.now_ms = DAY_MS;

  await vi.waitFor(() => expect(listed(made)).toEqual(["A1-1-8 failed paper_out"]), PATIENT);
  await made.shop.forgetPage(made.shop.unprinted[0]?.id ?? "");

  expect([listed(made), made.shop.waiting]).toEqual([[], []]);
});

test("thirty are kept, the newest, for a week", async () => {
  const database = name();
  const made = counter(database);
  for (let page = 1; page <= 32; page += 1) {
    made.now_ms = page;
    await made.shop.print(DIRECT, Uint8Array.of(80), `A1-1-${page}`);
    await vi.waitFor(() => expect(made.shop.unprinted.at(-1)?.label).toBe(`A1-1-${page}`), PATIENT);
  }
  expect([made.shop.unprinted.length, made.shop.unprinted[0]?.label]).toEqual([30, "A1-1-3"]);
  made.shop.close();

  const later = counter(database, 8 * DAY_MS);
  await later.shop.resume();
  expect(listed(later)).toEqual([]);
});
