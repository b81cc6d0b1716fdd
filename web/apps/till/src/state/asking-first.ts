import { menuLine } from "@comptoir/till-core/goods";

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
  if (gate === undefined) return takeMenu(counter, wanted);
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
    counter.warn(words.say("age.closedUntil", { name: gate.name, time: minuteOfDay(gate.until, formats.settings.locale) }));
  } else {
    counter.ask(wanted, gate);
  }
  return true;
}

/** A menu whose questions are all answered becomes one line with its parts. */
function takeMenu(counter: Counter, { menu, ...wanted }: Wanted): boolean {
  const line = menu === undefined ? undefined : menuLine(wanted.item, menu);
  if (line === undefined) return false;
  const item = line.deposits.length === 0 ? wanted.item : { ...wanted.item, deposits: line.deposits };
  return counter.offer({ ...wanted, item, components: line.components, modifiers: [...(wanted.modifiers ?? []), ...line.modifiers] });
}
