import {
  minorUnits,
  settle,
  type Finalized,
  type MinorUnits,
  type Settlement,
  type TenderInput,
  type Till,
} from "@comptoir/till-core";
import { amountOf, emptyEntry, press, type KeypadEntry, type KeypadKey } from "../view/keypad.ts";
import type { Selling } from "./selling.svelte.ts";

/** `basket`: not paying. `card`: the terminal is asked. `cash`, `split`: money is typed. `paid`: the receipt is offered. */
export type PayStep = "basket" | "card" | "cash" | "split" | "paid";

export interface PayingListener {
  refused(code: string, details?: Readonly<Record<string, number | string>>): void;
  declined(): void;
  /** Before money is touched: may this basket be paid as it is? */
  mayPay(): boolean;
  paid(finalized: Finalized): void;
}

/** Settling the basket, tender by tender. Nothing is sealed before the last tender is sure. */
export class Paying {
  readonly #till: Till;
  readonly #selling: Selling;
  readonly #listener: PayingListener;
  #step = $state<PayStep>("basket");
  #tenders = $state.raw<readonly TenderInput[]>([]);
  #part = $state.raw<KeypadEntry>(emptyEntry);
  #cardAmount = $state.raw<MinorUnits>(minorUnits(0));
  #last = $state.raw<Finalized>();
  /** Also guards against a second tap while the entry is sealed. */
  #isSealing = $state(false);
  readonly #settlement = $derived(this.#settle());

  constructor(till: Till, selling: Selling, listener: PayingListener) {
    this.#till = till;
    this.#selling = selling;
    this.#listener = listener;
  }

  get step(): PayStep {
    return this.#step;
  }

  get tenders(): readonly TenderInput[] {
    return this.#tenders;
  }

  get settlement(): Settlement | undefined {
    return this.#settlement;
  }

  get part(): KeypadEntry {
    return this.#part;
  }

  get cardAmount(): MinorUnits {
    return this.#cardAmount;
  }

  get last(): Finalized | undefined {
    return this.#last;
  }

  /** From here on the basket must not change: a terminal was told an amount, or money was taken. */
  get isCommitted(): boolean {
    return this.#step === "card" || this.#tenders.length > 0 || this.#isSealing;
  }

  /** What a card would pay now; the typed part while paying in several. */
  get remaining(): MinorUnits {
    return this.#settlement?.remaining ?? this.#selling.priced.gross;
  }

  get remainingCash(): MinorUnits {
    return this.#settlement?.remaining_cash ?? this.#selling.priced.cash_payable;
  }

  card(exponent: number): void {
    if (!this.#begin() || this.#step === "card") return;
    const typed = this.#step === "split" ? amountOf(this.#part, exponent) : 0;
    const remaining = this.remaining;
    this.#cardAmount = typed > 0 && typed < remaining ? minorUnits(typed) : remaining;
    this.#step = "card";
  }

  /** The terminal said yes. */
  async accept(): Promise<void> {
    if (this.#step !== "card") return;
    await this.#take({ kind: "card", amount: this.#cardAmount });
  }

  decline(): void {
    if (this.#step !== "card") return;
    this.#step = this.#tenders.length > 0 ? "split" : "basket";
    this.#listener.declined();
  }

  cash(): void {
    if (!this.#begin() || this.#step === "card") return;
    this.#step = "cash";
    this.#part = emptyEntry;
  }

  /** Without an amount: exactly what is due. */
  async takeCash(received?: MinorUnits): Promise<void> {
    await this.#take(received === undefined ? { kind: "cash" } : { kind: "cash", received });
  }

  split(): void {
    if (!this.#begin() || this.#step === "card") return;
    this.#step = "split";
    this.#part = emptyEntry;
  }

  press(key: KeypadKey, exponent: number): void {
    this.#part = press(this.#part, key, exponent);
  }

  removeTender(place: number): void {
    this.#tenders = this.#tenders.filter((_tender, index) => index !== place);
  }

  /** Back to the basket. Parts that were taken are given back by the cashier first: the screen asks. */
  leave(): void {
    this.#step = "basket";
    this.#tenders = [];
    this.#part = emptyEntry;
  }

  showLast(): void {
    if (this.#last !== undefined && !this.isCommitted) this.#step = "paid";
  }

  /** A refund ends on the same screen as a sale. */
  show(finalized: Finalized): void {
    this.#last = finalized;
    this.#tenders = [];
    this.#step = "paid";
    this.#listener.paid(finalized);
  }

  /** The last sale was corrected: its strip and its panel say so. */
  renew(sale: Finalized["sale"]): void {
    const last = this.#last;
    if (last?.sale.number === sale.number) this.#last = { ...last, sale, receipt: { ...last.receipt, sale } };
  }

  #begin(): boolean {
    if (this.#isSealing) return false;
    if (this.#step === "paid") this.leave();
    this.#selling.commitEntry();
    return !this.#selling.isEmpty && this.#listener.mayPay();
  }

  async #take(tender: TenderInput): Promise<void> {
    if (this.#isSealing) return;
    const context = this.#till.pricingContext();
    const tenders = [...this.#tenders, tender];
    const settlement = settle(this.#selling.priced.gross, tenders, context);
    if (!settlement.ok) {
      this.#listener.refused(settlement.refusal.code, settlement.refusal.details);
      return;
    }
    if (!settlement.value.is_complete) {
      this.#tenders = tenders;
      this.#part = emptyEntry;
      this.#step = "split";
      return;
    }
    await this.#seal(tenders);
  }

  async #seal(tenders: readonly TenderInput[]): Promise<void> {
    this.#isSealing = true;
    performance.mark("pay-start");
    try {
      const result = await this.#till.finalizeSale(this.#selling.offered, tenders);
      if (!result.ok) {
        this.#listener.refused(result.refusal.code, result.refusal.details);
        return;
      }
      performance.mark("sealed");
      performance.measure("pay-to-sealed", "pay-start", "sealed");
      this.#selling.clear();
      this.show(result.value);
    } finally {
      this.#isSealing = false;
      this.#part = emptyEntry;
    }
  }

  #settle(): Settlement | undefined {
    if (this.#selling.isEmpty) return undefined;
    const result = settle(this.#selling.priced.gross, this.#tenders, this.#till.pricingContext());
    return result.ok ? result.value : undefined;
  }
}
