/** How long to wait after the n-th failure in a row: doubling, with chance, so that 3,000 tills do not come back in the same second. */
import type { Random } from "../ports.ts";

const FIRST_MS = 1_000;
const MAX_MS = 60_000;

export function backoff(failures: number, random: Random, maxMs = MAX_MS): number {
  const full = Math.min(maxMs, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  const [low = 0, high = 0] = random.bytes(2);
  const half = Math.floor(full / 2);
  return half + Math.floor((half * (high * 256 + low)) / 65_536);
}
