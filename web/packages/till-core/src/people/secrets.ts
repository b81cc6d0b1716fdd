/** The keys and hashes behind PINs and badges (ADR 0011), as a port; and that port over WebCrypto. */
import { type Bytes, fromBase64url, toBase64url, toUtf8 } from "@comptoir/journal";

import type { SealingKey } from "../ports.ts";

export interface Secrets {
  /** PBKDF2-HMAC-SHA-256. WebCrypto computes off the page's thread by itself: no tap waits behind it. */
  stretch(text: string, salt: Bytes, iterations: number): Promise<Bytes>;
  makeExchange(): Promise<Exchange>;
  /** HMAC-SHA-256. */
  mac(key: SealingKey, message: Bytes): Promise<Bytes>;
}

/** A fresh key pair of this device, as long as it takes to agree on a key with the server. */
export interface Exchange {
  /** The uncompressed point, base64url of 65 bytes. */
  readonly public_key: string;
  /** The key that only this device and the server can make; nobody can read it out. `undefined`: the server's key is none. */
  agree(serverKey: string, chain: string): Promise<SealingKey | undefined>;
}

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;
const VERIFIER_INFO = "comptoir-till-verifier-v1\n";

/** The part of `crypto.subtle` that this takes; a browser's and Node's fit. */
export interface SecretSubtle {
  generateKey(
    algorithm: typeof P256,
    extractable: boolean,
    usages: "deriveKey"[],
  ): Promise<{ readonly privateKey: SealingKey; readonly publicKey: SealingKey }>;
  exportKey(format: "raw", key: SealingKey): Promise<ArrayBuffer>;
  importKey(
    format: "raw",
    bytes: Bytes,
    algorithm: "PBKDF2" | typeof P256,
    extractable: boolean,
    usages: "deriveBits"[],
  ): Promise<SealingKey>;
  deriveBits(
    algorithm: { readonly name: "PBKDF2"; readonly hash: "SHA-256"; readonly salt: Bytes; readonly iterations: number },
    key: SealingKey,
    length: number,
  ): Promise<ArrayBuffer>;
  deriveKey(
    algorithm:
      | { readonly name: "ECDH"; readonly public: SealingKey }
      | { readonly name: "HKDF"; readonly hash: "SHA-256"; readonly salt: Bytes; readonly info: Bytes },
    key: SealingKey,
    derived: "HKDF" | { readonly name: "HMAC"; readonly hash: "SHA-256"; readonly length: 256 },
    extractable: boolean,
    usages: ("deriveKey" | "sign")[],
  ): Promise<SealingKey>;
  sign(algorithm: "HMAC", key: SealingKey, message: Bytes): Promise<ArrayBuffer>;
}

export function webSecrets(subtle: SecretSubtle): Secrets {
  return {
    stretch: async (text, salt, iterations) => {
      const key = await subtle.importKey("raw", toUtf8(text), "PBKDF2", false, ["deriveBits"]);
      return new Uint8Array(await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256));
    },
    makeExchange: async () => {
      const pair = await subtle.generateKey(P256, false, ["deriveKey"]);
      const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
      return { public_key: toBase64url(point), agree: (serverKey, chain) => agree(subtle, pair.privateKey, serverKey, chain) };
    },
    mac: async (key, message) => new Uint8Array(await subtle.sign("HMAC", key, message)),
  };
}

/** From handle to handle: no script ever holds the shared secret or what is made of it. */
export async function agree(
  subtle: SecretSubtle,
  privateKey: SealingKey,
  serverKey: string,
  chain: string,
): Promise<SealingKey | undefined> {
  const point = fromBase64url(serverKey, 65);
  if (point === undefined) return undefined;
  let theirs: SealingKey;
  try {
    theirs = await subtle.importKey("raw", point, P256, false, []);
  } catch {
    return undefined;
  }
  const shared = await subtle.deriveKey({ name: "ECDH", public: theirs }, privateKey, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: toUtf8(VERIFIER_INFO + chain) } as const;
  return subtle.deriveKey(derivation, shared, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
}
