/** What an agent or the server says of an attempt: one document, whoever drives the terminal. */
import { isObject, text, type AgentAnswer, type AgentDocument } from "../printing/agent-link.ts";
import type { PaymentAnswer, PaymentEvent, PaymentState } from "./payment-driver.ts";

const STATES: readonly PaymentState[] = ["pending", "approved", "declined", "cancelled", "unknown"];

export function newsOf(answer: AgentAnswer<AgentDocument>): PaymentAnswer {
  if (answer.kind !== "ok") return answer;
  const { state, trouble, step, needs_person: needsPerson, tip, approved, total, code, result, events } = answer.value;
  const said = isObject(result) ? result : {};
  return {
    kind: "ok",
    value: {
      state: stateOf(state),
      trouble: text(trouble),
      step: text(step),
      needs_person: needsPerson === true,
      tip: whole(tip),
      approved: whole(approved),
      ...(typeof total === "number" ? { total: whole(total) } : {}),
      code: text(code),
      expires_ms: whole(answer.value["expires_ms"]),
      result: {
        trace: text(said["trace"]),
        receipt: text(said["receipt"]),
        authorization: text(said["authorization"]),
        brand: text(said["brand"]),
        last_four: text(said["last_four"]),
        terminal: text(said["terminal"]),
        ...(said["is_offline"] === true && { is_offline: true }),
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
