/**
 * What a shop does over several days: quotes, goods kept aside, customers' accounts. A file of its own, which the screens load when
 * somebody asks for them: no sale waits for it.
 */
import type { Basket } from "./basket.ts";
import type { TillContext } from "./context.ts";
import type { Person } from "./door/door.ts";
import { done, type Result } from "./refusal.ts";
import type { TenderInput } from "./tenders.ts";
import { Till, type Finalized } from "./till.ts";
import { minorUnits, type MinorUnits } from "./units.ts";
import { listAccounts, settleAccount, type Accounts, type AccountView } from "./use-cases/accounts.ts";
import type { OrderView, Orders } from "./use-cases/order-book.ts";
import { orderRule, type OrderRule } from "./use-cases/order-rule.ts";
import { backOf, giveUpOrder, listOrders, makeOrder, payDeposit, recallOrder, type NewOrder } from "./use-cases/orders.ts";
import { receiptOf } from "./use-cases/receipt-of.ts";
import type { Why } from "./use-cases/why.ts";
import type { EntryRef, SaleView } from "./views.ts";

export type { Accounts, AccountView, NewOrder, OrderView, Orders, Person };

export class Promises {
  readonly #context: TillContext;

  constructor(till: Till) {
    this.#context = Till.contextOf(till);
  }

  get rule(): OrderRule {
    return orderRule(this.#context.facts.settings);
  }

  makeOrder(basket: Basket, wanted: NewOrder): Promise<Result<OrderView>> {
    return makeOrder(this.#context, basket, wanted);
  }

  orders(): Promise<Orders> {
    return listOrders(this.#context);
  }

  async payDeposit(ref: EntryRef, amount: MinorUnits, tenders: readonly TenderInput[]): Promise<Result<Finalized>> {
    return this.#finalized(await payDeposit(this.#context, ref, amount, tenders));
  }

  /** What giving an order up would give back, and what the shop keeps. */
  backOf(order: OrderView): { readonly back: MinorUnits; readonly kept: MinorUnits } {
    return backOf(this.#context, order);
  }

  async giveUp(ref: EntryRef, tenders: readonly TenderInput[], why: Why = {}): Promise<Result<Finalized>> {
    return this.#finalized(await giveUpOrder(this.#context, ref, tenders, why));
  }

  /** The basket that keeps it; the order stays open until that is paid. */
  recall(ref: EntryRef): Promise<Result<Basket>> {
    return recallOrder(this.#context, ref);
  }

  accounts(): Promise<Accounts> {
    return listAccounts(this.#context);
  }

  async settle(account: string, amount: MinorUnits, tenders: readonly TenderInput[]): Promise<Result<Finalized>> {
    return this.#finalized(await settleAccount(this.#context, account, tenders, amount));
  }

  #finalized(made: Result<SaleView>): Result<Finalized> {
    if (!made.ok) return made;
    const { settings } = this.#context.facts;
    if (settings === undefined) throw new Error("a payment without settings");
    const receipt = receiptOf(made.value, settings, 0);
    // What came in, or went out: of a payment on an account nothing is turned over.
    const paid = minorUnits(made.value.tenders.reduce((sum, tender) => sum + (tender.kind === "account" ? 0 : tender.amount), 0));
    return done({ sale: made.value, receipt: { ...receipt, paid }, change: receipt.change });
  }
}
