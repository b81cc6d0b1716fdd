/** A print that waits can be given up by a person, and then nobody prints it. */
import "fake-indexeddb/auto";

import { afterEach, expect, test, vi } from "vitest";

import { PrintShop, type DirectOutcome, type PrintNews, type PrintTarget } from "../src/printing/index.ts";
import { Agent } from "./agent.ts";

const PATIENT = { timeout: 15_000 };
const DIRECT: PrintTarget = { way: "direct", agent_key: "", printer: "front" };
const PAGE = Uint8Array.of(80);

interface Counter {
  readonly shop: PrintShop;
  readonly news: PrintNews[];
  /** How often the printer on this device was given a page. */
  given: number;
  outcome: DirectOutcome;
}

const open: PrintShop[] = [];
let count = 0;

afterEach(() => {
  for (const shop of open.splice(0)) shop.close();
});

function counter(database: string, agent?: Agent): Counter {
  const made: Omit<Counter, "shop"> = { news: [], given: 0, outcome: { state: "held", trouble: "paper_out" } };
  const shop = new PrintShop({
    ports: {
      fetch: agent === undefined ? () => Promise.reject(new TypeError("no line")) : agent.fetch,
      subtle: crypto.subtle,
      random: (bytes) => crypto.getRandomValues(bytes),
      now: () => agent?.now_ms ?? performance.now(),
    },
    onNews: (news) => made.news.push(news),
    newId: () => crypto.randomUUID(),
    database,
    look_ms: 20,
    spare_ms: 60_000,
    direct: () =>
      Promise.resolve({
        print: () => {
          made.given += 1;
          return Promise.resolve(made.outcome);
        },
      }),
  });
  open.push(shop);
  return Object.assign(made, { shop });
}

async function withAgent(): Promise<{ readonly agent: Agent; readonly made: Counter; readonly target: PrintTarget; readonly database: string }> {
  const agent = await Agent.make();
  const database = `drop-${(count += 1)}`;
  const made = counter(database, agent);
  await made.shop.follow([agent.named], "Caisse 1", { certificate: "the server's word", prove: () => Promise.resolve("proof") });
  return { agent, made, target: { agent_key: agent.public_key, printer: "front" }, database };
}

const states = (made: Counter): string[] => made.news.map(({ state, trouble }) => `${state} ${trouble}`.trim());

test("a print that waits for paper is dropped, and paper brings nothing; dropped again, it stays so", async () => {
  const database = `drop-${(count += 1)}`;
  const made = counter(database);
  const job = await made.shop.print(DIRECT, PAGE, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out"]), PATIENT);
  const given = made.given;
  made.outcome = { state: "printed", trouble: "" };

  await made.shop.drop(job);
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out", "dropped"]), PATIENT);
  await made.shop.drop(job);

  expect(made.shop.waiting).toEqual([]);
  const later = counter(database);
  await later.shop.resume();
  await new Promise((done) => setTimeout(done, 50));
  expect([made.given, later.given, later.news]).toEqual([given, 0, []]);
});

test("what the agent has not begun is taken back from it", async () => {
  const { agent, made, target } = await withAgent();
  const job = await made.shop.print(target, PAGE, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out"]), PATIENT);

  await made.shop.drop(job);
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out", "dropped"]), PATIENT);

  expect(agent.jobs.get(job)).toEqual({ state: "failed", trouble: "taken_back" });
});

test("what is on paper already is said to be so, not dropped", async () => {
  const { agent, made, target } = await withAgent();
  const job = await made.shop.print(target, PAGE, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out"]), PATIENT);
  agent.jobs.set(job, { state: "printed", trouble: "" });

  await made.shop.drop(job);

  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out", "printed"]), PATIENT);
});

test("an agent that is silent is asked back until it answers, also by a page that was opened later", async () => {
  const { agent, made, target, database } = await withAgent();
  const job = await made.shop.print(target, PAGE, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting paper_out"]), PATIENT);
  agent.isSilent = true;
  await made.shop.drop(job);
  await vi.waitFor(() => expect(states(made).at(-1)).toBe("waiting no_agent"), PATIENT);
  expect(made.shop.waiting).toEqual([{ id: job, label: "A1-1-7", trouble: "no_agent", is_pulse: false, is_unwanted: true }]);
  made.shop.close();

  const later = counter(database, agent);
  agent.isSilent = false;
  await later.shop.resume();
  await vi.waitFor(() => expect(states(later)).toEqual(["dropped"]), PATIENT);

  expect(agent.jobs.get(job)).toEqual({ state: "failed", trouble: "taken_back" });
});

test("a print that no agent ever got is dropped without asking one", async () => {
  const { agent, made, target } = await withAgent();
  agent.isSilent = true;
  const job = await made.shop.print(target, PAGE, "A1-1-7");
  await vi.waitFor(() => expect(states(made)).toEqual(["waiting no_agent"]), PATIENT);

  await made.shop.drop(job);

  await vi.waitFor(() => expect(states(made)).toEqual(["waiting no_agent", "dropped"]), PATIENT);
  expect(agent.jobs.size).toBe(0);
});
