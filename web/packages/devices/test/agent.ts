import type { NamedAgent } from "../src/printing/index.ts";

const { subtle } = crypto;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const encode = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("base64url");
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
export const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => Buffer.from(await subtle.digest("SHA-256", bytes)).toString("hex");

/** An agent that answers as the real one: it checks signatures, signs, knows certificates that it was shown, and has a printer without paper. */
export class Agent {
  readonly asked: string[] = [];
  readonly paired = new Map<string, string>();
  readonly certificates = new Set<string>();
  isSilent = false;
  /** It has joined no shop. */
  isShopless = false;
  /** An impostor that signs with a key of its own. */
  isFalse = false;
  /** Jobs that it was given, as they stand. */
  readonly jobs = new Map<string, { state: string; trouble: string }>();
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
    if (this.isShopless && pathname === "/v1/relay") return new Response(JSON.stringify({ code: "agent.no_shop" }), { status: 404 });
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
    const job = /^\/v1\/(?:printers\/[^/]+\/)?jobs\/([^/]+)(\/take-back)?$/.exec(path);
    if (job !== null) return this.#job(job[1] ?? "", path.startsWith("/v1/printers/"), job[2] !== undefined);
    const isKnown = this.certificates.size > 0;
    const lines = body.split("\n").slice(0, -1);
    const digests = await Promise.all(lines.map((line) => sha256(utf8(line.slice(line.indexOf(" ") + 1)))));
    return { answers: digests.map((digest) => (isKnown ? { digest, status: "kept" } : { status: "refused", code: "unknown_chain" })) };
  }

  #job(id: string, isNew: boolean, isTakenBack: boolean): unknown {
    const known = this.jobs.get(id) ?? { state: "queued", trouble: "paper_out" };
    if (isNew) this.jobs.set(id, known);
    if (isTakenBack && known.state === "queued") this.jobs.set(id, { state: "failed", trouble: "taken_back" });
    return { id, printer: "front", ...this.jobs.get(id) };
  }
}
