/**
 * Everything that a till prints through agents: who is paired, and the jobs that are not on paper yet. A sale never waits for it:
 * a job is kept on this device first, delivered when the agent answers, and followed until somebody knows what became of it.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import {
  AgentLink,
  addressOf,
  pairAgent,
  pairByShop,
  type AgentAnswer,
  type AgentClock,
  type AgentPorts,
  type AgentPrinter,
  type NamedAgent,
  type PairedAgent,
  type TillIdentity,
} from "./agent-link.ts";

export interface PrintJob {
  readonly id: string;
  readonly agent_key: string;
  readonly printer: string;
  readonly data: Uint8Array<ArrayBuffer>;
  /** For people: the receipt's number. */
  readonly label: string;
  readonly created_ms: number;
}

/** What a cashier should know: nothing while all goes well. */
export interface PrintNews {
  readonly id: string;
  readonly label: string;
  /** `printed` ends a job, and so do `failed` and `unsure`; `waiting` goes on by itself. */
  readonly state: "printed" | "waiting" | "failed" | "unsure";
  /** A code: `no_agent`, `no_answer`, `paper_out`, `cover_open`, `timeout`, `broken_off`, or a refusal of the agent. */
  readonly trouble: string;
}

interface Schema extends DBSchema {
  agents: { key: string; value: PairedAgent };
  jobs: { key: string; value: PrintJob };
}

export interface PrintShopOptions {
  readonly ports: AgentPorts;
  readonly onNews: (news: PrintNews) => void;
  readonly newId: () => string;
  readonly database?: string;
  /** Between two looks at a job that is not done. */
  readonly look_ms?: number;
}

const LOOK_MS = 250;
const LOOK_SLOW_MS = 3_000;
/** A receipt that could not be delivered for so long is nobody's any more. */
const GIVEN_UP_MS = 15 * 60_000;
/** Refusals that pass by themselves: the job waits. */
const PASSING = new Set(["agent.clock_off", "agent.repeated", "agent.too_many", "agent.storage_failed"]);

export class PrintShop {
  readonly #options: PrintShopOptions;
  readonly #db: Promise<IDBPDatabase<Schema>>;
  readonly #said = new Map<string, string>();
  readonly #clocks = new Map<string, AgentClock>();
  #isClosed = false;

  constructor(options: PrintShopOptions) {
    this.#options = options;
    this.#db = openDB<Schema>(options.database ?? "comptoir-printing", 1, {
      upgrade(db) {
        db.createObjectStore("agents", { keyPath: "agent_key" });
        db.createObjectStore("jobs", { keyPath: "id" });
      },
    });
  }

  /** What an earlier page left undone goes on. */
  async resume(): Promise<void> {
    for (const job of await (await this.#db).getAll("jobs")) void this.#follow(job);
  }

  async agents(): Promise<readonly PairedAgent[]> {
    return (await this.#db).getAll("agents");
  }

  async pair(address: string, code: string, till: string): Promise<AgentAnswer<PairedAgent>> {
    const answer = await pairAgent(this.#options.ports, address, code, till);
    if (answer.kind === "ok") await (await this.#db).put("agents", answer.value);
    return answer;
  }

  /**
   * The agents that the server names for this till's store: new ones are paired, moved ones followed, and those that it names no more
   * are forgotten. One that does not answer is tried again the next time.
   */
  async follow(named: readonly NamedAgent[], till: string, identity: TillIdentity | undefined): Promise<void> {
    const db = await this.#db;
    const known = new Map((await db.getAll("agents")).map((agent) => [agent.agent_key, agent]));
    for (const agent of known.values()) {
      if (agent.is_of_shop === true && !named.some((one) => one.public_key === agent.agent_key)) await db.delete("agents", agent.agent_key);
    }
    for (const agent of named) {
      const paired = known.get(agent.public_key);
      const address = addressOf(agent.address);
      if (paired !== undefined && address !== undefined && paired.address !== address) await db.put("agents", { ...paired, address, name: agent.name });
      if (paired !== undefined || identity === undefined) continue;
      const answer = await pairByShop(this.#options.ports, agent, till, identity);
      if (answer.kind === "ok") await db.put("agents", answer.value);
    }
  }

  /** Leaves sealed entries with an agent; answers the digests of those that are on its disk. */
  async keep(agentKey: string, batch: { readonly certificate: string; readonly lines: readonly { readonly seal: string; readonly text: string }[] }): Promise<readonly string[] | undefined> {
    const link = await this.#link(agentKey);
    if (link === undefined) return undefined;
    let answer = await link.keep(batch.lines);
    if (answer.kind === "ok" && answer.value.wants_certificate && (await link.showCertificate(batch.certificate))) answer = await link.keep(batch.lines);
    return answer.kind === "ok" ? answer.value.kept : undefined;
  }

  async forget(agentKey: string): Promise<void> {
    await (await this.#db).delete("agents", agentKey);
  }

  async printers(agentKey: string): Promise<AgentAnswer<readonly AgentPrinter[]>> {
    const link = await this.#link(agentKey);
    return link === undefined ? { kind: "weather" } : link.printers();
  }

  /** Kept, then delivered: the answer comes when the job is kept, not when it is on paper. */
  async print(target: { readonly agent_key: string; readonly printer: string }, data: Uint8Array<ArrayBuffer>, label: string): Promise<string> {
    const job = { id: this.#options.newId(), ...target, data, label, created_ms: this.#options.ports.now() };
    await (await this.#db).put("jobs", job);
    void this.#follow(job);
    return job.id;
  }

  close(): void {
    this.#isClosed = true;
    void this.#db.then((db) => db.close());
  }

  async #follow(job: PrintJob): Promise<void> {
    let isDelivered = false;
    while (!this.#isClosed) {
      const link = await this.#link(job.agent_key);
      if (link === undefined) return this.#end(job, "failed", "agent.not_paired");
      const answer = isDelivered ? await link.job(job.id) : await link.print(job.printer, job.id, job.data);
      if (answer.kind === "refusal" && !PASSING.has(answer.code)) return this.#end(job, "failed", answer.code);
      if (answer.kind === "ok") {
        isDelivered = true;
        const { state, trouble } = answer.value;
        if (state === "printed" || state === "failed" || state === "unsure") return this.#end(job, state, trouble);
        if (trouble !== "") this.#say(job, "waiting", trouble);
      } else if (this.#options.ports.now() - job.created_ms > GIVEN_UP_MS) {
        return this.#end(job, isDelivered ? "unsure" : "failed", answer.kind === "refusal" ? answer.code : "no_agent");
      } else {
        this.#say(job, "waiting", answer.kind === "refusal" ? answer.code : "no_agent");
      }
      await pause(answer.kind === "ok" && answer.value.trouble === "" ? (this.#options.look_ms ?? LOOK_MS) : LOOK_SLOW_MS);
    }
  }

  async #end(job: PrintJob, state: PrintNews["state"], trouble: string): Promise<void> {
    await (await this.#db).delete("jobs", job.id);
    this.#say(job, state, trouble);
    this.#said.delete(job.id);
  }

  #say(job: PrintJob, state: PrintNews["state"], trouble: string): void {
    const news = `${state} ${trouble}`;
    if (this.#said.get(job.id) === news) return;
    this.#said.set(job.id, news);
    this.#options.onNews({ id: job.id, label: job.label, state, trouble });
  }

  async #link(agentKey: string): Promise<AgentLink | undefined> {
    const agent = await (await this.#db).get("agents", agentKey);
    if (agent === undefined) return undefined;
    const clock = this.#clocks.get(agentKey) ?? { ahead_ms: 0 };
    this.#clocks.set(agentKey, clock);
    return new AgentLink(this.#options.ports, agent, clock);
  }
}

/** On this page's own browser. */
export function browserPrintShop(onNews: PrintShopOptions["onNews"]): PrintShop {
  return new PrintShop({
    ports: {
      fetch: (address, request) => fetch(address, request),
      subtle: crypto.subtle,
      random: (bytes) => crypto.getRandomValues(bytes),
      now: () => Date.now(),
    },
    onNews,
    newId: () => crypto.randomUUID(),
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
