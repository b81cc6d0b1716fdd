import type { SyncStatus } from "@comptoir/till-core";
import type { Words } from "../words/words.svelte.ts";
import type { Formats } from "./formats.ts";

export interface StatePillView {
  readonly tone: "good" | "warn" | "bad" | "quiet";
  readonly text: string;
}

/** A few entries on their way are not worth a word; what waits longer than this is. */
const CALM_MS = 20_000;

/** The pill beside the cashier's name: calm, true, and never an alarm for a network that is away. */
export function pillOf(sync: SyncStatus, needsEnrolment: boolean, nowMs: number, words: Words, formats: Formats): StatePillView {
  if (sync.quarantined_count > 0) return { tone: "bad", text: words.count("state.quarantined", sync.quarantined_count) };
  if (needsEnrolment) return { tone: "bad", text: words.say("state.signedOff") };
  const count = formats.integer(sync.unsent_count);
  const isSafeTwice = sync.unsent_count > 0 && sync.relayed_count >= sync.unsent_count;
  if (isSafeTwice) return { tone: "quiet", text: words.say("state.safeInTwo", { count }) };
  const age = sync.unsent_since_ms === undefined ? 0 : nowMs - sync.unsent_since_ms;
  if (sync.phase === "offline" || sync.trouble === "offline") {
    return sync.unsent_count === 0
      ? { tone: "quiet", text: words.say("state.offline") }
      : { tone: "warn", text: words.say("state.offlineUnsent", { count }) };
  }
  if (sync.unsent_count === 0) return { tone: "good", text: words.say("state.inSync") };
  return age < CALM_MS
    ? { tone: "quiet", text: words.say("state.toSend", { count }) }
    : { tone: "warn", text: words.say("state.toSendSince", { count, age: formats.age(age) }) };
}

/** Where what the server does not have yet is kept: here, and with an agent of the shop where one could be reached. */
export function placesOf(sync: SyncStatus, words: Words, formats: Formats): string {
  const { unsent_count: unsent, relayed_count: relayed, relayed_by: agent } = sync;
  if (agent === undefined || relayed === 0) return words.say("state.placesOne");
  if (relayed >= unsent) return words.say("state.placesTwo", { agent });
  return words.say("state.placesSome", { agent, count: formats.integer(relayed), all: formats.integer(unsent) });
}

export function quarantineWords(code: string | undefined, words: Words): string {
  const key = `quarantine.${code ?? "other"}`;
  return words.say(words.knows(key) ? key : "quarantine.other");
}
