/** Digest and seal of an entry: what makes it this entry, and whose it is. Twin of comptoir.journal.seal. */

import { type Bytes, concat, fromBase64url, toBase64url, toHex, toUtf8 } from "./encoding.ts";

export const ENTRY_TAG = "comptoir-entry-v1\n";
export const EMPTY_DIGEST = "0".repeat(64);
export const SEAL_ALGORITHM = "ES256";

/** A key inside WebCrypto: nothing but a handle here, so a CryptoKey of any platform fits. */
export interface KeyHandle {
  readonly type: string;
  readonly extractable: boolean;
}

/** The part of `crypto.subtle` that the journal needs; passed in, since this package knows no DOM. */
export interface Subtle {
  digest(algorithm: "SHA-256", data: Bytes): Promise<ArrayBuffer>;
  sign(algorithm: { name: string; hash: string }, key: KeyHandle, data: Bytes): Promise<ArrayBuffer>;
  verify(algorithm: { name: string; hash: string }, key: KeyHandle, signature: Bytes, data: Bytes): Promise<boolean>;
  importKey(
    format: "raw",
    data: Bytes,
    algorithm: { name: string; namedCurve: string },
    extractable: boolean,
    usages: "verify"[],
  ): Promise<KeyHandle>;
}

/**
 * Whatever can seal: the till's own key, or a country's certified device behind the same
 * interface. It hashes the message by itself (SHA-256) and answers raw r‖s, 64 bytes.
 */
export interface Sealer {
  readonly algorithm: string;
  seal(message: Bytes): Promise<Bytes>;
}

const ECDSA = { name: "ECDSA", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/** A sealer over a P-256 key of WebCrypto, extractable or not. */
export function makeWebCryptoSealer(subtle: Subtle, privateKey: KeyHandle): Sealer {
  return {
    algorithm: SEAL_ALGORITHM,
    seal: async (message) => new Uint8Array(await subtle.sign(ECDSA, privateKey, message)),
  };
}

/** The digest of canonical bytes: 64 lower-case hex digits. */
export async function digest(subtle: Subtle, data: Uint8Array): Promise<string> {
  return sha256Hex(subtle, sealInput(data));
}

/** SHA-256 of any bytes as hex (a certificate, a catalogue chunk). */
export async function sha256Hex(subtle: Subtle, data: Bytes): Promise<string> {
  return toHex(new Uint8Array(await subtle.digest("SHA-256", data)));
}

/** Seal canonical bytes: base64url of r‖s. */
export async function seal(sealer: Sealer, data: Uint8Array): Promise<string> {
  return toBase64url(await sealer.seal(sealInput(data)));
}

/** Whether the bytes, exactly as received, carry a seal of this key. */
export async function verifySeal(
  subtle: Subtle,
  publicKey: KeyHandle,
  data: Uint8Array,
  seal: string,
): Promise<boolean> {
  return verifyMessage(subtle, publicKey, sealInput(data), seal);
}

/** ES256 by `publicKey` over any message; the signature as 86 characters of base64url. */
export async function verifyMessage(
  subtle: Subtle,
  publicKey: KeyHandle,
  message: Bytes,
  signatureText: string,
): Promise<boolean> {
  const signature = fromBase64url(signatureText, 64);
  return signature !== undefined && (await subtle.verify(ECDSA, publicKey, signature, message));
}

/** The key of a certificate (base64url of the 65-byte point), ready for verifying; undefined when it is none. */
export async function loadPublicKey(subtle: Subtle, text: string): Promise<KeyHandle | undefined> {
  const point = fromBase64url(text, 65);
  if (!point) return undefined;
  try {
    return await subtle.importKey("raw", point, P256, true, ["verify"]);
  } catch {
    return undefined;
  }
}

function sealInput(data: Uint8Array): Bytes {
  return concat(toUtf8(ENTRY_TAG), data);
}
