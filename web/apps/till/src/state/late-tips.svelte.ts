/** A tip that comes after the sale, by a terminal that can add it: what the panel needs, loaded when somebody gives one. */
export { isFreeTip, isOpenAttempt } from "@comptoir/till-core/card-attempts";
export { canTipLater } from "@comptoir/till-core/card-holds";
export { tipLater } from "./card-holds.svelte.ts";
export { follow } from "./card-payments.svelte.ts";
