import { basketNeeds, milli, type BasketLine, type CatalogStatus, type Finalized, type ItemDocument, type MinorUnits, type Need, type PieceLabel, type ScannedItem, type SettingsDocument, type SignIn, type SyncStatus, type TaxRateDocument, type Till, type TillState, type Topic } from "@comptoir/till-core";
import { createContext } from "svelte";
import { Formats } from "../view/formats.ts";
import type { Gate } from "../view/gates.ts";
import { localeOf } from "../view/locale.ts";
import { tenderName } from "../view/tender-names.ts";
import { mayAsk, type Wanted } from "../view/wanted.ts";
import type { Words } from "../words/words.svelte.ts";
import type { Feedback } from "./feedback.ts";
import { Asking } from "./asking.svelte.ts";
import { Messages } from "./messages.svelte.ts";
import { Navigation, type SellTab } from "./navigation.svelte.ts";
import { Paying } from "./paying.svelte.ts";
import { People } from "./people.svelte.ts";
import type { Preferences } from "./preferences.svelte.ts";
import { Selling } from "./selling.svelte.ts";
import { Watched } from "./watched.svelte.ts";

/** UN/ECE recommendation 20. */
const PIECE = "C62";
/** A gift card's code as a reader sends it; whether it was misread is seen when it is looked up. */
const VOUCHER_CODE = /^GC[0-9A-Z]{14}$/i;
/** The same code again, so soon after paying, is asked about. */
const ECHO_MS = 1_500;

export interface Weighing {
  readonly item: ItemDocument;
  readonly barcode: string | undefined;
  readonly label: PieceLabel | undefined;
}

/** Everything a screen needs, in one place: it is made once and given by context. */
export class Counter {
  readonly till: Till;
  readonly words: Words;
  readonly preferences: Preferences;
  readonly feedback: Feedback;
  readonly messages = new Messages();
  readonly navigation = new Navigation(() => this.#firstTab());
  /** Articles that run low in the store, as the server said it last (state/low-stock.ts). */
  low: ReadonlySet<string> = $state.raw(new Set<string>());
  readonly selling: Selling;
  readonly paying: Paying;
  readonly people: People;
  readonly asking: Asking;
  /** Set by whoever has the printer. */
  onPaid: (finalized: Finalized) => void = () => undefined;
  readonly #state: Watched<TillState>;
  readonly #sync: Watched<SyncStatus>;
  readonly #catalogStatus: Watched<CatalogStatus>;
  /** By itself, so that a sale, which changes the till's state, does not write every price on the screen anew. */
  readonly #settings = $derived.by(() => this.#state.now.settings);
  readonly #formats: Formats;
  #weighing = $state.raw<Weighing>();
  #asked = $state.raw<{ readonly wanted: Wanted; readonly gate: Gate }>();
  #unknownCode = "";
  #lastCode = "";
  #voucherCode = $state("");
  #scanTaker: ((code: string) => unknown) | undefined;
  #paidAt = Number.NEGATIVE_INFINITY;
  /** Told once: a cashier can't set the reader between two customers. */
  #hasExplainedReader = false;

  constructor(till: Till, words: Words, preferences: Preferences, feedback: Feedback) {
    this.till = till;
    this.words = words;
    this.preferences = preferences;
    this.feedback = feedback;
    this.#state = new Watched(till.state);
    this.#sync = new Watched(till.sync);
    this.#catalogStatus = new Watched(till.catalog.status);
    this.people = new People(till);
    this.asking = new Asking(till, (isShown) => (isShown ? this.navigation.show("why") : this.navigation.closeSheet()));
    this.#formats = $derived(this.#makeFormats());
    this.selling = new Selling(till, {
      refused: (code, details) => this.refuse(code, details),
      changed: () => this.#nextSaleBegins(),
      linkDropped: (link) => void import("./pay-links.svelte.ts").then(({ dropLink }) => dropLink(this, link)),
      linkMoved: (...moved) => void import("./pay-links.svelte.ts").then(({ linkMoved }) => linkMoved(this, ...moved)),
    });
    this.paying = new Paying(till, this.selling, {
      refused: (code, details) => this.refuse(code, details),
      declined: () => this.warn(words.say("pay.cardDeclined")),
      cardAsked: (amount) => {
        if (this.settings?.card_terminal !== undefined) void this.#askTerminal(amount);
      },
      cardLeft: () => this.navigation.show("payments"),
      mayPay: () => this.#mayPay(),
      paid: (finalized) => this.#announce(finalized),
      giveBack: (change) => this.warn(`${words.say("pay.change")} ${this.formats.amount(change)}`),
    });
  }

  get state(): TillState {
    return this.#state.now;
  }

  /** The tax rates of today. */
  get taxRates(): readonly TaxRateDocument[] {
    return this.settings === undefined ? [] : (this.till.pricingContext().taxes ?? []);
  }

  get settings(): SettingsDocument | undefined {
    return this.#settings;
  }

  get exponent(): number {
    return this.settings?.exponent ?? 2;
  }

  get sync(): SyncStatus {
    return this.#sync.now;
  }

  get catalogStatus(): CatalogStatus {
    return this.#catalogStatus.now;
  }

  /** The article whose weight is asked. */
  get weighing(): Weighing | undefined {
    return this.#weighing;
  }

  /** The article that asks something before it joins the basket. */
  get asked(): { readonly wanted: Wanted; readonly gate: Gate } | undefined {
    return this.#asked;
  }

  /** The code that the new article will have. */
  get unknownCode(): string {
    return this.#unknownCode;
  }

  get formats(): Formats {
    return this.#formats;
  }

  /** A scan, a tap or a choice: the article joins the basket and says so. */
  add(item: ItemDocument, barcode?: string): boolean {
    return this.offer({ item, barcode });
  }

  /** The same, with what was answered about it so far. True also when a question is shown, whose answer adds it. */
  offer(wanted: Wanted): boolean {
    if (this.paying.isCommitted) {
      this.warn(this.words.say("pay.finishFirst"));
      this.feedback.unknown();
      return false;
    }
    this.paying.leave();
    if (!mayAsk(wanted, this.#settings, this.state.shelf_news)) return this.#take(wanted);
    void import("./asking-first.ts").then(({ askFirst }) => askFirst(this, wanted) || this.#take(wanted));
    return true;
  }

  #take({ item, barcode, label, weight, price, modifiers, components }: Wanted): boolean {
    if (item.unit !== PIECE && weight === undefined) {
      // Nobody buys exactly one kilogram: the weight is asked before there is a line.
      this.#weighing = { item, barcode, label };
      this.navigation.show("weigh");
      return true;
    }
    if (!this.selling.add(item, barcode, weight, price, modifiers, components, label)) return false;
    this.messages.dismiss();
    const line = this.selling.lastLine;
    const priced = line === undefined ? undefined : this.selling.pricedLine(line.id);
    this.messages.speak(
      this.words.say("sell.lineAdded", {
        name: item.name,
        amount: this.formats.amount(priced?.amount ?? item.unit_price),
        total: this.formats.amount(this.selling.priced.gross),
      }),
    );
    // Goods kept by lot or by serial number, of which no code said it.
    if (item.tracking && !label) void import("./lot-offer.ts").then(({ offerLot }) => offerLot(this, item));
    return true;
  }

  /** Shows the question whose answer adds the article. */
  ask(wanted: Wanted, gate: Gate): void {
    this.#asked = { wanted, gate };
    this.navigation.show("gate");
  }

  /**
   * What a reader or the camera read; answers the article that joined the basket. The marks are what the benchmark measures.
   * `asAmerican`: the same keys on an American keyboard.
   */
  async scan(code: string, asAmerican?: string): Promise<ItemDocument | undefined> {
    performance.mark("scan-start");
    if (this.#isEcho(code)) {
      this.#askAboutEcho(code, asAmerican);
      return undefined;
    }
    this.#lastCode = code;
    // Goods of the next customer: two of the same, one after the other, are two.
    this.#paidAt = Number.NEGATIVE_INFINITY;
    if (this.#scanTaker !== undefined) {
      this.#scanTaker(code);
      return undefined;
    }
    if (VOUCHER_CODE.test(code) && this.settings?.tenders?.vouchers !== undefined) {
      this.#showVoucher(code);
      return undefined;
    }
    const scan = await this.till.readScan(code, asAmerican);
    if (scan.kind === "item" && this.navigation.sheet !== "deposits") return this.#addScanned(scan);
    await (await import("./other-scans.ts")).takeOther(this, scan);
    return undefined;
  }

  /** What is read goes to whoever asks for it now, until it is given back. */
  takeScans(taker: (code: string) => unknown): () => void {
    this.#scanTaker = taker;
    return () => {
      if (this.#scanTaker === taker) this.#scanTaker = undefined;
    };
  }

  /** A gift card was read: it pays what is being paid, else it says what is on it. */
  #showVoucher(code: string): void {
    this.feedback.scanned();
    this.#voucherCode = code;
    if (this.paying.step === "basket" || this.paying.step === "paid") this.navigation.show("giftCard");
    else this.paying.other("gift_card");
  }

  /** The code that was read, until somebody looked. */
  get voucherCode(): string {
    return this.#voucherCode;
  }

  forgetVoucherCode(): void {
    this.#voucherCode = "";
  }

  /** A reader's trigger held a moment too long would begin the next customer's sale with the last one's goods. */
  #isEcho(code: string): boolean {
    return code === this.#lastCode && performance.now() - this.#paidAt < ECHO_MS;
  }

  #askAboutEcho(code: string, asAmerican?: string): void {
    this.feedback.unknown();
    this.messages.show({
      text: this.words.say("sell.scannedAgain"),
      tone: "warn",
      action: this.words.say("sell.add"),
      onaction: () => {
        this.#lastCode = "";
        void this.scan(code, asAmerican);
      },
    });
  }

  /** Asks for an article that this code names from now on. */
  nameCode(code: string): void {
    this.#unknownCode = code;
    this.navigation.show("article");
  }

  #addScanned(scan: ScannedItem): ItemDocument | undefined {
    const { item, code, label, quantity_milli, label_price } = scan;
    if (!this.offer({ item, barcode: code, label, weight: quantity_milli, price: label_price })) return undefined;
    this.feedback.scanned();
    if (scan.expired !== undefined) {
      this.warn(this.words.say("sell.expired", { name: item.name, date: this.formats.date(scan.expired) }));
    } else if (scan.is_reader_american && !this.#hasExplainedReader) {
      this.#hasExplainedReader = true;
      this.warn(this.words.say("sell.readerIsAmerican"));
    }
    return item;
  }

  /**
   * A discount, another price, staff's prices or no tax: applied at once; beyond the role somebody allows it, or it is taken back.
   * `reason`: given already.
   */
  discounted(isApplied: boolean, topic: Topic = "discount", reason?: string): void {
    if (!isApplied) return;
    this.navigation.closeSheet();
    this.#askForBasket(topic, { otherwise: () => this.selling.undo(), ...(reason === undefined ? {} : { reason }) });
  }

  /** Whether the basket may be paid as it is; else somebody is asked to allow it. */
  #mayPay(): boolean {
    if (this.asking.may(this.#basketNeeds(), this.selling.approvals)) return true;
    this.#askForBasket(this.selling.isOut ? "pay_out_deposits" : "discount");
    return false;
  }

  #basketNeeds(): readonly Need[] {
    return basketNeeds(this.selling.offered, this.selling.priced);
  }

  #askForBasket(topic: Topic, given: { readonly otherwise?: () => void; readonly reason?: string } = {}): void {
    const named = `right.${topic}`;
    this.asking.ask({
      title: this.words.knows(named) ? this.words.say(named) : this.words.say("basket.discount"),
      topic,
      needs: this.#basketNeeds(),
      approvals: this.selling.approvals,
      then: ({ approvals = [] }) => this.selling.approve(approvals),
      ...given,
    });
  }

  /** Somebody else stands here now, or the same person again. */
  async switchTo(attempt: SignIn): Promise<void> {
    const result = await this.people.signIn(attempt);
    if (!result.ok) this.refuse(result.refusal.code, result.refusal.details);
    // Who stood here before is no news any more.
    else this.messages.dismiss();
  }

  /** A badge was scanned while nothing asked for one. */
  async scannedBadge(code: string): Promise<void> {
    const result = await this.people.signIn({ kind: "badge", code });
    if (!result.ok) this.refuse(result.refusal.code, result.refusal.details);
    else this.messages.show({ text: this.words.say("people.nowSells", { name: result.value.cashier?.name ?? "" }) });
  }

  /** A terminal that answers by itself; the cashier may have given up meanwhile. */
  async #askTerminal(amount: MinorUnits): Promise<void> {
    const { SimulatedTerminal } = await import("@comptoir/devices/terminals");
    const terminal = new SimulatedTerminal();
    const answer = await terminal.ask(amount, new AbortController().signal);
    if (this.paying.step !== "card" || this.paying.cardAmount !== amount) return;
    if (answer === "approved") await this.paying.accept(terminal.mark);
    else this.paying.decline();
  }

  removeLine(line: BasketLine): void {
    const name = line.name ?? this.words.say("sell.freeAmount");
    if (!this.selling.remove(line)) return;
    this.messages.show({
      text: this.words.say("basket.removed", { name }),
      action: this.words.say("common.undo"),
      onaction: () => this.selling.undo(),
    });
  }

  /** The last piece takes the line away, and that can be undone. */
  lessOf(line: BasketLine): void {
    if (line.quantity_milli <= 1000) this.removeLine(line);
    else this.selling.less(line);
  }

  setPieces(line: BasketLine, pieces: number): void {
    this.selling.setQuantity(line.id, milli(pieces * 1000));
  }

  warn(text: string): void {
    this.messages.show({ text, tone: "warn" });
  }

  /** A refusal in words: the code chooses the sentence, amounts in its details are written as money. */
  refusal(code: string, details: Readonly<Record<string, number | string>> = {}): string {
    const key = `refusal.${code}`;
    const fillings = Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, typeof value === "number" ? this.formats.amount(value) : value]),
    );
    return this.words.say(this.words.knows(key) ? key : "refusal.title", fillings);
  }

  refuse(code: string, details?: Readonly<Record<string, number | string>>): void {
    this.feedback.refused();
    this.warn(this.refusal(code, details));
  }

  /** A tender in words; one from a newer till is named as it came. */
  tenderName(kind: string): string {
    return tenderName({ kind }, this.words, this.settings);
  }

  cashierName(id: string): string {
    return this.settings?.cashiers.find((cashier) => cashier.id === id)?.name ?? "";
  }

  #nextSaleBegins(): void {
    if (this.paying.step === "paid" && !this.selling.isEmpty) this.paying.leave();
  }

  /** What is wrong with hardware, in plain words; of what has no words yet, that something is. */
  trouble(code: string, otherwise: "print.trouble.unknown" | "hardware.noAnswer" = "print.trouble.unknown"): string {
    const key = `print.trouble.${code}`;
    return this.words.say(this.words.knows(key) ? key : otherwise);
  }

  /** Articles, unless the shop decided otherwise or has none yet: then an amount can be typed at once. */
  #firstTab(): SellTab {
    const isEmpty = this.catalogStatus.phase === "ready" && this.catalogStatus.items_count === 0;
    return isEmpty ? "amount" : (this.settings?.store.first_tab ?? "articles");
  }

  #announce(finalized: Finalized): void {
    this.onPaid(finalized);
    this.#paidAt = performance.now();
    this.messages.dismiss();
    this.navigation.drawBasket(false);
    this.feedback.paid();
    if (finalized.change > 0) {
      this.messages.speak(`${this.words.say("pay.change")} ${this.formats.amount(finalized.change)}`);
    } else {
      this.messages.speak(this.words.say("paid.title"));
    }
  }

  #makeFormats(): Formats {
    const settings = this.#settings;
    const language = this.words.language;
    return new Formats({
      locale: localeOf(language, settings?.country),
      currency: settings?.currency ?? "EUR",
      exponent: settings?.exponent ?? 2,
      timezone: settings?.store.timezone ?? "UTC",
    });
  }
}

export const [useCounter, giveCounter] = createContext<Counter>();
