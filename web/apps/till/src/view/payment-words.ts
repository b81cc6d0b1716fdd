/** Card payments in words: where one stands, what the customer does now, and why nothing came of it. */
import type { AttemptEvent, CardAttempt } from "@comptoir/till-core";
import type { CardPayment } from "../state/card-payments.svelte.ts";
import type { Counter } from "../state/counter.svelte.ts";
import type { Key } from "../words/en.ts";

type Tone = "good" | "warn" | "quiet";

/** When, by which card, at which terminal. */
export function nameOfAttempt(counter: Counter, { made_ms: made, result, terminal_name: name }: CardAttempt): string {
  const card = [result?.brand ?? "", result?.last_four ? `···· ${result.last_four}` : ""].filter((part) => part !== "").join(" ");
  return [counter.formats.dateTime(made), card === "" ? name : card].join(" · ");
}

export function toneOf({ state, bank }: CardAttempt): Tone {
  if (bank === "refused") return "warn";
  if (state === "approved") return "good";
  return state === "pending" || state === "unknown" ? "warn" : "quiet";
}

export function stateWords(counter: Counter, attempt: CardAttempt): string {
  const say = counter.words.say.bind(counter.words);
  if (attempt.reversed_by !== undefined) return say("payments.state.back");
  if (attempt.state !== "approved") return say(`payments.state.${attempt.state}`);
  if (attempt.kind === "reversal" || attempt.kind === "refund") return say("payments.state.reversal");
  if (attempt.kind === "reserve" || attempt.kind === "increase") return say("holds.state.held");
  if (attempt.kind === "release") return say("holds.state.released");
  if (attempt.spent === undefined && attempt.kind !== "tip") return say("payments.state.free");
  if (attempt.bank === "refused") return say("payments.state.lost");
  if (attempt.result?.is_offline && attempt.bank === undefined) return say("payments.state.offline");
  return say(`payments.state.${attempt.state}`);
}

/** One word of its history: what, by whom, and why. */
export function eventWords(counter: Counter, { state, source, trouble }: AttemptEvent): string {
  const { words } = counter;
  const who: Key = source === "terminal" || source === "agent" || source === "person" ? `payments.by.${source}` : "payments.by.till";
  const said = words.say("payments.event", { state: words.say(`payments.state.${state}`), who: words.say(who) });
  const reason = reasonWords(counter, trouble);
  return reason === undefined ? said : `${said}. ${reason}`;
}

/** What the cashier should know of one that did not pay, beyond that it did not. */
export function endWords(counter: Counter, attempt: CardAttempt): string | undefined {
  if (attempt.state === "cancelled") return counter.words.say("payments.stopped");
  return reasonWords(counter, attempt.events.at(-1)?.trouble ?? "");
}

export function stepWords(counter: Counter, terminal: string, payment: CardPayment | undefined): string {
  const { words } = counter;
  if (payment?.isGivenUp === true) return words.say("payments.stopping");
  if (payment?.attempt.state === "unknown") return words.say("payments.asking");
  const key = `payments.step.${payment?.step ?? ""}`;
  return words.knows(key) ? words.say(key) : words.say("payments.at", { name: terminal });
}

export function reasonWords(counter: Counter, trouble: string): string | undefined {
  const key = `payments.why.${trouble}`;
  return trouble !== "" && counter.words.knows(key) ? counter.words.say(key) : undefined;
}
