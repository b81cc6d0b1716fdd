import {
  addAmount,
  addCoupon,
  addLine,
  approveBasket,
  addItem,
  changedAt,
  confirmAge,
  emptyBasket,
  milli,
  priceBasket,
  ratesToChoose,
  removeCoupon,
  removeLine,
  setBasketDiscount,
  setCustomerGroup,
  withoutCustomer,
  setExemption,
  setLineDiscount,
  setQuantity,
  setUnitPrice,
  type AgeCheck,
  type Approval,
  type Basket,
  type BasketLine,
  type Discount,
  type ItemDocument,
  type LineComponent,
  type LineModifier,
  type Milli,
  type MinorUnits,
  type ParkedBasket,
  type PieceLabel,
  type PricedBasket,
  type PricedLine,
  type Result,
  type ReturnedGoods,
  type TaxRateDocument,
  type Till,
  type Why,
} from "@comptoir/till-core";
import { amountOf, emptyEntry, isEmptyEntry, press, quantityOf, type KeypadEntry, type KeypadKey } from "../view/keypad.ts";

const ONE = milli(1000);

/** What the selling screen tells to the rest: words, sounds and the payment are not the basket's business. */
export interface SellingListener {
  refused(code: string, details?: Readonly<Record<string, number | string>>): void;
  changed(): void;
  /** Goods with a payment link were put aside, or are in hand again. */
  linkMoved(basket: Basket, priced: PricedBasket, parked?: ParkedBasket): void;
  /** They were paid otherwise, or thrown away. */
  linkDropped(link: string): void;
}

/** The basket on the counter, and the amount that is being typed. */
export class Selling {
  readonly #till: Till;
  readonly #listener: SellingListener;
  #basket = $state.raw<Basket>(emptyBasket());
  #before = $state.raw<Basket>();
  #entry = $state.raw<KeypadEntry>(emptyEntry);
  #taxRate = $state.raw<TaxRateDocument>();
  #parked = $state.raw<readonly ParkedBasket[]>([]);
  #isParkedOfStore = $state(true);
  #nextQuantity = $state.raw<Milli>(ONE);
  /** Puts what belongs to goods beside them: it comes after the first screen. */
  #follow: (basket: Basket) => Result<Basket> = (basket) => ({ ok: true, value: basket });

  /** The basket with the amount that is being typed: what a tap on Card pays. */
  readonly #offered = $derived(this.#withEntry());
  readonly #priced = $derived.by(() => this.#price(this.#offered));
  readonly #counts = $derived(this.#countItems());

  constructor(till: Till, listener: SellingListener) {
    this.#till = till;
    this.#listener = listener;
  }

  get lines(): readonly BasketLine[] {
    return this.#basket.lines;
  }

  get offered(): Basket {
    return this.#offered;
  }

  get priced(): PricedBasket {
    return this.#priced;
  }

  get isEmpty(): boolean {
    return this.#offered.lines.length === 0;
  }

  /** What the customer brings back for it. */
  get returned(): ReturnedGoods | undefined {
    return this.#basket.returned;
  }

  /** Puts what comes back beside the basket; without goods, takes it away again. */
  takeBack(returned: ReturnedGoods | undefined, approvals: readonly Approval[] = []): void {
    const { returned: _before, ...basket } = approveBasket(this.#basket, approvals);
    this.#replace(returned === undefined ? basket : { ...basket, returned });
  }

  get discount(): Discount | undefined {
    return this.#basket.discount;
  }

  get entry(): KeypadEntry {
    return this.#entry;
  }

  get parked(): readonly ParkedBasket[] {
    return this.#parked;
  }

  /** How many pieces the next article counts: `*3` was typed before the scan. */
  get nextQuantity(): Milli {
    return this.#nextQuantity;
  }

  get lastLine(): BasketLine | undefined {
    return this.#basket.lines.find((line) => line.id === this.#basket.last_line) ?? this.#basket.lines.at(-1);
  }

  /** Pieces in the basket, whole; a weighed line counts one, a card that lowers the total none. */
  get piecesCount(): number {
    return this.#offered.lines.reduce((sum, line) => sum + (line.kind || line.quantity_milli < 0 ? 0 : line.unit === "C62" ? Math.floor(line.quantity_milli / 1000) : 1), 0);
  }

  /** Nothing is to be paid: money goes out for what came back, or both sides are worth the same. */
  get isOut(): boolean {
    return this.#priced.gross <= 0 && (this.returned !== undefined || this.lines.some((line) => line.quantity_milli < 0));
  }

  countOf(item: string): number {
    return this.#counts.get(item) ?? 0;
  }

  pricedLine(id: number): PricedLine | undefined {
    return this.#priced.lines.find((line) => line.id === id);
  }

  taxRate(rates: readonly TaxRateDocument[]): TaxRateDocument | undefined {
    const chosen = this.#taxRate;
    const isChosen = (rate: TaxRateDocument): boolean =>
      rate.tax_class === chosen?.tax_class && (rate.tax_class !== undefined || (rate.category === chosen?.category && rate.rate_ppm === chosen.rate_ppm));
    return rates.find(isChosen) ?? rates[0];
  }

  chooseTaxRate(rate: TaxRateDocument): void {
    this.#taxRate = rate;
  }

  async restore(): Promise<void> {
    const kept = await this.#till.keptBasket();
    await this.#till.knowRules();
    const { follow } = await import("@comptoir/till-core/deposits");
    this.#follow = (basket) => follow(basket, this.#till.state.value.settings);
    const basket = kept !== undefined && this.#basket.lines.length === 0 ? kept : this.#basket;
    const followed = this.#follow(basket);
    // What was scanned before the rules were there is priced by them now.
    this.#basket = { ...(followed.ok ? followed.value : basket) };
    void this.refreshParked();
  }

  /** This till's own at once; then the whole store's, if the line is up. */
  async refreshParked(): Promise<void> {
    this.#parked = await this.#till.parked();
    const { baskets, is_line_up: isLineUp } = await this.#till.parkedOfStore();
    this.#parked = baskets;
    this.#isParkedOfStore = isLineUp;
  }

  /** Whether what other tills parked is among it. */
  get isParkedOfStore(): boolean {
    return this.#isParkedOfStore;
  }

  /** `labelPrice`: what a label says this very piece costs, instead of the article's price. */
  add(item: ItemDocument, barcode?: string, weight?: Milli, labelPrice?: MinorUnits, modifiers?: readonly LineModifier[], components?: readonly LineComponent[], label?: PieceLabel): boolean {
    const quantity = weight ?? this.#nextQuantity;
    this.#nextQuantity = ONE;
    return this.#change(addItem(this.#basket, item, quantity, barcode, labelPrice, modifiers, components, label));
  }

  /** What a sheet of its own does with the basket. */
  change(change: (basket: Basket) => Result<Basket>): boolean {
    return this.#change(change(this.#basket));
  }

  /** A line that is no article: a gift card. */
  addLine(line: Omit<BasketLine, "id">): boolean {
    return this.#change(addLine(this.#basket, line));
  }

  quantityForNext(pieces: number): void {
    this.#nextQuantity = milli(pieces * 1000);
  }

  setQuantity(line: number, quantity: Milli): boolean {
    return this.#change(setQuantity(this.#basket, line, quantity));
  }

  more(line: BasketLine): boolean {
    return this.setQuantity(line.id, milli(line.quantity_milli + ONE));
  }

  less(line: BasketLine): boolean {
    return this.setQuantity(line.id, milli(line.quantity_milli - ONE));
  }

  /** With its last line a basket is nobody's any more: what comes next may be the next customer's. */
  remove(line: BasketLine): boolean {
    const removed = removeLine(this.#basket, line.id);
    return this.#change(removed.ok && removed.value.lines.length === 0 ? { ok: true, value: withoutCustomer(removed.value) } : removed);
  }

  discountLine(line: number, discount: Discount | undefined): boolean {
    return this.#change(setLineDiscount(this.#basket, line, discount));
  }

  discountAll(discount: Discount | undefined): boolean {
    return this.#change(setBasketDiscount(this.#basket, discount));
  }

  /** A person's word on a line's price; `undefined` takes it back. */
  sayPrice(line: number, price: MinorUnits | undefined, reason?: string): boolean {
    return this.#change(setUnitPrice(this.#basket, line, price, reason));
  }

  /** What holds for the whole basket: customer, codes, tax. */
  get terms(): Pick<Basket, "customer" | "customer_groups" | "coupons" | "exemption" | "place" | "purchase"> {
    return this.#basket;
  }

  chooseGroup(group: string | undefined): boolean {
    return this.#change({ ok: true, value: setCustomerGroup(this.#basket, group) });
  }

  addCoupon(code: string): boolean {
    return this.#change(addCoupon(this.#basket, this.#till.pricingContext(), code));
  }

  removeCoupon(code: string): boolean {
    return this.#change({ ok: true, value: removeCoupon(this.#basket, code) });
  }

  exempt(reason: string | undefined): boolean {
    return this.#change(setExemption(this.#basket, reason));
  }

  /** Priced anew: something that prices it has come meanwhile. */
  refresh(): void {
    this.#basket = { ...this.#basket };
  }

  /** A change of the whole that is made elsewhere. */
  alter(change: (basket: Basket) => Basket): boolean {
    return this.#change({ ok: true, value: change(this.#basket) });
  }

  get ageChecks(): readonly AgeCheck[] {
    return this.#basket.age_checks ?? [];
  }

  /** The customer is old enough, says the cashier: asked once for this basket. */
  confirmAge(check: AgeCheck): void {
    this.#replace(confirmAge(this.#basket, check));
  }

  get approvals(): readonly Approval[] {
    return this.#basket.approvals ?? [];
  }

  /** Somebody with more rights allowed something for this basket. */
  approve(approvals: readonly Approval[]): void {
    if (approvals.length > 0) this.#replace(approveBasket(this.#basket, approvals));
  }

  /** Takes back the last change of the basket. */
  undo(): void {
    if (this.#before === undefined) return;
    this.#replace(this.#before);
    this.#before = undefined;
  }

  press(key: KeypadKey, exponent: number): void {
    this.#entry = press(this.#entry, key, exponent);
    this.#listener.changed();
  }

  /** `+`: the amount becomes a line and the next one can be typed. */
  commitEntry(): boolean {
    if (isEmptyEntry(this.#entry)) return false;
    const offered = this.#offered;
    this.#entry = emptyEntry;
    if (offered === this.#basket) return false;
    return this.#change({ ok: true, value: offered });
  }

  async park(label: string): Promise<ParkedBasket | undefined> {
    this.commitEntry();
    const [basket, priced] = [this.#basket, this.#priced];
    const result = await this.#till.park(basket, label);
    if (!result.ok) {
      this.#listener.refused(result.refusal.code, result.refusal.details);
      return undefined;
    }
    this.clear(true);
    if (basket.link) this.#listener.linkMoved(basket, priced, result.value);
    this.#parked = await this.#till.parked();
    return result.value;
  }

  /** Brings a parked basket back; the one that was open is parked first, so that nothing is mixed or lost. */
  async recall(id: string, label: string): Promise<"recalled" | "swapped" | "refused"> {
    const wasOpen = !this.isEmpty;
    if (wasOpen && (await this.park(label)) === undefined) return "refused";
    const result = await this.#till.recall(id);
    if (!result.ok) {
      this.#listener.refused(result.refusal.code, result.refusal.details);
      void this.refreshParked();
      return "refused";
    }
    this.#replace(result.value);
    if (result.value.link) this.#listener.linkMoved(result.value, this.#priced);
    this.#parked = this.#parked.filter((basket) => basket.id !== id);
    return wasOpen ? "swapped" : "recalled";
  }

  /** A basket that was made elsewhere: an order's goods. */
  bring(basket: Basket): void {
    this.#replace(basket);
  }

  /** Throws the basket away; the journal keeps a trace. The answer brings it back. */
  async cancel(why: Why): Promise<() => void> {
    this.commitEntry();
    const basket = this.#basket;
    this.clear();
    const result = await this.#till.voidBasket(basket, why);
    if (!result.ok) this.#listener.refused(result.refusal.code, result.refusal.details);
    return () => this.#replace(basket);
  }

  clear(isParked = false): void {
    const { link } = this.#basket;
    if (link && !isParked) this.#listener.linkDropped(link);
    this.#entry = emptyEntry;
    this.#before = undefined;
    this.#nextQuantity = ONE;
    this.#replace(emptyBasket());
  }

  #change(changed: Result<Basket>): boolean {
    const result = changed.ok ? this.#follow(changed.value) : changed;
    if (!result.ok) {
      this.#listener.refused(result.refusal.code, result.refusal.details);
      return false;
    }
    this.#before = this.#basket;
    this.#replace(this.#dated(result.value));
    return true;
  }

  /** The benchmark reads how long it took; only the newest is kept, a till runs for days. */
  #price(basket: Basket): PricedBasket {
    const start = performance.now();
    const priced = priceBasket(basket, this.#till.pricingContext());
    performance.clearMeasures("price");
    performance.measure("price", { start });
    return priced;
  }

  /** Priced as of now, until it changes again: what the customer sees is what is paid. */
  #dated(basket: Basket): Basket {
    const { minute } = this.#till.pricingContext();
    return minute === undefined ? basket : changedAt(basket, minute);
  }

  #replace(basket: Basket): void {
    this.#basket = basket;
    void this.#till.keepBasket(basket);
    this.#listener.changed();
  }

  #withEntry(): Basket {
    const rates = ratesToChoose(this.#till.pricingContext().taxes ?? []);
    const exponent = this.#till.state.value.settings?.exponent ?? 2;
    const rate = this.taxRate(rates);
    const amount = amountOf(this.#entry, exponent);
    if (rate === undefined || amount === 0) return this.#basket;
    const added = addAmount(this.#dated(this.#basket), amount, rate);
    if (!added.ok) return this.#basket;
    const line = added.value.lines.at(-1);
    const quantity = quantityOf(this.#entry);
    if (line === undefined || quantity === ONE) return added.value;
    const multiplied = setQuantity(added.value, line.id, quantity);
    return multiplied.ok ? multiplied.value : added.value;
  }

  #countItems(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const line of this.#basket.lines) {
      if (line.item === undefined) continue;
      counts.set(line.item, (counts.get(line.item) ?? 0) + Math.max(1, Math.floor(line.quantity_milli / 1000)));
    }
    return counts;
  }
}
