/**
 * What every card terminal is asked, whatever it speaks: `start` moves money at most once for an id, `cancel` asks to stop, `query` asks
 * what became of it. Taking back (`reversal`) and the end of the day (`reconcile`) are kinds of a wish. *Unknown* is a state of its own:
 * it is queried, and never sent again under another id (docs/adr: payment attempts).
 */
import type { AgentAnswer } from "../printing/agent-link.ts";

export type PaymentState = "pending" | "approved" | "declined" | "cancelled" | "unknown";

/** The id is the till's, and written down before anybody is asked. `receipt`: the terminal's own, of what is taken back. */
export interface PaymentWish {
  readonly id: string;
  readonly kind: "payment" | "reversal" | "refund" | "reconcile" | "reserve" | "increase" | "capture" | "release" | "tip";
  readonly amount: number;
  /** ISO 4217's number. */
  readonly currency: number;
  readonly receipt?: string;
  /** The attempt whose money goes back, or that this is about. */
  readonly reverses?: string;
  /** The terminal may take it without its bank. */
  readonly may_be_offline?: true;
  /** What the customer's phone shows, for a wallet: said once, with the first question, and kept nowhere. */
  readonly code?: string;
  /** A card that holds less may pay that part. */
  readonly takes_less?: boolean;
}

export interface PaymentEvent {
  readonly at_ms: number;
  readonly state: PaymentState;
  readonly source: string;
  readonly trouble: string;
}

/** How it stands. `step`: what the customer does now; `needs_person`: the terminal can't tell. */
export interface PaymentNews {
  readonly state: PaymentState;
  readonly trouble: string;
  readonly step: string;
  readonly needs_person: boolean;
  readonly tip: number;
  /** All that the card paid; 0 until it did, and from an agent that does not say so. */
  readonly approved: number;
  /** Of an end of day: what the terminal took since its last one, where it says so. */
  readonly total?: number;
  /** What the customer's phone reads, where that is how it is paid. */
  readonly code: string;
  /** Of money that is held: until when it may be taken; 0: nobody says. */
  readonly expires_ms: number;
  readonly result: {
    readonly trace: string;
    readonly receipt: string;
    readonly authorization: string;
    readonly brand: string;
    readonly last_four: string;
    readonly terminal: string;
    readonly is_offline?: boolean;
  };
  readonly events: readonly PaymentEvent[];
}

export type PaymentAnswer = AgentAnswer<PaymentNews>;

export interface PaymentDriver {
  /** Again with the same id, it only says how it stands. */
  start(wish: PaymentWish): Promise<PaymentAnswer>;
  /** How it stands, as soon as it stands otherwise. */
  follow(wish: PaymentWish, known: PaymentNews): Promise<PaymentAnswer>;
  /** Also of one that was never heard of: whenever it still comes, it moves no money. */
  cancel(wish: PaymentWish): Promise<PaymentAnswer>;
  query(wish: PaymentWish): Promise<PaymentAnswer>;
  /** The address that opens the provider's app on this device: it is handed out once. */
  open?(wish: PaymentWish, origin: string, isIos: boolean): Promise<AgentAnswer<string>>;
  /** A person has looked at the terminal. */
  decide(wish: PaymentWish, isPaid: boolean): Promise<PaymentAnswer>;
}
