/** A card terminal of the shop's agent (agent/: `service/paying.py`), whatever protocol the agent speaks with it. */
import type { AgentHardware } from "../printing/agent-hardware.ts";
import { isObject, text, type AgentAnswer, type AgentDocument } from "../printing/agent-link.ts";
import type { PaymentAnswer, PaymentDriver, PaymentEvent, PaymentNews, PaymentState, PaymentWish } from "./payment-driver.ts";

const STATES: readonly PaymentState[] = ["pending", "approved", "declined", "cancelled", "unknown"];

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

function newsOf(answer: AgentAnswer<AgentDocument>): PaymentAnswer {
  if (answer.kind !== "ok") return answer;
  const { state, trouble, step, needs_person: needsPerson, tip, result, events } = answer.value;
  const said = isObject(result) ? result : {};
  return {
    kind: "ok",
    value: {
      state: stateOf(state),
      trouble: text(trouble),
      step: text(step),
      needs_person: needsPerson === true,
      tip: whole(tip),
      result: {
        trace: text(said["trace"]),
        receipt: text(said["receipt"]),
        authorization: text(said["authorization"]),
        brand: text(said["brand"]),
        last_four: text(said["last_four"]),
        terminal: text(said["terminal"]),
      },
      events: Array.isArray(events) ? events.filter(isObject).map(eventOf) : [],
    },
  };
}

function eventOf(source: AgentDocument): PaymentEvent {
  return { at_ms: whole(source["at_ms"]), state: stateOf(source["state"]), source: text(source["source"]), trouble: text(source["trouble"]) };
}

/** A word that this till does not know is no word that it was paid, nor that it was not. */
function stateOf(value: unknown): PaymentState {
  return STATES.find((known) => known === value) ?? "unknown";
}

function whole(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
