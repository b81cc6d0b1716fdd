/** The signed essentials of a receipt: what its QR carries, provable without the server. */

import { type Bytes, fromBase64url, fromHex, toBase64url, toHex, toUtf8 } from "./encoding.ts";
import { type KeyHandle, type Sealer, type Subtle, verifyMessage } from "./seal.ts";

export const RECEIPT_TAG = "comptoir-receipt-v1\n";

/** What a customer's receipt proves: this chain sealed this amount at this time. */
export interface Essentials {
  readonly chain: string;
  readonly sequence: number;
  readonly gross: number;
  readonly currency: string;
  readonly unixSeconds: number;
  readonly digest: string;
}

const TEXT =
  /^1\.([\w-]{22})\.([1-9][0-9]{0,15})\.(0|-?[1-9][0-9]{0,15})\.([A-Z]{3})\.(0|[1-9][0-9]{0,11})\.([\w-]{43})\.([\w-]{86})$/;

/** The text behind `#` in the QR, signed by the key of the chain. */
export async function buildEssentials(sealer: Sealer, essentials: Essentials): Promise<string> {
  const claim = essentialsClaim(essentials);
  return `${claim}.${toBase64url(await sealer.seal(message(claim)))}`;
}

/** Everything before the last dot: what is signed. */
export function essentialsClaim(essentials: Essentials): string {
  const chain = fromHex(essentials.chain.replaceAll("-", ""));
  const digest = fromHex(essentials.digest);
  if (chain?.length !== 16 || digest?.length !== 32) throw new RangeError("no chain or no digest");
  const { sequence, gross, currency, unixSeconds } = essentials;
  return `1.${toBase64url(chain)}.${sequence}.${gross}.${currency}.${unixSeconds}.${toBase64url(digest)}`;
}

/** Read the text, or undefined; says nothing about the proof (`verifyEssentials`). */
export function parseEssentials(text: string): Essentials | undefined {
  const found = TEXT.exec(text);
  if (!found) return undefined;
  const [, chainText = "", sequence = "", gross = "", currency = "", unixSeconds = "", digestText = ""] = found;
  const chain = fromBase64url(chainText, 16);
  const digest = fromBase64url(digestText, 32);
  if (!chain || !digest) return undefined;
  return {
    chain: toHex(chain).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    sequence: Number(sequence),
    gross: Number(gross),
    currency,
    unixSeconds: Number(unixSeconds),
    digest: toHex(digest),
  };
}

/** Whether the proof is by this key over exactly this text. */
export async function verifyEssentials(subtle: Subtle, publicKey: KeyHandle, text: string): Promise<boolean> {
  if (!TEXT.test(text)) return false;
  const dot = text.lastIndexOf(".");
  return verifyMessage(subtle, publicKey, message(text.slice(0, dot)), text.slice(dot + 1));
}

function message(claim: string): Bytes {
  return toUtf8(RECEIPT_TAG + claim);
}
