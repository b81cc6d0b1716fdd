/** The device door over `fetch`. Every call has a time limit; nothing here decides what to do with an answer. */
import type { Timers } from "../ports.ts";
import { parseJson, readObject, readText, Unreadable } from "../reading.ts";
import type { CustomerRequests, Door, DoorAnswer, DoorEvent, Question, SealedLine, StatusReport, StopSignal } from "./door.ts";
import { EventStreamParser } from "./event-stream.ts";

/** The part of `fetch` that is used. */
export interface FetchRequest {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly cache: "no-store" | "default";
  readonly credentials: "omit";
}

export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> } } | null;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export type Fetch = (address: string, request: FetchRequest) => Promise<FetchAnswer>;

const TIMEOUT_MS = 15_000;
/** Somebody stands and waits: after this it counts as no line. */
const TIMEOUT_SHORT_MS = 4_000;
/** A batch or a chunk on a bad line may take its time, but not for ever. */
const TIMEOUT_LONG_MS = 60_000;
/** The server writes a comment each 25 s; two missed ones mean that the line is dead. */
const SILENCE_MAX_MS = 60_000;

interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly timeout_ms?: number;
  readonly isImmutable?: boolean;
}

type Answers = typeof import("./answers.ts");

export class HttpDoor implements Door {
  readonly #fetch: Fetch;
  readonly #timers: Timers;
  readonly #address: string;

  constructor(fetch: Fetch, timers: Timers, address: string) {
    this.#fetch = fetch;
    this.#timers = timers;
    this.#address = address;
  }

  enrol(request: Parameters<Door["enrol"]>[0]): ReturnType<Door["enrol"]> {
    return this.#call({ method: "POST", path: "/enrol", body: JSON.stringify(request) }, ({ readEnrolled }) => readEnrolled);
  }

  exchangeKey(token: string, request: Parameters<Door["exchangeKey"]>[1]): ReturnType<Door["exchangeKey"]> {
    return this.#call({ method: "POST", path: "/exchange-key", token, body: JSON.stringify(request) }, ({ readExchanged }) => readExchanged);
  }

  sendEntries(token: string, lines: readonly SealedLine[], canResend = false): ReturnType<Door["sendEntries"]> {
    const body = lines.map((line) => `${line.seal} ${line.text}\n`).join("");
    const contentType = "text/plain; charset=utf-8";
    const path = `/entries${canResend ? "?resend" : ""}`;
    return this.#call({ method: "POST", path, token, body, contentType, timeout_ms: TIMEOUT_LONG_MS }, ({ readEntries }) => readEntries);
  }

  addArticle(token: string, request: Parameters<Door["addArticle"]>[1]): ReturnType<Door["addArticle"]> {
    return this.#call({ method: "POST", path: "/articles", token, body: JSON.stringify(request) }, ({ readMadeArticle }) => readMadeArticle);
  }

  ask(token: string, { about, place = "", body }: Question): ReturnType<Door["ask"]> {
    const call = { method: "POST", path: `/${about}${place}`, token, body: JSON.stringify(body), timeout_ms: TIMEOUT_SHORT_MS } as const;
    return this.#text(call);
  }

  voucher(token: string, request: Parameters<Door["voucher"]>[1]): ReturnType<Door["voucher"]> {
    return this.#text({ method: "POST", path: "/vouchers", token, body: JSON.stringify(request), timeout_ms: 5_000 });
  }

  catalog(token: string): ReturnType<Door["catalog"]> {
    return this.#call({ method: "GET", path: "/catalog", token }, ({ readManifest }) => readManifest);
  }

  catalogChunk(token: string, digest: string): ReturnType<Door["catalogChunk"]> {
    const path = `/catalog/chunks/${digest}`;
    return this.#text({ method: "GET", path, token, timeout_ms: TIMEOUT_LONG_MS, isImmutable: true });
  }

  photo(token: string, digest: string): ReturnType<Door["photo"]> {
    const call = { method: "GET", path: `/photos/${digest}`, token, isImmutable: true } as const;
    return this.#ask(call, async (answer) => new Uint8Array(await answer.arrayBuffer()));
  }

  tellShelf(token: string, request: Parameters<Door["tellShelf"]>[1]): ReturnType<Door["tellShelf"]> {
    return this.#call({ method: "POST", path: "/shelf", token, body: JSON.stringify(request) }, ({ readShelfTaken }) => readShelfTaken);
  }

  catalogChanges(token: string, after: number): ReturnType<Door["catalogChanges"]> {
    return this.#call({ method: "GET", path: `/catalog/changes?after=${after}`, token }, ({ readChanges }) => readChanges);
  }

  requests(token: string, requests: CustomerRequests): ReturnType<Door["requests"]> {
    return this.#call({ method: "POST", path: "/requests", token, body: JSON.stringify(requests) }, ({ readRequestAnswers }) => readRequestAnswers);
  }

  report(token: string, status: StatusReport): ReturnType<Door["report"]> {
    return this.#call({ method: "POST", path: "/status", token, body: JSON.stringify(status) }, ({ readServerTime }) => readServerTime);
  }

  async events(token: string, onEvent: (event: DoorEvent) => void, stop: StopSignal): Promise<DoorAnswer<null>> {
    const abort = new AbortController();
    stop.onStop(() => abort.abort());
    const watch = new Watchdog(this.#timers, abort, SILENCE_MAX_MS);
    try {
      const answer = await this.#send({ method: "GET", path: "/events", token }, abort);
      if (!answer.ok) return await this.#refusal(answer);
      const reader = answer.body?.getReader();
      const decoder = new TextDecoder();
      const parser = new EventStreamParser();
      for (;;) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done || stop.is_stopped) break;
        watch.restart();
        for (const event of parser.push(decoder.decode(piece.value, { stream: true }))) onEvent(event);
      }
      return { kind: "ok", value: null };
    } catch (error) {
      return weatherOf(error, watch.isExpired);
    } finally {
      watch.stop();
      abort.abort();
    }
  }

  /** `reader` names what reads the answer: a till that sells has asked nothing yet. */
  #call<T>(call: Call, reader: (answers: Answers) => (text: string) => T): Promise<DoorAnswer<T>> {
    return this.#ask(call, async (answer) => reader(await import("./answers.ts"))(await answer.text()));
  }

  #text(call: Call): Promise<DoorAnswer<string>> {
    return this.#ask(call, (answer) => answer.text());
  }

  async #ask<T>(call: Call, read: (answer: FetchAnswer) => Promise<T>): Promise<DoorAnswer<T>> {
    const abort = new AbortController();
    const watch = new Watchdog(this.#timers, abort, call.timeout_ms ?? TIMEOUT_MS);
    try {
      const answer = await this.#send(call, abort);
      if (!answer.ok) return await this.#refusal(answer);
      const time = answer.headers.get("Comptoir-Time");
      const value = await read(answer);
      return time === null ? { kind: "ok", value } : { kind: "ok", value, server_time: time };
    } catch (error) {
      return weatherOf(error, watch.isExpired);
    } finally {
      watch.stop();
    }
  }

  #send(call: Call, abort: AbortController): Promise<FetchAnswer> {
    const headers: Record<string, string> = { Accept: call.path === "/events" ? "text/event-stream" : "application/json" };
    if (call.token !== undefined) headers["Authorization"] = `Bearer ${call.token}`;
    if (call.body !== undefined) headers["Content-Type"] = call.contentType ?? "application/json";
    return this.#fetch(`${this.#address}/edge/v1${call.path}`, {
      method: call.method,
      headers,
      ...(call.body === undefined ? {} : { body: call.body }),
      signal: abort.signal,
      cache: call.isImmutable === true ? "default" : "no-store",
      credentials: "omit",
    });
  }

  /** A problem document with a code of the contract is a refusal; what a proxy or a moving database says is weather. */
  async #refusal<T>(answer: FetchAnswer): Promise<DoorAnswer<T>> {
    if (answer.status === 429 || answer.status === 503) {
      const seconds = Number(answer.headers.get("Retry-After") ?? "");
      return Number.isFinite(seconds) && seconds > 0
        ? { kind: "weather", weather: "busy", retry_after_ms: Math.min(seconds, 600) * 1_000 }
        : { kind: "weather", weather: "busy" };
    }
    if (answer.status >= 500) return { kind: "weather", weather: "server" };
    const time = answer.headers.get("Comptoir-Time");
    const code = readText(readObject(parseJson(await answer.text()), "problem"), "code");
    return { kind: "refusal", status: answer.status, code, ...(time === null ? {} : { server_time: time }) };
  }
}

/** Aborts a call that takes too long. */
class Watchdog {
  readonly #timers: Timers;
  readonly #abort: AbortController;
  readonly #limit_ms: number;
  #cancel: () => void;
  isExpired = false;

  constructor(timers: Timers, abort: AbortController, limitMs: number) {
    this.#timers = timers;
    this.#abort = abort;
    this.#limit_ms = limitMs;
    this.#cancel = this.#start();
  }

  restart(): void {
    this.#cancel();
    this.#cancel = this.#start();
  }

  stop(): void {
    this.#cancel();
  }

  #start(): () => void {
    return this.#timers.after(this.#limit_ms, () => {
      this.isExpired = true;
      this.#abort.abort();
    });
  }
}

function weatherOf<T>(error: unknown, isExpired: boolean): DoorAnswer<T> {
  if (isExpired) return { kind: "weather", weather: "timeout" };
  if (error instanceof Unreadable) return { kind: "weather", weather: "unreadable_answer" };
  // `fetch` and its streams fail with a TypeError (no line) or an AbortError (we stopped); anything else is a bug.
  if (error instanceof TypeError || (error instanceof Error && error.name === "AbortError")) return { kind: "weather", weather: "offline" };
  throw error;
}
