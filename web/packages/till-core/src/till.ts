/** The till: one object with the use cases that screens call. Screens touch neither Dexie nor fetch. */
import type { Basket, PricingContext } from "./basket.ts";
import type { ItemDocument } from "./documents.ts";
import type { Observable } from "./observable.ts";
import type { Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import type { Milli, MinorUnits } from "./units.ts";
import type {
  CatalogStatus,
  ClosingView,
  EntryRef,
  ParkedBasket,
  ReceiptView,
  SaleSummary,
  SaleView,
  SessionView,
  SyncStatus,
  TillState,
} from "./views.ts";

export interface Finalized {
  readonly sale: SaleView;
  readonly receipt: ReceiptView;
  readonly change: MinorUnits;
}

export interface RefundLine {
  readonly line: number;
  /** Positive: how much of the line comes back. */
  readonly quantity_milli: Milli;
}

export interface Catalog {
  readonly status: Observable<CatalogStatus>;
  /** Best matches first. Answers an empty list while the index is being built. */
  search(text: string, limit?: number): Promise<readonly ItemDocument[]>;
  /** GTIN-8/12/13/14 are the same number here; other codes match as they are. */
  findBarcode(code: string): Promise<ItemDocument | undefined>;
  /** Items of a category, by name; without a category, all. */
  inCategory(category: string | undefined, offset?: number, limit?: number): Promise<readonly ItemDocument[]>;
  find(ids: readonly string[]): Promise<readonly ItemDocument[]>;
}

export type MovementReason = "float" | "pickup" | "paid_in" | "paid_out";

export interface Till {
  readonly state: Observable<TillState>;
  readonly sync: Observable<SyncStatus>;
  readonly catalog: Catalog;

  enrol(code: string, label: string): Promise<Result<TillState>>;
  switchCashier(cashier: string): Promise<Result<TillState>>;
  openSession(float: MinorUnits): Promise<Result<SessionView>>;
  closeSession(counted: MinorUnits): Promise<Result<ClosingView>>;
  /** `amount` > 0; the reason gives the sign (`pickup` and `paid_out` leave the drawer). */
  cashMovement(reason: MovementReason, amount: MinorUnits): Promise<Result<SessionView>>;
  drawerOpened(): Promise<Result<null>>;

  pricingContext(): PricingContext;
  finalizeSale(basket: Basket, tenders: readonly TenderInput[]): Promise<Result<Finalized>>;
  /** Leaves a trace in the journal when the basket has lines. */
  voidBasket(basket: Basket): Promise<Result<null>>;
  refundSale(ref: EntryRef, lines: readonly RefundLine[] | "all", tenders: readonly TenderInput[]): Promise<Result<Finalized>>;
  /** What `refundSale` would give back, without doing it: positive. */
  previewRefund(
    ref: EntryRef,
    lines: readonly RefundLine[] | "all",
  ): Promise<Result<{ readonly gross: MinorUnits; readonly cash_payable: MinorUnits }>>;
  copyReceipt(ref: EntryRef): Promise<Result<ReceiptView>>;

  park(basket: Basket, label: string): Promise<Result<ParkedBasket>>;
  parked(): Promise<readonly ParkedBasket[]>;
  recall(id: string): Promise<Result<Basket>>;
  /** The basket on the screen, kept so that a reload loses nothing; an empty basket forgets it. */
  keepBasket(basket: Basket): Promise<void>;
  keptBasket(): Promise<Basket | undefined>;

  /** Newest first. `text` matches the receipt number, or the total as typed ("12,50"). */
  sales(query?: { readonly text?: string; readonly before_ms?: number; readonly limit?: number }): Promise<readonly SaleSummary[]>;
  sale(ref: EntryRef): Promise<SaleView | undefined>;
  receipt(ref: EntryRef): Promise<ReceiptView | undefined>;

  /** Sends and fetches now instead of at the next try (a tap on the state pill, the browser's `online` event). */
  syncNow(): void;
  /** Asks the browser to keep the data; call it from a tap. */
  requestPersistence(): Promise<boolean>;
  /** Stops loops and gives the lock back. */
  close(): void;
}
