/** Whether the shop's log holds the sale under a head that the shop's server signed; decided here in the customer's browser. */
import {
  type Ed25519Subtle,
  fromBase64,
  fromBase64url,
  leafHash,
  readCheckpoint,
  readNote,
  readVerifier,
  signedAt,
  toHex,
  toUtf8,
  verifyInclusion,
} from "@comptoir/journal";
import type { LoggedEntry } from "./proofs.ts";
import { judgeWitnesses, type WitnessWords } from "./witnesses.ts";

/** `unknown`: this browser can't check the signature (Ed25519). */
export type LogWord = { readonly kind: "holds"; readonly size: number; readonly witnesses: WitnessWords } | { readonly kind: "broken" } | { readonly kind: "unknown" };

const BROKEN: LogWord = { kind: "broken" };

/** `digest` is the sale's, in hex; `serverKey` the one that signed the till's certificate; `keys` the customer's witnesses. */
export async function judgeLog(
  subtle: Ed25519Subtle,
  logged: LoggedEntry,
  organization: string,
  digest: string,
  serverKey: string,
  keys: readonly string[] = [],
): Promise<LogWord> {
  const note = readNote(logged.note);
  const head = note && readCheckpoint(note.text);
  const verifier = await readVerifier(subtle, logged.key);
  const key = fromBase64url(serverKey, 32);
  if (!note || !head || !verifier || !key || toHex(verifier.key) !== toHex(key)) return BROKEN;
  if (head.origin !== verifier.name || !isLogOf(head.origin, organization) || head.size !== logged.size) return BROKEN;
  const path = logged.path.map(fromBase64);
  if (!path.every((one) => one !== undefined)) return BROKEN;
  const leaf = await leafHash(subtle, toUtf8(`comptoir-log-v1\n${logged.topic}\n${logged.subject}\n${digest}\n`));
  if (!(await verifyInclusion(subtle, leaf, logged.index, logged.size, path, head.root))) return BROKEN;
  try {
    if ((await signedAt(subtle, note, verifier)) === undefined) return BROKEN;
    return { kind: "holds", size: head.size, witnesses: await judgeWitnesses(subtle, note, head.origin, keys) };
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return { kind: "unknown" };
    return BROKEN;
  }
}

/** A log that was set back goes on under a number. */
function isLogOf(origin: string, organization: string): boolean {
  return origin === `comptoir/${organization}` || new RegExp(`^comptoir/${organization}/[1-9][0-9]{0,14}$`).test(origin);
}
