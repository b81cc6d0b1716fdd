/** Notes that several parties sign, and the head of a log written as one (C2SP). Twin of comptoir.journal.signed_note. */

import type { Ed25519Subtle } from "./certificate.ts";
import { type Bytes, concat, fromBase64url, toBase64url, toHex, toUtf8 } from "./encoding.ts";

const ED25519 = 1;
const COSIGNATURE = 4;
const KEY_HASH_BYTES = 4;
const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;
const HASH_BYTES = 32;
const LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** Whom to believe. */
export interface Verifier {
  readonly name: string;
  readonly algorithm: number;
  readonly key: Bytes;
  readonly keyHash: string;
}

/** `text` ends with a line feed; it is what was signed. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyHash: string; readonly signature: Bytes }[];
}

/** The head of a log: its name, how many leaves it has, and the root over them. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** `name+hash+key`, or undefined. */
export async function readVerifier(subtle: Ed25519Subtle, text: string): Promise<Verifier | undefined> {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text);
  if (!found) return undefined;
  const [, name = "", keyHash = "", encoded = ""] = found;
  const bytes = fromBase64(encoded);
  const algorithm = bytes?.[0];
  if (bytes?.length !== 1 + HASH_BYTES || (algorithm !== ED25519 && algorithm !== COSIGNATURE)) return undefined;
  const hashed = new Uint8Array(await subtle.digest("SHA-256", concat(toUtf8(`${name}\n`), bytes)));
  if (toHex(hashed.subarray(0, KEY_HASH_BYTES)) !== keyHash) return undefined;
  return { name, algorithm, key: bytes.slice(1), keyHash };
}

export function readNote(text: string): Note | undefined {
  const gap = text.lastIndexOf("\n\n");
  if (gap < 0 || !text.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/u.test(text)) return undefined;
  const lines = text.slice(gap + 2, -1).split("\n");
  const signatures = lines.map(signatureOf);
  if (text.length <= gap + 2 || !signatures.every((one) => one !== undefined)) return undefined;
  return { text: text.slice(0, gap + 1), signatures };
}

/** Of a note's text. Lines behind the third are for others. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin = "", count = "", encoded = "", ...rest] = text.split("\n");
  const root = fromBase64(encoded);
  const size = Number(count);
  if (origin === "" || rest.length === 0 || root?.length !== HASH_BYTES) return undefined;
  if (!/^(0|[1-9][0-9]*)$/.test(count) || !Number.isSafeInteger(size)) return undefined;
  return { origin, size, root };
}

/** When this party signed the note: Unix seconds of a witness, 0 of a log; undefined when it did not. */
export async function signedAt(subtle: Ed25519Subtle, note: Note, verifier: Verifier): Promise<number | undefined> {
  const found = note.signatures.find(({ name, keyHash }) => name === verifier.name && keyHash === verifier.keyHash);
  if (found === undefined) return undefined;
  const isWitness = verifier.algorithm === COSIGNATURE;
  const { signature } = found;
  const proof = isWitness ? signature.slice(TIME_BYTES) : signature;
  if (proof.length !== SIGNATURE_BYTES) return undefined;
  const seconds = isWitness ? secondsOf(signature) : 0;
  const message = toUtf8(isWitness ? `cosignature/v1\ntime ${seconds}\n${note.text}` : note.text);
  const key = await subtle.importKey("raw", verifier.key, { name: "Ed25519" }, true, ["verify"]);
  return (await subtle.verify({ name: "Ed25519" }, key, proof, message)) ? seconds : undefined;
}

function secondsOf(signature: Bytes): number {
  const view = new DataView(signature.buffer, signature.byteOffset, TIME_BYTES);
  return Number(view.getBigUint64(0));
}

function signatureOf(line: string): Note["signatures"][number] | undefined {
  const found = LINE.exec(line);
  const bytes = fromBase64(found?.[2] ?? "");
  if (!found || !bytes || bytes.length <= KEY_HASH_BYTES) return undefined;
  const [, name = ""] = found;
  return { name, keyHash: toHex(bytes.subarray(0, KEY_HASH_BYTES)), signature: bytes.slice(KEY_HASH_BYTES) };
}

/** The one spelling of `fromBase64`. */
export function toBase64(bytes: Uint8Array): string {
  const bare = toBase64url(bytes).replaceAll("-", "+").replaceAll("_", "/");
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, "=");
}

/** Base64 with its padding, in its one spelling. */
export function fromBase64(text: string): Bytes | undefined {
  const bare = text.replace(/={1,2}$/u, "");
  const bytes = fromBase64url(bare.replaceAll("+", "-").replaceAll("/", "_"), Math.floor((bare.length * 3) / 4));
  if (text === "" || text.length % 4 !== 0 || !bytes) return undefined;
  return toBase64url(bytes).length === bare.length ? bytes : undefined;
}
