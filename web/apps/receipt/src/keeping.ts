/** What the customer can save: the proof as others read it, or what a till signed and the shop does not have. */
import { type Essentials, fromBase64, toUtf8, writeLogProof } from "@comptoir/journal";
import type { Judgement } from "./judge.ts";
import type { LoggedEntry } from "./proofs.ts";

export interface Keepsake {
  readonly name: string;
  readonly text: string;
}

/** C2SP tlog-proof: any verifier of that format reads it, given the log's key and those of witnesses. */
export function proofText(logged: LoggedEntry): string {
  const path = logged.path.map(fromBase64).filter((one) => one !== undefined);
  return writeLogProof({ index: logged.index, path, note: logged.note, extra: toUtf8(`${logged.topic}\n${logged.subject}\n`) });
}

/** Undefined where there is nothing that would prove anything to somebody else. */
export function keepsakeOf(text: string, essentials: Essentials, judgement: Judgement, now: string): Keepsake | undefined {
  const { verdict, shop, till } = judgement;
  const logged = shop?.logged;
  const name = `receipt-${essentials.chain.slice(-12)}-${essentials.sequence}`;
  if (verdict === "genuine" && logged) return { name: `${name}.tlog-proof`, text: proofText(logged) };
  if (!till || verdict === "forged") return undefined;
  const held = {
    format: "comptoir-held-receipt-1",
    essentials: text,
    certificate: till.certificate,
    public_key: till.publicKey,
    server_key: till.serverKey,
    verdict,
    asked_at: now,
    stored: shop?.stored ?? null,
    proof: logged ? proofText(logged) : null,
  };
  return { name: `${name}.json`, text: `${JSON.stringify(held, undefined, 1)}\n` };
}
