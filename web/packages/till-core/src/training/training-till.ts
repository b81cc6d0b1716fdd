/** The till that somebody learns with: every screen and use case is the real one's, and nothing that is rung up is sold. */
import { done, refused, type Result } from "../refusal.ts";
import { Till, type TillParts, type Training } from "../till.ts";
import type { DrawerCount } from "../use-cases/foreign-counts.ts";
import type { Why } from "../use-cases/why.ts";
import type { ItemDocument } from "../documents.ts";
import type { Approval } from "../people/approvals.ts";
import type { PasskeyRequest } from "../people/passkeys.ts";
import type { Need } from "../people/rights.ts";
import type { ParkedShelf } from "../use-cases/parking.ts";
import type { Proof, SignIn } from "../use-cases/people.ts";
import { viewOf, type SalesQuery } from "../use-cases/receipts.ts";
import type { Promised, VoucherView } from "../use-cases/vouchers.ts";
import type { EntryRef, SaleSummary, SaleView, SessionView, TillState, WishView } from "../views.ts";
import { endTraining } from "./begin-training.ts";
import { TrainingContext } from "./training-context.ts";

export async function openTraining(parts: TillParts): Promise<Till> {
  const context = new TrainingContext(parts.context);
  await context.load();
  return new TrainingTill(parts, context);
}

/** What would change the shop for everybody is not done here. */
function notHere<T>(): Promise<Result<T>> {
  return Promise.resolve(refused<T>("training.not_here"));
}

class TrainingTill extends Till {
  readonly #real: Till;
  readonly #context: TrainingContext;

  constructor(parts: TillParts, context: TrainingContext) {
    const close = (): void => {
      parts.close();
      context.db.close();
    };
    super({ ...parts, context, close });
    this.#real = new Till(parts);
    this.#context = context;
  }

  override get training(): Training {
    const context = this.#context;
    return {
      end: () => endTraining(context.real),
      wipe: () =>
        context.exclusive(async () => {
          const writable = context.writable();
          if (!writable.ok) return writable;
          await context.wipe();
          return done(null);
        }),
    };
  }

  /** Who stands at the till is one truth, and so is how often a PIN was wrong. */
  override signIn(attempt: SignIn): Promise<Result<TillState>> {
    return this.#real.signIn(attempt);
  }

  override askPasskey(host: string, origin: string): Promise<PasskeyRequest | undefined> {
    return this.#real.askPasskey(host, origin);
  }

  override approve(proof: Proof, needs: readonly Need[], reason: string): Promise<Result<readonly Approval[]>> {
    return this.#real.approve(proof, needs, reason);
  }

  override lock(): Promise<Result<null>> {
    return this.#real.lock();
  }

  override enrol(code: string, label: string): Promise<Result<TillState>> {
    return this.#real.enrol(code, label);
  }

  override photo(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#real.photo(digest);
  }

  override fetchRest(): Promise<void> {
    return this.#real.fetchRest();
  }

  override createArticle(): Promise<Result<ItemDocument>> {
    return notHere();
  }

  override findElsewhere(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override markSoldOut(): Promise<Result<null>> {
    return notHere();
  }

  override arrangeFavorites(): Promise<Result<null>> {
    return notHere();
  }

  override makeWish(): Promise<Result<WishView>> {
    return notHere();
  }

  override saleOfReceipt(): Promise<Result<SaleView>> {
    return notHere();
  }

  override returnsOf(): Promise<Result<SaleView>> {
    return notHere();
  }

  override findVoucher(): Promise<Result<VoucherView>> {
    return notHere();
  }

  override holdVoucher(): Promise<Result<Promised>> {
    return notHere();
  }

  override canCreateArticle(): boolean {
    return false;
  }

  override canArrangeFavorites(): boolean {
    return false;
  }

  /** Who took the drawer over to learn stands there afterwards, too. */
  override async handOver(counted: DrawerCount, next: SignIn, why: Why = {}): Promise<Result<SessionView>> {
    const handed = await super.handOver(counted, next, why);
    const { real } = this.#context;
    const { cashier, tries } = real.facts;
    await real.db.write(["cells"], async ({ cells }) => {
      if (cashier !== undefined) await cells.put("cashier", cashier);
      await cells.put("failures", tries.failures);
    });
    return handed;
  }

  override async parkedOfStore(): Promise<ParkedShelf> {
    return { baskets: await this.parked(), is_line_up: true };
  }

  /** Their entries lie in the journal of the real till. */
  override async sales(query: SalesQuery = {}): Promise<readonly SaleSummary[]> {
    const found = await super.sales(query);
    return Promise.all(found.map(async (summary) => ({ ...summary, delivery: (await this.sale(summary.ref))?.delivery ?? summary.delivery })));
  }

  override async sale(ref: EntryRef): Promise<SaleView | undefined> {
    const { db, real } = this.#context;
    const row = await db.get("sales", [ref.chain, ref.sequence]);
    return row?.digest === ref.digest ? viewOf(row, await real.db.get("entries", [ref.chain, ref.sequence])) : undefined;
  }
}
