import type { Counter } from "./counter.svelte.ts";
import { goToPrinters, printShop } from "./print-shop.ts";

/** What `comptoir-agent pair` shows as a QR code: where the device with the printers is, and its one-time code. */
const INVITATION = /^comptoir-agent:\/\/pair\?at=([^&#\s]+)#code=([\w-]{8,64})$/u;

/** Asks whether to connect: a code that a stranger holds up must not do anything by itself. Answers whether it was one. */
export function offerPairing(counter: Counter, text: string): boolean {
  const [, at, code] = INVITATION.exec(text) ?? [];
  if (at === undefined || code === undefined) return false;
  const address = decoded(at);
  if (address === undefined) return false;
  const { navigation, words } = counter;
  counter.feedback.scanned();
  // The camera would say that no article has this code.
  if (navigation.sheet === "camera") navigation.closeSheet();
  counter.messages.show({
    text: words.say("print.pairAsk", { address }),
    action: words.say("print.connectNow"),
    onaction: () => void pair(counter, address, code),
  });
  return true;
}

async function pair(counter: Counter, address: string, code: string): Promise<void> {
  const { messages, navigation, words } = counter;
  const answer = await (await printShop()).pair(address, code, counter.settings?.till.name ?? "");
  if (answer.kind === "ok") {
    messages.show({
      text: words.say("print.paired", { name: answer.value.name }),
      action: words.say("print.printers"),
      onaction: () => {
        goToPrinters(navigation);
      },
    });
  } else counter.warn(counter.trouble(answer.kind === "weather" ? "no_agent" : answer.code));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
