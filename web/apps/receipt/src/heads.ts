/** Heads of logs that this browser saw before: what the shop shows now must go on from them, whichever receipt is looked at. */
import { type Checkpoint, type Ed25519Subtle, fromBase64, readCheckpoint, readNote, verifyConsistency } from "@comptoir/journal";
import { readKept, writeKept } from "./kept.ts";
import { isMembers } from "./proofs.ts";

/** `unknown`: the shop could not be asked now, which proves nothing. */
export type HeadWord = "goes_on" | "set_back" | "split" | "unknown";

/** What shows that one head's log begins with another's: hashes, or why there are none. */
export type AskGrowth = (origin: string, earlier: number, size: number) => Promise<readonly string[] | "refused" | "unreachable">;

export interface Compared {
  readonly word: HeadWord;
  /** The head of before, where it contradicts the one of now. */
  readonly before: string;
}

const KEPT = "comptoir-heads";
const LOGS_MAX = 20;
const PATIENCE_MS = 10_000;

/** Both heads are signed by the log's key: the one of now was checked just now, the kept one when it was kept. */
export async function compareHeads(subtle: Ed25519Subtle, before: string, now: string, ask: AskGrowth): Promise<HeadWord> {
  const [old, young] = [headOf(before), headOf(now)];
  if (!old || !young) return "unknown";
  if (old.origin !== young.origin) return ageOf(old) < ageOf(young) ? "set_back" : "split";
  // The head that most witnesses cosigned may be an earlier one than was seen last: either must begin with the other.
  const [small, large] = old.size <= young.size ? [old, young] : [young, old];
  const hashes = small.size === large.size ? [] : await ask(old.origin, small.size, large.size);
  if (hashes === "unreachable") return "unknown";
  if (hashes === "refused") return old.size > young.size ? "set_back" : "split";
  const proof = hashes.map(fromBase64);
  if (!proof.every((one) => one !== undefined)) return "split";
  return (await verifyConsistency(subtle, small.size, large.size, proof, small.root, large.root)) ? "goes_on" : "split";
}

/** Compare with what was kept, and keep the larger one; what contradicts is kept as it was, as evidence. */
export async function compareKept(subtle: Ed25519Subtle, organization: string, now: string, ask: AskGrowth): Promise<Compared> {
  const kept = all();
  const before = kept[organization];
  if (typeof before !== "string") {
    keep(organization, now);
    return { word: "goes_on", before: "" };
  }
  const word = await compareHeads(subtle, before, now, ask);
  if (word === "goes_on" && (headOf(now)?.size ?? 0) > (headOf(before)?.size ?? 0)) keep(organization, now);
  return { word, before };
}

/** The log's own address at the server of this page. */
export const askGrowth: AskGrowth = async (origin, earlier, size) => {
  try {
    const path = origin.replace(/^comptoir\//, "/log/");
    const answer = await fetch(`${path}/consistency/${earlier}/${size}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 404) return "refused";
    if (!answer.ok) return "unreachable";
    return (await answer.text()).split("\n").filter((line) => line !== "");
  } catch {
    return "unreachable";
  }
};

function headOf(text: string): Checkpoint | undefined {
  const note = readNote(text);
  return note && readCheckpoint(note.text);
}

function ageOf({ origin }: Checkpoint): number {
  return Number(origin.split("/")[2] ?? "1");
}

function keep(organization: string, note: string): void {
  const others = Object.entries(all()).filter(([one]) => one !== organization);
  writeKept(KEPT, Object.fromEntries([...others, [organization, note]].slice(-LOGS_MAX)));
}

function all(): Readonly<Record<string, unknown>> {
  const kept = readKept(KEPT);
  return isMembers(kept) ? kept : {};
}
