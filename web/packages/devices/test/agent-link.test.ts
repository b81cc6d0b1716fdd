/** Against the agent itself (agent/ in this repository) the till's half is tried by the server's tests; here against its rules. */
import "fake-indexeddb/auto";

import { expect, test } from "vitest";

import { PrintShop, type AgentPorts, type NamedAgent, type TillIdentity } from "../src/printing/index.ts";

const { subtle } = crypto;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const encode = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("base64url");
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => Buffer.from(await subtle.digest("SHA-256", bytes)).toString("hex");

/** An agent that answers as the real one: it checks signatures, signs, and knows certificates that it was shown. */
class Agent {
  readonly asked: string[] = [];
  readonly paired = new Map<string, string>();
  readonly certificates = new Set<string>();
  isSilent = false;
  /** An impostor that signs with a key of its own. */
  isFalse = false;
  now_ms = 1_795_000_000_000;
  /** Times that were asked by. */
  readonly times: number[] = [];

  private constructor(
    readonly pair: CryptoKeyPair,
    readonly public_key: string,
    readonly other: CryptoKeyPair,
  ) {}

  static async make(): Promise<Agent> {
    const [pair, other] = await Promise.all([subtle.generateKey(P256, true, ["sign", "verify"]), subtle.generateKey(P256, true, ["sign", "verify"])]);
    return new Agent(pair, encode(await subtle.exportKey("raw", pair.publicKey)), other);
  }

  get named(): NamedAgent {
    return { name: "Pi", address: "https://pi.comptoir.local:8490", public_key: this.public_key };
  }

  readonly fetch = async (address: string | URL | Request, request?: RequestInit): Promise<Response> => {
    if (this.isSilent) throw new TypeError("Failed to fetch");
    const { pathname } = new URL(address instanceof Request ? address.url : address);
    this.asked.push(pathname);
    const body = new Uint8Array(await new Response(request?.body ?? null).arrayBuffer());
    if (pathname === "/v1/pair-by-certificate") {
      const wish = JSON.parse(new TextDecoder().decode(body)) as { public_key: string; proof: string; certificate: string };
      this.paired.set(wish.public_key, wish.proof);
      this.certificates.add(wish.certificate);
      return new Response("{}", { status: 201 });
    }
    const headers = new Headers(request?.headers);
    const [nonce = "", at = ""] = (headers.get("Comptoir-Question") ?? "").split(".");
    const till = headers.get("Comptoir-Till") ?? "";
    const key = await subtle.importKey("raw", Buffer.from(till, "base64url"), P256, false, ["verify"]);
    const question = utf8(`comptoir-agent-question-v1\n${request?.method ?? ""}\n${pathname}\n${nonce}\n${at}\n${await sha256(body)}`);
    const signature = Buffer.from(headers.get("Comptoir-Signature") ?? "", "base64url");
    if (!this.paired.has(till) || !(await subtle.verify(ES256, key, signature, question))) {
      return new Response(JSON.stringify({ code: "agent.not_paired" }), { status: 401 });
    }
    this.times.push(Number(at));
    const isOff = Math.abs(Number(at) - this.now_ms) > 300_000;
    const document = isOff ? { code: "agent.clock_off", now_ms: this.now_ms } : await this.#answer(pathname, new TextDecoder().decode(body));
    const answer = utf8(JSON.stringify(document));
    const said = utf8(`comptoir-agent-answer-v1\n${nonce}\n${await sha256(answer)}`);
    const signed = await subtle.sign(ES256, (this.isFalse ? this.other : this.pair).privateKey, said);
    return new Response(answer, { status: isOff ? 401 : 200, headers: { "Comptoir-Answer": encode(signed) } });
  };

  async #answer(path: string, body: string): Promise<unknown> {
    if (path === "/v1/certificates") {
      this.certificates.add(body);
      return { chain: "c" };
    }
    if (path === "/v1/printers") return { printers: [] };
    const isKnown = this.certificates.size > 0;
    const lines = body.split("\n").slice(0, -1);
    const digests = await Promise.all(lines.map((line) => sha256(utf8(line.slice(line.indexOf(" ") + 1)))));
    return { answers: digests.map((digest) => (isKnown ? { digest, status: "kept" } : { status: "refused", code: "unknown_chain" })) };
  }
}

const identity: TillIdentity = { certificate: "the server's word", prove: (agent, key) => Promise.resolve(`${agent} ${key}`) };
const BATCH = { certificate: "the server's word", lines: [{ seal: "s", text: "{}" }] };
let count = 0;

function shopOf(agent: Agent): PrintShop {
  const ports: AgentPorts = { fetch: agent.fetch, subtle, random: (bytes) => crypto.getRandomValues(bytes), now: () => 1_795_000_000_000 };
  count += 1;
  return new PrintShop({ ports, onNews: () => undefined, newId: () => crypto.randomUUID(), database: `agents-${count}` });
}

test("an agent that the server names is paired once, and bound to this till's key", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);

  await shop.follow([agent.named], "Caisse 1", identity);
  await shop.follow([agent.named], "Caisse 1", identity);

  const [[key, proof] = ["", ""]] = [...agent.paired];
  expect(agent.asked).toEqual(["/v1/pair-by-certificate"]);
  expect(proof).toBe(`${agent.public_key} ${key}`);
  expect(await shop.agents()).toMatchObject([{ agent_key: agent.public_key, name: "Pi", address: "https://pi.comptoir.local:8490", is_of_shop: true }]);
});

test("an agent that does not answer is paired the next time; one that the server names no more is forgotten", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  agent.isSilent = true;
  await shop.follow([agent.named], "Caisse 1", identity);
  expect(await shop.agents()).toEqual([]);

  agent.isSilent = false;
  await shop.follow([agent.named], "Caisse 1", identity);
  await shop.follow([{ ...agent.named, address: "https://pi2.comptoir.local:8490" }], "Caisse 1", identity);
  expect(await shop.agents()).toMatchObject([{ address: "https://pi2.comptoir.local:8490" }]);

  await shop.follow([], "Caisse 1", identity);
  expect(await shop.agents()).toEqual([]);
});

test("a till without a certificate pairs with nobody by itself", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);

  await shop.follow([agent.named], "Caisse 1", undefined);

  expect(agent.asked).toEqual([]);
});

test("entries are kept, and an agent that has forgotten the certificate gets it again", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.certificates.clear();

  const kept = await shop.keep(agent.public_key, BATCH);

  expect(kept).toEqual([await sha256(utf8("{}"))]);
  expect(agent.asked.slice(1)).toEqual(["/v1/relay", "/v1/certificates", "/v1/relay"]);
});

test("who signs with another key keeps nothing, and neither does who is silent or unknown", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);

  agent.isFalse = true;
  expect(await shop.keep(agent.public_key, BATCH)).toBeUndefined();
  agent.isFalse = false;
  agent.isSilent = true;
  expect(await shop.keep(agent.public_key, BATCH)).toBeUndefined();
  expect(await shop.keep("another", BATCH)).toBeUndefined();
});

test("a till whose clock is off asks again by the agent's, and goes on by it", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.now_ms += 86_400_000;

  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });
  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });

  const own = agent.now_ms - 86_400_000;
  expect(agent.times).toEqual([own, agent.now_ms, agent.now_ms]);
});

test("nobody but the agent moves the clock by which a till asks", async () => {
  const agent = await Agent.make();
  const shop = shopOf(agent);
  await shop.follow([agent.named], "Caisse 1", identity);
  agent.now_ms += 86_400_000;
  agent.isFalse = true;

  expect(await shop.printers(agent.public_key)).toMatchObject({ kind: "refusal", code: "agent.clock_off" });
  agent.now_ms -= 86_400_000;
  agent.isFalse = false;
  expect(await shop.printers(agent.public_key)).toEqual({ kind: "ok", value: [] });

  expect(agent.times).toEqual([agent.now_ms, agent.now_ms]);
});
