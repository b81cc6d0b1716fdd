/** Money that this till's terminal holds on cards: reserved, raised, taken, let go. Each is followed as a payment is. */
import { SERVER_KEY } from "@comptoir/devices/terminals";
import { canHold, holdsOf, isEnding, type CardHold, type HoldChange } from "@comptoir/till-core/card-holds";
import type { CardAttempt, MinorUnits, NewAttempt, Result, Why } from "@comptoir/till-core";
import { currencyOf, drivenTerminal, follow, type CardPayment } from "./card-payments.svelte.ts";
import type { Counter } from "./counter.svelte.ts";

export async function openHolds(counter: Counter): Promise<readonly CardHold[]> {
  if (!counter.preferences.hasEquipment || counter.till.training !== undefined) return [];
  return holdsOf(await (await counter.till.rarely()).attempts());
}

/** Whether the chosen terminal holds money at all; where none is chosen, none does. */
export function mayHold(counter: Counter): boolean {
  const terminal = drivenTerminal(counter);
  return terminal !== undefined && counter.till.training === undefined && canHold(terminal.driver ?? "zvt");
}

/** Providers' terminals give money only back by what they took. */
export function maySendUnlinked(counter: Counter): boolean {
  const terminal = drivenTerminal(counter);
  return terminal !== undefined && terminal.agent_key !== SERVER_KEY && counter.till.training === undefined && currencyOf(counter) !== undefined;
}

export async function reserve(counter: Counter, amount: MinorUnits, label: string, why: Why): Promise<CardPayment | undefined> {
  const wish = wishAt(counter, "reserve", amount);
  if (wish === undefined) return undefined;
  return begun(counter, await (await counter.till.rarely()).beginHold({ ...wish, label }, why));
}

export async function change(
  counter: Counter,
  hold: CardHold,
  kind: HoldChange,
  amount: MinorUnits,
  withTip?: MinorUnits,
  why?: Why,
): Promise<CardPayment | undefined> {
  return begun(counter, await (await counter.till.rarely()).changeHold(hold.reserve.id, kind, amount, withTip, why));
}

/** To whatever card the customer holds out now. */
export async function sendUnlinked(counter: Counter, amount: MinorUnits, why: Why, refunds: CardAttempt["refunds"]): Promise<CardPayment | undefined> {
  const wish = wishAt(counter, "refund", amount);
  if (wish === undefined) return undefined;
  return begun(counter, await (await counter.till.rarely()).beginUnlinked({ ...wish, ...(refunds && { refunds }) }, why));
}

/** Added to a payment that the terminal approved before. */
export async function tipLater(counter: Counter, paid: CardAttempt, tip: MinorUnits): Promise<CardPayment | undefined> {
  const { currency, driver, agent_key: agentKey, terminal, terminal_name: name, result } = paid;
  const wish: NewAttempt = { kind: "tip", amount: tip, currency, driver, agent_key: agentKey, terminal, terminal_name: name, receipt: result?.receipt ?? "", reverses: paid.id };
  return begun(counter, await (await counter.till.rarely()).beginAttempt(wish));
}

/** After a start, and while selling goes on: what ends within a day is pointed at. */
export async function tellOfEnding(counter: Counter): Promise<void> {
  const ending = (await openHolds(counter)).filter((hold) => isEnding(hold, Date.now()));
  if (ending.length === 0) return;
  const { messages, navigation, words } = counter;
  messages.show({
    text: words.count("holds.ending", ending.length),
    tone: "warn",
    action: words.say("payments.show"),
    onaction: () => navigation.show("holds"),
    stays: true,
  });
}

/** For what and by which card. */
export function nameOfHold(counter: Counter, { reserve: { label, result, terminal_name: name } }: CardHold): string {
  const card = [result?.brand ?? "", result?.last_four ? `···· ${result.last_four}` : ""].filter((part) => part !== "").join(" ");
  return [label, card].filter(Boolean).join(" · ") || name;
}

/** Since when, and until when. */
export function spanOfHold(counter: Counter, { reserve: { made_ms: made, expires_ms: expires } }: CardHold): string {
  const { formats, words } = counter;
  const since = words.say("holds.since", { when: formats.dateTime(made) });
  return expires === undefined ? since : `${since} · ${words.say("holds.until", { when: formats.dateTime(expires) })}`;
}

function wishAt(counter: Counter, kind: NewAttempt["kind"], amount: MinorUnits): NewAttempt | undefined {
  const terminal = drivenTerminal(counter);
  const currency = currencyOf(counter);
  if (terminal === undefined || currency === undefined) return undefined;
  return { kind, amount, currency, driver: terminal.driver ?? "zvt", agent_key: terminal.agent_key, terminal: terminal.id, terminal_name: terminal.name };
}

function begun(counter: Counter, result: Result<CardAttempt>): CardPayment | undefined {
  if (result.ok) return follow(counter, result.value, true);
  counter.refuse(result.refusal.code, result.refusal.details);
  return undefined;
}
