/** A card terminal of the shop's agent (agent/: `service/paying.py`), whatever protocol the agent speaks with it. */
import type { AgentHardware } from "../printing/agent-hardware.ts";
import type { PaymentAnswer, PaymentDriver, PaymentNews, PaymentWish } from "./payment-driver.ts";
import { newsOf } from "./payment-news.ts";

export class AgentTerminal implements PaymentDriver {
  readonly #hardware: AgentHardware;
  readonly #place: string;

  constructor(hardware: AgentHardware, terminal: string) {
    this.#hardware = hardware;
    this.#place = `/v1/terminals/${encodeURIComponent(terminal)}/attempts`;
  }

  async start({ id, ...wish }: PaymentWish): Promise<PaymentAnswer> {
    return newsOf(await this.#hardware.payment("POST", `${this.#place}/${id}`, wish));
  }

  async follow({ id }: PaymentWish, known: PaymentNews): Promise<PaymentAnswer> {
    return newsOf(await this.#hardware.payment("GET", `/v1/attempts/${id}?after=${known.events.length}&step=${known.step}`));
  }

  async cancel({ id, ...wish }: PaymentWish): Promise<PaymentAnswer> {
    return newsOf(await this.#hardware.payment("POST", `${this.#place}/${id}/void`, wish));
  }

  async query({ id }: PaymentWish): Promise<PaymentAnswer> {
    return newsOf(await this.#hardware.payment("POST", `/v1/attempts/${id}/query`));
  }

  async decide({ id }: PaymentWish, isPaid: boolean): Promise<PaymentAnswer> {
    return newsOf(await this.#hardware.payment("POST", `/v1/attempts/${id}/decide`, { is_paid: isPaid }));
  }
}
