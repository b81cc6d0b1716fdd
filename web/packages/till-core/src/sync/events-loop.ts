/** Listens to the server's nudges. The stream only says that there is something; the sync loop fetches it. */
import type { TillContext } from "../context.ts";
import type { DoorEvent, StopSignal } from "../door/door.ts";
import { backoff } from "./backoff.ts";
import type { SyncLoop } from "./sync-loop.ts";

/** A refused device asks again now and then: it may have been let in again. */
const REFUSED_MS = 300_000;

/** To ask for the stream costs next to nothing, and its hello ends every other waiting: sending resumes within seconds of the server's return. */
const ABSENT_MAX_MS = 5_000;

class Stop implements StopSignal {
  is_stopped = false;
  readonly #actions: (() => void)[] = [];

  onStop(action: () => void): void {
    if (this.is_stopped) action();
    else this.#actions.push(action);
  }

  stop(): void {
    this.is_stopped = true;
    for (const action of this.#actions.splice(0)) action();
  }
}

export class EventsLoop {
  readonly #context: TillContext;
  readonly #sync: SyncLoop;
  #stop: Stop | undefined;
  #cancel: () => void = () => undefined;
  #failures = 0;

  constructor(context: TillContext, sync: SyncLoop) {
    this.#context = context;
    this.#sync = sync;
  }

  /** Connects with the present chain's token; call it again after an enrolment. */
  restart(): void {
    this.stop();
    const stop = new Stop();
    this.#stop = stop;
    void this.#listen(stop);
  }

  stop(): void {
    this.#cancel();
    this.#stop?.stop();
    this.#stop = undefined;
  }

  async #listen(stop: Stop): Promise<void> {
    const { facts, ports } = this.#context;
    if (facts.chain === undefined || !facts.has_lock) return;
    let wait = REFUSED_MS;
    try {
      const answer = await ports.door.events(facts.chain.token, (event) => this.#hear(event), stop);
      if (answer.kind !== "refusal") {
        this.#failures += 1;
        wait = backoff(this.#failures, ports.random, ABSENT_MAX_MS);
      }
    } catch (error) {
      this.#context.reportBug(error);
    }
    if (stop.is_stopped) return;
    this.#cancel = ports.timers.after(wait, () => void this.#listen(stop));
  }

  async #startLocalChain(): Promise<void> {
    const { startLocalChain } = await import("../late.ts");
    await startLocalChain(this.#context, "revoked");
  }

  #hear(event: DoorEvent): void {
    this.#failures = 0;
    switch (event.event) {
      case "hello":
      case "told":
        // The line is there: what waits need not wait longer, and what was called out meanwhile was not heard. Or another till used
        // up a code that somebody may show here next.
        this.#sync.catalogIsStale();
        break;
      case "catalog":
        this.#sync.catalogChanged(event.position);
        break;
      case "revoked":
        void this.#startLocalChain().catch((error: unknown) => this.#context.reportBug(error));
        break;
    }
  }
}
