/** Cards that were taken without the bank: while some wait for its word it is asked for, and a refusal is said where it happened. */
import { isLostUnseen, waitsForBank } from "@comptoir/till-core/offline-cards";
import type { Counter } from "./counter.svelte.ts";

const AGAIN_MS = 300_000;
let isWatching = false;

/** Until each bank has said something. Whoever has not looked at a refusal yet is told of it at every start. */
export async function watchBanks(counter: Counter): Promise<void> {
  if (isWatching) return;
  isWatching = true;
  const rare = await counter.till.rarely();
  if ((await rare.attempts()).some(isLostUnseen)) await tellOfLost(counter);
  while ((await rare.attempts()).some(waitsForBank)) {
    await hearBanks(counter);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  isWatching = false;
}

/** Asks now; whether there is news, which is said. */
export async function hearBanks(counter: Counter): Promise<boolean> {
  const isNews = await (await counter.till.rarely()).hearBanks();
  if (isNews) await tellOfLost(counter);
  return isNews;
}

async function tellOfLost({ till, messages, navigation, words }: Counter): Promise<void> {
  const lost = (await (await till.rarely()).attempts()).filter(isLostUnseen);
  if (lost.length === 0) return;
  messages.show({
    text: words.count("payments.lost", lost.length),
    tone: "warn",
    action: words.say("payments.show"),
    onaction: () => navigation.show("payments"),
    stays: true,
  });
}
