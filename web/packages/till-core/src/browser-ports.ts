/** A browser's objects as the till's outside. */
import { HttpDoor, type Fetch } from "./door/http-door.ts";
import type { PasskeySubtle } from "./people/passkeys.ts";
import { webSecrets, type SecretSubtle } from "./people/secrets.ts";
import type { Clock, Locks, Ports, Random, StoragePort, Subtle, Timers } from "./ports.ts";

/** What is used of `window`; a real one fits. */
export interface BrowserScope {
  readonly crypto: { readonly subtle: Subtle & SecretSubtle & PasskeySubtle; getRandomValues(bytes: Uint8Array<ArrayBuffer>): unknown };
  readonly performance: { now(): number };
  readonly navigator: {
    readonly locks: {
      request(name: string, options: { ifAvailable?: boolean }, held: (lock: object | null) => Promise<void>): Promise<unknown>;
    };
    readonly storage: { persisted(): Promise<boolean>; persist(): Promise<boolean> };
  };
  readonly fetch: Fetch;
  setTimeout(action: () => void, ms: number): number;
  clearTimeout(timer: number): void;
}

/** `address` is "" when the till's own server delivered the page. */
export function browserPorts(scope: BrowserScope, address = ""): Ports {
  const timers = timersOf(scope);
  // `fetch` must be called on the window it belongs to.
  const fetch: Fetch = (target, request) => scope.fetch(target, request);
  return {
    clock: clockOf(scope),
    timers,
    random: randomOf(scope),
    subtle: scope.crypto.subtle,
    secrets: webSecrets(scope.crypto.subtle),
    passkeys: scope.crypto.subtle,
    door: new HttpDoor(fetch, timers, address),
    locks: locksOf(scope),
    storage: storageOf(scope),
  };
}

function clockOf(scope: BrowserScope): Clock {
  return {
    wall: () => {
      const now = new Date();
      return { epoch_ms: now.getTime(), offset_minutes: 0 - now.getTimezoneOffset() };
    },
    monotonic_ms: () => scope.performance.now(),
  };
}

function timersOf(scope: BrowserScope): Timers {
  return {
    after: (ms, action) => {
      const timer = scope.setTimeout(action, ms);
      return () => scope.clearTimeout(timer);
    },
  };
}

function randomOf(scope: BrowserScope): Random {
  return {
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      scope.crypto.getRandomValues(bytes);
      return bytes;
    },
  };
}

/** A Web Lock lives as long as the promise its holder returned: we keep that promise open until the release. */
function locksOf(scope: BrowserScope): Locks {
  const { locks } = scope.navigator;
  const request = (name: string, ifAvailable: boolean): Promise<(() => void) | undefined> =>
    new Promise((resolve, reject) => {
      const held = (lock: object | null): Promise<void> => {
        if (lock === null) {
          resolve(undefined);
          return Promise.resolve();
        }
        return new Promise((release) => resolve(() => release()));
      };
      locks.request(name, ifAvailable ? { ifAvailable } : {}, held).catch(reject);
    });
  return {
    tryAcquire: (name) => request(name, true),
    acquire: async (name) => {
      const release = await request(name, false);
      if (release === undefined) throw new Error("a lock that waits was refused");
      return release;
    },
  };
}

function storageOf(scope: BrowserScope): StoragePort {
  const { storage } = scope.navigator;
  return { persisted: () => storage.persisted(), persist: () => storage.persist() };
}
