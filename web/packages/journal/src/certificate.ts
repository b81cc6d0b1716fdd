/** The enrolment certificate: the server's word that a key is this chain's. Twin of comptoir.journal.certificate. */

import { canonicalText } from "./canonical.ts";
import { type Bytes, fromBase64url, toBase64url, toUtf8 } from "./encoding.ts";
import { type KeyHandle, sha256Hex, type Subtle } from "./seal.ts";

export const CERTIFICATE_HEADER = "comptoir-enrolment-v1";

/** Who may seal which chain, and since when; the names are the ones of the text. */
export interface Certificate {
  readonly organization: string;
  readonly store: string;
  readonly till: string;
  readonly till_code: string;
  readonly chain: string;
  readonly enrolment: number;
  readonly public_key: string;
  readonly algorithm: "ES256";
  readonly issued_at: string;
}

/** Ed25519 where the platform has it; older browsers do not, and then only the server checks certificates. */
export interface Ed25519Subtle extends Subtle {
  importKey(
    format: "raw",
    data: Bytes,
    algorithm: { name: string; namedCurve?: string },
    extractable: boolean,
    usages: "verify"[],
  ): Promise<KeyHandle>;
  verify(
    algorithm: { name: string; hash?: string },
    key: KeyHandle,
    signature: Bytes,
    data: Bytes,
  ): Promise<boolean>;
}

/** The certificate's text, signed by whoever holds the server's key (the server itself, or a test). */
export async function buildCertificate(
  sign: (signed: Bytes) => Promise<Bytes>,
  certificate: Certificate,
): Promise<string> {
  const signed = `${CERTIFICATE_HEADER}\n${canonicalText({ ...certificate })}\n`;
  return signed + toBase64url(await sign(toUtf8(signed)));
}

/** Read the members, or undefined; says nothing about the signature (`verifyCertificate`). */
export function parseCertificate(text: string): Certificate | undefined {
  const lines = text.split("\n");
  const [header, members] = lines;
  if (lines.length !== 3 || header !== CERTIFICATE_HEADER || members === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(members);
    return isCertificate(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the server's key (base64url of 32 bytes) signed exactly this text. */
export function verifyCertificate(subtle: Ed25519Subtle, serverKey: string, text: string): Promise<boolean> {
  return verifySigned(subtle, serverKey, CERTIFICATE_HEADER, text);
}

/** The same for any text of this shape: header, members, signature, a line each. */
export async function verifySigned(subtle: Ed25519Subtle, serverKey: string, header: string, text: string): Promise<boolean> {
  const raw = fromBase64url(serverKey, 32);
  const end = text.lastIndexOf("\n") + 1;
  const signature = fromBase64url(text.slice(end), 64);
  if (!raw || !signature || !text.startsWith(`${header}\n`)) return false;
  const key = await subtle.importKey("raw", raw, { name: "Ed25519" }, true, ["verify"]);
  return subtle.verify({ name: "Ed25519" }, key, signature, toUtf8(text.slice(0, end)));
}

/** What the first entry of a chain names its certificate by. */
export async function certificateDigest(subtle: Subtle, text: string): Promise<string> {
  return sha256Hex(subtle, toUtf8(text));
}

const TEXT_MEMBERS = ["organization", "store", "till", "till_code", "chain", "public_key", "issued_at"];
const MEMBERS_COUNT = TEXT_MEMBERS.length + 2;

function isCertificate(value: unknown): value is Certificate {
  if (typeof value !== "object" || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  const enrolment = members.get("enrolment");
  return (
    members.size === MEMBERS_COUNT &&
    members.get("algorithm") === "ES256" &&
    typeof enrolment === "number" &&
    Number.isSafeInteger(enrolment) &&
    enrolment >= 1 &&
    TEXT_MEMBERS.every((name) => typeof members.get(name) === "string")
  );
}
