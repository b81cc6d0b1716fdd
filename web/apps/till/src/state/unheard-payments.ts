/**
 * A person ended an attempt while nobody answered. A device that had only stopped may still hold the question, and would carry it out
 * when it goes on: the attempt is void, and that is said again and again until it was heard. What the terminal says then counts.
 */
import type { PaymentNews } from "@comptoir/devices/terminals";
import { heardLate } from "@comptoir/till-core/card-attempts";
import type { CardAttempt } from "@comptoir/till-core";
import { nameOfAttempt } from "../view/payment-words.ts";
import type { Counter } from "./counter.svelte.ts";
import { driverOf, wishOf } from "./payment-drivers.ts";

const AGAIN_MS = 1_500;
/** After so many times it is asked more slowly. */
const SOON_MAX = 40;
const SLOWLY_MS = 15_000;
/** Nobody can carry it out any more: its terminal is gone from there. */
const GONE = "agent.terminal_unknown";

const voiding = new Map<string, Promise<CardAttempt>>();

/** Ends when it was heard. */
export function voidUntilHeard(counter: Counter, attempt: CardAttempt): Promise<CardAttempt> {
  const known = voiding.get(attempt.id);
  if (known !== undefined) return known;
  const running = repeat(counter, attempt).finally(() => voiding.delete(attempt.id));
  voiding.set(attempt.id, running);
  return running;
}

async function repeat(counter: Counter, attempt: CardAttempt): Promise<CardAttempt> {
  for (let count = 0; ; count += 1) {
    const news = await ask(counter, attempt);
    if (news !== undefined) return end(counter, attempt, news);
    await new Promise((resolve) => setTimeout(resolve, count < SOON_MAX ? AGAIN_MS : SLOWLY_MS));
  }
}

/** How it ended, once somebody says so. */
async function ask(counter: Counter, attempt: CardAttempt): Promise<PaymentNews | undefined> {
  const driver = await driverOf(counter, attempt);
  const wish = wishOf(attempt);
  let answer = await driver?.cancel(wish);
  // Neither the terminal nor time will tell: the person has said it already.
  if (answer?.kind === "ok" && answer.value.needs_person) answer = await driver?.decide(wish, attempt.state === "approved");
  if (answer?.kind === "refusal" && answer.code === GONE) return gone(attempt);
  if (answer?.kind !== "ok" || answer.value.state === "pending" || answer.value.state === "unknown") return undefined;
  return answer.value;
}

function gone({ state, tip, result, events }: CardAttempt): PaymentNews {
  const word = { at_ms: Date.now(), state, source: "agent", trouble: GONE };
  const nothing = { trace: "", receipt: "", authorization: "", brand: "", last_four: "", terminal: "" };
  return { state, tip, result: result ?? nothing, trouble: GONE, step: "", needs_person: false, code: "", expires_ms: 0, approved: 0, events: [...events, word] };
}

async function end(counter: Counter, attempt: CardAttempt, news: PaymentNews): Promise<CardAttempt> {
  const ended = await (await counter.till.rarely()).noteAttempt(heardLate(attempt, news));
  if ((news.state === "approved") === (attempt.state === "approved")) return ended;
  const name = nameOfAttempt(counter, ended);
  const key = news.state !== "approved" ? "payments.notAfterAll" : attempt.kind === "payment" ? "payments.afterAll" : "payments.backAfterAll";
  tell(counter, counter.words.say(key, { what: name, amount: counter.formats.amount(attempt.amount) }));
  return ended;
}

/** Money that is in no sale. */
export function tellOfFree(counter: Counter): void {
  tell(counter, counter.words.say("payments.free"));
}

function tell({ messages, navigation, words }: Counter, text: string): void {
  messages.show({ text, tone: "warn", action: words.say("payments.show"), onaction: () => navigation.show("payments"), stays: true });
}
