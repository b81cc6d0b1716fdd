import { toBase64url } from "@comptoir/journal";
import { uuid7 } from "@comptoir/pricing";

import type { Clock, Random } from "../ports.ts";

export function uuidFrom(clock: Clock, random: Random): string {
  return uuid7(clock.wall().epoch_ms, random.bytes(10));
}

export function newToken(random: Random): string {
  return toBase64url(random.bytes(32));
}
