/**
 * When nothing happens any more. Everything that a till waits for in this process is counted: tasks of the database (`setImmediate`) and
 * WebCrypto. When none is under way, and another turn of the loop brought none, only the outside can move the till.
 */
import { webcrypto } from "node:crypto";

import type { Subtle } from "../src/ports.ts";

const ES256 = { name: "ECDSA", hash: "SHA-256" };
const QUIET_TURNS = 2;
type KeyOfNode = Parameters<typeof webcrypto.subtle.sign>[1];

let underWay = 0;
const turn = globalThis.setImmediate;

/** The database in memory takes `setImmediate` from here each time. */
export function countTasks(): void {
  Object.assign(globalThis, {
    setImmediate: (task: () => void) => {
      underWay += 1;
      return turn(() => {
        underWay -= 1;
        task();
      });
    },
  });
}

export async function quiet(): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; ) {
    await new Promise((resolve) => turn(resolve));
    turns = underWay === 0 ? turns + 1 : 0;
  }
}

function counted<T>(work: Promise<T>): Promise<T> {
  underWay += 1;
  return work.finally(() => {
    underWay -= 1;
  });
}

/** Node's WebCrypto, each call counted. */
export const subtle = new Proxy(webcrypto.subtle, {
  get: (target, name) => {
    const found: unknown = Reflect.get(target, name);
    if (typeof found !== "function") return found;
    return (...asked: readonly unknown[]): Promise<unknown> => {
      const answered: unknown = Reflect.apply(found, target, asked);
      return counted(Promise.resolve(answered));
    };
  },
});

/** `isLost` is asked after each signature: one that is lost never comes back, as when the page dies meanwhile. */
export function sealing(isLost: () => boolean): Subtle {
  return {
    digest: (algorithm, bytes) => subtle.digest(algorithm, bytes),
    sign: async (_algorithm, key, bytes) => {
      const seal = await subtle.sign(ES256, keyOf(key), bytes);
      return isLost() ? new Promise<ArrayBuffer>(() => undefined) : seal;
    },
    verify: (_algorithm, key, seal, bytes) => subtle.verify(ES256, keyOf(key), seal, bytes),
    importKey: (format, bytes, algorithm, extractable, usages) => subtle.importKey(format, bytes, algorithm, extractable, usages),
    generateKey: (algorithm, extractable, usages) => subtle.generateKey(algorithm, extractable, usages),
    exportKey: (format, key) => subtle.exportKey(format, keyOf(key)),
  };
}

function keyOf(key: unknown): KeyOfNode {
  if (!isKey(key)) throw new TypeError("no key of this process");
  return key;
}

function isKey(key: unknown): key is KeyOfNode {
  return typeof key === "object" && key !== null && "algorithm" in key;
}
