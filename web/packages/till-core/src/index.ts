/** @comptoir/till-core: the till without its screens. */
export * from "./refusal.ts";
export * from "./units.ts";
export * from "./documents.ts";
export * from "./views.ts";
export * from "./ports.ts";
export type { Observable } from "./observable.ts";
export type { Basket, BasketLine, Discount, PricedBasket, PricedLine, PricingContext } from "./basket.ts";
export type { Settlement, TenderInput } from "./tenders.ts";
export type { Catalog, Finalized, MovementReason, RefundLine, Till } from "./till.ts";
export type * from "./door/door.ts";
import type { Basket, Discount, PricedBasket, PricingContext } from "./basket.ts";
import type { ItemDocument, TaxRateDocument } from "./documents.ts";
import type { Ports } from "./ports.ts";
import type { Result } from "./refusal.ts";
import type { Settlement, TenderInput } from "./tenders.ts";
import type { Catalog, Till } from "./till.ts";
import type { Milli, MinorUnits } from "./units.ts";

export declare function emptyBasket(): Basket;
/** One more of the item: the line with the same item, price, tax and no discount amount grows, else a line is added. */
export declare function addItem(basket: Basket, item: ItemDocument, quantity?: Milli, barcode?: string): Result<Basket>;
export declare function addAmount(basket: Basket, amount: MinorUnits, taxRate: TaxRateDocument): Result<Basket>;
/** 0 removes the line. */
export declare function setQuantity(basket: Basket, line: number, quantity: Milli): Result<Basket>;
export declare function setUnitPrice(basket: Basket, line: number, unitPrice: MinorUnits): Result<Basket>;
export declare function removeLine(basket: Basket, line: number): Result<Basket>;
/** `undefined` takes the discount away. */
export declare function setLineDiscount(basket: Basket, line: number, discount: Discount | undefined): Result<Basket>;
export declare function setBasketDiscount(basket: Basket, discount: Discount | undefined): Result<Basket>;
export declare function priceBasket(basket: Basket, context: PricingContext): PricedBasket;
export declare function settle(gross: MinorUnits, tenders: readonly TenderInput[], context: PricingContext): Result<Settlement>;
/** Base address is "" when the till is served by its own server. */
export declare function browserPorts(scope: unknown, baseAddress?: string): Ports;
export interface OpenTillOptions {
  readonly ports: Ports;
  readonly app_version: string;
  readonly user_agent: string;
  /** Name of the IndexedDB database; the default is `comptoir-till`. */
  readonly database_name?: string;
  /** A catalogue that lives in a worker (`workerCatalog(new Worker(…))`); without it, one in this thread. */
  readonly catalog?: Catalog;
}
export declare function openTill(options: OpenTillOptions): Promise<Till>;
/** The worker's file of the app is one line: `import "@comptoir/till-core/catalog-worker";`. */
export declare function workerCatalog(worker: unknown): Catalog;
