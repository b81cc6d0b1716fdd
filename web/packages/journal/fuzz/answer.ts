/** What the differential test asks of the journal: bytes, digests and seals made here, and there. */

import { webcrypto } from "node:crypto";
import {
  canonicalText,
  canonicalize,
  checkEntryValue,
  digest,
  fromUtf8,
  type JsonValue,
  loadPublicKey,
  makeWebCryptoSealer,
  NotCanonical,
  parseEnvelope,
  seal,
  toBase64url,
  toUtf8,
  verifySeal,
} from "../src/index.ts";
import { subtle } from "../test/subtle.ts";

export type Question =
  | { readonly call: "canonicalize"; readonly input: JsonValue }
  | { readonly call: "parse"; readonly input: string }
  | { readonly call: "seal"; readonly input: string }
  | { readonly call: "verify"; readonly public_key: string; readonly input: string; readonly seal: string };

export type Answer = Readonly<Record<string, unknown>>;

const pair = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const sealer = makeWebCryptoSealer(subtle, pair.privateKey);
const point = new Uint8Array(await webcrypto.subtle.exportKey("raw", pair.publicKey));

export async function answer(question: Question): Promise<Answer> {
  switch (question.call) {
    case "canonicalize":
      return canonicalAnswer(question.input);
    case "parse": {
      const read = parseEnvelope(toUtf8(question.input));
      return read.ok ? { text: canonicalText({ ...read.envelope }) } : { refusal: read.refusal.code };
    }
    case "seal":
      return { public_key: toBase64url(point), seal: await seal(sealer, toUtf8(question.input)) };
    case "verify": {
      const key = await loadPublicKey(subtle, question.public_key);
      return { good: key !== undefined && (await verifySeal(subtle, key, toUtf8(question.input), question.seal)) };
    }
  }
}

async function canonicalAnswer(value: JsonValue): Promise<Answer> {
  const reason = checkEntryValue(value);
  try {
    const data = canonicalize(value);
    return { text: fromUtf8(data), digest: await digest(subtle, data), ...(reason ? { reason } : {}) };
  } catch (error) {
    if (error instanceof NotCanonical) return { refusal: error.reason };
    throw error;
  }
}
