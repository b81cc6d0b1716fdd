/** The end of day at the card terminal: its total beside this till's. No money moves by it, and no closing waits for it. */
import { SERVER_KEY, type PaymentAnswer, type PaymentNews } from "@comptoir/devices/terminals";
import type { TakenThere } from "@comptoir/till-core/card-attempts";
import { minorUnits, type MinorUnits } from "@comptoir/till-core";
import { currencyOf, drivenTerminal } from "./card-payments.svelte.ts";
import type { Counter } from "./counter.svelte.ts";
import type { ChosenDevice } from "./equipment.svelte.ts";
import { driverOf } from "./payment-drivers.ts";

export type TerminalDayEnd =
  /** `theirs` is absent where the terminal says no figures. */
  | { readonly kind: "done"; readonly ours: TakenThere; readonly theirs?: MinorUnits }
  | { readonly kind: "failed"; readonly trouble: string };

/** So often nobody answered. */
const SILENT_MAX = 2;

/** The terminal of this till that has an end of day: those of providers close by themselves. */
export function terminalWithDay(counter: Counter): ChosenDevice | undefined {
  if (!counter.preferences.hasEquipment || counter.till.training !== undefined) return undefined;
  const terminal = drivenTerminal(counter);
  return terminal?.agent_key === SERVER_KEY ? undefined : terminal;
}

export async function endTerminalDay(counter: Counter, terminal: ChosenDevice): Promise<TerminalDayEnd> {
  const rare = await counter.till.rarely();
  const news = await ask(counter, terminal);
  if (news?.state !== "approved") return { kind: "failed", trouble: news?.trouble ?? "no_agent" };
  // What was paid until here is in what the terminal said.
  const ours = await rare.takenSinceDay(terminal.agent_key, terminal.id);
  await rare.noteTerminalDay(terminal.agent_key, terminal.id);
  return { kind: "done", ours, ...(news.total === undefined ? {} : { theirs: minorUnits(news.total) }) };
}

/** Where its answer is lost, it is simply done again by whoever wants it. */
async function ask(counter: Counter, terminal: ChosenDevice): Promise<PaymentNews | undefined> {
  const driver = await driverOf(counter, { agent_key: terminal.agent_key, terminal: terminal.id });
  const wish = { id: crypto.randomUUID(), kind: "reconcile", amount: 0, currency: currencyOf(counter) ?? 0 } as const;
  let known: PaymentNews | undefined;
  let silence = 0;
  while (driver !== undefined && silence < SILENT_MAX) {
    const answer: PaymentAnswer = known === undefined ? await driver.start(wish) : await driver.follow(wish, known);
    if (answer.kind === "refusal") return undefined;
    if (answer.kind === "weather") silence += 1;
    else if (answer.value.state === "pending" || answer.value.state === "unknown") known = answer.value;
    else return answer.value;
  }
  return undefined;
}
