/** A small outside for tests and simulations: time that moves when told, chance that repeats, locks between tabs, a server in memory. */
import type { Clock, Locks, Random, StoragePort, Timers, WallTime } from "./ports.ts";

export { FakeDoor } from "./door/fake-door.ts";

const MOMENT_MS = 300;

/**
 * Wall clock, monotonic clock and timers of one machine. Nothing happens between two calls of `advance`, but for what only waits for
 * a quiet moment: a test has one at once, unless it says `isBusy`.
 */
export class ManualTime implements Clock, Timers {
  isBusy = false;
  #epochMs: number;
  #monotonicMs = 0;
  #offsetMinutes: number;
  #nextId = 1;
  readonly #due = new Map<number, { readonly at: number; readonly action: () => void }>();

  constructor(epochMs: number, offsetMinutes: number) {
    this.#epochMs = epochMs;
    this.#offsetMinutes = offsetMinutes;
  }

  wall(): WallTime {
    return { epoch_ms: this.#epochMs, offset_minutes: this.#offsetMinutes };
  }

  monotonic_ms(): number {
    return this.#monotonicMs;
  }

  after(ms: number, action: () => void): () => void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#due.set(id, { at: this.#monotonicMs + ms, action });
    if (ms === 0 || (ms <= MOMENT_MS && !this.isBusy)) void Promise.resolve().then(() => this.#run(id));
    return () => {
      this.#due.delete(id);
    };
  }

  /** Lets time pass and runs what is due by then, in order. */
  advance(ms: number): void {
    const end = this.#monotonicMs + ms;
    for (;;) {
      const next = [...this.#due.entries()].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (next === undefined) break;
      const [id, timer] = next;
      this.#move(Math.max(0, timer.at - this.#monotonicMs));
      this.#run(id);
    }
    this.#move(end - this.#monotonicMs);
  }

  /** Somebody sets the wall clock. */
  setWall(epochMs: number, offsetMinutes = this.#offsetMinutes): void {
    this.#epochMs = epochMs;
    this.#offsetMinutes = offsetMinutes;
  }

  /** Once, and not when it was cancelled meanwhile. */
  #run(id: number): void {
    const action = this.#due.get(id)?.action;
    this.#due.delete(id);
    action?.();
  }

  #move(ms: number): void {
    this.#epochMs += ms;
    this.#monotonicMs += ms;
  }
}

/** The same bytes for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return {
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let index = 0; index < count; index += 1) {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        bytes[index] = (mixed ^ (mixed >>> 14)) & 255;
      }
      return bytes;
    },
  };
}

/** Web Locks between the tabs of one browser: give the same object to each. */
export class SharedLocks implements Locks {
  readonly #held = new Set<string>();
  readonly #waiting: { readonly name: string; readonly give: (release: () => void) => void }[] = [];

  tryAcquire(name: string): Promise<(() => void) | undefined> {
    return Promise.resolve(this.#held.has(name) ? undefined : this.#take(name));
  }

  acquire(name: string): Promise<() => void> {
    if (!this.#held.has(name)) return Promise.resolve(this.#take(name));
    return new Promise((give) => {
      this.#waiting.push({ name, give });
    });
  }

  #take(name: string): () => void {
    this.#held.add(name);
    return () => this.#release(name);
  }

  #release(name: string): void {
    this.#held.delete(name);
    const index = this.#waiting.findIndex((waiting) => waiting.name === name);
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
    next?.give(this.#take(name));
  }
}

export class FakeStorage implements StoragePort {
  isPersistent = false;
  willGrant = true;

  persisted(): Promise<boolean> {
    return Promise.resolve(this.isPersistent);
  }

  persist(): Promise<boolean> {
    this.isPersistent = this.willGrant;
    return Promise.resolve(this.isPersistent);
  }
}
