import { gateOf } from "../view/gates.ts";
import { minuteOfDay } from "../view/long-day.ts";
import type { Wanted } from "../view/wanted.ts";
import type { Counter } from "./counter.svelte.ts";

/** Whether something is asked, or said, before the article joins the basket. What needs no answer is a message, not a sheet. */
export function askFirst(counter: Counter, wanted: Wanted): boolean {
  const { feedback, messages, words, formats } = counter;
  const { name } = wanted.item;
  const gate = gateOf(wanted, {
    settings: counter.settings,
    shelf_news: counter.state.shelf_news,
    age_checks: counter.selling.ageChecks,
    moment: () => counter.till.moment(),
  });
  if (gate === undefined) return false;
  if (gate.kind === "sold_out") {
    feedback.unknown();
    messages.show({
      text: words.say("shelf.isSoldOut", { name }),
      tone: "warn",
      action: words.say("shelf.sellAnyway"),
      onaction: () => void counter.offer({ ...wanted, isFoundAfterAll: true }),
    });
  } else if (gate.kind === "closed") {
    feedback.unknown();
    counter.warn(words.say("age.closedUntil", { name, time: minuteOfDay(gate.until, formats.settings.locale) }));
  } else {
    counter.ask(wanted, gate);
  }
  return true;
}
