/** The certificates of tills whose receipts were looked at here: a server that later denies a till is contradicted by them. */
import { readKept, writeKept } from "./kept.ts";
import { isMembers, type Shop } from "./proofs.ts";

export type Remembered = Pick<Shop, "certificate" | "publicKey" | "serverKey">;

const KEPT = "comptoir-tills";
const TILLS_MAX = 50;

export function rememberTill(chain: string, { certificate, publicKey, serverKey }: Remembered): void {
  const others = Object.entries(all()).filter(([one]) => one !== chain);
  writeKept(KEPT, Object.fromEntries([...others, [chain, { certificate, publicKey, serverKey }]].slice(-TILLS_MAX)));
}

export function rememberedTill(chain: string): Remembered | undefined {
  const found = all()[chain];
  if (!isMembers(found)) return undefined;
  const { certificate, publicKey, serverKey } = found;
  if (typeof certificate !== "string" || typeof publicKey !== "string" || typeof serverKey !== "string") return undefined;
  return { certificate, publicKey, serverKey };
}

function all(): Readonly<Record<string, unknown>> {
  const kept = readKept(KEPT);
  return isMembers(kept) ? kept : {};
}
