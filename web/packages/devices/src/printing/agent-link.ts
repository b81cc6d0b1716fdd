/** The agent that has the shop's printers, as a paired till talks to it (agent/: `service/pairs.py` is the other side). */

/** What both sides keep of a pairing. The private key can't be read out of the browser. */
export interface PairedAgent {
  /** The agent's public key: it names the agent. */
  readonly agent_key: string;
  readonly address: string;
  readonly name: string;
  readonly public_key: string;
  readonly private_key: CryptoKey;
  /** Paired by the server's word and not by a person's code: it goes when the server names it no more. */
  readonly is_of_shop?: boolean;
}

/** How a till shows that the shop's server has enrolled it (till-core's `agentIdentity`). */
export interface TillIdentity {
  readonly certificate: string;
  prove(agentKey: string, publicKey: string): Promise<string>;
}

/** An agent as the till's settings name it. */
export interface NamedAgent {
  readonly name: string;
  readonly address: string;
  readonly public_key: string;
}

export interface AgentPrinter {
  readonly id: string;
  readonly name: string;
  readonly width_mm: number;
  readonly has_drawer: boolean;
  readonly address: string;
  /** A code, e.g. `paper_out`; empty when it can print. */
  readonly trouble: string;
}

export type JobState = "queued" | "printing" | "printed" | "failed" | "unsure";

export interface AgentJob {
  readonly id: string;
  readonly printer: string;
  readonly state: JobState;
  readonly trouble: string;
}

export type AgentAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "refusal"; readonly code: string }
  /** Nobody answers there, or what answers is not the agent that was paired. `may_have_arrived`: the question left, and no answer came. */
  | { readonly kind: "weather"; readonly may_have_arrived?: boolean };

/** The outside, passed in. */
export interface AgentPorts {
  readonly fetch: typeof fetch;
  readonly subtle: SubtleCrypto;
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  readonly now: () => number;
}

const TIMEOUT_MS = 8_000;
const CLOCK_OFF = "agent.clock_off";
const QUESTION_TAG = "comptoir-agent-question-v1";
const ANSWER_TAG = "comptoir-agent-answer-v1";
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/** Pairs with the agent at an address by the code that it shows. The key is made here and stays here. */
export async function pairAgent(ports: AgentPorts, address: string, code: string, till: string): Promise<AgentAnswer<PairedAgent>> {
  const base = addressOf(address);
  if (base === undefined) return { kind: "refusal", code: "agent.address_invalid" };
  const pair = await ports.subtle.generateKey(P256, false, ["sign", "verify"]);
  const publicKey = toBase64url(new Uint8Array(await ports.subtle.exportKey("raw", pair.publicKey)));
  const body = utf8(JSON.stringify({ code: code.trim(), public_key: publicKey, name: till }));
  const answer = await ask(ports, `${base}/v1/pair`, { method: "POST", body });
  if (answer.kind !== "ok") return answer;
  const said = readObject(answer.value.text);
  if (typeof said["public_key"] !== "string" || typeof said["name"] !== "string") return { kind: "weather" };
  const { public_key: agentKey, name } = { public_key: said["public_key"], name: said["name"] };
  return { kind: "ok", value: { agent_key: agentKey, address: base, name, public_key: publicKey, private_key: pair.privateKey } };
}

/** Pairs with an agent of the shop without a code: the server has named each to the other. */
export async function pairByShop(ports: AgentPorts, agent: NamedAgent, till: string, identity: TillIdentity): Promise<AgentAnswer<PairedAgent>> {
  const base = addressOf(agent.address);
  if (base === undefined) return { kind: "refusal", code: "agent.address_invalid" };
  const pair = await ports.subtle.generateKey(P256, false, ["sign", "verify"]);
  const publicKey = toBase64url(new Uint8Array(await ports.subtle.exportKey("raw", pair.publicKey)));
  const proof = await identity.prove(agent.public_key, publicKey);
  const body = utf8(JSON.stringify({ certificate: identity.certificate, public_key: publicKey, name: till, proof }));
  const answer = await ask(ports, `${base}/v1/pair-by-certificate`, { method: "POST", body });
  if (answer.kind !== "ok") return answer;
  // Whoever answers there: only the holder of the key that the server named can sign an answer later.
  const paired = { agent_key: agent.public_key, address: base, name: agent.name, public_key: publicKey, private_key: pair.privateKey };
  return { kind: "ok", value: { ...paired, is_of_shop: true } };
}

/** What an agent holds of the lines that it was given, by digest. */
export interface KeptLines {
  readonly kept: readonly string[];
  /** It has forgotten the chain's certificate since it started, and wants it again. */
  readonly wants_certificate: boolean;
}

/** How far an agent's clock is ahead of this device's. Whoever asks the same agent shares it. */
export interface AgentClock {
  ahead_ms: number;
}

export class AgentLink {
  readonly #ports: AgentPorts;
  readonly #clock: AgentClock;
  readonly agent: PairedAgent;

  constructor(ports: AgentPorts, agent: PairedAgent, clock: AgentClock = { ahead_ms: 0 }) {
    this.#ports = ports;
    this.#clock = clock;
    this.agent = agent;
  }

  async printers(): Promise<AgentAnswer<readonly AgentPrinter[]>> {
    const answer = await this.ask("GET", "/v1/printers");
    if (answer.kind !== "ok") return answer;
    const listed = answer.value["printers"];
    return { kind: "ok", value: Array.isArray(listed) ? listed.map(readPrinter) : [] };
  }

  /** The id is the caller's: sent again, the same job is not printed again. Of one that `opensDrawer` the agent tells whether it did. */
  async print(printer: string, job: string, data: Uint8Array<ArrayBuffer>, opensDrawer = false): Promise<AgentAnswer<AgentJob>> {
    const path = `/v1/printers/${encodeURIComponent(printer)}/jobs/${job}`;
    return jobOf(await this.ask("POST", opensDrawer ? `${path}?drawer` : path, data));
  }

  async job(job: string): Promise<AgentAnswer<AgentJob>> {
    return jobOf(await this.ask("GET", `/v1/jobs/${job}`));
  }

  /** Gives up a job of which nothing was sent, so that another printer may have it; else it is told how the job stands. */
  async takeBack(job: string): Promise<AgentAnswer<AgentJob>> {
    return jobOf(await this.ask("POST", `/v1/jobs/${job}/take-back`));
  }

  /** A shelf label: the agent composes it, and prints it once, as any job. `wish` is its JSON. */
  async printLabel(printer: string, job: string, wish: Uint8Array<ArrayBuffer>): Promise<AgentAnswer<AgentJob>> {
    return jobOf(await this.ask("POST", `/v1/printers/${encodeURIComponent(printer)}/labels/${job}`, wish));
  }

  /** Leaves sealed lines with an agent that has joined the shop. */
  async keep(lines: readonly { readonly seal: string; readonly text: string }[]): Promise<AgentAnswer<KeptLines>> {
    const body = utf8(lines.map(({ seal, text: entry }) => `${seal} ${entry}\n`).join(""));
    const answer = await this.ask("POST", "/v1/relay", body);
    if (answer.kind !== "ok") return answer;
    const answers = Array.isArray(answer.value["answers"]) ? answer.value["answers"].map((one: unknown) => (isObject(one) ? one : {})) : [];
    const held = answers.filter((one) => one["status"] === "kept" || one["status"] === "already_kept");
    return {
      kind: "ok",
      value: { kept: held.map((one) => text(one["digest"])), wants_certificate: answers.some((one) => one["code"] === "unknown_chain") },
    };
  }

  /** The server's word on a chain of this till. */
  async showCertificate(certificate: string): Promise<boolean> {
    return (await this.ask("POST", "/v1/certificates", utf8(certificate))).kind === "ok";
  }

  /** A device whose clock is wrong must print all the same: the agent says its own time, signed, and is asked again by it. */
  async ask(method: "GET" | "POST", path: string, body = new Uint8Array(0)): Promise<AgentAnswer<AgentDocument>> {
    const answer = await this.#askOnce(method, path, body);
    return answer.kind === "clock" ? refusedTwice(await this.#askOnce(method, path, body)) : answer;
  }

  async #askOnce(method: "GET" | "POST", path: string, body: Uint8Array<ArrayBuffer>): Promise<AgentAnswer<AgentDocument> | { readonly kind: "clock" }> {
    const { subtle, random, now } = this.#ports;
    const nonce = toBase64url(random(new Uint8Array(16)));
    const at = now() + this.#clock.ahead_ms;
    const question = `${QUESTION_TAG}\n${method}\n${path}\n${nonce}\n${at}\n${await sha256(subtle, body)}`;
    const signature = await subtle.sign(ES256, this.agent.private_key, utf8(question));
    const headers = {
      "Comptoir-Till": this.agent.public_key,
      "Comptoir-Question": `${nonce}.${at}`,
      "Comptoir-Signature": toBase64url(new Uint8Array(signature)),
    };
    const request = { method, headers, ...(method === "POST" ? { body } : {}) };
    const answer = await ask(this.#ports, this.agent.address + path, request);
    if (answer.kind === "refusal" && answer.code === CLOCK_OFF) return this.#learnTime(nonce, answer.said);
    if (answer.kind !== "ok") return answer;
    const isOurs = await this.#isSigned(nonce, answer.value);
    return isOurs ? { kind: "ok", value: readObject(answer.value.text) } : { kind: "weather", may_have_arrived: true };
  }

  async #learnTime(nonce: string, said: Received | undefined): Promise<AgentAnswer<AgentDocument> | { readonly kind: "clock" }> {
    const refusal = { kind: "refusal", code: CLOCK_OFF } as const;
    if (said === undefined || !(await this.#isSigned(nonce, said))) return refusal;
    const theirs = readObject(said.text)["now_ms"];
    if (typeof theirs !== "number" || !Number.isSafeInteger(theirs)) return refusal;
    this.#clock.ahead_ms = theirs - this.#ports.now();
    return { kind: "clock" };
  }

  async #isSigned(nonce: string, answer: Received): Promise<boolean> {
    const { subtle } = this.#ports;
    const key = await subtle.importKey("raw", fromBase64url(this.agent.agent_key), P256, false, ["verify"]);
    const text = `${ANSWER_TAG}\n${nonce}\n${await sha256(subtle, utf8(answer.text))}`;
    return subtle.verify(ES256, key, fromBase64url(answer.signature), utf8(text));
  }
}

export type AgentDocument = Readonly<Record<string, unknown>>;

function refusedTwice(answer: AgentAnswer<AgentDocument> | { readonly kind: "clock" }): AgentAnswer<AgentDocument> {
  return answer.kind === "clock" ? { kind: "refusal", code: CLOCK_OFF } : answer;
}

interface Received {
  readonly text: string;
  readonly signature: string;
}

interface AgentRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** A refusal as it came: its signature, where it has one, is for who can check it. */
type RawAnswer = Exclude<AgentAnswer<Received>, { readonly kind: "refusal" }> | { readonly kind: "refusal"; readonly code: string; readonly said?: Received };

async function ask(ports: AgentPorts, address: string, request: AgentRequest): Promise<RawAnswer> {
  try {
    const answer = await ports.fetch(address, { ...request, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    const said = { text, signature: answer.headers.get("Comptoir-Answer") ?? "" };
    if (answer.ok) return { kind: "ok", value: said };
    const { code } = readObject(text);
    return { kind: "refusal", code: typeof code === "string" ? code : "agent.unexpected", said };
  } catch (error) {
    // No line, no answer in time, or a page that stands at this address: all the same to a receipt.
    if (error instanceof TypeError) return { kind: "weather" };
    if (error instanceof DOMException || error instanceof SyntaxError) return { kind: "weather", may_have_arrived: true };
    throw error;
  }
}

/** `192.168.1.5:8490`, `agent.local` or a whole address; browsers let a till ask by TLS, or on this very machine. */
export function addressOf(text: string): string | undefined {
  const trimmed = text.trim().replace(/\/+$/, "");
  const whole = /^https?:\/\//i.test(trimmed) ? trimmed : `${/^(?:localhost|127\.)/.test(trimmed) ? "http" : "https"}://${trimmed}`;
  return URL.canParse(whole) ? new URL(whole).origin : undefined;
}

function jobOf(answer: AgentAnswer<AgentDocument>): AgentAnswer<AgentJob> {
  if (answer.kind !== "ok") return answer;
  const { id, printer, state, trouble } = answer.value;
  return { kind: "ok", value: { id: text(id), printer: text(printer), state: stateOf(state), trouble: text(trouble) } };
}

/** A word that this till does not know is no word that the job is on paper. */
function stateOf(value: unknown): JobState {
  switch (value) {
    case "queued":
    case "printing":
    case "printed":
    case "failed":
      return value;
    default:
      return "unsure";
  }
}

function readPrinter(value: unknown): AgentPrinter {
  const source = isObject(value) ? value : {};
  return {
    id: text(source["id"]),
    name: text(source["name"]),
    width_mm: source["width_mm"] === 58 ? 58 : 80,
    has_drawer: source["has_drawer"] === true,
    address: text(source["address"]),
    trouble: text(source["trouble"]),
  };
}

function readObject(source: string): AgentDocument {
  const parsed: unknown = JSON.parse(source);
  return isObject(parsed) ? parsed : {};
}

export function isObject(value: unknown): value is AgentDocument {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function utf8(value: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(value));
}

async function sha256(subtle: SubtleCrypto, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(value: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
