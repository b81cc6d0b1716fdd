/** A card terminal that the shop's server drives, through its provider (server: `edge/terminals.py`). */
import { text, type AgentAnswer, type AgentDocument } from "../printing/agent-link.ts";
import type { PaymentAnswer, PaymentDriver, PaymentNews, PaymentWish } from "./payment-driver.ts";
import { newsOf } from "./payment-news.ts";

/** In place of an agent's key: this terminal is reached by the till's own server. */
export const SERVER_KEY = "server";

/** Asks by the till's door; `place` follows the address of the server's terminals. */
export type AskServer = (place: string, body: object) => Promise<AgentAnswer<AgentDocument>>;

export class ServerTerminal implements PaymentDriver {
  readonly #ask: AskServer;
  readonly #place: string;

  constructor(ask: AskServer, terminal: string) {
    this.#ask = ask;
    this.#place = `/${encodeURIComponent(terminal)}/attempts`;
  }

  start({ id, ...wish }: PaymentWish): Promise<PaymentAnswer> {
    return this.#say(id, wish);
  }

  follow({ id }: PaymentWish, known: PaymentNews): Promise<PaymentAnswer> {
    return this.#say(`${id}/follow`, { after: known.events.length, step: known.step });
  }

  cancel({ id, ...wish }: PaymentWish): Promise<PaymentAnswer> {
    return this.#say(`${id}/void`, wish);
  }

  query({ id }: PaymentWish): Promise<PaymentAnswer> {
    return this.#say(`${id}/query`, {});
  }

  decide({ id }: PaymentWish, isPaid: boolean): Promise<PaymentAnswer> {
    return this.#say(`${id}/decide`, { is_paid: isPaid });
  }

  async open({ id }: PaymentWish, origin: string, isIos: boolean): Promise<AgentAnswer<string>> {
    const answer = await this.#ask(`${this.#place}/${id}/open`, { origin, is_ios: isIos });
    return answer.kind === "ok" ? { kind: "ok", value: text(answer.value["address"]) } : answer;
  }

  async #say(place: string, body: object): Promise<PaymentAnswer> {
    return newsOf(await this.#ask(`${this.#place}/${place}`, body));
  }
}
