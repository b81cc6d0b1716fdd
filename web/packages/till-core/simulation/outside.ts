/** What a page meets outside of itself, all of it told by the simulation: the time, and a line that brings nothing by itself. */
import type { Fetch, FetchAnswer, FetchRequest } from "../src/door/http-door.ts";
import type { Clock, Timers, WallTime } from "../src/ports.ts";

/** A till waits so long for a quiet moment; whatever waits longer comes back when somebody says so. */
const MOMENT_MS = 300;

interface Timer {
  readonly ms: number;
  readonly action: () => void;
}

export class ToldTime implements Clock, Timers {
  epoch_ms: number;
  now_ms = 0;
  #next = 1;
  readonly #timers = new Map<number, Timer>();

  constructor(epochMs: number) {
    this.epoch_ms = epochMs;
  }

  wall(): WallTime {
    return { epoch_ms: this.epoch_ms, offset_minutes: 0 };
  }

  monotonic_ms(): number {
    return this.now_ms;
  }

  after(ms: number, action: () => void): () => void {
    const id = this.#next;
    this.#next += 1;
    this.#timers.set(id, { ms, action });
    return () => {
      this.#timers.delete(id);
    };
  }

  /** Nobody touches the screen for a moment. */
  rest(): void {
    for (const [id, { ms, action }] of [...this.#timers]) {
      if (ms <= MOMENT_MS && this.#timers.delete(id)) action();
    }
  }
}

/** A request that is on its way until somebody says what became of it. */
export interface Call {
  readonly call: number;
  readonly path: string;
  readonly body: string;
}

/** `status` 0: no answer ever came. */
export interface Said {
  readonly status: number;
  readonly body: string;
}

export class Line {
  isDead = false;
  readonly #open = new Map<number, { readonly call: Call; readonly answer: (said: Said) => void }>();
  readonly #here: (path: string) => string | undefined;
  #next = 1;

  /** `here` answers what is no part of a history: the catalogue. */
  constructor(here: (path: string) => string | undefined) {
    this.#here = here;
  }

  get calls(): readonly Call[] {
    return [...this.#open.values()].map(({ call }) => call);
  }

  readonly fetch: Fetch = (address, request) => {
    const path = address.slice(address.indexOf("/edge/v1/") + "/edge/v1".length);
    if (path === "/events") return new Promise((_resolve, reject) => request.signal.addEventListener("abort", () => reject(new TypeError("closed"))));
    const text = this.#here(path);
    if (text !== undefined) return Promise.resolve(answerOf({ status: 200, body: text }));
    if (!CARRIED.test(path)) return Promise.resolve(answerOf(UNKNOWN));
    return this.ask(path, bodyOf(request)).then((said) => {
      if (said.status === 0) throw new TypeError("no answer");
      return answerOf(said);
    });
  };

  ask(path: string, body: string): Promise<Said> {
    if (this.isDead) return new Promise(() => undefined);
    const call = { call: this.#next, path, body };
    this.#next += 1;
    return new Promise((answer) => {
      this.#open.set(call.call, { call, answer });
    });
  }

  answer(call: number, said: Said): void {
    const open = this.#open.get(call);
    this.#open.delete(call);
    open?.answer(said);
  }

  die(): void {
    this.isDead = true;
    this.#open.clear();
  }
}

/** What a history is about; the rest of the door does not exist, as at a server from before it did. */
const CARRIED = /^\/(enrol|entries|chains|present|receipts)(\?|$)/;

const UNKNOWN: Said = { status: 404, body: JSON.stringify({ code: "edge.not_found" }) };

function bodyOf({ body }: FetchRequest): string {
  return body ?? "";
}

function answerOf({ status, body }: Said): FetchAnswer {
  return {
    ok: status < 400,
    status,
    headers: { get: () => null },
    body: null,
    text: () => Promise.resolve(body),
    arrayBuffer: () => Promise.reject(new TypeError("no part of a history")),
  };
}
