/** What can be said about a receipt, from its proof, its seal and its bytes; decided here in the customer's browser. */

import {
  digest,
  type Envelope,
  type Essentials,
  type KeyHandle,
  loadPublicKey,
  parseCertificate,
  parseEnvelope,
  type Subtle,
  toUtf8,
  verifyEssentials,
  verifySeal,
} from "@comptoir/journal";
import type { Asked, Shop } from "./proofs.ts";

export type Verdict =
  /** Sealed by the till, received by the shop, and exactly what the paper says. */
  | "genuine"
  /** Sealed by the till; the shop's server has not received it yet. */
  | "not_received"
  /** The signature on the paper is not this till's: somebody made or changed it. */
  | "forged"
  /** The till signed the paper, but the shop holds another entry or one whose seal does not fit. */
  | "contradicted"
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
}

export async function judge(
  subtle: Subtle | undefined,
  text: string,
  essentials: Essentials,
  asked: Asked,
): Promise<Judgement> {
  if (asked.kind !== "known") return { verdict: asked.kind, shop: undefined, envelope: undefined };
  const { shop } = asked;
  if (!subtle) return { verdict: "unchecked", shop, envelope: undefined };
  const key = await keyOf(subtle, shop, essentials.chain);
  if (!key || !(await verifyEssentials(subtle, key, text))) return { verdict: "forged", shop, envelope: undefined };
  if (!shop.stored) return { verdict: "not_received", shop, envelope: undefined };

  const content = toUtf8(shop.stored.content);
  const isSealed = await verifySeal(subtle, key, content, shop.stored.seal);
  const isSame = (await digest(subtle, content)) === essentials.digest;
  const read = parseEnvelope(content);
  const isHere = read.ok && read.envelope.chain === essentials.chain && read.envelope.sequence === essentials.sequence;
  if (!isSealed || !isSame || !isHere || read.envelope.body["gross"] !== essentials.gross) {
    return { verdict: "contradicted", shop, envelope: undefined };
  }
  return { verdict: "genuine", shop, envelope: read.envelope };
}

/** The till's key: the one that the server's certificate names for this very chain. */
async function keyOf(subtle: Subtle, shop: Shop, chain: string): Promise<KeyHandle | undefined> {
  const certificate = parseCertificate(shop.certificate);
  if (certificate?.chain !== chain || certificate.public_key !== shop.publicKey) return undefined;
  return loadPublicKey(subtle, shop.publicKey);
}
