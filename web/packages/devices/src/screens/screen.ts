/**
 * A screen for customers on another device (agent: `service/showing.py`). It joins by the code that its till shows, and then hears what
 * the till shows as a stream of events. A line that breaks is taken up again, for ever; only the till's word ends it.
 */
export interface KnownScreen {
  readonly address: string;
  readonly token: string;
}

export type ScreenNews =
  | { readonly kind: "view"; readonly view: unknown }
  /** The till shows nothing now. */
  | { readonly kind: "away" }
  /** Nobody answers; it is tried again. */
  | { readonly kind: "lost" }
  /** The till has let its screens go, or the agent knows the till no more. */
  | { readonly kind: "forgotten" };

export type Joined = KnownScreen | "code_unknown" | "weather";

/** The outside, passed in. */
export interface ScreenPorts {
  readonly fetch: typeof fetch;
  /** Calls back once; what it answers calls that off. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/** The agent says something each ten seconds; two times nothing is a dead line. */
const SILENCE_MAX_MS = 25_000;
const FIRST_PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 10_000;

export async function joinScreen(ports: ScreenPorts, address: string, code: string): Promise<Joined> {
  try {
    const answer = await ports.fetch(`${address}/v1/screens/join`, {
      method: "POST",
      body: JSON.stringify({ code }),
      credentials: "omit",
      cache: "no-store",
    });
    if (answer.status === 401) return "code_unknown";
    const said: unknown = answer.ok ? await answer.json() : undefined;
    if (typeof said !== "object" || said === null || !("token" in said) || typeof said.token !== "string") return "weather";
    return { address, token: said.token };
  } catch {
    return "weather";
  }
}

/** Tells what the till shows from now on; what it answers ends that. */
export function watchScreen(ports: ScreenPorts, screen: KnownScreen, onNews: (news: ScreenNews) => void): () => void {
  const watch = new Watch(ports, screen, onNews);
  void watch.run();
  return () => watch.stop();
}

class Watch {
  readonly #ports: ScreenPorts;
  readonly #screen: KnownScreen;
  readonly #onNews: (news: ScreenNews) => void;
  #isOver = false;
  #pause_ms = FIRST_PAUSE_MS;
  #abort = new AbortController();
  #wake: () => void = () => undefined;

  constructor(ports: ScreenPorts, screen: KnownScreen, onNews: (news: ScreenNews) => void) {
    this.#ports = ports;
    this.#screen = screen;
    this.#onNews = onNews;
  }

  stop(): void {
    this.#isOver = true;
    this.#abort.abort();
    this.#wake();
  }

  #hasEnded(): boolean {
    return this.#isOver;
  }

  async run(): Promise<void> {
    while (!this.#hasEnded()) {
      const isKnown = await this.#listen();
      if (this.#hasEnded()) return;
      this.#onNews({ kind: isKnown ? "lost" : "forgotten" });
      if (!isKnown) return;
      await this.#rest(this.#pause_ms);
      this.#pause_ms = Math.min(PAUSE_MAX_MS, this.#pause_ms * 2);
    }
  }

  /** Until the line ends. Whether it is worth to try again. */
  async #listen(): Promise<boolean> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    let calm = this.#ports.after(SILENCE_MAX_MS, () => this.#abort.abort());
    try {
      const answer = await this.#ports.fetch(`${this.#screen.address}/v1/screens/events`, {
        headers: { Authorization: `Bearer ${this.#screen.token}` },
        credentials: "omit",
        cache: "no-store",
        signal,
      });
      if (!answer.ok) return answer.status !== 401;
      const reader = answer.body?.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
        calm();
        calm = this.#ports.after(SILENCE_MAX_MS, () => this.#abort.abort());
        this.#pause_ms = FIRST_PAUSE_MS;
        const events = (rest + decoder.decode(piece.value, { stream: true })).split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) this.#hear(event);
      }
      return true;
    } catch {
      // No line, a dead one, or our own end of it: all weather.
      return true;
    } finally {
      calm();
    }
  }

  #hear(event: string): void {
    if (event === "event: away\ndata:") this.#onNews({ kind: "away" });
    const view = /^event: view\ndata: (.*)$/.exec(event)?.[1];
    if (view !== undefined) this.#onNews({ kind: "view", view: JSON.parse(view) });
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#ports.after(ms, resolve);
      this.#wake = () => {
        stop();
        resolve();
      };
    });
  }
}
