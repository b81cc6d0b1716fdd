/** Use cases that few tills see in a day: behind one method of the till, so that they cost a cold start nothing. */
import type { Basket, BasketLine } from "./basket.ts";
import type { TillContext } from "./context.ts";
import {
  attemptsOf, beginAttempt, mayBeOffline, noteAttempt, noteTerminalDay, takenSinceDay, type CardAttempt, type NewAttempt, type TakenThere,
} from "./card-attempts.ts";
import { beginHold, beginUnlinked, changeHold, type HoldChange } from "./card-holds.ts";
import { beginCode, codesOf, hearCode, hearUnconfirmed, withdrawCode, type CodeAccount, type CodePayment } from "./code-payments.ts";
import { clock, whoClocks, type ClockAct, type ClockMark, type Clocking } from "./use-cases/clock.ts";
import { askLinks, keepPaid, type PayLink } from "./pay-links.ts";
import type { ItemDocument } from "./documents.ts";
import type { DoorAnswer, KnownCard } from "./door/door.ts";
import { makeNote, sendNotes } from "./notes.ts";
import type { StaffPurchase } from "./people/staff-purchase.ts";
import { hearBanks, seeBank } from "./offline-cards.ts";
import type { JsonObject } from "./reading.ts";
import { done, type Result } from "./refusal.ts";
import type { GoesTo } from "./returned.ts";
import type { TenderInput } from "./tenders.ts";
import type { SentAgain } from "./told-rows.ts";
import type { Finalized } from "./till.ts";
import { beginTraining } from "./training/begin-training.ts";
import { askDocument, type AskedDocument } from "./use-cases/asked-document.ts";
import { cardHolder, hearCards, joinCustomer } from "./use-cases/customer-cards.ts";
import { hearLots, lotsOf, type LotView } from "./use-cases/lots.ts";
import { hearOrders } from "./use-cases/order-book.ts";
import type { Proof, SignIn } from "./use-cases/people.ts";
import { buyFor, whoBuys, withoutBuyer, type Buyer } from "./use-cases/purchases.ts";
import { receiptOf } from "./use-cases/receipt-of.ts";
import { keptAside, lowStock, stockOf, type StockView } from "./use-cases/stock.ts";
import { askTerminals } from "./use-cases/server-terminals.ts";
import { priceUnreceipted, refundUnreceipted, type UnreceiptedGoods } from "./use-cases/unreceipted.ts";
import { usedElsewhere } from "./use-cases/told.ts";
import type { MinorUnits } from "./units.ts";
import type { NoteView } from "./views.ts";
import type { Why } from "./use-cases/why.ts";

export interface Rare {
  /** A note for a line or a whole sale (`setNote`); `undefined`: nothing was written. */
  makeNote(text: string, isPrinted: boolean): Promise<NoteView | undefined>;
  /** Whose card this code is; `undefined`: nobody's. */
  cardHolder(code: string): Promise<KnownCard | undefined>;
  /** Asks who carries which card, if that changed: a line that breaks then leaves what is known. */
  hearCards(): Promise<void>;
  joinCustomer(basket: Basket, holder: KnownCard, group: string | undefined): Basket;
  /** Whether another till used this code of a coupon: then it is refused here, in plain words. */
  couponUsed(code: string): Promise<Result<null> | undefined>;
  /** Who of the house buys, by name or by badge, and what they bought this month. */
  whoBuys(chosen: string | Proof): Promise<Result<Buyer>>;
  buyFor(basket: Basket, group: string, buyer: StaffPurchase): Basket;
  withoutBuyer(basket: Basket): Basket;
  /** Brings the server the texts of notes, and forgets what it erased. */
  sendNotes(): Promise<void>;
  /** Asks for the store's open orders, if it was not just done: a line that breaks then leaves them here. */
  hearOrders(): Promise<void>;
  /** What lies in the store of an article; `undefined` without a line. */
  stockOf(item: string): Promise<StockView | undefined>;
  /** What is kept aside for customers while nothing of it is free. */
  keptAside(): Promise<readonly StockView[]>;
  lowStock(): Promise<readonly string[]>;
  /** Asks which lots lie in the store, if it was not just done: a line that breaks then leaves what is known. */
  hearLots(): Promise<void>;
  /** Of an article kept by lot or by serial number, what is left of each; what lies in the basket is not. What goes off first comes first. */
  lotsOf(item: ItemDocument, lines?: readonly BasketLine[]): Promise<readonly LotView[]>;
  /** Who stands at the time clock, and what may come next. */
  whoClocks(attempt: SignIn): Promise<Result<Clocking>>;
  /** Somebody comes, breaks, is back or goes; `left_at`: the local minute of an earlier going that was forgotten. */
  clock(clocking: Clocking, act: ClockAct, left_at?: string): Promise<Result<ClockMark>>;
  /** From now on nothing that is rung up is sold. The till is then opened anew (`TillState.must_train`); the real day waits as it is. */
  beginTraining(why?: Why): Promise<Result<null>>;
  /** A document that the country's module lets a person ask for (`FiscalModule.asked`). */
  askDocument(purpose: string, why?: Why): Promise<Result<AskedDocument>>;
  /** Writes down that a terminal is going to be asked: before it is, so that no crash forgets it. */
  beginAttempt(wish: NewAttempt): Promise<Result<CardAttempt>>;
  mayBeOffline(amount: MinorUnits, limits: unknown): Promise<boolean>;
  /** What was heard of an attempt; the answer is how it stands now. */
  noteAttempt(attempt: CardAttempt): Promise<CardAttempt>;
  /** Writes down that a code is going to be shown: its reference is made of the identifier. */
  beginCode(account: CodeAccount, amount: MinorUnits): Promise<Result<CodePayment>>;
  /** How one stands at the server, or here where no line is. */
  hearCode(id: string): Promise<CodePayment | undefined>;
  /** What ended a sale unconfirmed is asked about; whether there is news. */
  hearUnconfirmed(): Promise<boolean>;
  /** What banks have said of cards that were taken without them; whether there is news. */
  hearBanks(): Promise<boolean>;
  /** Somebody has looked at what the bank said of one. */
  seeBank(id: string): Promise<void>;
  /** Nobody waits for it here any more. */
  withdrawCode(id: string): Promise<void>;
  /** The last ones, newest first. */
  codes(): Promise<readonly CodePayment[]>;
  /** What the server had lost by going back to an old backup, and has from here again; `undefined`: nothing ever. */
  sentAgain(): Promise<SentAgain | undefined>;
  /** The last ones, newest first. */
  attempts(): Promise<readonly CardAttempt[]>;
  /** Money to be held on a card is written down. */
  beginHold(wish: NewAttempt, why: Why): Promise<Result<CardAttempt>>;
  /** What is wanted of money that is held. `withTip`: of the amount, what the customer gives on top. */
  changeHold(id: string, kind: HoldChange, amount: MinorUnits, withTip?: MinorUnits, why?: Why): Promise<Result<CardAttempt>>;
  /** Money to a card that nobody knows to have paid here. */
  beginUnlinked(wish: NewAttempt, why: Why): Promise<Result<CardAttempt>>;
  takenSinceDay(agentKey: string, terminal: string): Promise<TakenThere>;
  noteTerminalDay(agentKey: string, terminal: string): Promise<void>;
  /** A terminal that the server drives: `place` is what follows its address (device-door, "Terminals"). */
  askTerminals(place: string, body: object): Promise<DoorAnswer<JsonObject>>;
  /** Pages on which customers pay: `place` is what follows their address (device-door, "Links"). */
  askLinks(place: string, body: object): Promise<DoorAnswer<JsonObject>>;
  /** What was paid by a link and belongs to this till, written down as approved payments: those that are in no sale yet. */
  keepPaid(link: PayLink, currency: number): Promise<readonly CardAttempt[]>;
  /** What the articles of a basket are worth as goods that come back without a receipt. */
  priceUnreceipted(basket: Basket): Promise<Result<UnreceiptedGoods>>;
  /** Those goods came back, and nobody has a receipt. `places`: where each line's goods go. */
  refundUnreceipted(goods: UnreceiptedGoods, places: ReadonlyMap<number, GoesTo>, tenders: readonly TenderInput[], why: Why): Promise<Result<Finalized>>;
}

export function rarely(context: TillContext): Rare {
  return {
    cardHolder: (code) => cardHolder(context, code),
    hearCards: () => hearCards(context),
    joinCustomer,
    couponUsed: (code) => usedElsewhere(context, "coupon", code.trim().toUpperCase()),
    whoBuys: (chosen) => whoBuys(context, chosen),
    buyFor,
    withoutBuyer,
    makeNote: (text, isPrinted) => makeNote(context, text, isPrinted),
    sendNotes: async () => {
      let isMore = true;
      while (isMore) isMore = await sendNotes(context);
    },
    hearOrders: () => hearOrders(context),
    stockOf: (item) => stockOf(context, item),
    keptAside: () => keptAside(context),
    lowStock: () => lowStock(context),
    hearLots: () => hearLots(context),
    lotsOf: (item, lines) => lotsOf(context, item, lines),
    whoClocks: (attempt) => whoClocks(context, attempt),
    clock: (clocking, act, left_at) => clock(context, clocking, act, left_at),
    beginTraining: (why) => beginTraining(context, why),
    askDocument: (purpose, why) => askDocument(context, purpose, why),
    beginAttempt: (wish) => beginAttempt(context, wish),
    mayBeOffline: (amount, limits) => mayBeOffline(context, amount, limits, context.ports.clock.wall().epoch_ms),
    noteAttempt: (attempt) => noteAttempt(context, attempt),
    sentAgain: () => context.db.cell("sent_again"),
    attempts: () => attemptsOf(context),
    beginHold: (wish, why) => beginHold(context, wish, why),
    changeHold: (id, kind, amount, withTip, why) => changeHold(context, id, kind, amount, withTip, why),
    beginUnlinked: (wish, why) => beginUnlinked(context, wish, why),
    takenSinceDay: (agentKey, terminal) => takenSinceDay(context, agentKey, terminal),
    noteTerminalDay: (agentKey, terminal) => noteTerminalDay(context, agentKey, terminal),
    askTerminals: (place, body) => askTerminals(context, place, body),
    askLinks: (place, body) => askLinks(context, place, body),
    keepPaid: (link, currency) => keepPaid(context, link, currency),
    beginCode: (account, amount) => beginCode(context, account, amount),
    hearCode: (id) => hearCode(context, id),
    hearUnconfirmed: () => hearUnconfirmed(context),
    hearBanks: () => hearBanks(context),
    seeBank: (id) => seeBank(context, id),
    withdrawCode: (id) => withdrawCode(context, id),
    codes: () => codesOf(context),
    priceUnreceipted: (basket) => priceUnreceipted(context, basket),
    refundUnreceipted: async (goods, places, tenders, why) => {
      const refunded = await refundUnreceipted(context, goods, places, tenders, why);
      const { settings } = context.facts;
      if (!refunded.ok) return refunded;
      if (settings === undefined) throw new Error("a refund without settings");
      const receipt = receiptOf(refunded.value, settings, 0);
      return done({ sale: refunded.value, receipt, change: receipt.change });
    },
  };
}
