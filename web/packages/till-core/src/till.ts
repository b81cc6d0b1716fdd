/** The till: one object with the use cases that screens call. Screens touch neither the database nor fetch. */
import type { Basket, BasketLine, PricingContext } from "./basket.ts";
import type { Catalog, CatalogEngine } from "./catalog/catalog.ts";
import type { TillContext } from "./context.ts";
import type { ItemDocument } from "./documents.ts";
import { storeTime } from "./day.ts";
import type { Observable } from "./observable.ts";
import type { PasskeyRequest } from "./people/passkeys.ts";
import { granted, type Approval } from "./people/approvals.ts";
import { lacks, type Lack, type Need } from "./people/rights.ts";
import { done, type Result } from "./refusal.ts";
import { proveToAgent, sealerOf } from "./sealing.ts";
import type { RefundLine, ReturnedGoods } from "./returned.ts";
import type { Moment } from "./restrictions.ts";
import type { EventsLoop } from "./sync/events-loop.ts";
import type { SyncLoop } from "./sync/sync-loop.ts";
import type { TenderInput } from "./tenders.ts";
import type { MinorUnits } from "./units.ts";
import type { NewArticle } from "./use-cases/articles.ts";
import type { MovementReason } from "./use-cases/cash.ts";
import type { Counted } from "./use-cases/counting.ts";
import type { Floats } from "./use-cases/foreign-cash.ts";
import type { DrawerCount } from "./use-cases/foreign-counts.ts";
import { mayCreateArticle } from "./use-cases/may-create-article.ts";
import { receiptOf } from "./use-cases/receipt-of.ts";
import type { SalesQuery } from "./use-cases/receipts.ts";
import type { PinChange } from "./use-cases/own-pin.ts";
import type { Proof, SignIn } from "./use-cases/people.ts";
import type { ParkedShelf } from "./use-cases/parking.ts";
import type { RefundPreview } from "./use-cases/refund.ts";
import type { TenderMove } from "./use-cases/tender-correction.ts";
import { readScan, type Scan } from "./use-cases/scanning.ts";
import { finalizeSale, keepBasket, keptBasket } from "./use-cases/sale.ts";
import type { ClosingCount } from "./use-cases/till-day.ts";
import type { NewWish } from "./use-cases/wishes.ts";
import type { NewVoucher, Promised, VoucherView } from "./use-cases/vouchers.ts";
import type { Rare } from "./rare.ts";
import type { Why } from "./use-cases/why.ts";
import type {
  ClosingView,
  EntryRef,
  ForeignMoney,
  ParkedBasket,
  ReceiptView,
  SaleSummary,
  SaleView,
  SessionView,
  SyncStatus,
  TillState,
  WishView,
} from "./views.ts";

export interface Finalized {
  readonly sale: SaleView;
  readonly receipt: ReceiptView;
  readonly change: MinorUnits;
}

/** How this till shows an agent of its shop that the server has enrolled it. */
export interface AgentIdentity {
  readonly certificate: string;
  /** The chain's key vouches for the key that this till asks that agent with. */
  prove(agentKey: string, publicKey: string): Promise<string>;
}

export interface Training {
  /** Back to the real day, which is as it was. */
  end(): Promise<Result<null>>;
  /** Nothing that was rung up to learn is on this till any more; the journal keeps it. The till is then opened anew. */
  wipe(): Promise<Result<null>>;
}

/** What a till is made of; `openTill` puts it together. */
export interface TillParts {
  readonly context: TillContext;
  readonly catalog: CatalogEngine;
  readonly sync: SyncLoop;
  readonly events: EventsLoop;
  readonly close: () => void;
}

/** A browser keeps what it has fetched, and the service worker what it may need: without a line, too. */
const late = (): Promise<typeof import("./late.ts")> => import("./late.ts");

export class Till {
  readonly state: Observable<TillState>;
  readonly sync: Observable<SyncStatus>;
  readonly catalog: Catalog;
  readonly #parts: TillParts;

  constructor(parts: TillParts) {
    this.#parts = parts;
    this.state = parts.context.state;
    this.sync = parts.sync.status;
    this.catalog = parts.catalog;
  }

  /** For the rooms of this package that are loaded late. */
  static contextOf(till: Till): TillContext {
    return till.#parts.context;
  }

  /** Settings and catalogue follow by themselves: `state.settings` appears a moment later. */
  async enrol(code: string, label: string): Promise<Result<TillState>> {
    const enrolled = await (await late()).enrol(this.#context, code, label);
    if (enrolled.ok) {
      this.#parts.sync.catalogIsStale();
      this.#parts.events.restart();
    }
    return enrolled;
  }

  /** Who stands at the till now. It unlocks, too. */
  async signIn(attempt: SignIn): Promise<Result<TillState>> {
    return (await late()).signIn(this.#context, attempt);
  }

  /** What the browser is asked for a passkey with; `undefined` when nobody has one that works on this host. */
  async askPasskey(host: string, origin: string): Promise<PasskeyRequest | undefined> {
    return (await late()).askPasskey(this.#context, host, origin);
  }

  /** What a till that is here to learn with can do besides; absent: what it rings up is sold. */
  get training(): Training | undefined {
    return undefined;
  }

  /** What is done so rarely that the till need not name it. */
  async rarely(): Promise<Rare> {
    return (await late()).rarely(this.#context);
  }

  /** What of these the present cashier may not do alone, and nobody allowed yet. */
  lacks(needs: readonly Need[], approvals: readonly Approval[] = []): readonly Lack[] {
    const { settings, cashier } = this.#context.facts;
    if (settings === undefined) return [];
    return lacks(settings, cashier, needs).filter((lack) => !granted(settings, cashier ?? "", [lack], approvals).ok);
  }

  /** Somebody who may do more says yes: hand the answer to what is then done. */
  async approve(proof: Proof, needs: readonly Need[], reason: string): Promise<Result<readonly Approval[]>> {
    return (await late()).approve(this.#context, proof, needs, reason);
  }

  /** Asks for a PIN, a badge or a name before anything else happens. */
  async lock(): Promise<Result<null>> {
    return (await late()).lock(this.#context);
  }

  /** The person who is signed in chooses another PIN. Needs the server. */
  async changePin(change: PinChange): Promise<Result<null>> {
    return (await late()).changePin(this.#context, change);
  }

  async openSession(float: MinorUnits | Floats, why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).openSession(this.#context, float, why);
  }

  async closeSession(counted: ClosingCount, why: Why = {}): Promise<Result<ClosingView>> {
    return (await late()).closeSession(this.#context, counted, why);
  }

  /** `amount` > 0; the reason gives the sign (`pickup` and `paid_out` leave the drawer). */
  async cashMovement(reason: MovementReason, amount: MinorUnits | ForeignMoney, why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).cashMovement(this.#context, reason, amount, why);
  }

  /** Cash that the present cashier carries, taken out of the drawer or brought along. */
  async takePurse(float: MinorUnits, from: "drawer" | "elsewhere", why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).takePurse(this.#context, float, from, why);
  }

  async returnPurse(counted: Counted, into: "drawer" | "safe", why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).returnPurse(this.#context, counted, into, why);
  }

  async countDrawer(counted: DrawerCount, why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).countDrawer(this.#context, counted, why);
  }

  /** The drawer goes to the next cashier without a closing. */
  async handOver(counted: DrawerCount, next: SignIn, why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).handOver(this.#context, counted, next, why);
  }

  /** The figures of the day that goes on. */
  async lookAtDay(why: Why = {}): Promise<Result<SessionView>> {
    return (await late()).lookAtDay(this.#context, why);
  }

  async drawerOpened(why: Why): Promise<Result<null>> {
    return (await late()).drawerOpened(this.#context, why);
  }

  /** Closed days of this till, newest first. */
  closings(limit = 31): Promise<readonly ClosingView[]> {
    return this.#context.db.read(["closings"], async ({ closings }) => {
      const found: ClosingView[] = [];
      for await (const { value: closing } of closings.iterate(null, "prev")) {
        if (found.push(closing) >= limit) break;
      }
      return found;
    });
  }

  /** Nothing before an enrolment, nor in a chain that the server does not follow. */
  agentIdentity(): AgentIdentity | undefined {
    const { chain } = this.#context.facts;
    if (chain === undefined || chain.is_local) return undefined;
    const sealer = sealerOf(this.#context.ports.subtle, chain.private_key);
    return { certificate: chain.certificate, prove: (agentKey, publicKey) => proveToAgent(sealer, agentKey, publicKey) };
  }

  /** Resolves when `pricingContext` holds the shop's price lists and promotions: asked for once the first screen stands. */
  knowRules(): Promise<void> {
    return this.#context.knowRules();
  }

  pricingContext(): PricingContext {
    return this.#context.pricingContext();
  }

  async finalizeSale(basket: Basket, tenders: readonly TenderInput[]): Promise<Result<Finalized>> {
    return this.#finalized(await finalizeSale(this.#context, basket, tenders));
  }

  /** Leaves a trace in the journal when the basket has lines. */
  async voidBasket(basket: Basket, why: Why = {}): Promise<Result<null>> {
    return (await late()).voidBasket(this.#context, basket, why);
  }

  async refundSale(
    ref: EntryRef,
    lines: readonly RefundLine[] | "all",
    tenders: readonly TenderInput[],
    why: Why = {},
  ): Promise<Result<Finalized>> {
    return this.#finalized(await (await late()).refundSale(this.#context, ref, lines, tenders, why));
  }

  /** What `refundSale` would give back, without doing it: positive amounts. A number: that much, as an exchange pays it out. */
  async previewRefund(ref: EntryRef, lines: readonly RefundLine[] | "all" | MinorUnits): Promise<Result<RefundPreview>> {
    return (await late()).previewRefund(this.#context, ref, lines);
  }

  /** What comes back in an exchange, priced, to stand beside what is then taken: `finalizeSale` seals both as one entry. */
  async takeBack(ref: EntryRef, lines: readonly RefundLine[]): Promise<Result<ReturnedGoods>> {
    return (await late()).takeBack(this.#context, ref, lines);
  }

  /** Rung by the wrong tender: the amount moves to the right one. */
  async correctTender(ref: EntryRef, move: TenderMove, why: Why = {}): Promise<Result<SaleView>> {
    return (await late()).correctTender(this.#context, ref, move, why);
  }

  /** Something was given on top of a sale that is sealed. */
  async lateTip(ref: EntryRef, kind: "cash" | "card", tip: MinorUnits, payment?: string): Promise<Result<SaleView>> {
    return (await late()).lateTip(this.#context, ref, kind, tip, payment);
  }

  async copyReceipt(ref: EntryRef): Promise<Result<ReceiptView>> {
    return (await late()).copyReceipt(this.#context, ref);
  }

  /** `asAmerican`: see `Reading` of @comptoir/devices. */
  readScan(code: string, asAmerican?: string): Promise<Scan> {
    return readScan(this.#context, this.catalog, code, asAmerican);
  }

  /** The goods of an unknown code become an article that this and every other till can sell. Needs the server. */
  async createArticle(article: NewArticle): Promise<Result<ItemDocument>> {
    const made = await (await late()).createArticle(this.#context, article);
    if (made.ok) this.#parts.sync.catalogIsStale();
    return made;
  }

  /** What an unknown code is that other stores of the shop carry. */
  async findElsewhere(code: string): Promise<ItemDocument | undefined> {
    return (await late()).findElsewhere(this.#context, code);
  }

  /** Whether the cashier may make articles: a question that is not allowed is not asked. */
  canCreateArticle(): boolean {
    return mayCreateArticle(this.#context);
  }

  /** What there is none left of counts here at once, and reaches the store's other tills with the next exchange. */
  async markSoldOut(item: string, isSoldOut: boolean): Promise<Result<null>> {
    return (await late()).markSoldOut(this.#context, item, isSoldOut);
  }

  /** The page of favorites of the store, as it is from now on. */
  async arrangeFavorites(items: readonly string[]): Promise<Result<null>> {
    return (await late()).arrangeFavorites(this.#context, items);
  }

  /** Who may make articles may also say where they stand. */
  canArrangeFavorites(): boolean {
    return this.lacks([{ right: "new_article", asked: 1 }]).length === 0;
  }

  /** A picture of goods; `undefined` while there is no line and it was never shown. */
  async photo(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return (await late()).photo(this.#context, digest);
  }

  /** The customer was too young. */
  async refuseAge(restriction: string, age: number): Promise<Result<null>> {
    return (await late()).refuseAge(this.#context, restriction, age);
  }

  /** The store's day, weekday and minute. */
  moment(): Moment {
    const timezone = this.#context.facts.settings?.store.timezone ?? "UTC";
    return storeTime({ timezone, day_starts_minute: 0 }, this.#context.ports.clock.wall());
  }

  async giftReceipt(ref: EntryRef): Promise<Result<ReceiptView>> {
    return (await late()).giftReceipt(this.#context, ref);
  }

  /** A receipt by mail or SMS, or an invoice: kept here until the server has it. */
  async makeWish(ref: EntryRef, wish: NewWish): Promise<Result<WishView>> {
    return (await late()).makeWish(this.#context, ref, wish);
  }

  async wishesOf(ref: EntryRef): Promise<readonly WishView[]> {
    return (await late()).wishesOf(this.#context, ref);
  }

  async park(basket: Basket, label: string): Promise<Result<ParkedBasket>> {
    const parked = await (await late()).park(this.#context, basket, label);
    if (parked.ok) this.#shareParked();
    return parked;
  }

  /** This till's own, at once. */
  async parked(): Promise<readonly ParkedBasket[]> {
    return (await late()).parked(this.#context);
  }

  /** The whole store's, when the line is up. */
  async parkedOfStore(): Promise<ParkedShelf> {
    return (await late()).shareParked(this.#context);
  }

  async recall(id: string): Promise<Result<Basket>> {
    const recalled = await (await late()).recall(this.#context, id);
    if (recalled.ok) this.#shareParked();
    return recalled;
  }

  /** The other tills hear of it soon; nobody waits for that. */
  #shareParked(): void {
    this.parkedOfStore().catch((error: unknown) => this.#context.reportBug(error));
  }

  /** The basket on the screen, kept so that a reload loses nothing; an empty basket forgets it. */
  keepBasket(basket: Basket): Promise<void> {
    return keepBasket(this.#context, basket);
  }

  keptBasket(): Promise<Basket | undefined> {
    return keptBasket(this.#context);
  }

  /** Newest first. `text` matches the receipt number, or the total as typed ("12,50"). */
  async sales(query: SalesQuery = {}): Promise<readonly SaleSummary[]> {
    return (await late()).listSales(this.#context, query);
  }

  async sale(ref: EntryRef): Promise<SaleView | undefined> {
    return (await late()).findSale(this.#context, ref);
  }

  /** The sale that a receipt's QR names; another till's needs the line. */
  async saleOfReceipt(essentials: string): Promise<Result<SaleView>> {
    return (await late()).findSaleOfReceipt(this.#context, essentials);
  }

  /** The same sale with what other tills took back of it: before something of it comes back here. */
  async returnsOf(essentials: string): Promise<Result<SaleView>> {
    return (await late()).hearReturns(this.#context, essentials);
  }

  /** To look at; `copyReceipt` is what prints one more. */
  async receipt(ref: EntryRef): Promise<ReceiptView | undefined> {
    return (await late()).findReceipt(this.#context, ref);
  }

  /** Sends and fetches now instead of at the next try (a tap on the state pill, the browser's `online` event). */
  syncNow(): void {
    this.#parts.sync.catalogIsStale();
  }

  /** Asks the browser to keep the data; call it from a tap. */
  async requestPersistence(): Promise<boolean> {
    const { storage } = this.#context.ports;
    const isPersistent = (await storage.persisted()) || (await storage.persist());
    this.#context.learn({ storage_persistent: isPersistent });
    return isPersistent;
  }

  /** Has everything at hand that is not needed to sell. Call it when the page has time. */
  async fetchRest(): Promise<void> {
    await (await late()).refreshRest(this.#context);
  }

  /** What is on a gift card or store credit; without a line, what this till may redeem of it. */
  async findVoucher(code: string): Promise<Result<VoucherView>> {
    return (await late()).findVoucher(this.#context, code);
  }

  async holdVoucher(card: VoucherView, amount: MinorUnits): Promise<Result<Promised>> {
    return (await late()).holdVoucher(this.#context, card, amount);
  }

  async releaseVoucher(voucher: string, hold: string): Promise<void> {
    await (await late()).releaseVoucher(this.#context, voucher, hold);
  }

  /** A line for the voucher of a reverse vending machine; `undefined` when the code is none. */
  async readBottleVoucher(code: string, name: string): Promise<Result<Omit<BasketLine, "id">> | undefined> {
    return (await late()).readBottleVoucher(this.#context, code, name);
  }

  async newVoucher(): Promise<Result<NewVoucher>> {
    return (await late()).newVoucher(this.#context);
  }

  /** Stops the loops and gives the chain to another tab. */
  close(): void {
    this.#parts.close();
  }

  get #context(): TillContext {
    return this.#parts.context;
  }

  #finalized(sold: Result<SaleView>): Result<Finalized> {
    if (!sold.ok) return sold;
    const { settings } = this.#context.facts;
    if (settings === undefined) throw new Error("a sale without settings");
    const receipt = receiptOf(sold.value, settings, 0);
    return done({ sale: sold.value, receipt, change: receipt.change });
  }
}
