/** Keys of a register: the one that signs in a demonstration, and how the counter's key reaches the server unseen. */
import type { KeyHandle } from "@comptoir/journal";

import { fromBase64, toBase64 } from "./texts.ts";
import type { TurnoverSubtle } from "./turnover.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const OAEP = { name: "RSA-OAEP", hash: "SHA-256" } as const;

/** What this module needs of WebCrypto beyond the till; `crypto.subtle` fits. */
export interface ModuleSubtle extends TurnoverSubtle {
  importKey(format: "raw", data: Bytes, algorithm: "AES-CTR", extractable: boolean, usages: "encrypt"[]): Promise<KeyHandle>;
  importKey(format: "spki", data: Bytes, algorithm: typeof OAEP, extractable: boolean, usages: "encrypt"[]): Promise<KeyHandle>;
  encrypt(algorithm: { readonly name: "AES-CTR"; readonly counter: Bytes; readonly length: 128 } | { readonly name: "RSA-OAEP" }, key: KeyHandle, data: Bytes): Promise<ArrayBuffer>;
  generateKey(algorithm: typeof CURVE, extractable: boolean, usages: "sign"[]): Promise<{ readonly privateKey: KeyHandle; readonly publicKey: KeyHandle }>;
  exportKey(format: "spki", key: KeyHandle): Promise<ArrayBuffer>;
  sign(algorithm: { readonly name: "ECDSA"; readonly hash: "SHA-256" }, key: KeyHandle, data: Bytes): Promise<ArrayBuffer>;
}

/** Not extractable, for demonstrations: no receipt of it counts before the law. */
export async function softwareDevice(subtle: ModuleSubtle): Promise<{ readonly private_key: KeyHandle; readonly public_key: string }> {
  const pair = await subtle.generateKey(CURVE, false, ["sign"]);
  return { private_key: pair.privateKey, public_key: toBase64(new Uint8Array(await subtle.exportKey("spki", pair.publicKey))) };
}

/** Only the server opens it: the tax office asks for this key, so the shop must have it. */
export async function sealedFor(subtle: ModuleSubtle, publicKey: string, raw: Bytes): Promise<string> {
  const key = await subtle.importKey("spki", fromBase64(publicKey), OAEP, false, ["encrypt"]);
  return toBase64(new Uint8Array(await subtle.encrypt({ name: "RSA-OAEP" }, key, raw)));
}

/** The till's core names less of it than every browser has. */
export function wholeSubtle(subtle: object): ModuleSubtle {
  if (!hasEncryption(subtle)) throw new Error("this browser encrypts nothing");
  return subtle;
}

function hasEncryption(subtle: object): subtle is ModuleSubtle {
  return "encrypt" in subtle && "generateKey" in subtle && "importKey" in subtle;
}
