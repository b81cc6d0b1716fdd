/** What can be said about a receipt, from its proof, its seal and its bytes; decided here in the customer's browser. */

import {
  type Certificate,
  digest,
  type Ed25519Subtle,
  type Envelope,
  type Essentials,
  type KeyHandle,
  loadPublicKey,
  parseCertificate,
  parseEnvelope,
  toUtf8,
  verifyCertificate,
  verifyEssentials,
  verifySeal,
} from "@comptoir/journal";
import { judgeLog, type LogWord } from "./log.ts";
import type { Asked, Shop, StoredEntry } from "./proofs.ts";
import type { Remembered } from "./remembered.ts";

export type Verdict =
  /** Sealed by the till, received by the shop, and exactly what the paper says. */
  | "genuine"
  /** Sealed by the till; the shop's server has not received it yet. */
  | "not_received"
  /** The signature on the paper is not this till's: somebody made or changed it. */
  | "forged"
  /** A key signed the paper, but the shop's server did not sign that it is this till's. */
  | "not_vouched"
  /** The till signed the paper, but the shop holds another entry or one whose seal does not fit. */
  | "contradicted"
  /** The shop holds the sale, and its log does not prove it: somebody changed what was logged. */
  | "not_proven"
  /** A till that this server vouched for signed the paper, and the shop does not have the sale, or denies the till. */
  | "denied"
  /** No such till here. */
  | "unknown"
  /** The shop's server can't be asked now. */
  | "unreachable"
  /** This browser offers no cryptography on this page (no TLS). */
  | "unchecked";

export interface Judgement {
  readonly verdict: Verdict;
  readonly shop: Shop | undefined;
  /** The stored sale, when its seal holds. */
  readonly envelope: Envelope | undefined;
  /** Whether the server's signature on the till's certificate holds; undefined where that could not be checked. */
  readonly isVouched: boolean | undefined;
  /** What the log proves; undefined while the sale is not in it. */
  readonly log: LogWord | undefined;
  /** By what the signature on the paper was believed; undefined where it was not. */
  readonly till: Remembered | undefined;
}

/** What the customer brings along: trusted witnesses, what this browser knew of the till, and the time in Unix seconds. */
export interface Held {
  readonly keys: readonly string[];
  readonly remembered: Remembered | undefined;
  readonly now: number;
}

/** A till may be without a line; after so long the page no longer says that it will surely come. */
const SENT_WITHIN_SECONDS = 3 * 86_400;
const NOTHING_HELD: Held = { keys: [], remembered: undefined, now: 0 };

export async function judge(
  subtle: Ed25519Subtle | undefined,
  text: string,
  essentials: Essentials,
  asked: Asked,
  held: Held = NOTHING_HELD,
): Promise<Judgement> {
  if (asked.kind === "unknown" && subtle && held.remembered) return denied(subtle, text, essentials, held.remembered);
  if (asked.kind !== "known") return judged(asked.kind, undefined, undefined);
  const { shop } = asked;
  if (!subtle) return judged("unchecked", shop, undefined);
  const certificate = certificateOf(shop, essentials.chain);
  const key = certificate && (await loadPublicKey(subtle, shop.publicKey));
  if (!certificate || !key || !(await verifyEssentials(subtle, key, text))) return judged("forged", shop, undefined);
  const isVouched = await isSignedByServer(subtle, shop);
  if (isVouched === false) return judged("not_vouched", shop, isVouched);
  const till: Remembered = shop;
  if (!shop.stored) {
    const isLate = held.now - essentials.unixSeconds > SENT_WITHIN_SECONDS;
    return { ...judged(isLate ? "denied" : "not_received", shop, isVouched), till };
  }
  const envelope = await storedSale(subtle, key, shop.stored, essentials, certificate);
  if (!envelope) return { ...judged("contradicted", shop, isVouched), till };
  const log = shop.logged && (await judgeLog(subtle, shop.logged, certificate.organization, essentials.digest, shop.serverKey, held.keys));
  return { ...judged(log?.kind === "broken" ? "not_proven" : "genuine", shop, isVouched), envelope, log, till };
}

function judged(verdict: Verdict, shop: Shop | undefined, isVouched: boolean | undefined): Judgement {
  return { verdict, shop, envelope: undefined, isVouched, log: undefined, till: undefined };
}

/** The server no longer knows the till; the certificate that it once gave this browser does. */
async function denied(subtle: Ed25519Subtle, text: string, essentials: Essentials, till: Remembered): Promise<Judgement> {
  const key = certificateOf(till, essentials.chain) && (await loadPublicKey(subtle, till.publicKey));
  if (!key || !(await verifyEssentials(subtle, key, text))) return judged("unknown", undefined, undefined);
  const isVouched = await isSignedByServer(subtle, till);
  return isVouched === false ? judged("unknown", undefined, isVouched) : { ...judged("denied", undefined, isVouched), till };
}

/** What the shop holds, if it is this very sale under this till's seal. */
async function storedSale(
  subtle: Ed25519Subtle,
  key: KeyHandle,
  stored: StoredEntry,
  essentials: Essentials,
  certificate: Certificate,
): Promise<Envelope | undefined> {
  const content = toUtf8(stored.content);
  if (!(await verifySeal(subtle, key, content, stored.seal))) return undefined;
  if ((await digest(subtle, content)) !== essentials.digest) return undefined;
  const read = parseEnvelope(content);
  if (!read.ok) return undefined;
  const { envelope } = read;
  const isHere = envelope.chain === essentials.chain && envelope.sequence === essentials.sequence;
  const isOurs = envelope.organization === certificate.organization && envelope.till === certificate.till;
  return isHere && isOurs && envelope.body["gross"] === essentials.gross ? envelope : undefined;
}

/** The certificate that names this key for this very chain. */
function certificateOf(shop: Remembered, chain: string): Certificate | undefined {
  const certificate = parseCertificate(shop.certificate);
  return certificate?.chain === chain && certificate.public_key === shop.publicKey ? certificate : undefined;
}

/** Older browsers know no Ed25519: then it is not known, which is neither good nor bad. */
async function isSignedByServer(subtle: Ed25519Subtle, shop: Remembered): Promise<boolean | undefined> {
  try {
    return await verifyCertificate(subtle, shop.serverKey, shop.certificate);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") return undefined;
    return false; // a key that is none
  }
}
