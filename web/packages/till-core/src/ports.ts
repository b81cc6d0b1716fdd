/**
 * Everything of the outside that the till's core touches, as small interfaces. A browser's objects fit them as they are
 * (`browserPorts(window)`); a test gives its own clock, chance, line and locks, and so decides what happens when.
 */
import type { KeyHandle, Subtle as JournalSubtle } from "@comptoir/journal";

import type { Door } from "./door/door.ts";
import type { PasskeySubtle } from "./people/passkeys.ts";
import type { Secrets } from "./people/secrets.ts";

/** The till's clock as a person sees it: `2026-11-22T12:13:14.123+01:00` needs both numbers. */
export interface WallTime {
  readonly epoch_ms: number;
  /** Minutes to add to UTC to get the local time (+60 in Paris in winter). */
  readonly offset_minutes: number;
}

export interface Clock {
  wall(): WallTime;
  /** Milliseconds since this page started; never goes back. */
  monotonic_ms(): number;
}

export interface Timers {
  /** Runs `action` after `ms`; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
}

export interface Random {
  /** Fills with bytes nobody can guess. */
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** A key that cannot be read out, only used. A browser's `CryptoKey` is one. */
export type SealingKey = KeyHandle;

/** The part of WebCrypto that a till needs beyond the journal's. `crypto.subtle` fits. */
export interface Subtle extends JournalSubtle {
  generateKey(
    algorithm: { readonly name: "ECDSA"; readonly namedCurve: "P-256" },
    extractable: boolean,
    usages: ("sign" | "verify")[],
  ): Promise<{ readonly privateKey: SealingKey; readonly publicKey: SealingKey }>;
  exportKey(format: "raw", key: SealingKey): Promise<ArrayBuffer>;
}

/** One live tab owns the chain. The answer releases the lock; `undefined` means that another tab has it. */
export interface Locks {
  tryAcquire(name: string): Promise<(() => void) | undefined>;
  /** Waits, for ever if need be, until the other tab is gone. */
  acquire(name: string): Promise<() => void>;
}

export interface StoragePort {
  /** Whether the browser promises not to evict this origin's data. */
  persisted(): Promise<boolean>;
  /** Asks for that promise; some browsers ask the person, some decide alone. */
  persist(): Promise<boolean>;
}

export interface Ports {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly subtle: Subtle;
  readonly secrets: Secrets;
  readonly passkeys: PasskeySubtle;
  readonly door: Door;
  readonly locks: Locks;
  readonly storage: StoragePort;
}
