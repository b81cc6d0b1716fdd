import type { Till } from "@comptoir/till-core";
import { followAgents } from "./agents.ts";
import type { Counter } from "./counter.svelte.ts";
import { offerHardware } from "./offer.ts";

let isFollowing = false;

/** Follows the agents that the settings name, and offers the hardware of a new one; a second call changes nothing. */
export function follow(till: Till, counter: Counter): void {
  if (isFollowing) return;
  isFollowing = true;
  followAgents(till, () => void offerHardware(counter));
}
