/** The witnesses that the customer trusts, by keys that the customer holds: never by a list of the shop's. */
import { type Ed25519Subtle, type Note, readVerifier, signedAt, type Verifier } from "@comptoir/journal";
import { readKept, writeKept } from "./kept.ts";

/** What one witness says of a head. `at`: Unix seconds; undefined: it did not sign this one. */
export interface WitnessWord {
  readonly name: string;
  readonly key: string;
  readonly at: number | undefined;
}

/** `strangers`: who else signed the head, by names alone. Without their keys that is worth nothing. */
export interface WitnessWords {
  readonly held: readonly WitnessWord[];
  readonly strangers: readonly string[];
}

const COSIGNATURE = 4;
const KEYS_MAX = 20;
const KEPT = "comptoir-witnesses";

/** A witness's key, or undefined: a log's own key is none. */
export async function readWitnessKey(subtle: Ed25519Subtle, text: string): Promise<Verifier | undefined> {
  const verifier = await readVerifier(subtle, text.trim());
  return verifier?.algorithm === COSIGNATURE ? verifier : undefined;
}

export function heldKeys(): readonly string[] {
  const kept = readKept(KEPT);
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEYS_MAX) : [];
}

export function holdKey(key: string): void {
  writeKept(KEPT, [key.trim(), ...heldKeys().filter((one) => one !== key.trim())].slice(0, KEYS_MAX));
}

export function dropKey(key: string): void {
  writeKept(KEPT, heldKeys().filter((one) => one !== key));
}

export async function judgeWitnesses(subtle: Ed25519Subtle, note: Note, log: string, keys: readonly string[]): Promise<WitnessWords> {
  const held: WitnessWord[] = [];
  for (const key of keys) {
    const verifier = await readWitnessKey(subtle, key);
    if (verifier) held.push({ name: verifier.name, key, at: await signedAt(subtle, note, verifier) });
  }
  const known = new Set([log, ...held.filter(({ at }) => at !== undefined).map(({ name }) => name)]);
  return { held, strangers: [...new Set(note.signatures.map(({ name }) => name))].filter((name) => !known.has(name)) };
}
