/**
 * Payments at a card terminal that this till drives. Whatever happens to page, agent or terminal, an attempt that was written down is
 * followed to its end: by the panel that began it, or by the next start. Only its id is ever sent again.
 */
import type { PaymentAnswer, PaymentNews } from "@comptoir/devices/terminals";
import { isFreeAttempt, isOpenAttempt, partOf, takenOf } from "@comptoir/till-core/card-attempts";
import { minorUnits, type AttemptPlace, type CardAttempt, type MinorUnits, type OtherTender } from "@comptoir/till-core";
import type { Counter } from "./counter.svelte.ts";
import { equipment, type ChosenDevice } from "./equipment.svelte.ts";
import { driverOf, wishOf } from "./payment-drivers.ts";
import { tellOfFree, voidUntilHeard } from "./unheard-payments.ts";

const AGAIN_MS = 1_500;
/** So often nobody answered before a person is asked instead. */
const SILENT_MAX = 2;
/** ISO 4217, of the currencies that tills here keep. */
const NUMBERS: Readonly<Record<string, number>> = {
  EUR: 978, CHF: 756, GBP: 826, USD: 840, DKK: 208, SEK: 752, NOK: 578, PLN: 985, CZK: 203, HUF: 348, RON: 946, BGN: 975, ISK: 352, NGN: 566, EGP: 818,
};

const followed = new Map<string, CardPayment>();

/** The terminal that this till drives, where it drives one. */
export function drivenTerminal(counter: Counter): ChosenDevice | undefined {
  return currencyOf(counter) === undefined || counter.settings?.card_terminal !== undefined ? undefined : equipment.devices.terminal;
}

/** One attempt that is followed. */
export class CardPayment {
  readonly #counter: Counter;
  readonly #isOver: Promise<CardAttempt>;
  #attempt: CardAttempt;
  #step = $state("");
  #code = $state("");
  #silence = $state(0);
  #wantsEnd = $state(false);
  #isEndSaid = false;
  /** Nobody has been asked yet: only then may it begin. */
  #mayBegin: boolean;
  #wake: (() => void) | undefined;
  /** What was scanned of the customer's phone, if anything. */
  readonly #scanned: string;

  constructor(counter: Counter, attempt: CardAttempt, isNew: boolean, scanned: string) {
    this.#counter = counter;
    this.#scanned = scanned;
    this.#mayBegin = isNew;
    this.#attempt = $state.raw(attempt);
    this.#isOver = this.#follow();
  }

  get attempt(): CardAttempt {
    return this.#attempt;
  }

  /** A code: what the customer does now. */
  get step(): string {
    return this.#step;
  }

  /** What the customer's phone reads to pay, if anything. */
  get code(): string {
    return this.#code;
  }

  /** The agent does not answer. */
  get isSilent(): boolean {
    return this.#silence >= SILENT_MAX;
  }

  get isGivenUp(): boolean {
    return this.#wantsEnd;
  }

  /** Neither the terminal nor time will tell. */
  get needsPerson(): boolean {
    return this.#attempt.needs_person || (this.#attempt.state === "unknown" && this.isSilent);
  }

  /** How it ended. */
  over(): Promise<CardAttempt> {
    return this.#isOver;
  }

  /** Asks the terminal to stop; what it answers counts. */
  async giveUp(): Promise<void> {
    this.#wantsEnd = true;
    this.#wake?.();
    const answer = await (await driverOf(this.#counter, this.#attempt))?.cancel(wishOf(this.#attempt));
    if (answer?.kind !== "ok") return;
    this.#isEndSaid = true;
    await this.#hear(answer.value);
  }

  /** Leaves for the provider's app. It is opened once: whoever comes back asks what became of it. */
  async leap(): Promise<void> {
    const driver = await driverOf(this.#counter, this.#attempt);
    const isIos = /iPad|iPhone|iPod/.test(navigator.userAgent);
    const answer = await driver?.open?.(wishOf(this.#attempt), location.origin, isIos);
    if (answer?.kind === "ok") location.href = answer.value;
    else this.#counter.warn(this.#counter.words.say(answer?.kind === "refusal" ? "payments.openedBefore" : "payments.notOpened"));
  }

  /** Asks the terminal what became of it. */
  async askAgain(): Promise<void> {
    const driver = await driverOf(this.#counter, this.#attempt);
    const answer = await driver?.query(wishOf(this.#attempt));
    if (answer?.kind === "ok") await this.#hear(answer.value);
  }

  /** Somebody has looked at the terminal. */
  async decide(isPaid: boolean): Promise<void> {
    const driver = await driverOf(this.#counter, this.#attempt);
    // Whoever is silent is not waited for: a person has decided, and what carries the question is told until it has heard.
    const answer = this.isSilent ? undefined : await driver?.decide(wishOf(this.#attempt), isPaid);
    // It may have been heard of meanwhile, or somebody pressed twice.
    if (!isOpenAttempt(this.#attempt)) return;
    if (answer?.kind === "ok") await this.#hear(answer.value);
    else {
      const state = isPaid ? "approved" : "declined";
      const word = { at_ms: Date.now(), state, source: "person", trouble: "" } as const;
      await this.#note({ ...this.#attempt, state, needs_person: false, unheard: true, events: [...this.#attempt.events, word] });
      void voidUntilHeard(this.#counter, this.#attempt);
    }
    this.#wake?.();
  }

  async #follow(): Promise<CardAttempt> {
    let known: PaymentNews | undefined;
    while (isOpenAttempt(this.#attempt)) {
      const isFirst = this.#mayBegin;
      const answer = await this.#ask(known);
      if (answer?.kind === "ok") {
        this.#silence = 0;
        known = answer.value;
        await this.#hear(answer.value);
        if (this.#attempt.state === "unknown") await this.#pause();
        continue;
      }
      known = undefined;
      if (isFirst && answer?.kind !== "weather") await this.#say("declined", answer?.code ?? "no_agent");
      else this.#silence += 1;
      // Of what may have been heard nobody knows more than that.
      if (this.isSilent && this.#attempt.state === "pending") await this.#say("unknown", "no_agent");
      if (isOpenAttempt(this.#attempt)) await this.#pause();
    }
    followed.delete(this.#attempt.id);
    if (this.#attempt.result?.is_offline) void watch(this.#counter);
    return this.#attempt;
  }

  async #ask(known: PaymentNews | undefined): Promise<PaymentAnswer | undefined> {
    const driver = await driverOf(this.#counter, this.#attempt);
    const wish = wishOf(this.#attempt);
    const mayBegin = this.#mayBegin;
    this.#mayBegin = false;
    if (this.#wantsEnd && !this.#isEndSaid) {
      const answer = await driver?.cancel(wish);
      this.#isEndSaid = answer?.kind === "ok";
      return answer;
    }
    if (mayBegin) return driver?.start(this.#scanned === "" ? wish : { ...wish, code: this.#scanned });
    if (known !== undefined) return driver?.follow(wish, known);
    // A question that got lost is not asked again: whoever stood here may have gone. Where nobody heard of it, nobody ever shall.
    const answer = await driver?.query(wish);
    return answer?.kind === "refusal" && answer.code === "agent.attempt_unknown" ? driver?.cancel(wish) : answer;
  }

  async #hear(news: PaymentNews): Promise<void> {
    const before = this.#attempt;
    // A person has ended it: what comes now is a late word, and heard as one.
    if (!isOpenAttempt(before)) return;
    this.#step = news.step;
    this.#code = news.code;
    const { state, needs_person: needsPerson, tip, result, approved, expires_ms: expires } = news;
    // What only this till said stays in the history.
    const ours = before.events.filter(({ source, trouble }) => source === "till" && trouble !== "");
    const events = [...news.events, ...ours].sort((one, other) => one.at_ms - other.at_ms);
    if (state === before.state && events.length === before.events.length && needsPerson === before.needs_person) return;
    const kept = state === "approved" ? { result, ...partOf(before, approved), ...(expires > 0 && { expires_ms: expires }) } : {};
    await this.#note({ ...before, state, needs_person: needsPerson, tip: minorUnits(tip), events, ...kept });
  }

  async #say(state: "unknown" | "declined", trouble: string): Promise<void> {
    const word = { at_ms: Date.now(), state, source: "till", trouble } as const;
    await this.#note({ ...this.#attempt, state, events: [...this.#attempt.events, word] });
  }

  async #note(attempt: CardAttempt): Promise<void> {
    this.#attempt = await (await this.#counter.till.rarely()).noteAttempt(attempt);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, AGAIN_MS);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Follows an attempt, also one that another part of the page follows already. */
export function follow(counter: Counter, attempt: CardAttempt, isNew = false, code = ""): CardPayment {
  const known = followed.get(attempt.id);
  if (known !== undefined) return known;
  const payment = new CardPayment(counter, attempt, isNew, code);
  followed.set(attempt.id, payment);
  return payment;
}

/**
 * Writes it down, then asks the terminal; `undefined`: it can't be written, which was said. `code`: what the customer's phone shows,
 * which is not written. A card that holds less may pay that part, where the terminal can do so: not of an amount that has a tip in it.
 */
export async function pay(
  counter: Counter,
  terminal: ChosenDevice,
  amount: MinorUnits,
  withTip: MinorUnits | undefined,
  code = "",
): Promise<CardPayment | undefined> {
  const rare = await counter.till.rarely();
  // Only such terminals keep a card for later, and say that they did.
  const mayBeOffline = terminal.driver === "nexo" && (await rare.mayBeOffline(amount, counter.settings?.tenders?.card_offline));
  const begun = await rare.beginAttempt({
    kind: "payment",
    amount,
    currency: currencyOf(counter) ?? 0,
    driver: terminal.driver ?? "zvt",
    agent_key: terminal.agent_key,
    terminal: terminal.id,
    terminal_name: terminal.name,
    ...(withTip === undefined ? { takes_less: true } : { with_tip: withTip }),
    ...(mayBeOffline && { may_be_offline: true }),
  });
  if (begun.ok) return follow(counter, begun.value, true, code);
  counter.refuse(begun.refusal.code, begun.refusal.details);
  return undefined;
}

/** Of a refund: which sale's, and how much; a part, or what came with a tip, goes back as an amount of its own. */
export interface Back {
  readonly kind: "reversal" | "refund";
  readonly amount: MinorUnits;
  readonly refunds: AttemptPlace;
}

/** The money of an attempt goes back by whoever took it: its terminal, or the provider of a link. */
export async function giveBack(counter: Counter, paid: CardAttempt, back?: Back): Promise<CardPayment | undefined> {
  const { currency, driver, agent_key: agentKey, terminal, terminal_name: name, result } = paid;
  const begun = await (await counter.till.rarely()).beginAttempt({
    kind: back?.kind ?? "reversal",
    amount: back?.amount ?? takenOf(paid),
    currency,
    driver,
    agent_key: agentKey,
    terminal,
    terminal_name: name,
    ...(back?.kind === "refund" ? {} : { receipt: result?.receipt ?? "" }),
    reverses: paid.id,
    ...(back && { refunds: back.refunds }),
  });
  if (begun.ok) return follow(counter, begun.value, true);
  counter.refuse(begun.refusal.code, begun.refusal.details);
  return undefined;
}

export function currencyOf(counter: Counter): number | undefined {
  return NUMBERS[counter.settings?.currency ?? ""];
}

/** What is sealed of an approved attempt. */
export function tenderOf(attempt: CardAttempt): OtherTender {
  const tip = (attempt.with_tip ?? 0) + attempt.tip;
  const { result } = attempt;
  return {
    kind: "card",
    amount: attempt.approved ?? minorUnits(attempt.amount - (attempt.with_tip ?? 0)),
    terminal: attempt.driver,
    payment: attempt.id,
    ...(tip > 0 && { tip: minorUnits(tip) }),
    ...(result?.brand && { brand: result.brand }),
    ...(result?.last_four && { last_four: result.last_four }),
    ...(result?.authorization && { authorization: result.authorization }),
    ...(result?.trace && { trace: result.trace }),
    ...(result?.is_offline && { confirmation: "none" }),
    ...(attempt.unlinked && { unlinked: 1 }),
  };
}

async function watch(counter: Counter): Promise<void> {
  await (await import("./offline-cards.ts")).watchBanks(counter);
}

/** After a start: what was left open is asked about, what nobody heard is void, and money that is in no sale is pointed at. */
export async function settlePayments(counter: Counter): Promise<void> {
  if (!counter.preferences.hasEquipment || counter.till.training !== undefined) return;
  const attempts = await (await counter.till.rarely()).attempts();
  if (attempts.some(isFreeAttempt)) tellOfFree(counter);
  else if (attempts.some(({ kind }) => kind === "reserve")) void import("./card-holds.svelte.ts").then(({ tellOfEnding }) => tellOfEnding(counter));
  if (attempts.some(({ result }) => result?.is_offline)) void watch(counter);
  for (const attempt of attempts) if (attempt.unheard) void voidUntilHeard(counter, attempt);
  for (const attempt of attempts.filter(isOpenAttempt)) {
    // One that a panel follows meanwhile is in good hands.
    if (followed.has(attempt.id)) continue;
    const was = follow(counter, attempt);
    void was.over().then((ended) => {
      if (isFreeAttempt(ended) && counter.paying.step !== "card") tellOfFree(counter);
    });
  }
}
