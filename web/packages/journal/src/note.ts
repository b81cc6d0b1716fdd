/** What an entry holds of a note: a commitment, which says nothing once text and salt are erased. Twin of comptoir.journal.note. */
import { type Bytes, concat, toUtf8 } from "./encoding.ts";
import { sha256Hex, type Subtle } from "./seal.ts";

export const NOTE_TAG = "comptoir-note-v1\n";
export const SALT_BYTES = 16;

/** 64 hex digits. Without the salt nobody can try likely texts against it. */
export function noteCommitment(subtle: Subtle, salt: Bytes, text: string): Promise<string> {
  return sha256Hex(subtle, concat(toUtf8(NOTE_TAG), salt, toUtf8(text)));
}
