/**
 * A passkey that this till checks by itself, against the public keys that it holds (WebAuthn level 2, 7.2): right challenge, right
 * origin, right host, a finger or a face or the device's code, a signature that fits, a counter that does not go back.
 */
import { type Bytes, concat, fromBase64url, type KeyHandle, toBase64url, toUtf8 } from "@comptoir/journal";

import type { CashierDocument, PasskeyDocument, SettingsDocument } from "../documents.ts";

/** What the browser answered to a request, base64url where it is bytes. */
export interface Assertion {
  readonly id: string;
  readonly authenticator_data: string;
  readonly client_data: string;
  readonly signature: string;
}

/** What the browser is asked with. Each challenge is good once. */
export interface PasskeyRequest {
  readonly challenge: string;
  readonly rp_id: string;
  readonly origin: string;
  readonly allowed: readonly string[];
}

/** The part of `crypto.subtle` that checks a foreign signature. */
export interface PasskeySubtle {
  digest(algorithm: "SHA-256", data: Bytes): Promise<ArrayBuffer>;
  importKey(format: "spki", key: Bytes, algorithm: PasskeyAlgorithm, extractable: boolean, usages: "verify"[]): Promise<KeyHandle>;
  verify(algorithm: PasskeyAlgorithm, key: KeyHandle, signature: Bytes, data: Bytes): Promise<boolean>;
}

type PasskeyAlgorithm =
  | { readonly name: "ECDSA"; readonly namedCurve: "P-256" }
  | { readonly name: "ECDSA"; readonly hash: "SHA-256" }
  | { readonly name: "RSASSA-PKCS1-v1_5"; readonly hash: "SHA-256" };

export type Judged =
  | { readonly kind: "proved"; readonly cashier: CashierDocument; readonly passkey: string; readonly count: number }
  | { readonly kind: "refused"; readonly cashier?: string }
  /** The counter went back: a copy of the key exists. */
  | { readonly kind: "copied"; readonly cashier: string; readonly passkey: string };

const ES256 = -7;
const RS256 = -257;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HEAD = 37;

/** The passkeys that can be asked for on this host. */
export function passkeysFor(settings: SettingsDocument, host: string): readonly PasskeyDocument[] {
  return settings.cashiers.flatMap((cashier) => (cashier.passkeys ?? []).filter((passkey) => passkey.rp_id === host));
}

export async function judgePasskey(
  subtle: PasskeySubtle,
  settings: SettingsDocument,
  request: PasskeyRequest,
  assertion: Assertion,
  lastCount: (passkey: string) => number,
): Promise<Judged> {
  const cashier = settings.cashiers.find((candidate) => candidate.passkeys?.some((passkey) => passkey.id === assertion.id) === true);
  const passkey = cashier?.passkeys?.find((candidate) => candidate.id === assertion.id && candidate.rp_id === request.rp_id);
  if (cashier === undefined || passkey === undefined) return { kind: "refused" };
  const refused: Judged = { kind: "refused", cashier: cashier.id };
  const client = decoded(assertion.client_data);
  const data = decoded(assertion.authenticator_data);
  const signature = decoded(assertion.signature);
  const key = decoded(passkey.public_key);
  if (client === undefined || data === undefined || signature === undefined || key === undefined || data.length < HEAD) return refused;
  if (!isAnswerTo(client, request)) return refused;
  const host = new Uint8Array(await subtle.digest("SHA-256", toUtf8(request.rp_id)));
  if (toBase64url(data.slice(0, 32)) !== toBase64url(host)) return refused;
  const flags = data[32] ?? 0;
  if ((flags & USER_PRESENT) === 0 || (flags & USER_VERIFIED) === 0) return refused;
  const signed = concat(data, new Uint8Array(await subtle.digest("SHA-256", client)));
  if (!(await isSigned(subtle, passkey.algorithm, key, signature, signed))) return refused;
  const count = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(33);
  const last = lastCount(passkey.id);
  if ((count > 0 || last > 0) && count <= last) return { kind: "copied", cashier: cashier.id, passkey: passkey.id };
  return { kind: "proved", cashier, passkey: passkey.id, count };
}

function decoded(text: string): Bytes | undefined {
  return fromBase64url(text, Math.floor((text.length * 3) / 4));
}

function isAnswerTo(client: Bytes, request: PasskeyRequest): boolean {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder().decode(client));
  } catch {
    return false;
  }
  if (typeof said !== "object" || said === null || !("type" in said && "challenge" in said && "origin" in said)) return false;
  return said.type === "webauthn.get" && said.challenge === request.challenge && said.origin === request.origin;
}

async function isSigned(subtle: PasskeySubtle, algorithm: number, key: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> {
  try {
    if (algorithm === ES256) {
      const raw = rawOfDer(signature);
      const imported = await subtle.importKey("spki", key, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
      return raw !== undefined && (await subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, raw, signed));
    }
    if (algorithm !== RS256) return false;
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
    return await subtle.verify(rsa, await subtle.importKey("spki", key, rsa, false, ["verify"]), signature, signed);
  } catch {
    // A key that is none: nothing that it signed is proof.
    return false;
  }
}

/** WebAuthn signs in DER (SEQUENCE of two INTEGERs), WebCrypto reads r and s of 32 bytes each. */
export function rawOfDer(der: Bytes): Bytes | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const first = integerAt(der, 2);
  const second = first === undefined ? undefined : integerAt(der, first.end);
  if (first === undefined || second === undefined || second.end !== der.length) return undefined;
  return concat(first.bytes, second.bytes);
}

function integerAt(der: Bytes, place: number): { readonly bytes: Bytes; readonly end: number } | undefined {
  const length = der[place + 1];
  if (der[place] !== 0x02 || length === undefined || length === 0 || length > 33) return undefined;
  const end = place + 2 + length;
  if (end > der.length) return undefined;
  let bytes = der.slice(place + 2, end);
  if (length === 33) {
    if (bytes[0] !== 0) return undefined;
    bytes = bytes.slice(1);
  }
  const padded = new Uint8Array(32);
  padded.set(bytes, 32 - bytes.length);
  return { bytes: padded, end };
}
