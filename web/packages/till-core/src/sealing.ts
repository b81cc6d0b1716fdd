/** The till's own key in WebCrypto: the one place where it is made, and where it proves itself to the server. */
import { makeWebCryptoSealer, toBase64url, toHex, toUtf8, type Sealer } from "@comptoir/journal";

import type { Random, SealingKey, Subtle } from "./ports.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const ENROL_TAG = "comptoir-enrol-v1\n";

export interface FreshKey {
  readonly private_key: SealingKey;
  /** The uncompressed point, base64url of 65 bytes. */
  readonly public_key: string;
}

/** Not extractable: no script, not even ours, can read it out of this browser. */
export async function makeKey(subtle: Subtle): Promise<FreshKey> {
  const pair = await subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const point = await subtle.exportKey("raw", pair.publicKey);
  return { private_key: pair.privateKey, public_key: toBase64url(new Uint8Array(point)) };
}

export function sealerOf(subtle: Subtle, key: SealingKey): Sealer {
  return makeWebCryptoSealer(subtle, key);
}

/** Shows the server that we hold the private half of the key that we register. */
export async function proveKey(sealer: Sealer, code: string): Promise<string> {
  return toBase64url(await sealer.seal(toUtf8(ENROL_TAG + code)));
}

const OWN_CHAIN_TAG = "comptoir-own-chain-v1\n";

/** The enrolled key's word for the key of a chain that the till begins by itself: by it a person may adopt what is sold there. */
export async function vouchForChain(sealer: Sealer, chain: string, publicKey: string): Promise<string> {
  return toBase64url(await sealer.seal(toUtf8(`${OWN_CHAIN_TAG}${chain}\n${publicKey}`)));
}

const PAIR_TAG = "comptoir-agent-pair-v1\n";

/** Binds the key that this till asks an agent with to its enrolment, and to that agent: neither serves anywhere else. */
export async function proveToAgent(sealer: Sealer, agentKey: string, publicKey: string): Promise<string> {
  return toBase64url(await sealer.seal(toUtf8(`${PAIR_TAG}${agentKey}\n${publicKey}`)));
}

export function randomHex(random: Random, bytes: number): string {
  return toHex(random.bytes(bytes));
}
