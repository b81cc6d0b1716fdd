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
  type AgentJob,
  type AgentPorts,
  type AgentPrinter,
  type NamedAgent,
  type PairedAgent,
  type TillIdentity,
} from "./agent-link.ts";
import { AgentHardware, type ShelfLabel } from "./agent-hardware.ts";
import type { GivenUp, PrintJob, PrintNews, PrintTarget, SparePage, UnprintedPage, WaitingPrint } from "./print-jobs.ts";
import { Turns } from "./turns.ts";
import type { DirectOutcome, DirectPrinter } from "./direct.ts";

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
  /** So long a drawer is tried. */
  readonly pulse_ms?: number;
  /** So long a printer is waited for before the second one takes its job. */
  readonly spare_ms?: number;
  /** Printers that no agent has; `undefined`: not there now. */
  readonly direct?: (target: PrintTarget, job: string) => Promise<DirectPrinter | undefined>;
}

const LOOK_MS = 250;
const LOOK_SLOW_MS = 3_000;
/** An agent that has joined no shop keeps no entries: whether it has since is asked again after so long. */
const SHOPLESS_MS = 5 * 60_000;
const SPARE_MS = 6_000;
/** Longer than the second printer needs to take over. */
const PULSE_MS = 10_000;
/** A receipt that could not be delivered for so long is nobody's any more. */
const GIVEN_UP_MS = 15 * 60_000;
/** So long, and so many, pages that did not come out are kept: later nobody asks for them. */
const UNPRINTED_MS = 7 * 86_400_000;
const UNPRINTED_MAX = 30;
/** What an agent says of a job that it was never given. */
const NEVER_ARRIVED = "agent.job_unknown";
/** Refusals that pass by themselves: the job waits. */
const PASSING = new Set(["agent.clock_off", "agent.repeated", "agent.too_many", "agent.storage_failed"]);

export class PrintShop {
  readonly #options: PrintShopOptions;
  readonly #db: Promise<IDBPDatabase<Schema>>;
  readonly #said = new Map<string, string>();
  readonly #waiting = new Map<string, WaitingPrint>();
  readonly #unprinted = new Map<string, UnprintedPage>();
  readonly #clocks = new Map<string, AgentClock>();
  /** Jobs that a person wants no more. */
  readonly #unwanted = new Set<string>();
  readonly #shopless = new Map<string, number>();
  readonly #turns = new Turns();
  /** Ends the pause of a job before its time. */
  readonly #awake = new Map<string, () => void>();
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
    for (const job of await (await this.#db).getAll("jobs")) {
      if (job.given_up !== undefined) {
        await this.#keep(job, job.given_up);
        continue;
      }
      if (job.is_unwanted === true) this.#unwanted.add(job.id);
      void this.#follow(job, { isResumed: true });
    }
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
    const { now } = this.#options.ports;
    const link = now() < (this.#shopless.get(agentKey) ?? 0) ? undefined : await this.#link(agentKey);
    if (link === undefined) return undefined;
    let answer = await link.keep(batch.lines);
    if (answer.kind === "refusal" && answer.code === "agent.no_shop") this.#shopless.set(agentKey, now() + SHOPLESS_MS);
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

  async hardware(agentKey: string): Promise<AgentHardware | undefined> {
    const link = await this.#link(agentKey);
    return link === undefined ? undefined : new AgentHardware(link);
  }

  /** What waits, oldest first. */
  get waiting(): readonly WaitingPrint[] {
    return [...this.#waiting.values()];
  }

  /** Kept, then delivered: the answer comes when the job is kept, not when it is on paper. */
  async print(target: PrintTarget, data: Uint8Array<ArrayBuffer>, label: string, spare?: SparePage, about: { readonly opens_drawer?: boolean } = {}): Promise<string> {
    const { way = "agent", agent_key, printer } = target;
    const place = { ...(way === "agent" ? {} : { way }), agent_key, printer };
    return this.#take({ id: this.#options.newId(), ...place, data, label, created_ms: this.#options.ports.now(), ...(spare === undefined ? {} : { spare }), ...about });
  }

  /** Opens the drawer now, or soon, or not at all. */
  async pulse(target: PrintTarget, data: Uint8Array<ArrayBuffer>, label: string, spare?: SparePage): Promise<string> {
    const { way = "agent", agent_key, printer } = target;
    const place = { ...(way === "agent" ? {} : { way }), agent_key, printer };
    const job: PrintJob = { id: this.#options.newId(), ...place, data, label, created_ms: this.#options.ports.now(), opens_drawer: true, is_pulse: true };
    return this.#take(spare === undefined ? job : { ...job, spare });
  }

  /** A shelf label, once, by an agent's label printer. */
  async printLabel(target: PrintTarget, wish: ShelfLabel, label: string): Promise<string> {
    const { agent_key, printer } = target;
    const data = new TextEncoder().encode(JSON.stringify(wish));
    return this.#take({ id: this.#options.newId(), agent_key, printer, data: new Uint8Array(data), label, created_ms: this.#options.ports.now(), is_label: true });
  }

  /**
   * A job that waits is wanted no more: nobody prints it then. What its printer has begun goes on, and the news tell of it; what an
   * agent may have and does not answer for is asked back until it does.
   */
  async drop(id: string): Promise<void> {
    this.#unwanted.add(id);
    const known = this.#waiting.get(id);
    if (known !== undefined) this.#waiting.set(id, { ...known, is_unwanted: true });
    const change = (await this.#db).transaction("jobs", "readwrite");
    const job = await change.store.get(id);
    if (job !== undefined) await change.store.put({ ...job, is_unwanted: true });
    await change.done;
    this.#awake.get(id)?.();
  }

  /** What was given up or broke off, the newest last. */
  get unprinted(): readonly UnprintedPage[] {
    return [...this.#unprinted.values()];
  }

  /** The same page once more, where it was to come out; told twice, it prints once. */
  async printAgain(id: string): Promise<void> {
    const job = await this.#takeOut(id);
    if (job === undefined) return;
    const { given_up: _before, has_begun: _begun, is_unwanted: _unwanted, ...page } = job;
    await this.#take({ ...page, id: this.#options.newId(), created_ms: this.#options.ports.now() });
  }

  /** A person has seen that it is not needed, or is on paper. */
  async forgetPage(id: string): Promise<void> {
    await this.#takeOut(id);
  }

  close(): void {
    this.#isClosed = true;
    void this.#db.then((db) => db.close());
  }

  async #take(job: PrintJob): Promise<string> {
    await (await this.#db).put("jobs", job);
    void this.#follow(job);
    return job.id;
  }

  /** Whoever closes the shop leaves its jobs as they are kept: the next page goes on with them. */
  async #follow(job: PrintJob, how: { readonly isResumed?: boolean } = {}): Promise<void> {
    try {
      await this.#followToItsEnd(job, how);
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
  }

  async #followToItsEnd(job: PrintJob, { isResumed = false }: { readonly isResumed?: boolean }): Promise<void> {
    if (job.has_begun === true) return this.#end(job, "unsure", "broken_off");
    if (this.#isTooLate(job)) return this.#end(job, "failed", "no_answer");
    const begun = this.#options.ports.now();
    if (job.way === undefined || job.way === "agent") await this.#followAgent(job, begun, isResumed);
    else await this.#followDirect(job, begun);
  }

  async #followAgent(job: PrintJob, begun: number, isResumed: boolean): Promise<void> {
    let isDelivered = false;
    /** A question of which nobody knows whether it arrived: the agent may have the job. */
    let mayBeThere = false;
    while (!this.#isClosed) {
      const link = await this.#link(job.agent_key);
      if (link === undefined) return this.#fail(job, "agent.not_paired");
      if (this.#unwanted.has(job.id)) return this.#askBack(job, isResumed || isDelivered || mayBeThere);
      const answer = isDelivered ? await link.job(job.id) : await this.#deliver(link, job);
      if (answer.kind === "refusal" && !PASSING.has(answer.code)) return this.#fail(job, answer.code);
      const trouble = answer.kind === "ok" ? answer.value.trouble : answer.kind === "refusal" ? answer.code : "no_agent";
      if (answer.kind === "ok") {
        isDelivered = true;
        const { state } = answer.value;
        if (state === "failed") return this.#fail(job, trouble);
        if (state === "printed" || state === "unsure") return this.#end(job, state, trouble);
      } else if (answer.kind === "weather") {
        mayBeThere ||= isDelivered || answer.may_have_arrived === true;
      }
      if (answer.kind !== "ok" && this.#options.ports.now() - job.created_ms > GIVEN_UP_MS) {
        return this.#end(job, mayBeThere ? "unsure" : "failed", trouble);
      }
      if (trouble !== "" && this.#isTooLate(job)) {
        // What the agent has begun is followed to its end; what it may have, nobody knows.
        if (isDelivered ? await isTakenBack(link, job.id) : !mayBeThere) return this.#end(job, "failed", trouble);
        if (!isDelivered) return this.#end(job, "unsure", trouble);
      }
      if (trouble !== "" && this.#isSpareDue(job, begun)) {
        // What the agent may have is asked back first: the same receipt must not come out of both.
        const isFree = isDelivered ? await isTakenBack(link, job.id) : !mayBeThere;
        if (isFree) return this.#move(job, trouble);
      }
      if (trouble !== "") this.#say(job, "waiting", trouble);
      await this.#pause(job, trouble === "" ? (this.#options.look_ms ?? LOOK_MS) : Math.min(LOOK_SLOW_MS, this.#options.spare_ms ?? LOOK_SLOW_MS));
    }
  }

  async #askBack(job: PrintJob, mayBeThere: boolean): Promise<void> {
    if (!mayBeThere) return this.#end(job, "dropped", "");
    while (!this.#isClosed) {
      const link = await this.#link(job.agent_key);
      if (link === undefined) return this.#end(job, "unsure", "agent.not_paired");
      const answer = await link.takeBack(job.id);
      const trouble = answer.kind === "ok" ? answer.value.trouble : answer.kind === "refusal" ? answer.code : "no_agent";
      if (answer.kind === "ok") {
        const { state } = answer.value;
        if (state === "failed") return this.#end(job, "dropped", "");
        if (state === "printed" || state === "unsure") return this.#end(job, state, trouble);
      } else if (answer.kind === "refusal" && !PASSING.has(answer.code)) {
        return this.#end(job, answer.code === NEVER_ARRIVED ? "dropped" : "unsure", trouble);
      } else if (this.#options.ports.now() - job.created_ms > GIVEN_UP_MS) {
        return this.#end(job, "unsure", trouble);
      }
      if (trouble !== "") this.#say(job, "waiting", trouble);
      await this.#pause(job, trouble === "" ? (this.#options.look_ms ?? LOOK_MS) : LOOK_SLOW_MS);
    }
  }

  async #followDirect(job: PrintJob, begun: number): Promise<void> {
    const { ports } = this.#options;
    while (!this.#isClosed) {
      const outcome = await this.#turns.take(`${job.way ?? ""} ${job.printer}`, () => this.#tryDirect(job));
      if (outcome === undefined) return this.#end(job, "dropped", "");
      if (outcome.state !== "held") return this.#end(job, outcome.state, outcome.trouble);
      if (this.#isSpareDue(job, begun)) return this.#move(job, outcome.trouble);
      if (this.#isTooLate(job) || ports.now() - job.created_ms > GIVEN_UP_MS) return this.#end(job, "failed", outcome.trouble);
      this.#say(job, "waiting", outcome.trouble);
      await this.#pause(job, Math.min(LOOK_SLOW_MS, this.#options.spare_ms ?? LOOK_SLOW_MS));
    }
  }

  /** `undefined`: nobody wants it any more. */
  async #tryDirect(job: PrintJob): Promise<DirectOutcome | undefined> {
    if (this.#unwanted.has(job.id)) return undefined;
    const printer = await this.#options.direct?.(job, job.id);
    if (printer === undefined) return { state: "held", trouble: "not_connected" };
    // Its turn came late: nobody stands at the drawer any more.
    if (this.#isTooLate(job)) return { state: "held", trouble: this.#waiting.get(job.id)?.trouble ?? "no_answer" };
    await (await this.#db).put("jobs", { ...job, has_begun: true });
    const outcome = await printer.print(job.data);
    if (outcome.state === "held") await (await this.#db).put("jobs", this.#unwanted.has(job.id) ? { ...job, is_unwanted: true } : job);
    return outcome;
  }

  #deliver(link: AgentLink, job: PrintJob): Promise<AgentAnswer<AgentJob>> {
    return job.is_label === true ? link.printLabel(job.printer, job.id, job.data) : link.print(job.printer, job.id, job.data, job.opens_drawer);
  }

  #isTooLate(job: PrintJob): boolean {
    return job.is_pulse === true && this.#options.ports.now() - job.created_ms > (this.#options.pulse_ms ?? PULSE_MS);
  }

  #isSpareDue(job: PrintJob, begun: number): boolean {
    return job.spare !== undefined && this.#options.ports.now() - begun >= (this.#options.spare_ms ?? SPARE_MS);
  }

  /** It was never sent: the second printer takes it, where there is one. */
  async #fail(job: PrintJob, trouble: string): Promise<void> {
    return job.spare === undefined ? this.#end(job, "failed", trouble) : this.#move(job, trouble);
  }

  /** One transaction: a page that closes now has one job, not two. */
  async #move(job: PrintJob, trouble: string): Promise<void> {
    if (job.spare === undefined) return;
    if (this.#unwanted.has(job.id)) return this.#end(job, "dropped", "");
    const { target, ...page } = job.spare;
    const { way, agent_key, printer } = target;
    const moved: PrintJob = {
      id: this.#options.newId(),
      ...(way === undefined || way === "agent" ? {} : { way }),
      agent_key,
      printer,
      ...page,
      label: job.label,
      created_ms: this.#options.ports.now(),
      ...(job.is_pulse === true ? { is_pulse: true } : {}),
    };
    const change = (await this.#db).transaction("jobs", "readwrite");
    await Promise.all([change.store.delete(job.id), change.store.put(moved), change.done]);
    this.#say(job, "moved", trouble);
    this.#said.delete(job.id);
    await this.#follow(moved);
  }

  async #end(job: PrintJob, state: PrintNews["state"], trouble: string): Promise<void> {
    if ((state === "failed" || state === "unsure") && job.is_pulse !== true) {
      await this.#keep(job, { state, trouble, at_ms: this.#options.ports.now() });
    } else {
      await (await this.#db).delete("jobs", job.id);
    }
    this.#unwanted.delete(job.id);
    this.#say(job, state, trouble);
    this.#said.delete(job.id);
  }

  /** The newest are kept, and none for ever. */
  async #keep(job: PrintJob, given_up: GivenUp): Promise<void> {
    const db = await this.#db;
    await db.put("jobs", { ...job, given_up });
    this.#unprinted.set(job.id, { id: job.id, label: job.label, ...given_up });
    const oldest = [...this.#unprinted.values()].sort((one, other) => one.at_ms - other.at_ms);
    const tooMany = oldest.slice(0, Math.max(0, oldest.length - UNPRINTED_MAX));
    const tooOld = oldest.filter(({ at_ms }) => this.#options.ports.now() - at_ms > UNPRINTED_MS);
    for (const { id } of [...tooMany, ...tooOld]) {
      this.#unprinted.delete(id);
      await db.delete("jobs", id);
    }
  }

  async #takeOut(id: string): Promise<PrintJob | undefined> {
    const change = (await this.#db).transaction("jobs", "readwrite");
    const job = await change.store.get(id);
    const isThere = job?.given_up !== undefined;
    if (isThere) await change.store.delete(id);
    await change.done;
    this.#unprinted.delete(id);
    return isThere ? job : undefined;
  }

  #say(job: PrintJob, state: PrintNews["state"], trouble: string): void {
    const { id, label } = job;
    const isPulse = job.is_pulse === true;
    if (state === "waiting") this.#waiting.set(id, { id, label, trouble, is_pulse: isPulse, is_unwanted: this.#unwanted.has(id) });
    else this.#waiting.delete(id);
    const news = `${state} ${trouble}`;
    if (this.#said.get(job.id) === news) return;
    this.#said.set(job.id, news);
    this.#options.onNews({ id, label, state, trouble, is_pulse: isPulse });
  }

  async #pause(job: PrintJob, milliseconds: number): Promise<void> {
    await new Promise<void>((done) => {
      this.#awake.set(job.id, done);
      setTimeout(done, milliseconds);
    });
    this.#awake.delete(job.id);
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
export function browserPrintShop(onNews: PrintShopOptions["onNews"], direct?: PrintShopOptions["direct"]): PrintShop {
  return new PrintShop({
    ports: {
      fetch: (address, request) => fetch(address, request),
      subtle: crypto.subtle,
      random: (bytes) => crypto.getRandomValues(bytes),
      now: () => Date.now(),
    },
    onNews,
    newId: () => crypto.randomUUID(),
    ...(direct === undefined ? {} : { direct }),
  });
}

/** Whether the agent gave the job up with nothing of it sent. */
async function isTakenBack(link: AgentLink, job: string): Promise<boolean> {
  const answer = await link.takeBack(job);
  return answer.kind === "ok" && answer.value.state === "failed";
}
