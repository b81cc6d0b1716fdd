/** What shows, without asking anybody, that something stands in a log (C2SP tlog-proof). Twin of comptoir.journal.log_proof. */

import type { Bytes } from "./encoding.ts";
import { fromBase64, toBase64 } from "./signed-note.ts";

export const PROOF_HEADER = "c2sp.org/tlog-proof@v1";
const HASH_BYTES = 32;

/** `note`: the head with its signatures, as it was signed. `index` counts from 0; nobody signed `extra`. */
export interface LogProofText {
  readonly index: number;
  readonly path: readonly Bytes[];
  readonly note: string;
  readonly extra: Bytes;
}

export function writeLogProof({ index, path, note, extra }: LogProofText): string {
  const named = extra.length > 0 ? [`extra ${toBase64(extra)}`] : [];
  return [PROOF_HEADER, ...named, `index ${index}`, ...path.map(toBase64), "", note].join("\n");
}

export function readLogProof(text: string): LogProofText | undefined {
  const gap = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(gap, 0)).split("\n");
  if (gap < 0 || header !== PROOF_HEADER) return undefined;
  const named = lines[0]?.startsWith("extra ") === true ? lines.shift() : undefined;
  const extra = named === undefined ? new Uint8Array() : fromBase64(named.slice("extra ".length));
  const number = /^index (0|[1-9][0-9]*)$/u.exec(lines.shift() ?? "")?.[1];
  const index = Number(number);
  const path = lines.map(fromBase64);
  if (extra === undefined || number === undefined || !Number.isSafeInteger(index)) return undefined;
  if (!path.every((one) => one?.length === HASH_BYTES)) return undefined;
  return { index, path: path.filter((one) => one !== undefined), note: text.slice(gap + 2), extra };
}
