import { isSheetOpen } from "../view/keyboard.ts";
import type { Counter } from "./counter.svelte.ts";

/** What Chromium, Firefox and Safari say of a part that they could not fetch. */
const UNFETCHED = /dynamically imported module|importing a module script failed|unable to preload/i;

/** Whether a part of the program is not on this device, and could not be fetched. */
export function isUnfetched(reason: unknown): boolean {
  return reason instanceof Error && UNFETCHED.test(reason.message);
}

/** A touch came to nothing: says why, and takes away what waits for a part that does not come, so that the next touch counts. */
export function sayFault(counter: Counter, reason: unknown): void {
  // What the till tried by itself, it tries again by itself: nobody waits for it.
  if (!navigator.userActivation.isActive) return;
  const { feedback, messages, navigation, paying, words } = counter;
  const isMissing = isUnfetched(reason);
  if (navigation.sheet !== undefined && !isSheetOpen()) navigation.closeSheet();
  if (isMissing && (paying.step === "split" || paying.step === "other") && !paying.isCommitted) paying.leave();
  feedback.refused();
  const again = isMissing && !paying.isCommitted ? { action: words.say("fault.again"), onaction: () => void startAgain(() => sayFault(counter, reason)) } : {};
  messages.show({ text: words.say(isMissing ? "fault.part" : "fault.failed"), tone: "warn", ...again });
}

/** A browser may remember that a part was not there: a new page fetches it, once the server answers. The basket is kept. */
export async function startAgain(otherwise: () => void): Promise<void> {
  const answers = await fetch(location.pathname, { method: "HEAD", cache: "no-store" }).then(
    () => true,
    () => false,
  );
  if (answers) location.reload();
  else otherwise();
}
