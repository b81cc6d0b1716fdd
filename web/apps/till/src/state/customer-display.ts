import type { PoleText } from "@comptoir/devices/printing";
import { Formats } from "../view/formats.ts";
import { localeOf } from "../view/locale.ts";
import { CUSTOMER_CHANNEL, type CustomerView } from "../view/customer-view.ts";
import type { Words } from "../words/words.svelte.ts";

/** The second window of this device. One that opens later asks for what stands now. */
export class CustomerWindow {
  readonly #channel = new BroadcastChannel(CUSTOMER_CHANNEL);
  #view: CustomerView | undefined;

  constructor() {
    this.#channel.onmessage = ({ data }) => {
      if (data === "hello" && this.#view !== undefined) this.#channel.postMessage(this.#view);
    };
  }

  show(view: CustomerView): void {
    this.#view = view;
    this.#channel.postMessage(view);
  }

  close(): void {
    this.#channel.close();
  }
}

/** What stands elsewhere: always the newest, never a queue; a display that does not answer stops nobody. */
export class Newest<T> {
  readonly #send: (shown: T) => Promise<unknown>;
  readonly #timer: number | undefined;
  #last: T | undefined;
  #next: T | undefined;
  #isSending = false;

  /** `againMs`: it is said again so often, by which others know that this till is still there. */
  constructor(send: (shown: T) => Promise<unknown>, againMs?: number) {
    this.#send = send;
    if (againMs !== undefined) this.#timer = window.setInterval(() => this.#again(), againMs);
  }

  show(shown: T): void {
    this.#last = shown;
    this.#next = shown;
    if (!this.#isSending) void this.#sendAll();
  }

  close(): void {
    window.clearInterval(this.#timer);
    this.#last = undefined;
  }

  #again(): void {
    if (this.#last !== undefined && !this.#isSending) this.show(this.#last);
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    for (let shown = this.#next; shown !== undefined; shown = this.#next) {
      this.#next = undefined;
      await this.#send(shown);
    }
    this.#isSending = false;
  }
}

/** Two lines of twenty characters for what customers see. */
export function poleText(view: CustomerView, words: Words): PoleText {
  // Words and figures in one language: that of the till, which has no other at hand.
  const locale = localeOf(words.language, view.country);
  const formats = new Formats({ locale, currency: view.currency, exponent: view.exponent, timezone: view.timezone });
  switch (view.state) {
    case "welcome":
      return { upper: view.shop, lower: view.is_training ? words.say("training.title") : "" };
    case "basket": {
      const last = view.lines.at(-1);
      const upper = last === undefined ? {} : { upper_right: formats.amount(last.amount) };
      return { upper: last?.name === "" || last === undefined ? words.say("sell.freeAmount") : last.name, ...upper, lower: words.say("customer.total"), lower_right: formats.amount(view.total) };
    }
    case "paid":
      return {
        upper: words.say("customer.total"),
        upper_right: formats.amount(view.total),
        lower: view.change > 0 ? words.say("pay.change") : "",
        ...(view.change > 0 ? { lower_right: formats.amount(view.change) } : {}),
      };
  }
}
