/** What the till keeps of customers' accounts and of orders, and what it may do of gift cards without the server. */
import type { EntryObject } from "@comptoir/journal";

import type { KnownAccount, KnownCards, KnownLot, KnownOrder, KnownText, Person } from "./door/door.ts";
import type { MinorUnits } from "./units.ts";
import type { StockView } from "./use-cases/stock.ts";

/** A customer with an account: what they owed when the server was asked. */
export type AccountHolder = KnownAccount;

/** What an entry of this till wrote to an account, or took off. */
export interface AccountMove {
  readonly chain: string;
  readonly sequence: number;
  readonly account: string;
  readonly amount: number;
}

export interface AccountsValue {
  readonly accounts: readonly AccountHolder[];
  /** How far of which chain the server had counted: an answer that says less is an older one. Absent: an older program asked. */
  readonly counted?: { readonly chain: string; readonly sequence: number };
  /** What the server had not counted when it was asked. */
  readonly moves: readonly AccountMove[];
}

/** An order that this till made: what was paid for it, and what became of it, is read from the sales. */
export interface OrderRow extends KnownText {
  readonly id: string;
  readonly made_ms: number;
  readonly essentials: string;
  readonly customer?: Person;
}

/** What else is sealed: of a sale, the order that it keeps or the basket of the shelf that it was; of a line, what it is of an order. */
export interface Sealed {
  readonly also?: EntryObject;
}

export interface Promised extends Sealed {
  /** What it comes to as a whole: it was promised so, and nothing is computed or changed. */
  readonly stated?: MinorUnits;
}

/** What this till may redeem of gift cards without the server, as the server signed it, and what it has. */
export interface AllowanceValue {
  readonly id: string;
  readonly chain: string;
  readonly each: number;
  readonly total: number;
  readonly issued_ms: number;
  readonly ends_ms: number;
  readonly spent: number;
  /** Of that, by card. Absent: an older program spent it, which asked of the sum only. */
  readonly spent_of?: Readonly<Record<string, number>>;
}

/** The store's open orders as the server told them last: what this till may keep of other tills' while there is no line. */
export interface HeardOrders {
  readonly orders: readonly KnownOrder[];
  readonly heard_ms: number;
  /** This till's own that the server had and did not name any more: they were ended elsewhere. By their ids here. */
  readonly ended: readonly string[];
  /** How far the till has heard of erasures of customers. Absent: an older program heard it. */
  readonly erasures?: number;
  /** Goods that are kept aside and of which nothing is free. Absent: an older program heard it, or the server did not say. */
  readonly short?: readonly StockView[];
  /** Articles that run low in the store. Absent likewise. */
  readonly low?: readonly string[];
}

/** Lots that lie in the store, as the server told them last, and the mark of that list. */
export interface HeardLots {
  readonly mark: string;
  readonly lots: readonly KnownLot[];
  readonly heard_ms: number;
  /** When the first of the sales was made that waited to be sent as it asked: they are not counted in the list. Absent: none did. */
  readonly unsent_ms?: number;
}

/** Of which there is one each. */
export interface PromiseCells {
  readonly orders_heard: HeardOrders;
  readonly lots_heard: HeardLots;
  readonly allowance: AllowanceValue;
  readonly accounts: AccountsValue;
  /** Who carries which card, as the server said when it was asked last. */
  readonly cards: KnownCards;
  /** Customers whom this till met, of whom the server has not heard yet. */
  readonly people_met: readonly Person[];
}
