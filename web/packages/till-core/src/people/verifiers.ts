/** What a till compares a PIN or a badge with (ADR 0011), and which scans are badges. Held by conformance/people/verifiers.json. */
import { type Bytes, concat, toBase64url, toUtf8 } from "@comptoir/journal";

import type { SealingKey } from "../ports.ts";
import type { Secrets } from "./secrets.ts";

export type SecretKind = "pin" | "badge";

const TAGS: Readonly<Record<SecretKind, string>> = { pin: "comptoir-pin-v1\n", badge: "comptoir-badge-v1\n" };

/** 63 random bits: no slow hash is needed to resist guessing. */
export async function badgeHash(subtle: { digest(algorithm: "SHA-256", data: Bytes): Promise<ArrayBuffer> }, code: string): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-256", toUtf8(TAGS.badge + code)));
}

export async function verifierOf(secrets: Secrets, key: SealingKey, kind: SecretKind, person: string, secret: Bytes): Promise<string> {
  return toBase64url(await secrets.mac(key, concat(toUtf8(`${TAGS[kind]}${person}\n`), secret)));
}

/** 24 digits with a prefix and GS1's check digit: no article has such a code, and a misread one is none. */
export function isBadge(code: string): boolean {
  return /^9900\d{20}$/.test(code) && checkDigit(code.slice(0, -1)) === code.slice(-1);
}

/** GS1 General Specifications 7.9.1: weights 3 and 1 from the right. */
function checkDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) sum += Number(digits[digits.length - 1 - place]) * (place % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}
