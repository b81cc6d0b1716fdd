import {
  equalShare,
  minorUnits,
  settle,
  type Finalized,
  type MinorUnits,
  type OtherTender,
  type Settlement,
  type TenderInput,
  type Till,
  withinLaw,
} from "@comptoir/till-core";
import type { Bill } from "@comptoir/till-core/other-tenders";
import { amountOf, emptyEntry, press, type KeypadEntry, type KeypadKey } from "../view/keypad.ts";
import type { Selling } from "./selling.svelte.ts";

/** `basket`: not paying. `card`: the terminal is asked. `cash`, `split`, `other`: money is typed. `paid`: the receipt is offered. */
export type PayStep = "basket" | "card" | "cash" | "split" | "other" | "paid";

export interface PayingListener {
  refused(code: string, details?: Readonly<Record<string, number | string>>): void;
  declined(): void;
  /** The step `card` began: a terminal that answers by itself is asked. */
  cardAsked(amount: MinorUnits): void;
  /** A card that a terminal approved pays nothing any more. */
  cardLeft(): void;
  /** Before money is touched: may this basket be paid as it is? */
  mayPay(): boolean;
  paid(finalized: Finalized): void;
  /** A part was paid with more cash than its share: this goes back at once. */
  giveBack(change: MinorUnits): void;
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
  /** Of the last sale, where the law wants that the customer gets a receipt. */
  #receipt = $state<"unknown" | "owed" | "given">("unknown");
  /** How many equal parts are still to come; 0 when nobody shares evenly. */
  #parts = $state(0);
  #chosen = $state("");
  /** What the customer gives on top of the present part, in cash or by card. */
  #tip = $state.raw<MinorUnits>();
  /** Also guards against a second tap while the entry is sealed. */
  #isSealing = $state(false);
  #keys: { readonly go: () => void; readonly stop: () => void } | undefined;
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

  get tip(): MinorUnits | undefined {
    return this.#tip;
  }

  set tip(tip: MinorUnits | undefined) {
    this.#tip = tip;
  }

  get cardAmount(): MinorUnits {
    return this.#cardAmount;
  }

  get isReceiptOwed(): boolean {
    return this.#receipt === "owed";
  }

  get isReceiptGiven(): boolean {
    return this.#receipt === "given";
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

  /** What cash would pay now: all that is left, or one equal part of it. */
  get remainingCash(): MinorUnits {
    const share = this.share;
    if (share === undefined) return this.#settlement?.remaining_cash ?? this.#selling.priced.cash_payable;
    const settled = settle(share, [], this.#till.pricingContext());
    return settled.ok ? settled.value.remaining_cash : share;
  }

  /** What another tender is measured against. */
  get bill(): Bill {
    return {
      basket: this.#selling.offered,
      priced: this.#selling.priced,
      tenders: this.#tenders,
      due: this.share ?? this.remaining,
      context: this.#till.pricingContext(),
      settings: this.#till.state.value.settings?.tenders,
    };
  }

  get parts(): number {
    return this.#parts;
  }

  /** The next equal part, while several are still to come. */
  get share(): MinorUnits | undefined {
    return this.#parts > 1 ? equalShare(this.remaining, this.#parts) : undefined;
  }

  /** Which other tender is being taken. */
  get chosen(): string {
    return this.#chosen;
  }

  card(exponent: number): void {
    if (!this.#begin() || this.#step === "card") return;
    const typed = this.#step === "split" ? amountOf(this.#part, exponent) : 0;
    const remaining = this.share ?? this.remaining;
    this.#cardAmount = typed > 0 && typed < this.remaining ? minorUnits(typed) : remaining;
    this.#tip = undefined;
    this.#step = "card";
    this.#listener.cardAsked(this.#cardAmount);
  }

  /** A terminal that this till drives says itself what becomes of the card: keys only send it the amount, or ask it to stop. */
  drive(keys: { readonly go: () => void; readonly stop: () => void } | undefined): void {
    this.#keys = keys;
  }

  /** A driven terminal approved this. */
  async acceptCard(tender: OtherTender): Promise<void> {
    if (this.#step === "card") await this.#take(tender);
  }

  /** The terminal said yes: the cashier read it there, or it answered by itself. */
  async accept(terminal?: "simulated"): Promise<void> {
    if (this.#step !== "card") return;
    if (this.#keys !== undefined) {
      this.#keys.go();
      return;
    }
    const tip = this.#tip;
    await this.#take({ kind: "card", amount: this.#cardAmount, ...(terminal && { terminal }), ...(tip && { tip }) });
  }

  decline(): void {
    if (this.#step !== "card") return;
    if (this.#keys !== undefined) {
      this.#keys.stop();
      return;
    }
    this.#step = this.#tenders.length > 0 || this.#parts > 0 ? "split" : "basket";
    this.#listener.declined();
  }

  /** A part that was typed is taken at once. */
  cash(exponent: number): void {
    if (!this.#begin() || this.#step === "card") return;
    const typed = this.#step === "split" ? amountOf(this.#part, exponent) : minorUnits(0);
    this.#tip = undefined;
    if (typed > 0) {
      void this.takeCash(typed);
      return;
    }
    this.#step = "cash";
    this.#part = emptyEntry;
  }

  /** Without an amount: exactly what is due. A tip comes on top of either. Of an equal part, the change goes back at once. */
  async takeCash(received?: MinorUnits): Promise<void> {
    const more = this.#tip && { tip: this.#tip };
    if (this.share !== undefined) {
      const due = this.remainingCash;
      const change = (received ?? due) - due;
      if (change > 0) this.#listener.giveBack(minorUnits(change));
      await this.#take({ kind: "cash", received: change >= 0 || received === undefined ? due : received, ...more });
      return;
    }
    await this.#take(received === undefined ? { kind: "cash", ...more } : { kind: "cash", received, ...more });
  }

  split(): void {
    if (!this.#begin() || this.#step === "card") return;
    this.#step = "split";
    this.#part = emptyEntry;
  }

  /** What is left, in equal parts that add up to the cent; 1 takes that back. */
  splitEvenly(parts: number): void {
    this.split();
    if (this.#step === "split") this.#parts = parts > 1 ? parts : 0;
  }

  /** One of the shop's other tenders: a voucher, a cheque, a gift card. */
  other(choice: string): void {
    if (!this.#begin() || this.#step === "card") return;
    this.#chosen = choice;
    this.#part = emptyEntry;
    this.#step = "other";
  }

  /** Back to the parts, or to the basket where none was taken. */
  back(): void {
    if (this.#tenders.length > 0 || this.#parts > 0) this.split();
    else this.leave();
  }

  async take(tender: OtherTender): Promise<void> {
    if (this.#step === "other") await this.#take(tender);
  }

  press(key: KeypadKey, exponent: number): void {
    this.#part = press(this.#part, key, exponent);
  }

  removeTender(place: number): void {
    this.#letGo(this.#tenders.filter((_tender, index) => index === place));
    this.#tenders = this.#tenders.filter((_tender, index) => index !== place);
    if (this.#parts > 0) this.#parts += 1;
  }

  /** Back to the basket. Parts that were taken are given back by the cashier first: the screen asks. */
  leave(): void {
    this.#letGo(this.#tenders);
    this.#step = "basket";
    this.#tenders = [];
    this.#parts = 0;
    this.#part = emptyEntry;
  }

  showLast(): void {
    if (this.#last !== undefined && !this.isCommitted) this.#step = "paid";
  }

  /** Tells of the last sale that the law wants a receipt for it, and whether the customer has it. */
  tellReceipt(receipt: "owed" | "given"): void {
    this.#receipt = receipt;
  }

  /** A refund ends on the same screen as a sale. */
  show(finalized: Finalized): void {
    this.#last = finalized;
    this.#receipt = "unknown";
    this.#tenders = [];
    this.#parts = 0;
    this.#step = "paid";
    this.#listener.paid(finalized);
  }

  /** An exchange that the customer pays nothing for: money goes out, or none does. */
  async payOut(tenders: readonly TenderInput[]): Promise<void> {
    if (this.#isSealing || this.#selling.isEmpty || !this.#listener.mayPay()) return;
    await this.#seal(tenders);
  }

  /** The last sale was corrected: its strip and its panel say so. */
  renew(sale: Finalized["sale"]): void {
    const last = this.#last;
    if (last?.sale.number === sale.number) this.#last = { ...last, sale, receipt: { ...last.receipt, sale } };
  }

  /** What the server held of a gift card is free again. */
  #letGo(tenders: readonly TenderInput[]): void {
    // Money that a terminal took goes back by the terminal: whoever let it go is shown where.
    if (tenders.some((tender) => tender.kind !== "cash" && tender.payment !== undefined)) this.#listener.cardLeft();
    for (const tender of tenders) {
      if (tender.kind !== "cash" && tender.hold !== undefined) void this.#till.releaseVoucher(tender.voucher ?? "", tender.hold);
    }
  }

  #begin(): boolean {
    if (this.#isSealing) return false;
    if (this.#step === "paid") this.leave();
    this.#selling.commitEntry();
    return !this.#selling.isOut && !this.#selling.isEmpty && this.#listener.mayPay();
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
    const { settings } = this.#till.state.value;
    const lawful = withinLaw(settings?.tenders, context.day, this.#selling.priced.gross, settlement.value.tenders);
    if (!lawful.ok) {
      this.#listener.refused(lawful.refusal.code, lawful.refusal.details);
      return;
    }
    if (!settlement.value.is_complete) {
      this.#tenders = tenders;
      if (this.#parts > 1) this.#parts -= 1;
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
